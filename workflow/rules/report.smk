# What a reader sees.


rule metrics_table:
    input:
        metrics="results/{study}/metrics.csv",
        selections=selections_of_table,
    output:
        csv="results/{study}/tables/metrics_{model}.csv",
        html=report(
            "results/{study}/tables/metrics_{model}.html",
            category="Results",
            labels={"study": "{study}", "table": "Metrics", "models": "{model}"},
            caption="../report/metrics_table.rst",
        ),
    log:
        "results/logs/metrics_table/{study}/{model}.log",
    benchmark:
        "results/benchmarks/metrics_table/{study}/{model}.tsv"
    wildcard_constraints:
        study=one_of(NETWORK_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        model=lambda wildcards: wildcards.model,
        ensemble_name="Ensemble",
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        label=setting("label", "name"),
        number=number_in_paper("metrics_{model}"),
        folds=False,
        simulated=simulated,
        published_tables=published_names,
        published_left_out=published_left_out,
        published=published_data,
        source=code("report/metrics_table.py"),
    message:
        "Metrics of {wildcards.model}"
    script:
        "../scripts/report/metrics_table.py"


rule all_metrics_table:
    input:
        metrics="results/{study}/metrics.csv",
    output:
        csv="results/{study}/tables/metrics.csv",
        html=report(
            "results/{study}/tables/metrics.html",
            category="Results",
            labels={"study": "{study}", "table": "Metrics of all models"},
            caption="../report/metrics_table.rst",
        ),
    log:
        "results/logs/all_metrics_table/{study}.log",
    benchmark:
        "results/benchmarks/all_metrics_table/{study}.tsv"
    wildcard_constraints:
        study=one_of([*FEATURE_STUDIES, *PREDICTION_STUDIES]),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        model=None,
        ensemble_name="Input",
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        label=setting("label", "name"),
        number=number_in_paper("metrics"),
        folds=lambda wildcards: wildcards.study in FEATURE_STUDIES,
        simulated=simulated,
        published_tables=published_names,
        published_left_out=published_left_out,
        published=published_data,
        source=code("report/metrics_table.py"),
    message:
        "Metrics of all models of {wildcards.study}"
    script:
        "../scripts/report/metrics_table.py"


rule comparison_table:
    input:
        comparisons="results/{study}/comparisons.csv",
    output:
        csv="results/{study}/tables/comparisons.csv",
        html=report(
            "results/{study}/tables/comparisons.html",
            category="Results",
            labels={"study": "{study}", "table": "Tests between the models"},
            caption="../report/comparison_table.rst",
        ),
        ranks_svg=report(
            "results/{study}/figures/critical_difference.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Mean ranks of the models"},
            caption="../report/critical_difference.rst",
        ),
        ranks_png="results/{study}/figures/critical_difference.png",
    log:
        "results/logs/comparison_table/{study}.log",
    benchmark:
        "results/benchmarks/comparison_table/{study}.tsv"
    wildcard_constraints:
        study=one_of(PATIENT_STUDIES),
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
        number=number_in_paper("comparisons"),
        simulated=simulated,
        published_tables=published_names,
        published_left_out=published_left_out,
        published=published_data,
        source=code("report/comparison_table.py"),
    message:
        "Tests between the models of {wildcards.study}"
    script:
        "../scripts/report/comparison_table.py"


rule supplementary_table:
    input:
        train_labels="results/{study}/labels/train.csv",
        test_labels="results/{study}/labels/test.csv",
        predictions=lambda wildcards: list(
            dict.fromkeys(
                file
                for name, run in study_of(wildcards).supplementary.items()
                for file in prediction_files(wildcards.study, [run.model], [name])
            )
        ),
        selections=selections_of_supplementary,
        splits="results/{study}/splits.csv",
        fitted=supplementary_records,
    output:
        csv="results/{study}/tables/supplementary.csv",
        html=report(
            "results/{study}/tables/supplementary.html",
            category="Results",
            labels={"study": "{study}", "table": "Supplementary runs"},
            caption="../report/supplementary.rst",
        ),
    log:
        "results/logs/supplementary_table/{study}.log",
    benchmark:
        "results/benchmarks/supplementary_table/{study}.tsv"
    wildcard_constraints:
        study=one_of(NETWORK_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        runs=supplementary_runs,
        number=number_in_paper("supplementary"),
        model_titles=model_titles,
        evaluation=setting("evaluation"),
        seed=SETTINGS.seed,
        simulated=simulated,
        published_tables=published_names,
        published_left_out=published_left_out,
        published=published_data,
        source=code("report/supplementary_table.py"),
    message:
        "Supplementary runs of {wildcards.study}"
    script:
        "../scripts/report/supplementary_table.py"


rule provenance:
    input:
        results=study_results,
        recorded=recorded_files,
        weights=records_of_weights,
    output:
        provenance="results/{study}/provenance.json",
    log:
        "results/logs/provenance/{study}.log",
    benchmark:
        "results/benchmarks/provenance/{study}.tsv"
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        config=SETTINGS.model_dump(),
        simulated=simulated,
        source=code("report/provenance.py"),
    message:
        "Provenance of {wildcards.study}"
    script:
        "../scripts/report/provenance.py"
