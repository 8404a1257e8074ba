# Masks that were predicted elsewhere, looked at before they are scored.


rule check_external_masks:
    input:
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        external=lambda wildcards: study_of(wildcards).external_files,
    output:
        oddities="results/{study}/external_masks_oddities.csv",
    log:
        "results/logs/check_external_masks/{study}.log",
    benchmark:
        "results/benchmarks/check_external_masks/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("external_masks"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 8
    resources:
        mem_mb=lambda wildcards, threads: 1000 + 800 * threads,
        runtime=60,
    params:
        group=lambda wildcards: study_of(wildcards).settings.split.test_group,
        externals=lambda wildcards: study_of(wildcards).external_folders,
        mask=setting("mask"),
        own_files=lambda wildcards: OWN_FILES.versions(
            [study_of(wildcards).archive], scans=True, tables=study_of(wildcards).external_files
        ),
        source=code("segmentation/check_external_masks.py"),
    message:
        "Looking at masks of {wildcards.study} that were predicted elsewhere"
    script:
        "../scripts/segmentation/check_external_masks.py"
