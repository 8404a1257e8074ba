# Trained models tested on the patients of another cohort.


rule select_external_patients:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).external_test(wildcards.cohort).archive]),
        trained=lambda wildcards: files_of(study_of(wildcards).external_test(wildcards.cohort).compared_archives),
    output:
        cohort="results/{study}/external/{cohort}/cohort.csv",
        flow=report(
            "results/{study}/external/{cohort}/cohort_flow.csv",
            category="External test",
            labels={"study": "{study}", "table": "Selection of patients", "cohort": "{cohort}"},
            caption="../report/cohort_flow.rst",
        ),
        shared="results/{study}/external/{cohort}/shared.json",
    log:
        "results/logs/select_external_patients/{study}/{cohort}.log",
    benchmark:
        "results/benchmarks/select_external_patients/{study}/{cohort}.tsv"
    wildcard_constraints:
        study=studies_of_rules("external_cohorts"),
    priority: 20
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        selection=lambda wildcards: study_of(wildcards).external_test(wildcards.cohort).selection,
        own_files=lambda wildcards: OWN_FILES.versions(
            [
                study_of(wildcards).external_test(wildcards.cohort).archive,
                *study_of(wildcards).external_test(wildcards.cohort).compared_archives,
            ]
        ),
        source=code("cohorts/select_external_patients.py"),
    message:
        "Selecting the patients of {wildcards.cohort} who test {wildcards.study}"
    script:
        "../scripts/cohorts/select_external_patients.py"


