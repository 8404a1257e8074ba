# Studies that read segmentations which another study predicted, compared with studies on given ones.


rule compare_masks:
    input:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
        given=lambda wildcards: study_of(wildcards).compared_with.path("predictions.csv"),
        given_labels=lambda wildcards: study_of(wildcards).compared_with.path("labels/test.csv"),
    output:
        comparison="results/{study}/masks.csv",
        csv="results/{study}/tables/masks.csv",
        html=report(
            "results/{study}/tables/masks.html",
            category="Results",
            labels={"study": "{study}", "table": "Given and predicted masks"},
            caption="../report/masks.rst",
        ),
    log:
        "results/logs/compare_masks/{study}.log",
    benchmark:
        "results/benchmarks/compare_masks/{study}.tsv"
    wildcard_constraints:
        study=one_of(study.name for study in studies_with("predicted_masks") if study.compared_with is not None),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=lambda wildcards: study_of(wildcards).settings.inputs_of_ensembles,
        given_ensembles=lambda wildcards: study_of(wildcards).compared_with.settings.inputs_of_ensembles,
        titles=lambda wildcards: study_of(wildcards).settings.model_titles
        | study_of(wildcards).settings.ensemble_titles,
        network=lambda wildcards: study_of(wildcards).predicted_masks.title,
        given=lambda wildcards: study_of(wildcards).compared_with.settings.title,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("evaluation/compare_masks.py"),
    message:
        "Given and predicted masks of {wildcards.study}"
    script:
        "../scripts/evaluation/compare_masks.py"
