# What others published: their predictions, and their figures.


rule read_external:
    input:
        tables=lambda wildcards: study_of(wildcards).external_tables,
        splits="results/{study}/splits.csv",
        test_labels="results/{study}/labels/test.csv",
        gate="results/{study}/before_evaluation/leakage.json",
    output:
        predictions="results/{study}/predictions/external/{model}.csv",
        sources="results/{study}/predictions/external/{model}_sources.csv",
        oddities="results/{study}/predictions/external/{model}_oddities.csv",
    log:
        "results/logs/read_external/{study}/{model}.log",
    benchmark:
        "results/benchmarks/read_external/{study}/{model}.tsv"
    wildcard_constraints:
        study=studies_of_rules("splits"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        models=lambda wildcards: study_of(wildcards).external_parameters,
        label=setting("label"),
        own_files=lambda wildcards: OWN_FILES.versions([], tables=study_of(wildcards).external_tables),
        source=code("published/read_external.py"),
    message:
        "Reading the predictions of {wildcards.model}"
    script:
        "../scripts/published/read_external.py"


rule published_table:
    input:
        metrics="results/{study}/metrics.csv",
        operating_points="results/{study}/operating_points.csv",
        comparisons=lambda wildcards: study_of(wildcards).only_where_split("comparisons.csv"),
    output:
        published="results/{study}/published.csv",
        csv="results/{study}/tables/published.csv",
        html=report(
            "results/{study}/tables/published.html",
            category="Results",
            labels={"study": "{study}", "table": "Published figures"},
            caption="../report/published.rst",
        ),
    log:
        "results/logs/published_table/{study}.log",
    benchmark:
        "results/benchmarks/published_table/{study}.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensemble_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        label=setting("label", "name"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        ours=lambda wildcards: study_of(wildcards).published_with_ours,
        published_tables=lambda wildcards: study_of(wildcards).published.names,
        published_left_out=lambda wildcards: study_of(wildcards).published.left_out,
        published=lambda wildcards: data(*study_of(wildcards).published_files),
        source=code("published/published_table.py"),
    message:
        "Published figures compared with those of {wildcards.study}"
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
    localrule: True
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
