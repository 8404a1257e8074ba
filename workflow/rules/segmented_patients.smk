# Who trains networks that segment, and who is segmented by them.


rule training_flow:
    input:
        flow="results/{study}/cohort_flow.csv",
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        remarks=lambda wildcards: study_of(wildcards).selecting_remarks,
    output:
        flow=report(
            "results/{study}/training_flow.csv",
            category="Patients",
            labels={"study": "{study}", "table": "Selection of patients, per network"},
            caption="../report/training_flow.rst",
        ),
    log:
        "results/logs/training_flow/{study}.log",
    benchmark:
        "results/benchmarks/training_flow/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("segmentation"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    params:
        group=lambda wildcards: study_of(wildcards).settings.split.test_group,
        titles=lambda wildcards: study_of(wildcards).selecting_titles,
        source=code("segmentation/training_flow.py"),
    message:
        "Who trains which network of {wildcards.study}"
    script:
        "../scripts/segmentation/training_flow.py"


rule segment_everybody:
    input:
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        weights=lambda wildcards: study_of(wildcards).training_files(wildcards.model, "weights.pt"),
    output:
        folder=directory("results/{study}/predicted/{model}"),
        index="results/{study}/predicted/{model}.csv",
    log:
        "results/logs/segment_everybody/{study}/{model}.log",
    benchmark:
        "results/benchmarks/segment_everybody/{study}/{model}.tsv"
    wildcard_constraints:
        study=studies_of_rules("segmentation"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).model(wildcards.model).training.threads
    resources:
        gpu=1,
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        mem_mb=lambda wildcards: study_of(wildcards).model(wildcards.model).training.mem_mb,
        runtime=480,
    params:
        model=lambda wildcards: study_of(wildcards).application_parameters(wildcards.model),
        group=lambda wildcards: study_of(wildcards).settings.split.test_group,
        folds=lambda wildcards: study_of(wildcards).settings.folds,
        mask=setting("mask"),
        patients=lambda wildcards: study_of(wildcards).patients,
        seed=SETTINGS.seed,
        source=lambda wildcards: code(
            "segmentation/segment_everybody.py", study_of(wildcards).network_files(wildcards.model)
        ),
    message:
        "Segmenting everybody by {wildcards.model}"
    script:
        "../scripts/segmentation/segment_everybody.py"
