# Two gates that a leak does not pass: one before every training, one before the evaluation.


rule check_before_training:
    input:
        archive=archive,
        others=lambda wildcards: tables_of_cohorts(cohort_of(wildcards).exclude_patients_of),
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        train_labels="results/{study}/labels/train.csv",
        test_labels="results/{study}/labels/test.csv",
        arrays=image_files(".npy"),
        indices=image_files(".csv"),
        augmented_arrays=image_files("_augmented.npy"),
        augmented_indices=image_files("_augmented.csv"),
        tables=feature_files(".csv"),
        sources=feature_files("_sources.csv"),
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
        crosswalks=crosswalk_folders,
        groups=groups_of_modalities,
        tables=names_of_tables,
        # Networks have none.
        inputs=lambda wildcards: [
            {"tables": item.tables, "features": item.features, "modalities": study_of(wildcards).groups[item.group]}
            for item in getattr(study_of(wildcards), "inputs", {}).values()
        ],
        cross_validated=cross_validated,
        patients=kind_of_patients,
        source=code("leakage/check_before_training.py"),
    message:
        "Looking for leaks before the training of {wildcards.study}"
    script:
        "../scripts/leakage/check_before_training.py"


rule check_before_evaluation:
    input:
        archive=archive,
        others=lambda wildcards: tables_of_cohorts(cohort_of(wildcards).exclude_patients_of),
        before_training="results/{study}/before_training/leakage.json",
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        fitted=fitted_records,
        predictions=fitted_predictions,
        published_weights=records_of_weights,
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
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        crosswalks=crosswalk_folders,
        groups=groups_of_inputs,
        inputs=inputs_of_models,
        folds=setting("split", "folds"),
        kind=setting("kind"),
        patients=kind_of_patients,
        source=code("leakage/check_before_evaluation.py"),
    message:
        "Looking for leaks before the evaluation of {wildcards.study}"
    script:
        "../scripts/leakage/check_before_evaluation.py"
