# Volumes of the patients of another cohort, and what the trained networks make of them.


rule preprocess_external_images:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).external_test(wildcards.cohort).archive]),
        cohort="results/{study}/external/{cohort}/cohort.csv",
        splits="results/{study}/external/{cohort}/splits.csv",
        window="results/{study}/images/window.json",
        trained="results/{study}/images/{modality}.csv",
    output:
        array="results/{study}/external/{cohort}/images/{modality}.npy",
        index="results/{study}/external/{cohort}/images/{modality}.csv",
        oddities="results/{study}/external/{cohort}/images/{modality}_oddities.csv",
    log:
        "results/logs/preprocess_external_images/{study}/{cohort}/{modality}.log",
    benchmark:
        "results/benchmarks/preprocess_external_images/{study}/{cohort}/{modality}.tsv"
    wildcard_constraints:
        study=studies_of_rules("external_volumes"),
    priority: 10
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 4
    resources:
        mem_mb=lambda wildcards, threads: 500 + 700 * threads,
        runtime=120,
    params:
        groups=lambda wildcards: study_of(wildcards).settings.training_groups(wildcards.modality),
        images=setting("images"),
        own_files=lambda wildcards: OWN_FILES.versions(
            [study_of(wildcards).external_test(wildcards.cohort).archive], scans=True
        ),
        source=code("images/preprocess_external_images.py"),
    message:
        "Preprocessing {wildcards.modality} of {wildcards.cohort}"
    script:
        "../scripts/images/preprocess_external_images.py"


rule predict_external_volumes:
    input:
        splits="results/{study}/external/{cohort}/splits.csv",
        arrays=lambda wildcards: study_of(wildcards).seen_of_cohort(
            wildcards.cohort, wildcards.model, wildcards.input, ".npy"
        ),
        indices=lambda wildcards: study_of(wildcards).seen_of_cohort(
            wildcards.cohort, wildcards.model, wildcards.input, ".csv"
        ),
        initial=lambda wildcards: study_of(wildcards).initial_weights(wildcards.model),
        weights=lambda wildcards: study_of(wildcards).training_files(wildcards.model, [wildcards.input], "weights.pt"),
        searched=lambda wildcards: study_of(wildcards).predicting_search(wildcards.model),
        precision=lambda wildcards: study_of(wildcards).precision_choice,
    output:
        predictions="results/{study}/external/{cohort}/predictions/{model}/{input}.csv",
        routes="results/{study}/external/{cohort}/predictions/{model}/{input}_routes.csv",
    log:
        "results/logs/predict_external_volumes/{study}/{cohort}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/predict_external_volumes/{study}/{cohort}/{model}/{input}.tsv"
    wildcard_constraints:
        study=studies_of_rules("external_volumes"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).settings.training.threads
    resources:
        gpu=lambda wildcards: study_of(wildcards).gpus_of_prediction(wildcards.model),
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        mem_mb=lambda wildcards: study_of(wildcards).settings.training.mem_mb,
        runtime=120,
    params:
        model=lambda wildcards: study_of(wildcards).model_parameters(wildcards.model),
        searched=lambda wildcards: study_of(wildcards).predicting_sections(wildcards.model),
        group=lambda wildcards: study_of(wildcards).group_of(wildcards.input),
        prediction=lambda wildcards: study_of(wildcards).prediction_parameters(wildcards.model),
        seed=SETTINGS.seed,
        source=lambda wildcards: code("predictions/predict.py", study_of(wildcards).network_files(wildcards.model)),
    message:
        "Predicting {wildcards.cohort} by {wildcards.model} from {wildcards.input}"
    script:
        "../scripts/predictions/predict.py"
