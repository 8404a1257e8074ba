# From scans to arrays. Their priority is high: a bad scan is found before the first training starts.


rule crop_window:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
    output:
        window="results/{study}/images/window.json",
        fitted="results/{study}/images/window_fitted.json",
    log:
        "results/logs/crop_window/{study}.log",
    benchmark:
        "results/benchmarks/crop_window/{study}.tsv"
    priority: 10
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 4
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        images=setting("images"),
        own_files=lambda wildcards: OWN_FILES.versions([study_of(wildcards).archive], scans=True),
        source=code("images/crop_window.py"),
    message:
        "Crop window of {wildcards.study}"
    script:
        "../scripts/images/crop_window.py"


rule preprocess_images:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        window="results/{study}/images/window.json",
    output:
        array="results/{study}/images/{modality}.npy",
        index="results/{study}/images/{modality}.csv",
        oddities="results/{study}/images/{modality}_oddities.csv",
    log:
        "results/logs/preprocess_images/{study}/{modality}.log",
    benchmark:
        "results/benchmarks/preprocess_images/{study}/{modality}.tsv"
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
        own_files=lambda wildcards: OWN_FILES.versions([study_of(wildcards).archive], scans=True),
        source=code("images/preprocess_images.py"),
    message:
        "Preprocessing {wildcards.modality}"
    script:
        "../scripts/images/preprocess_images.py"


rule augment_images:
    input:
        array="results/{study}/images/{modality}.npy",
        index="results/{study}/images/{modality}.csv",
        splits="results/{study}/splits.csv",
    output:
        array="results/{study}/images/{modality}_augmented.npy",
        index="results/{study}/images/{modality}_augmented.csv",
    log:
        "results/logs/augment_images/{study}/{modality}.log",
    benchmark:
        "results/benchmarks/augment_images/{study}/{modality}.tsv"
    priority: 10
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 4
    resources:
        mem_mb=lambda wildcards, threads: 500 + 300 * threads,
        runtime=120,
    params:
        groups=lambda wildcards: study_of(wildcards).settings.training_groups(wildcards.modality),
        augmentation=setting("augmentation"),
        seed=SETTINGS.seed,
        source=code("images/augment_images.py"),
    message:
        "Augmenting {wildcards.modality}"
    script:
        "../scripts/images/augment_images.py"


rule overlay:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        cohort="results/{study}/cohort.csv",
        array="results/{study}/images/{modality}.npy",
        index="results/{study}/images/{modality}.csv",
        window="results/{study}/images/window.json",
    output:
        svg="results/{study}/figures/overlay_{modality}.svg",
        png=report(
            "results/{study}/figures/overlay_{modality}.png",
            category="Images",
            labels={"study": "{study}", "figure": "Quality control", "modality": "{modality}"},
            caption="../report/overlay.rst",
        ),
    log:
        "results/logs/overlay/{study}/{modality}.log",
    benchmark:
        "results/benchmarks/overlay/{study}/{modality}.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        images=setting("images"),
        patients=setting("quality_control_patients"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        own_files=lambda wildcards: OWN_FILES.versions([study_of(wildcards).archive], scans=True),
        source=code("images/overlay.py"),
    message:
        "Overlay of {wildcards.modality}"
    script:
        "../scripts/images/overlay.py"
