# Trained models as folders that hold all that a prediction needs; made when asked for.


rule export:
    input:
        unpack(asked(lambda study, wildcards: study.exports(wildcards.model, wildcards.ensemble).files)),
    output:
        folder=directory("results/{study}/exported/{model}/{ensemble}"),
    log:
        "results/logs/export/{study}/{model}/{ensemble}.log",
    benchmark:
        "results/benchmarks/export/{study}/{model}/{ensemble}.tsv"
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        form=lambda wildcards: study_of(wildcards).exports(wildcards.model, wildcards.ensemble).form,
        description=lambda wildcards: study_of(wildcards).exports(wildcards.model, wildcards.ensemble).description,
        seed=SETTINGS.seed,
        source=lambda wildcards: code(
            "bundles/export.py", study_of(wildcards).exports(wildcards.model, wildcards.ensemble).modules
        ),
    message:
        "Exporting {wildcards.model}, {wildcards.ensemble}"
    script:
        "../scripts/bundles/export.py"


rule export_all:
    input:
        [path for study in STUDIES.values() for path in study.exported],
    localrule: True
