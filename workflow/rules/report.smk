# What a reader sees.


rule metrics_table:
    input:
        metrics="results/{study}/metrics.csv",
        selections=lambda wildcards: study_of(wildcards).training_files(
            wildcards.model, study_of(wildcards).settings.inputs_of_model(wildcards.model), "selection.json"
        ),
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
        study=studies_of_rules("training"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        model=lambda wildcards: wildcards.model,
        ensemble_name="Ensemble",
        ensemble_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        # A new name of one model makes its own table again, and no other.
        model_titles=lambda wildcards: study_of(wildcards).titles_of(wildcards.model),
        label=setting("label", "name"),
        number=lambda wildcards: study_of(wildcards).number_in_paper(f"metrics_{wildcards.model}"),
        folds=False,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        published_tables=lambda wildcards: study_of(wildcards).published_columns,
        published_left_out=lambda wildcards: study_of(wildcards).published.left_out,
        published=lambda wildcards: data(*study_of(wildcards).published_files),
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
        study=studies_of_rules("features", "external"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        model=None,
        ensemble_name="Input",
        ensemble_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        label=setting("label", "name"),
        number=lambda wildcards: study_of(wildcards).number_in_paper("metrics"),
        folds=lambda wildcards: study_of(wildcards).is_split,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        published_tables=lambda wildcards: study_of(wildcards).published_columns,
        published_left_out=lambda wildcards: study_of(wildcards).published.left_out,
        published=lambda wildcards: data(*study_of(wildcards).published_files),
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
        study=studies_of_rules("splits"),
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
        number=lambda wildcards: study_of(wildcards).number_in_paper("comparisons"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        published_tables=lambda wildcards: study_of(wildcards).published_columns,
        published_left_out=lambda wildcards: study_of(wildcards).published.left_out,
        published=lambda wildcards: data(*study_of(wildcards).published_files),
        source=code("report/comparison_table.py"),
    message:
        "Tests between the models of {wildcards.study}"
    script:
        "../scripts/report/comparison_table.py"


rule supplementary_table:
    input:
        train_labels="results/{study}/labels/train.csv",
        test_labels="results/{study}/labels/test.csv",
        predictions=lambda wildcards: study_of(wildcards).supplementary_predictions(),
        selections=lambda wildcards: study_of(wildcards).supplementary_files("selection.json"),
        splits="results/{study}/splits.csv",
        fitted=lambda wildcards: study_of(wildcards).supplementary_files("fitted.json"),
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
        study=studies_of_rules("training"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        runs=lambda wildcards: study_of(wildcards).supplementary_runs(),
        number=lambda wildcards: study_of(wildcards).number_in_paper("supplementary"),
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        evaluation=setting("evaluation"),
        seed=SETTINGS.seed,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        published_tables=lambda wildcards: study_of(wildcards).published_columns,
        published_left_out=lambda wildcards: study_of(wildcards).published.left_out,
        published=lambda wildcards: data(*study_of(wildcards).published_files),
        source=code("report/supplementary_table.py"),
    message:
        "Supplementary runs of {wildcards.study}"
    script:
        "../scripts/report/supplementary_table.py"


rule provenance:
    input:
        results=lambda wildcards: study_of(wildcards).results,
        recorded=lambda wildcards: study_of(wildcards).recorded,
        weights=lambda wildcards: study_of(wildcards).weight_records,
    output:
        provenance="results/{study}/provenance.json",
    log:
        "results/logs/provenance/{study}.log",
    benchmark:
        "results/benchmarks/provenance/{study}.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        config=SETTINGS.model_dump(),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("report/provenance.py"),
    message:
        "Provenance of {wildcards.study}"
    script:
        "../scripts/report/provenance.py"
