# Two gates that a leak does not pass: one before every training, one before the evaluation.


rule check_before_training:
    input:
        unpack(lambda wildcards: study_of(wildcards).source.gate_files),
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        others=lambda wildcards: files_of(study_of(wildcards).excluding_archives),
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        train_labels="results/{study}/labels/train.csv",
        test_labels="results/{study}/labels/test.csv",
        masks=lambda wildcards: study_of(wildcards).mask_files.get("masks", []),
        mask_records=lambda wildcards: study_of(wildcards).mask_files.get("mask_records", []),
    output:
        leakage="results/{study}/before_training/leakage.json",
    log:
        text="results/logs/check_before_training/{study}.log",
        # Snakemake deletes the outputs of a rule that fails, and keeps its logs.
        findings="results/logs/check_before_training/{study}.json",
    benchmark:
        "results/benchmarks/check_before_training/{study}.tsv"
    priority: 10
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        crosswalks=lambda wildcards: study_of(wildcards).crosswalk_folders,
        checks=lambda wildcards: study_of(wildcards).source.leak_checks,
        source_parameters=lambda wildcards: study_of(wildcards).source.gate_parameters,
        cross_validated=lambda wildcards: study_of(wildcards).is_cross_validated,
        patients=lambda wildcards: study_of(wildcards).patients,
        source=code("leakage/check_before_training.py"),
    message:
        "Looking for leaks before the training of {wildcards.study}"
    script:
        "../scripts/leakage/check_before_training.py"


rule check_before_evaluation:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        others=lambda wildcards: files_of(study_of(wildcards).excluding_archives),
        before_training="results/{study}/before_training/leakage.json",
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        fitted=lambda wildcards: study_of(wildcards).fitted_records,
        predictions=lambda wildcards: study_of(wildcards).fitted_predictions,
        published_weights=lambda wildcards: study_of(wildcards).weight_records,
    output:
        leakage="results/{study}/before_evaluation/leakage.json",
        csv="results/{study}/tables/leakage.csv",
        html=report(
            "results/{study}/tables/leakage.html",
            category="Patients",
            labels={"study": "{study}", "table": "Leak gates"},
            caption="../report/leakage.rst",
        ),
    log:
        text="results/logs/check_before_evaluation/{study}.log",
        findings="results/logs/check_before_evaluation/{study}.json",
    benchmark:
        "results/benchmarks/check_before_evaluation/{study}.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        crosswalks=lambda wildcards: study_of(wildcards).crosswalk_folders,
        groups=lambda wildcards: study_of(wildcards).groups_of_inputs,
        expected=lambda wildcards: study_of(wildcards).expected_fits,
        choices=lambda wildcards: study_of(wildcards).expected_choices,
        patients=lambda wildcards: study_of(wildcards).patients,
        source=code("leakage/check_before_evaluation.py"),
    message:
        "Looking for leaks before the evaluation of {wildcards.study}"
    script:
        "../scripts/leakage/check_before_evaluation.py"
