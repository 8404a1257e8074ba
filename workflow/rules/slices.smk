# From scans to slices. Their priority is high: a bad scan is found before the first training starts.


rule extract_slices:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        cohort="results/{study}/cohort.csv",
        searched=lambda wildcards: study_of(wildcards).used_slices(wildcards.candidate),
    output:
        array="results/{study}/slices{candidate}/{modality}.npy",
        index="results/{study}/slices{candidate}/{modality}.csv",
        exclusions="results/{study}/slices{candidate}/{modality}_exclusions.csv",
        oddities="results/{study}/slices{candidate}/{modality}_oddities.csv",
    log:
        "results/logs/extract_slices/{study}/{modality}{candidate}.log",
    benchmark:
        "results/benchmarks/extract_slices/{study}/{modality}{candidate}.tsv"
    wildcard_constraints:
        study=studies_of_rules("slices"),
        # The study's own, or one of the ways of preparing them among which a search chooses.
        candidate=r"(_searched\d+)?",
    priority: 20
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 4
    resources:
        mem_mb=lambda wildcards, threads: 500 + 700 * threads,
        runtime=120,
    params:
        slices=lambda wildcards: study_of(wildcards).slice_parameters(wildcards.candidate),
        own_files=lambda wildcards: OWN_FILES.versions([study_of(wildcards).archive], scans=True),
        source=code("slices/extract_slices.py"),
    message:
        "Slices of {wildcards.modality}"
    script:
        "../scripts/slices/extract_slices.py"


if SETTINGS.weights == "pretrain":

    rule pretrain_encoder:
        output:
            weights="results/{study}/weights/{family}/{file}",
            history="results/{study}/weights/{family}/{file}_history.csv",
            fitted="results/{study}/weights/{family}/{file}_fitted.json",
        log:
            "results/logs/pretrain_encoder/{study}/{family}/{file}.log",
        benchmark:
            "results/benchmarks/pretrain_encoder/{study}/{family}/{file}.tsv"
        wildcard_constraints:
            study=studies_of_rules("slices"),
            family="timm|torchvision",
            file=r"[\w.-]+\.(safetensors|pth)",
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
            network=lambda wildcards: study_of(wildcards).network_of_weights(f"{wildcards.family}/{wildcards.file}"),
            simulation=lambda wildcards: study_of(wildcards).cohort.simulation.model_dump(),
            slices=setting("slices"),
            modalities=setting("modalities"),
            pretraining=lambda wildcards: study_of(wildcards).pretraining_parameters,
            resume="results/resume/{study}/pretraining/{family}/{file}",
            seed=SETTINGS.seed,
            source=code("slices/pretrain_encoder.py"),
        message:
            "Pre-training {wildcards.file} on slices of simulated patients"
        script:
            "../scripts/slices/pretrain_encoder.py"

else:

    rule fetch_encoder:
        input:
            SETTINGS.own_weights("{file}"),
        output:
            weights="results/{study}/weights/{family}/{file}",
            record="results/{study}/weights/{family}/{file}.json",
        log:
            "results/logs/fetch_encoder/{study}/{family}/{file}.log",
        benchmark:
            "results/benchmarks/fetch_encoder/{study}/{family}/{file}.tsv"
        wildcard_constraints:
            study=studies_of_rules("slices"),
            family="timm|torchvision",
            file=r"[\w.-]+\.(safetensors|pth)",
        priority: 20
        localrule: True
        conda:
            "../../envs/radiogenomics.yaml"
        threads: 1
        resources:
            mem_mb=2000,
            runtime=60,
        params:
            family=lambda wildcards: wildcards.family,
            name=lambda wildcards: wildcards.file,
            weights=SETTINGS.weights,
            own_files=lambda wildcards: OWN_FILES.versions([], tables=SETTINGS.own_weights(wildcards.file)),
            table=data("weights.csv"),
            source=code("training/fetch_weights.py"),
        message:
            "Published weights {wildcards.file}"
        script:
            "../scripts/training/fetch_weights.py"


rule show_slices:
    input:
        array="results/{study}/slices/{modality}.npy",
        index="results/{study}/slices/{modality}.csv",
    output:
        svg="results/{study}/figures/slices_{modality}.svg",
        png=report(
            "results/{study}/figures/slices_{modality}.png",
            category="Images",
            labels={"study": "{study}", "figure": "Slices", "modality": "{modality}"},
            caption="../report/slices.rst",
        ),
    log:
        "results/logs/show_slices/{study}/{modality}.log",
    benchmark:
        "results/benchmarks/show_slices/{study}/{modality}.tsv"
    wildcard_constraints:
        study=studies_of_rules("slices"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        patients=setting("shown_patients"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("slices/show_slices.py"),
    message:
        "Picture of slices of {wildcards.modality}"
    script:
        "../scripts/slices/show_slices.py"
