# Probabilities per patient.


rule predict:
    input:
        splits="results/{study}/splits.csv",
        arrays=seen_files(".npy"),
        indices=seen_files(".csv"),
        initial=transferred_weights,
        weights=trained_weights,
    output:
        predictions="results/{study}/predictions{variant}/{model}/{input}.csv",
        routes="results/{study}/predictions{variant}/{model}/{input}_routes.csv",
    log:
        "results/logs/predict{variant}/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/predict{variant}/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=one_of(NETWORK_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).training.threads
    resources:
        gpu=gpus_of_prediction,
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        mem_mb=lambda wildcards: study_of(wildcards).training.mem_mb,
        runtime=120,
    params:
        model=model_parameters,
        group=lambda wildcards: study_of(wildcards).group_of(wildcards.input),
        prediction=setting("prediction"),
        seed=SETTINGS.seed,
        source=code("predictions/predict.py"),
    message:
        "Predicting by {wildcards.model} from {wildcards.input}"
    script:
        "../scripts/predictions/predict.py"


# Thresholds are chosen before the gate to the evaluation, and never see a test patient's label.
rule choose_thresholds:
    input:
        train_labels="results/{study}/labels/train.csv",
        predictions=validated_predictions,
    output:
        thresholds="results/{study}/thresholds.csv",
        fitted="results/{study}/thresholds_fitted.json",
    log:
        "results/logs/choose_thresholds/{study}.log",
    benchmark:
        "results/benchmarks/choose_thresholds/{study}.tsv"
    wildcard_constraints:
        study=one_of(PATIENT_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=ensembles_of,
        sensitivity=setting("evaluation", "sensitivity"),
        simulated=simulated,
        source=code("predictions/choose_thresholds.py"),
    message:
        "Choosing thresholds on the validation patients of {wildcards.study}"
    script:
        "../scripts/predictions/choose_thresholds.py"
