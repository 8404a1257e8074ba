# Published methods that Lyu and Costen compare with, written anew.


rule fit_published_method:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        gate=ancient("results/{study}/before_training/leakage.json"),
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        labels="results/{study}/labels/train.csv",
    output:
        predictions="results/{study}/published_methods/{method}.csv",
        fitted="results/{study}/published_methods/{method}_fitted.json",
    log:
        "results/logs/fit_published_method/{study}/{method}.log",
    benchmark:
        "results/benchmarks/fit_published_method/{study}/{method}.tsv"
    wildcard_constraints:
        study=studies_of_rules("published_methods"),
        method=one_of(name for study in studies_with("published_methods") for name in study.published_methods),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 4
    resources:
        mem_mb=lambda wildcards, threads: 1500 + 700 * threads,
        runtime=240,
    params:
        methods=lambda wildcards: study_of(wildcards).published_methods,
        weights=setting("slice_weights"),
        mask=setting("segmentation"),
        seed=lambda wildcards: study_of(wildcards).seed(wildcards.method),
        own_files=lambda wildcards: OWN_FILES.versions([study_of(wildcards).archive], scans=True),
        source=code("towers/fit_published_method.py"),
    message:
        "Published method {wildcards.method}, re-implemented"
    script:
        "../scripts/towers/fit_published_method.py"


rule compare_published_methods:
    input:
        methods=lambda wildcards: study_of(wildcards).method_predictions,
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
        cohort="results/{study}/cohort.csv",
    output:
        accuracy="results/{study}/published_methods.csv",
        csv="results/{study}/tables/published_methods.csv",
        html=report(
            "results/{study}/tables/published_methods.html",
            category="Results",
            labels={"study": "{study}", "table": "Published methods, re-implemented"},
            caption="../report/published_methods.rst",
        ),
    log:
        "results/logs/compare_published_methods/{study}.log",
    benchmark:
        "results/benchmarks/compare_published_methods/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("published_methods"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        methods=lambda wildcards: study_of(wildcards).published_methods,
        weights=setting("slice_weights"),
        fusion=lambda wildcards: study_of(wildcards).named("fusion")[0],
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        number=lambda wildcards: study_of(wildcards).number_in_paper("published_methods"),
        label=setting("label", "name"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        seed=SETTINGS.seed,
        published_tables=lambda wildcards: study_of(wildcards).published.names,
        published=lambda wildcards: data(*study_of(wildcards).published_files),
        source=code("towers/compare_published_methods.py"),
    message:
        "Published methods compared with the fusion of {wildcards.study}"
    script:
        "../scripts/towers/compare_published_methods.py"
