# Probabilities per patient.


rule predict:
    input:
        splits="results/{study}/splits.csv",
        arrays=lambda wildcards: study_of(wildcards).seen_files(wildcards.model, wildcards.input, ".npy"),
        indices=lambda wildcards: study_of(wildcards).seen_files(wildcards.model, wildcards.input, ".csv"),
        initial=lambda wildcards: study_of(wildcards).initial_weights(wildcards.model),
        weights=lambda wildcards: study_of(wildcards).training_files(
            wildcards.model, [wildcards.input], "weights.pt", wildcards.variant
        ),
    output:
        predictions="results/{study}/predictions{variant}/{model}/{input}.csv",
        routes="results/{study}/predictions{variant}/{model}/{input}_routes.csv",
    log:
        "results/logs/predict{variant}/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/predict{variant}/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=studies_of_rules("training"),
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
        group=lambda wildcards: study_of(wildcards).group_of(wildcards.input),
        prediction=setting("prediction"),
        seed=SETTINGS.seed,
        source=lambda wildcards: code("predictions/predict.py", study_of(wildcards).network_files(wildcards.model)),
    message:
        "Predicting by {wildcards.model} from {wildcards.input}"
    script:
        "../scripts/predictions/predict.py"


# Thresholds are chosen before the gate to the evaluation, and never see a test patient's label.


rule routing:
    input:
        routes=lambda wildcards: study_of(wildcards).routes(wildcards.model),
    output:
        svg=report(
            "results/{study}/figures/routing_{model}.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Routing", "models": "{model}"},
            caption="../report/routing.rst",
        ),
        png="results/{study}/figures/routing_{model}.png",
    log:
        "results/logs/routing/{study}/{model}.log",
    benchmark:
        "results/benchmarks/routing/{study}/{model}.tsv"
    wildcard_constraints:
        study=studies_of_rules("training"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        modalities=setting("modalities"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("evaluation/routing.py"),
    message:
        "Routing of {wildcards.model}"
    script:
        "../scripts/evaluation/routing.py"


rule supplementary:
    input:
        [
            study.path("tables/supplementary.html")
            for study in studies_with("predictions")
            if study.settings.supplementary
        ],
    localrule: True
