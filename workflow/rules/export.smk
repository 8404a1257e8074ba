# Trained ensembles as folders that hold all that a prediction needs; made when asked for.


rule export:
    input:
        arrays=lambda wildcards: study_of(wildcards).exported_arrays(wildcards.ensemble, ".npy"),
        indices=lambda wildcards: study_of(wildcards).exported_arrays(wildcards.ensemble, ".csv"),
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        window="results/{study}/images/window.json",
        thresholds="results/{study}/thresholds.csv",
        initial=lambda wildcards: study_of(wildcards).initial_weights(wildcards.model),
        weights=lambda wildcards: study_of(wildcards).exported_weights(wildcards.model, wildcards.ensemble),
    output:
        folder=directory("results/{study}/exported/{model}/{ensemble}"),
    log:
        "results/logs/export/{study}/{model}/{ensemble}.log",
    benchmark:
        "results/benchmarks/export/{study}/{model}/{ensemble}.tsv"
    wildcard_constraints:
        study=studies_of_rules("export"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=3000,
        runtime=30,
    params:
        ensemble=lambda wildcards: study_of(wildcards).export_parameters(wildcards.model, wildcards.ensemble),
        seed=SETTINGS.seed,
        source=lambda wildcards: code("bundles/export.py", study_of(wildcards).network_files(wildcards.model)),
    message:
        "Exporting {wildcards.model}, {wildcards.ensemble}"
    script:
        "../scripts/bundles/export.py"


rule export_all:
    input:
        [path for study in studies_with("export") for path in study.exported],
    localrule: True
