# Weights and training.


if SETTINGS.weights == "pretrain":

    rule pretrain_weights:
        input:
            window=window_of_simulated,
        output:
            weights="results/{study}/weights/width{width}/resnet_{depth}.pth",
            history="results/{study}/weights/width{width}/resnet_{depth}_history.csv",
            fitted="results/{study}/weights/width{width}/resnet_{depth}_fitted.json",
        log:
            "results/logs/pretrain_weights/{study}/resnet_{depth}_width{width}.log",
        benchmark:
            "results/benchmarks/pretrain_weights/{study}/resnet_{depth}_width{width}.tsv"
        priority: 5
        conda:
            "../../envs/radiogenomics.yaml"
        threads: lambda wildcards: study_of(wildcards).training.threads
        resources:
            gpu=SETTINGS.pretraining.devices,
            jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
            gpu_required=int(SETTINGS.gpus.required),
            loader_workers=SETTINGS.pretraining.loader_workers,
            checkpoint_seconds=SETTINGS.pretraining.checkpoint_seconds,
            mem_mb=SETTINGS.pretraining.mem_mb,
            runtime=480,
        params:
            simulation=simulation_of,
            images=setting("images"),
            modalities=setting("modalities"),
            pretraining=SETTINGS.pretraining.model_dump(exclude=MACHINE_ALONE),
            resume="results/resume/{study}/pretraining/width{width}/resnet_{depth}",
            seed=SETTINGS.seed,
            source=code("training/pretrain_weights.py"),
        message:
            "Pre-training ResNet{wildcards.depth} on simulated segmentation"
        script:
            "../scripts/training/pretrain_weights.py"

else:

    rule fetch_weights:
        input:
            local_weights,
        output:
            weights="results/{study}/weights/width{width}/resnet_{depth}.pth",
            record="results/{study}/weights/width{width}/resnet_{depth}.json",
        log:
            "results/logs/fetch_weights/{study}/resnet_{depth}_width{width}.log",
        benchmark:
            "results/benchmarks/fetch_weights/{study}/resnet_{depth}_width{width}.tsv"
        priority: 20
        conda:
            "../../envs/radiogenomics.yaml"
        threads: 1
        resources:
            mem_mb=2000,
            runtime=60,
        params:
            weights=SETTINGS.weights,
            table=data("weights.csv"),
            source=code("training/fetch_weights.py"),
        message:
            "MedicalNet's ResNet{wildcards.depth}"
        script:
            "../scripts/training/fetch_weights.py"

    localrules:
        fetch_weights,


rule freeze_features:
    input:
        arrays=channel_files(".npy"),
        indices=channel_files(".csv"),
        augmented_arrays=channel_files("_augmented.npy"),
        augmented_indices=channel_files("_augmented.csv"),
        weights=transferred_weights,
    output:
        array="results/{study}/frozen_features/{model}/{input}.npy",
        index="results/{study}/frozen_features/{model}/{input}.csv",
    log:
        "results/logs/freeze_features/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/freeze_features/{study}/{model}/{input}.tsv"
    priority: 5
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).training.threads
    resources:
        gpu=1,
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        mem_mb=lambda wildcards: study_of(wildcards).training.mem_mb,
        runtime=120,
    params:
        model=model_parameters,
        precision=setting("training", "precision"),
        batch_size=setting("prediction", "batch_size"),
        seed=SETTINGS.seed,
        source=code("training/freeze_features.py"),
    message:
        "Features of {wildcards.input} by the frozen backbone of {wildcards.model}"
    script:
        "../scripts/training/freeze_features.py"


