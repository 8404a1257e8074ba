# What a reader sees.


rule metrics_table:
    input:
        metrics="results/{study}/metrics.csv",
        selections=selections_of_table,
    output:
        csv="results/{study}/tables/table{number}.csv",
        html=report(
            "results/{study}/tables/table{number}.html",
            category="Results",
            labels={"study": "{study}", "table": "Table {number}: metrics"},
            caption="../report/metrics_table.rst",
        ),
    log:
        "results/logs/metrics_table/{study}/table{number}.log",
    benchmark:
        "results/benchmarks/metrics_table/{study}/table{number}.tsv"
    wildcard_constraints:
        study=one_of(NETWORK_STUDIES),
        number="[2-4]",
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        model=model_of_table,
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        simulated=simulated,
        published=data(*PUBLISHED),
        source=code("report/metrics_table.py"),
    message:
        "Table {wildcards.number} of {wildcards.study}"
    script:
        "../scripts/report/metrics_table.py"


rule comparison_table:
    input:
        comparisons="results/{study}/comparisons.csv",
    output:
        csv="results/{study}/tables/table5.csv",
        html=report(
            "results/{study}/tables/table5.html",
            category="Results",
            labels={"study": "{study}", "table": "Table 5: Friedman and Nemenyi tests"},
            caption="../report/comparison_table.rst",
        ),
        ranks_svg=report(
            "results/{study}/figures/critical_difference.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Critical differences of mean ranks"},
            caption="../report/critical_difference.rst",
        ),
        ranks_png="results/{study}/figures/critical_difference.png",
    log:
        "results/logs/comparison_table/{study}.log",
    benchmark:
        "results/benchmarks/comparison_table/{study}.tsv"
    wildcard_constraints:
        study=one_of(NETWORK_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        simulated=simulated,
        published_tables=published_metric_tables,
        published=published_data,
        source=code("report/comparison_table.py"),
    message:
        "Table 5 of {wildcards.study}"
    script:
        "../scripts/report/comparison_table.py"


rule classifier_table:
    input:
        metrics="results/{study}/metrics.csv",
    output:
        csv="results/{study}/tables/metrics.csv",
        html=report(
            "results/{study}/tables/metrics.html",
            category="Results",
            labels={"study": "{study}", "table": "Metrics of all models"},
            caption="../report/classifier_table.rst",
        ),
    log:
        "results/logs/classifier_table/{study}.log",
    benchmark:
        "results/benchmarks/classifier_table/{study}.tsv"
    wildcard_constraints:
        study=one_of([*FEATURE_STUDIES, *PREDICTION_STUDIES]),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        kind=setting("kind"),
        label=setting("label", "name"),
        simulated=simulated,
        published_tables=published_metric_tables,
        published=lambda wildcards: data(*(f"published/{name}.csv" for name in published_metric_tables(wildcards))),
        source=code("report/classifier_table.py"),
    message:
        "Metrics of all models of {wildcards.study}"
    script:
        "../scripts/report/classifier_table.py"


rule classifier_comparisons:
    input:
        comparisons="results/{study}/comparisons.csv",
    output:
        csv="results/{study}/tables/comparisons.csv",
        html=report(
            "results/{study}/tables/comparisons.html",
            category="Results",
            labels={"study": "{study}", "table": "Friedman and Nemenyi tests"},
            caption="../report/classifier_comparisons.rst",
        ),
        ranks_svg=report(
            "results/{study}/figures/critical_difference.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Critical differences of mean ranks"},
            caption="../report/critical_difference.rst",
        ),
        ranks_png="results/{study}/figures/critical_difference.png",
    log:
        "results/logs/classifier_comparisons/{study}.log",
    benchmark:
        "results/benchmarks/classifier_comparisons/{study}.tsv"
    wildcard_constraints:
        study=one_of(FEATURE_STUDIES),
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
        source=code("report/classifier_comparisons.py"),
    message:
        "Comparisons of {wildcards.study}"
    script:
        "../scripts/report/classifier_comparisons.py"


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
        model_titles=model_titles,
        evaluation=setting("evaluation"),
        seed=SETTINGS.seed,
        simulated=simulated,
        published_tables=published_metric_tables,
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
