# Towers for MRI and expression, and their fusion.


rule cut_slices:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        cohort="results/{study}/cohort.csv",
    output:
        slices="results/{study}/slices/slices.npy",
        index="results/{study}/slices/slices.csv",
        oddities="results/{study}/slices/slices_oddities.csv",
    log:
        "results/logs/cut_slices/{study}.log",
    benchmark:
        "results/benchmarks/cut_slices/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("towers"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        segmentation=setting("mask"),
        size=setting("slice_size"),
        own_files=lambda wildcards: OWN_FILES.versions([study_of(wildcards).archive], scans=True),
        source=code("towers/cut_slices.py"),
    message:
        "Slices with most of the tumour, of {wildcards.study}"
    script:
        "../scripts/towers/cut_slices.py"


rule train_image_towers:
    input:
        gate=ancient("results/{study}/before_training/leakage.json"),
        splits="results/{study}/splits.csv",
        labels="results/{study}/labels/train.csv",
        slices="results/{study}/slices/slices.npy",
        index="results/{study}/slices/slices.csv",
    output:
        predictions="results/{study}/predictions/{model}/images.csv",
        fitted="results/{study}/predictions/{model}/images_fitted.json",
        history="results/{study}/towers/{model}/history.csv",
        towers=directory("results/{study}/towers/{model}/folds"),
    log:
        "results/logs/train_image_towers/{study}/{model}.log",
    benchmark:
        "results/benchmarks/train_image_towers/{study}/{model}.tsv"
    wildcard_constraints:
        study=studies_of_rules("towers"),
        model=one_of(model for study in studies_with("towers") for model in study.named("image_tower")),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).settings.tower_training.cpu_threads
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        model=lambda wildcards: study_of(wildcards).model_parameters(wildcards.model),
        training=setting("tower_training"),
        folds=setting("split", "folds"),
        seed=lambda wildcards: study_of(wildcards).seed("towers"),
        resume="results/resume/{study}/{model}",
        source=lambda wildcards: code(
            "towers/train_image_towers.py", study_of(wildcards).found_modules(wildcards.model)
        ),
    message:
        "Training the image towers {wildcards.model}"
    script:
        "../scripts/towers/train_image_towers.py"


rule train_gene_towers:
    input:
        gate=ancient("results/{study}/before_training/leakage.json"),
        splits="results/{study}/splits.csv",
        labels="results/{study}/labels/train.csv",
        expression=lambda wildcards: study_of(wildcards).input_files("expression"),
    output:
        predictions="results/{study}/predictions/{model}/expression.csv",
        fitted="results/{study}/predictions/{model}/expression_fitted.json",
        history="results/{study}/towers/{model}/history.csv",
        towers=directory("results/{study}/towers/{model}/folds"),
        bottleneck="results/{study}/towers/{model}/bottleneck.csv",
    log:
        "results/logs/train_gene_towers/{study}/{model}.log",
    benchmark:
        "results/benchmarks/train_gene_towers/{study}/{model}.tsv"
    wildcard_constraints:
        study=studies_of_rules("towers"),
        model=one_of(model for study in studies_with("towers") for model in study.named("gene_tower")),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).settings.tower_training.cpu_threads
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        model=lambda wildcards: study_of(wildcards).model_parameters(wildcards.model),
        training=setting("tower_training"),
        folds=setting("split", "folds"),
        seed=lambda wildcards: study_of(wildcards).seed("towers"),
        source=lambda wildcards: code("towers/train_gene_towers.py", study_of(wildcards).found_modules(wildcards.model)),
    message:
        "Training the gene towers {wildcards.model}"
    script:
        "../scripts/towers/train_gene_towers.py"


rule train_fusions:
    input:
        gate=ancient("results/{study}/before_training/leakage.json"),
        splits="results/{study}/splits.csv",
        labels="results/{study}/labels/train.csv",
        slices="results/{study}/slices/slices.npy",
        index="results/{study}/slices/slices.csv",
        expression=lambda wildcards: study_of(wildcards).input_files("expression"),
        image_towers=lambda wildcards: study_of(wildcards).tower_folders("image_tower"),
        gene_towers=lambda wildcards: study_of(wildcards).tower_folders("gene_tower"),
    output:
        predictions="results/{study}/predictions/{model}/both.csv",
        fitted="results/{study}/predictions/{model}/both_fitted.json",
        history="results/{study}/towers/{model}/history.csv",
        towers=directory("results/{study}/towers/{model}/folds"),
        incomplete="results/{study}/towers/{model}/incomplete.csv",
    log:
        "results/logs/train_fusions/{study}/{model}.log",
    benchmark:
        "results/benchmarks/train_fusions/{study}/{model}.tsv"
    wildcard_constraints:
        study=studies_of_rules("towers"),
        model=one_of(model for study in studies_with("towers") for model in study.named("fusion")),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).settings.tower_training.cpu_threads
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        model=lambda wildcards: study_of(wildcards).model_parameters(wildcards.model),
        training=setting("tower_training"),
        folds=setting("split", "folds"),
        seed=lambda wildcards: study_of(wildcards).seed("towers"),
        image_tower=lambda wildcards: study_of(wildcards).tower_parameters("image_tower"),
        gene_tower=lambda wildcards: study_of(wildcards).tower_parameters("gene_tower"),
        resume="results/resume/{study}/{model}",
        source=lambda wildcards: code("towers/train_fusions.py", study_of(wildcards).found_modules(wildcards.model)),
    message:
        "Training the fusions {wildcards.model}"
    script:
        "../scripts/towers/train_fusions.py"


rule cross_validate_towers:
    input:
        gate=ancient("results/{study}/before_training/leakage.json"),
        cohort="results/{study}/cohort.csv",
        slices="results/{study}/slices/slices.npy",
        index="results/{study}/slices/slices.csv",
        expression=lambda wildcards: study_of(wildcards).input_files("expression"),
        image_towers=lambda wildcards: study_of(wildcards).tower_folders("image_tower"),
        gene_towers=lambda wildcards: study_of(wildcards).tower_folders("gene_tower"),
    output:
        predictions="results/{study}/cross_validation/{model}/both.csv",
    log:
        "results/logs/cross_validate_towers/{study}/{model}.log",
    benchmark:
        "results/benchmarks/cross_validate_towers/{study}/{model}.tsv"
    wildcard_constraints:
        study=studies_of_rules("towers"),
        model=one_of(model for study in studies_with("towers") for model in study.networks),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).settings.tower_training.cpu_threads
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        model=lambda wildcards: study_of(wildcards).model_parameters(wildcards.model),
        training=setting("tower_training"),
        folds=setting("split", "folds"),
        seed=lambda wildcards: study_of(wildcards).seed("towers"),
        image_tower=lambda wildcards: study_of(wildcards).tower_parameters("image_tower"),
        gene_tower=lambda wildcards: study_of(wildcards).tower_parameters("gene_tower"),
        cross_validation=setting("cross_validation"),
        resume="results/resume/{study}/cross_validation/{model}",
        source=lambda wildcards: code(
            "towers/cross_validate_towers.py", study_of(wildcards).found_modules(wildcards.model)
        ),
    message:
        "Cross-validating {wildcards.model} on patients with both modalities"
    script:
        "../scripts/towers/cross_validate_towers.py"


# Networks are models like classifiers, and rules of their own make their files.
ruleorder: train_image_towers > fit_classifiers
ruleorder: train_gene_towers > fit_classifiers
ruleorder: train_fusions > fit_classifiers
ruleorder: cross_validate_towers > cross_validate