rule train:
    input:
        # A gate that is asked anew, because its own code changed, retrains nothing.
        gate=ancient("results/{study}/before_training/leakage.json"),
        splits="results/{study}/splits.csv",
        labels=labels_of_training,
        arrays=seen_files(".npy"),
        indices=seen_files(".csv"),
        augmented_arrays=seen_files("_augmented.npy"),
        augmented_indices=seen_files("_augmented.csv"),
        weights=transferred_weights,
    output:
        weights="results/{study}/training{variant}/{model}/{input}/fold{fold}/weights.pt",
        history="results/{study}/training{variant}/{model}/{input}/fold{fold}/history.csv",
        selection="results/{study}/training{variant}/{model}/{input}/fold{fold}/selection.json",
        fitted="results/{study}/training{variant}/{model}/{input}/fold{fold}/fitted.json",
    log:
        "results/logs/train{variant}/{study}/{model}/{input}/fold{fold}.log",
    benchmark:
        "results/benchmarks/train{variant}/{study}/{model}/{input}/fold{fold}.tsv"
    wildcard_constraints:
        study=one_of(NETWORK_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).training.threads
    resources:
        gpu=gpus_of_training,
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        loader_workers=lambda wildcards: study_of(wildcards).training.loader_workers,
        checkpoint_seconds=lambda wildcards: study_of(wildcards).training.checkpoint_seconds,
        mem_mb=lambda wildcards: study_of(wildcards).training.mem_mb,
        runtime=lambda wildcards: study_of(wildcards).training.runtime,
    params:
        model=model_parameters,
        group=lambda wildcards: study_of(wildcards).group_of(wildcards.input),
        training=training_parameters,
        kinds=setting("augmentation", "kinds"),
        resume="results/resume/{study}/{model}{variant}/{input}/fold{fold}",
        seed=seed_of_training,
        source=code("training/train.py"),
    message:
        "Training {wildcards.model} on {wildcards.input}, fold {wildcards.fold}"
    script:
        "../scripts/training/train.py"


rule plan:
    input:
        splits=expand("results/{study}/splits.csv", study=NETWORK_STUDIES),
    log:
        "results/logs/plan.log",
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    params:
        studies={name: study.model_dump() for name, study in NETWORK_STUDIES.items()},
        teraflops=SETTINGS.gpus.teraflops,
        devices=limit_of_gpus() or 1,
        source=code("training/plan.py"),
    message:
        "What the networks will take"
    script:
        "../scripts/training/plan.py"


rule learning_curves:
    input:
        histories=study_fold_files("history.csv"),
        selections=study_fold_files("selection.json"),
        fitted=study_fold_files("fitted.json"),
    output:
        svg=report(
            "results/{study}/figures/learning_curves_{model}.svg",
            category="Training",
            labels={"study": "{study}", "figure": "Learning curves", "model": "{model}"},
            caption="../report/learning_curves.rst",
        ),
        png="results/{study}/figures/learning_curves_{model}.png",
    log:
        "results/logs/learning_curves/{study}/{model}.log",
    benchmark:
        "results/benchmarks/learning_curves/{study}/{model}.tsv"
    wildcard_constraints:
        study=one_of(NETWORK_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        title=lambda wildcards: study_of(wildcards).models[wildcards.model].title,
        task="binary",
        select=setting("training", "select"),
        inputs=setting("modalities"),
        folds=setting("split", "folds"),
        simulated=simulated,
        source=code("training/learning_curves.py"),
    message:
        "Learning curves of {wildcards.model}"
    script:
        "../scripts/training/learning_curves.py"


rule fit_classifiers:
    input:
        gate=ancient("results/{study}/before_training/leakage.json"),
        splits="results/{study}/splits.csv",
        labels="results/{study}/labels/train.csv",
        tables=tables_of_input,
    output:
        predictions="results/{study}/predictions/{model}/{input}.csv",
        importance="results/{study}/importance/{model}/{input}.csv",
        fitted="results/{study}/predictions/{model}/{input}_fitted.json",
    log:
        "results/logs/fit_classifiers/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/fit_classifiers/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=one_of(FEATURE_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        model=classifier_parameters,
        tables=lambda wildcards: input_of(wildcards).tables,
        features=lambda wildcards: input_of(wildcards).features,
        group=lambda wildcards: input_of(wildcards).group,
        modalities=modalities_of_input,
        importance=lambda wildcards: wildcards.input in study_of(wildcards).importance.get(wildcards.model, []),
        seed=classifier_seed,
        source=code("training/fit_classifiers.py"),
    message:
        "Fitting {wildcards.model} on {wildcards.input} of {wildcards.study}"
    script:
        "../scripts/training/fit_classifiers.py"


rule cross_validate:
    input:
        gate=ancient("results/{study}/before_training/leakage.json"),
        cohort="results/{study}/cohort.csv",
        tables=tables_of_input,
    output:
        predictions="results/{study}/cross_validation/{model}/{input}.csv",
    log:
        "results/logs/cross_validate/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/cross_validate/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=one_of(FEATURE_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        model=cross_validated_parameters,
        tables=lambda wildcards: input_of(wildcards).tables,
        features=lambda wildcards: input_of(wildcards).features,
        modalities=modalities_of_input,
        cross_validation=setting("cross_validation"),
        seed=classifier_seed,
        source=code("training/cross_validate.py"),
    message:
        "Cross-validating {wildcards.model} on {wildcards.input} of {wildcards.study}"
    script:
        "../scripts/training/cross_validate.py"
