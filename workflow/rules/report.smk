# What a reader sees.


rule metrics_table:
    input:
        metrics="results/{study}/metrics.csv",
        selections=lambda wildcards: study_of(wildcards).selections_of_table(int(wildcards.number)),
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
        study=studies_of_rules("training"),
        number="[2-4]",
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        model=lambda wildcards: study_of(wildcards).settings.compare[int(wildcards.number) - 2],
        ensemble_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        published=lambda wildcards: data(*study_of(wildcards).published_files),
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
        study=studies_of_rules("training"),
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
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        published_tables=lambda wildcards: study_of(wildcards).published_tables,
        published=lambda wildcards: data(*study_of(wildcards).published_files),
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
        study=studies_of_rules("features", "external"),
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
        fitted=lambda wildcards: study_of(wildcards).is_split,
        label=setting("label", "name"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        published_tables=lambda wildcards: study_of(wildcards).published_tables,
        published=lambda wildcards: data(*study_of(wildcards).published_metric_files),
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
        study=studies_of_rules("features"),
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
        source=code("report/classifier_comparisons.py"),
    message:
        "Comparisons of {wildcards.study}"
    script:
        "../scripts/report/classifier_comparisons.py"


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
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        evaluation=setting("evaluation"),
        seed=SETTINGS.seed,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        published_tables=lambda wildcards: study_of(wildcards).published_tables,
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
