# Weights and training.


if SETTINGS.weights == "pretrain":

    rule pretrain_weights:
        input:
            window=lambda wildcards: study_of(wildcards).pretraining_window,
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
        threads: lambda wildcards: study_of(wildcards).settings.training.threads
        resources:
            gpu=SETTINGS.pretraining.devices,
            jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
            gpu_required=int(SETTINGS.gpus.required),
            loader_workers=SETTINGS.pretraining.loader_workers,
            checkpoint_seconds=SETTINGS.pretraining.checkpoint_seconds,
            mem_mb=SETTINGS.pretraining.mem_mb,
            runtime=480,
        params:
            simulation=lambda wildcards: study_of(wildcards).cohort.simulation.model_dump(),
            images=setting("images"),
            modalities=setting("modalities"),
            pretraining=lambda wildcards: study_of(wildcards).pretraining_parameters,
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
            SETTINGS.own_weights("resnet_{depth}.pth"),
        output:
            weights="results/{study}/weights/width{width}/resnet_{depth}.pth",
            record="results/{study}/weights/width{width}/resnet_{depth}.json",
        log:
            "results/logs/fetch_weights/{study}/resnet_{depth}_width{width}.log",
        benchmark:
            "results/benchmarks/fetch_weights/{study}/resnet_{depth}_width{width}.tsv"
        priority: 20
        localrule: True
        conda:
            "../../envs/radiogenomics.yaml"
        threads: 1
        resources:
            mem_mb=2000,
            runtime=60,
        params:
            family="medicalnet",
            name=lambda wildcards: f"resnet_{wildcards.depth}.pth",
            weights=SETTINGS.weights,
            own_files=lambda wildcards: OWN_FILES.versions(
                [], tables=SETTINGS.own_weights(f"resnet_{wildcards.depth}.pth")
            ),
            table=data("weights.csv"),
            source=code("training/fetch_weights.py"),
        message:
            "MedicalNet's ResNet{wildcards.depth}"
        script:
            "../scripts/training/fetch_weights.py"


rule freeze_features:
    input:
        arrays=lambda wildcards: study_of(wildcards).channel_files(wildcards.input, ".npy"),
        indices=lambda wildcards: study_of(wildcards).channel_files(wildcards.input, ".csv"),
        augmented_arrays=lambda wildcards: study_of(wildcards).channel_files(wildcards.input, "_augmented.npy"),
        augmented_indices=lambda wildcards: study_of(wildcards).channel_files(wildcards.input, "_augmented.csv"),
        weights=lambda wildcards: study_of(wildcards).initial_weights(wildcards.model),
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
        own_files=lambda wildcards: OWN_FILES.versions(
            [], tables=study_of(wildcards).model(wildcards.model).own_weights
        ),
        source=lambda wildcards: code("training/freeze_features.py", study_of(wildcards).network_files(wildcards.model)),
    message:
        "Features of {wildcards.input} by the frozen backbone of {wildcards.model}"
    script:
        "../scripts/training/freeze_features.py"


rule train:
    input:
        # A gate that is asked anew, because its own code changed, retrains nothing.
        gate=ancient("results/{study}/before_training/leakage.json"),
        splits="results/{study}/splits.csv",
        labels=lambda wildcards: study_of(wildcards).labels_of_training(wildcards.variant),
        arrays=lambda wildcards: study_of(wildcards).seen_files(wildcards.model, wildcards.input, ".npy"),
        indices=lambda wildcards: study_of(wildcards).seen_files(wildcards.model, wildcards.input, ".csv"),
        augmented_arrays=lambda wildcards: study_of(wildcards).seen_files(
            wildcards.model, wildcards.input, "_augmented.npy"
        ),
        augmented_indices=lambda wildcards: study_of(wildcards).seen_files(
            wildcards.model, wildcards.input, "_augmented.csv"
        ),
        weights=lambda wildcards: study_of(wildcards).initial_weights(wildcards.model),
        continued=lambda wildcards: study_of(wildcards).continued_weights(
            wildcards.model, wildcards.input, wildcards.fold, wildcards.variant
        ),
        searched=lambda wildcards: study_of(wildcards).used_search(wildcards.model),
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
        study=studies_of_rules("training"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).settings.training.threads
    resources:
        gpu=lambda wildcards: study_of(wildcards).gpus_of_training(wildcards.model),
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        loader_workers=lambda wildcards: study_of(wildcards).settings.training.loader_workers,
        checkpoint_seconds=lambda wildcards: study_of(wildcards).settings.training.checkpoint_seconds,
        mem_mb=lambda wildcards: study_of(wildcards).settings.training.mem_mb,
        runtime=lambda wildcards: study_of(wildcards).settings.training.runtime,
    params:
        model=lambda wildcards: study_of(wildcards).model_parameters(wildcards.model),
        group=lambda wildcards: study_of(wildcards).group_of(wildcards.input),
        task=lambda wildcards: study_of(wildcards).task,
        training=lambda wildcards: study_of(wildcards).training_parameters(wildcards.model),
        reading=lambda wildcards: study_of(wildcards).item_parameters,
        continued=lambda wildcards: study_of(wildcards).continued_parameters(wildcards.model),
        searched=lambda wildcards: study_of(wildcards).used_sections(wildcards.model),
        own_files=lambda wildcards: OWN_FILES.versions(
            [], tables=study_of(wildcards).model(wildcards.model).own_weights
        ),
        resume="results/resume/{study}/{model}{variant}/{input}/fold{fold}",
        seed=lambda wildcards: study_of(wildcards).seed_of_training(wildcards.variant),
        source=lambda wildcards: code("training/train.py", study_of(wildcards).found_modules(wildcards.model)),
    message:
        "Training {wildcards.model} on {wildcards.input}, fold {wildcards.fold}"
    script:
        "../scripts/training/train.py"


rule learning_curves:
    input:
        histories=lambda wildcards: study_of(wildcards).training_files(
            wildcards.model, study_of(wildcards).shown_inputs, "history.csv"
        ),
        selections=lambda wildcards: study_of(wildcards).training_files(
            wildcards.model, study_of(wildcards).shown_inputs, "selection.json"
        ),
        fitted=lambda wildcards: study_of(wildcards).training_files(
            wildcards.model, study_of(wildcards).shown_inputs, "fitted.json"
        ),
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
        study=studies_of_rules("training"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        title=lambda wildcards: study_of(wildcards).settings.models[wildcards.model].title,
        task=lambda wildcards: study_of(wildcards).task,
        training=lambda wildcards: study_of(wildcards).training_parameters(wildcards.model),
        inputs=lambda wildcards: study_of(wildcards).shown_inputs,
        folds=lambda wildcards: len(study_of(wildcards).trained_folds),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("training/learning_curves.py"),
    message:
        "Learning curves of {wildcards.model}"
    script:
        "../scripts/training/learning_curves.py"


rule permute_labels:
    input:
        labels="results/{study}/labels/train.csv",
        splits="results/{study}/splits.csv",
    output:
        labels="results/{study}/labels/train_permuted{number}.csv",
    log:
        "results/logs/permute_labels/{study}/{number}.log",
    benchmark:
        "results/benchmarks/permute_labels/{study}/{number}.tsv"
    wildcard_constraints:
        study=studies_of_rules("training"),
        number=r"\d+",
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        seed=lambda wildcards: study_of(wildcards).seed("controls"),
        source=code("controls/permute_labels.py"),
    message:
        "Permuting the training labels of {wildcards.study}, number {wildcards.number}"
    script:
        "../scripts/controls/permute_labels.py"