rule list_external_patients:
    input:
        cohort="results/{study}/external/{cohort}/cohort.csv",
        exclusions=lambda wildcards: study_of(wildcards).external_test(wildcards.cohort).exclusions,
    output:
        splits="results/{study}/external/{cohort}/splits.csv",
        labels="results/{study}/external/{cohort}/labels.csv",
    log:
        "results/logs/list_external_patients/{study}/{cohort}.log",
    benchmark:
        "results/benchmarks/list_external_patients/{study}/{cohort}.tsv"
    wildcard_constraints:
        study=studies_of_rules("external_cohorts"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        groups=lambda wildcards: study_of(wildcards).settings.split_groups(),
        patients=lambda wildcards: study_of(wildcards).external_test(wildcards.cohort).patients,
        source=code("splits/list_external_patients.py"),
    message:
        "Listing the patients of {wildcards.cohort} who test {wildcards.study}"
    script:
        "../scripts/splits/list_external_patients.py"


rule freeze_external_features:
    input:
        arrays=lambda wildcards: study_of(wildcards).channel_files_of_cohort(wildcards.cohort, wildcards.input, ".npy"),
        indices=lambda wildcards: study_of(wildcards).channel_files_of_cohort(wildcards.cohort, wildcards.input, ".csv"),
        weights=lambda wildcards: study_of(wildcards).initial_weights(wildcards.model),
    output:
        array="results/{study}/external/{cohort}/frozen_features/{model}/{input}.npy",
        index="results/{study}/external/{cohort}/frozen_features/{model}/{input}.csv",
    log:
        "results/logs/freeze_external_features/{study}/{cohort}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/freeze_external_features/{study}/{cohort}/{model}/{input}.tsv"
    wildcard_constraints:
        study=studies_of_rules("external_cohorts"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).settings.training.threads
    resources:
        gpu=1,
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        mem_mb=lambda wildcards: study_of(wildcards).settings.training.mem_mb,
        runtime=120,
    params:
        model=lambda wildcards: study_of(wildcards).model_parameters(wildcards.model),
        reading=lambda wildcards: study_of(wildcards).item_parameters,
        precision=setting("training", "precision"),
        batch_size=setting("prediction", "batch_size"),
        seed=SETTINGS.seed,
        source=lambda wildcards: code("training/freeze_features.py", study_of(wildcards).network_files(wildcards.model)),
    message:
        "Features of {wildcards.input} of {wildcards.cohort} by the frozen backbone of {wildcards.model}"
    script:
        "../scripts/training/freeze_features.py"


# Crosswalks know no patient of a hospital's own; the images themselves tell who is in both cohorts.
rule compare_external_images:
    input:
        own_arrays=lambda wildcards: study_of(wildcards).external_test(wildcards.cohort).own_images(".npy"),
        own_indices=lambda wildcards: study_of(wildcards).external_test(wildcards.cohort).own_images(".csv"),
        arrays=lambda wildcards: study_of(wildcards).external_test(wildcards.cohort).images(".npy"),
        indices=lambda wildcards: study_of(wildcards).external_test(wildcards.cohort).images(".csv"),
    output:
        compared="results/{study}/external/{cohort}/compared_images.json",
    log:
        "results/logs/compare_external_images/{study}/{cohort}.log",
    benchmark:
        "results/benchmarks/compare_external_images/{study}/{cohort}.tsv"
    wildcard_constraints:
        study=studies_of_rules("external_cohorts"),
    priority: 10
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        images=lambda wildcards: study_of(wildcards).source.leak_checks,
        modalities=setting("modalities"),
        source=code("leakage/compare_cohorts.py"),
    message:
        "Is an image of {wildcards.cohort} one of {wildcards.study}'s own?"
    script:
        "../scripts/leakage/compare_cohorts.py"


# The gate stands before it: nobody of the other cohort is measured with networks that saw what they must not.
rule external_test:
    input:
        gate="results/{study}/before_evaluation/leakage.json",
        fitted=lambda wildcards: study_of(wildcards).fitted_records,
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
        external=lambda wildcards: study_of(wildcards).external_test(wildcards.cohort).predictions,
        labels="results/{study}/external/{cohort}/labels.csv",
        shared="results/{study}/external/{cohort}/shared.json",
        compared="results/{study}/external/{cohort}/compared_images.json",
    output:
        predictions="results/{study}/external/{cohort}/predictions.csv",
        metrics="results/{study}/external/{cohort}/metrics.csv",
        csv="results/{study}/tables/external_{cohort}.csv",
        html=report(
            "results/{study}/tables/external_{cohort}.html",
            category="External test",
            labels={"study": "{study}", "table": "External test", "cohort": "{cohort}"},
            caption="../report/external_test.rst",
        ),
        roc_svg="results/{study}/figures/external_roc_{cohort}.svg",
        roc_png="results/{study}/figures/external_roc_{cohort}.png",
        reliability_svg="results/{study}/figures/external_reliability_{cohort}.svg",
        reliability_png="results/{study}/figures/external_reliability_{cohort}.png",
    log:
        "results/logs/external_test/{study}/{cohort}.log",
    benchmark:
        "results/benchmarks/external_test/{study}/{cohort}.tsv"
    wildcard_constraints:
        study=studies_of_rules("external_cohorts"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        test=lambda wildcards: study_of(wildcards).external_test(wildcards.cohort).evaluation,
        draws=setting("evaluation", "draws"),
        seed=SETTINGS.seed,
        source=code("evaluation/external_test.py"),
    message:
        "Testing {wildcards.study} on {wildcards.cohort}"
    script:
        "../scripts/evaluation/external_test.py"


rule keep_thresholds:
    input:
        points="results/{study}/operating_points.csv",
        thresholds=lambda wildcards: study_of(wildcards).thresholds,
        predictions="results/{study}/external/{cohort}/predictions.csv",
        labels="results/{study}/external/{cohort}/labels.csv",
    output:
        points="results/{study}/external/{cohort}/operating_points.csv",
        csv="results/{study}/tables/kept_thresholds_{cohort}.csv",
        html=report(
            "results/{study}/tables/kept_thresholds_{cohort}.html",
            category="External test",
            labels={"study": "{study}", "table": "Thresholds, kept", "cohort": "{cohort}"},
            caption="../report/kept_thresholds.rst",
        ),
    log:
        "results/logs/keep_thresholds/{study}/{cohort}.log",
    benchmark:
        "results/benchmarks/keep_thresholds/{study}/{cohort}.tsv"
    wildcard_constraints:
        study=studies_of_rules("external_cohorts"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        test=lambda wildcards: study_of(wildcards).external_test(wildcards.cohort).evaluation,
        sensitivity=setting("evaluation", "sensitivity"),
        draws=setting("evaluation", "draws"),
        seed=SETTINGS.seed,
        source=code("evaluation/keep_thresholds.py"),
    message:
        "Thresholds of {wildcards.study} on {wildcards.cohort}"
    script:
        "../scripts/evaluation/keep_thresholds.py"


rule compare_case_mix:
    input:
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        external_cohort="results/{study}/external/{cohort}/cohort.csv",
        external_splits="results/{study}/external/{cohort}/splits.csv",
    output:
        csv="results/{study}/tables/case_mix_{cohort}.csv",
        html=report(
            "results/{study}/tables/case_mix_{cohort}.html",
            category="External test",
            labels={"study": "{study}", "table": "Case mix", "cohort": "{cohort}"},
            caption="../report/case_mix.rst",
        ),
    log:
        "results/logs/compare_case_mix/{study}/{cohort}.log",
    benchmark:
        "results/benchmarks/compare_case_mix/{study}/{cohort}.tsv"
    wildcard_constraints:
        study=studies_of_rules("external_cohorts"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        test=lambda wildcards: study_of(wildcards).external_test(wildcards.cohort).evaluation,
        classes=setting("label", "class_names"),
        source=code("cohorts/compare_case_mix.py"),
    message:
        "Case mix of {wildcards.study} and of {wildcards.cohort}"
    script:
        "../scripts/cohorts/compare_case_mix.py"
