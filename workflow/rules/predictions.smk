# Probabilities per patient.


rule predict:
    input:
        splits="results/{study}/splits.csv",
        arrays=channel_files(".npy"),
        indices=channel_files(".csv"),
        initial=transferred_weights,
        weights=fold_files("weights.pt"),
    output:
        predictions="results/{study}/predictions/{model}/{input}.csv",
        routes="results/{study}/predictions/{model}/{input}_routes.csv",
    log:
        "results/logs/predict/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/predict/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=one_of(NETWORK_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).training.threads
    resources:
        gpu=1,
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
