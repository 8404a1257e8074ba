# Probabilities per patient.


# Once per study, so that all of its predictions, also those of later runs, are by one arithmetic.
rule choose_precision:
    output:
        choice="results/{study}/precision.json",
    log:
        "results/logs/choose_precision/{study}.log",
    benchmark:
        "results/benchmarks/choose_precision/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("predictions"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).settings.training.threads
    resources:
        gpu=1,
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        mem_mb=lambda wildcards: study_of(wildcards).settings.training.mem_mb,
        runtime=20,
    params:
        model=lambda wildcards: study_of(wildcards).model_parameters(study_of(wildcards).settings.compare[0]),
        channels=1,
        shape=setting("images", "shape"),
        source=lambda wildcards: code(
            "predictions/choose_precision.py",
            study_of(wildcards).network_files(study_of(wildcards).settings.compare[0]),
        ),
    message:
        "Timing the arithmetic of predictions of {wildcards.study}"
    script:
        "../scripts/predictions/choose_precision.py"


rule predict:
    input:
        splits="results/{study}/splits.csv",
        arrays=lambda wildcards: study_of(wildcards).seen_files(wildcards.model, wildcards.input, ".npy"),
        indices=lambda wildcards: study_of(wildcards).seen_files(wildcards.model, wildcards.input, ".csv"),
        initial=lambda wildcards: study_of(wildcards).initial_weights(wildcards.model),
        weights=lambda wildcards: study_of(wildcards).training_files(
            wildcards.model, [wildcards.input], "weights.pt", wildcards.variant
        ),
        searched=lambda wildcards: study_of(wildcards).predicting_search(wildcards.model),
        precision=lambda wildcards: study_of(wildcards).precision_choice,
    output:
        predictions="results/{study}/predictions{variant}/{model}/{input}.csv",
        routes="results/{study}/predictions{variant}/{model}/{input}_routes.csv",
    log:
        "results/logs/predict{variant}/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/predict{variant}/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=studies_of_rules("predictions"),
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
        "Predicting by {wildcards.model} from {wildcards.input}"
    script:
        "../scripts/predictions/predict.py"


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
        study=studies_of_rules("predictions"),
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
