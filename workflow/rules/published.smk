# What others published: their predictions, and their figures.


rule read_external:
    input:
        table=external_table,
        splits="results/{study}/splits.csv",
        test_labels="results/{study}/labels/test.csv",
        gate="results/{study}/before_evaluation/leakage.json",
    output:
        predictions="results/{study}/predictions/external/{model}.csv",
        sources="results/{study}/predictions/external/{model}_sources.csv",
    log:
        "results/logs/read_external/{study}/{model}.log",
    benchmark:
        "results/benchmarks/read_external/{study}/{model}.tsv"
    wildcard_constraints:
        study=one_of(PATIENT_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        external=external_parameters,
        label=setting("label"),
        source=code("published/read_external.py"),
    message:
        "Reading the predictions of {wildcards.model}"
    script:
        "../scripts/published/read_external.py"


rule read_predictions:
    input:
        tables=external_tables,
    output:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
        flow=report(
            "results/{study}/cohort_flow.csv",
            category="Patients",
            labels={"study": "{study}", "table": "Selection of patients"},
            caption="../report/cohort_flow.rst",
        ),
        sources="results/{study}/predictions_sources.csv",
    log:
        "results/logs/read_predictions/{study}.log",
    benchmark:
        "results/benchmarks/read_predictions/{study}.tsv"
    wildcard_constraints:
        study=one_of(PREDICTION_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        models=all_external_parameters,
        label=setting("label"),
        patients=kind_of_patients,
        source=code("published/read_predictions.py"),
    message:
        "Reading the predictions of {wildcards.study}"
    script:
        "../scripts/published/read_predictions.py"


rule published_table:
    input:
        metrics="results/{study}/metrics.csv",
        operating_points="results/{study}/operating_points.csv",
        comparisons=published_comparisons_of,
    output:
        published="results/{study}/published.csv",
        csv="results/{study}/tables/published.csv",
        html=report(
            "results/{study}/tables/published.html",
            category="Results",
            labels={"study": "{study}", "table": "Published figures, and ours"},
            caption="../report/published.rst",
        ),
    log:
        "results/logs/published_table/{study}.log",
    benchmark:
        "results/benchmarks/published_table/{study}.tsv"
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        label=setting("label", "name"),
        simulated=simulated,
        published_tables=published_names,
        published_left_out=published_left_out,
        published=published_data,
        source=code("published/published_table.py"),
    message:
        "Published figures beside those of {wildcards.study}"
    script:
        "../scripts/published/published_table.py"


rule published_figures:
    output:
        csv="results/published/published.csv",
        html="results/published/published.html",
    log:
        "results/logs/published_figures.log",
    benchmark:
        "results/benchmarks/published_figures.tsv"
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        published=data(*(f"published/{name}.csv" for name in ["index", "titles", *tables_of_all_papers()])),
        source=code("published/published_figures.py"),
    message:
        "Published figures of all papers"
    script:
        "../scripts/published/published_figures.py"
