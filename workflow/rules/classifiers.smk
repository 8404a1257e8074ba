# Classifiers of features: fits, cross-validation, refits and importance.


rule fit_classifiers:
    input:
        gate=ancient("results/{study}/before_training/leakage.json"),
        splits="results/{study}/splits.csv",
        labels="results/{study}/labels/train.csv",
        tables=lambda wildcards: study_of(wildcards).input_files(wildcards.input),
    output:
        predictions="results/{study}/predictions/{model}/{input}.csv",
        importance="results/{study}/importance/{model}/{input}.csv",
        fitted="results/{study}/predictions/{model}/{input}_fitted.json",
    log:
        "results/logs/fit_classifiers/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/fit_classifiers/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=studies_of_rules("features"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        model=lambda wildcards: study_of(wildcards).fit_parameters(wildcards.model),
        tables=lambda wildcards: study_of(wildcards).input(wildcards.input).tables,
        features=lambda wildcards: study_of(wildcards).input(wildcards.input).features,
        group=lambda wildcards: study_of(wildcards).input(wildcards.input).group,
        modalities=lambda wildcards: study_of(wildcards).modalities_of(wildcards.input),
        importance=lambda wildcards: wildcards.input in study_of(wildcards).settings.importance.get(wildcards.model, []),
        seed=lambda wildcards: study_of(wildcards).seed(wildcards.model, wildcards.input),
        source=code("training/fit_classifiers.py"),
    message:
        "Fitting {wildcards.model} on {wildcards.input} of {wildcards.study}"
    script:
        "../scripts/training/fit_classifiers.py"


rule cross_validate:
    input:
        gate=ancient("results/{study}/before_training/leakage.json"),
        cohort="results/{study}/cohort.csv",
        tables=lambda wildcards: study_of(wildcards).input_files(wildcards.input),
    output:
        predictions="results/{study}/cross_validation/{model}/{input}.csv",
    log:
        "results/logs/cross_validate/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/cross_validate/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=studies_of_rules("features"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        model=lambda wildcards: study_of(wildcards).cross_validation_parameters(wildcards.model),
        tables=lambda wildcards: study_of(wildcards).input(wildcards.input).tables,
        features=lambda wildcards: study_of(wildcards).input(wildcards.input).features,
        modalities=lambda wildcards: study_of(wildcards).modalities_of(wildcards.input),
        cross_validation=setting("cross_validation"),
        seed=lambda wildcards: study_of(wildcards).seed(wildcards.model, wildcards.input),
        source=code("training/cross_validate.py"),
    message:
        "Cross-validating {wildcards.model} on {wildcards.input} of {wildcards.study}"
    script:
        "../scripts/training/cross_validate.py"


rule measure_cross_validation:
    input:
        cohort="results/{study}/cohort.csv",
        predictions=lambda wildcards: study_of(wildcards).cross_validation_predictions,
        gate="results/{study}/before_evaluation/leakage.json",
    output:
        measured="results/{study}/cross_validation.csv",
        csv="results/{study}/tables/cross_validation.csv",
        html=report(
            "results/{study}/tables/cross_validation.html",
            category="Results",
            labels={"study": "{study}", "table": "Repeated cross-validation"},
            caption="../report/cross_validation.rst",
        ),
    log:
        "results/logs/measure_cross_validation/{study}.log",
    benchmark:
        "results/benchmarks/measure_cross_validation/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("features"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        input_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        label=setting("label", "name"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("evaluation/measure_cross_validation.py"),
    message:
        "Repeated cross-validation of {wildcards.study}"
    script:
        "../scripts/evaluation/measure_cross_validation.py"


rule measure_confounding:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        cohort="results/{study}/cohort.csv",
        predictions=lambda wildcards: study_of(wildcards).cross_validation_predictions,
        gate="results/{study}/before_evaluation/leakage.json",
    output:
        measured="results/{study}/confounding.csv",
        csv="results/{study}/tables/confounding.csv",
        html=report(
            "results/{study}/tables/confounding.html",
            category="Results",
            labels={"study": "{study}", "table": "Compared with a confounder"},
            caption="../report/confounding.rst",
        ),
    log:
        "results/logs/measure_confounding/{study}.log",
    benchmark:
        "results/benchmarks/measure_confounding/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("features"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        archive=lambda wildcards: study_of(wildcards).archive_folder,
        from_source=lambda wildcards: study_of(wildcards).cohort.source,
        reading=lambda wildcards: study_of(wildcards).cohort.reading,
        confounder=setting("confounder"),
        modalities=setting("modalities"),
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        input_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        label=setting("label", "name"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("evaluation/measure_confounding.py"),
    message:
        "Models of {wildcards.study} compared with a confounder"
    script:
        "../scripts/evaluation/measure_confounding.py"


rule importance:
    input:
        importance=asked(lambda study, wildcards: study.asked_importance(wildcards.model, wildcards.input)),
    output:
        svg=report(
            "results/{study}/figures/importance_{model}/{input}.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Feature importance", "models": "{model}, {input}"},
            caption="../report/importance.rst",
        ),
        png="results/{study}/figures/importance_{model}/{input}.png",
    log:
        "results/logs/importance/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/importance/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=studies_of_rules("features"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        title=lambda wildcards: study_of(wildcards).called(wildcards.model, wildcards.input),
        label=setting("label", "name"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("evaluation/importance.py"),
    message:
        "Feature importance of {wildcards.model} on {wildcards.input}"
    script:
        "../scripts/evaluation/importance.py"


rule refit:
    input:
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        tables=lambda wildcards: study_of(wildcards).input_files(wildcards.input),
        gate="results/{study}/before_evaluation/leakage.json",
    output:
        refits="results/{study}/refits/{model}/{input}.csv",
    log:
        "results/logs/refit/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/refit/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=studies_of_rules("features"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=240,
    params:
        model=lambda wildcards: study_of(wildcards).cross_validation_parameters(wildcards.model),
        tables=lambda wildcards: study_of(wildcards).input(wildcards.input).tables,
        features=lambda wildcards: study_of(wildcards).input(wildcards.input).features,
        group=lambda wildcards: study_of(wildcards).input(wildcards.input).group,
        groups=lambda wildcards: study_of(wildcards).settings.split_groups(),
        modalities=lambda wildcards: study_of(wildcards).modalities_of(wildcards.input),
        split=setting("split"),
        refits=setting("controls", "refits"),
        splits=setting("controls", "splits"),
        seeds=setting("controls", "seeds"),
        seed=lambda wildcards: study_of(wildcards).seed(wildcards.model, wildcards.input),
        split_seed=lambda wildcards: study_of(wildcards).seed("splits"),
        patients=lambda wildcards: study_of(wildcards).patients,
        source=code("controls/refit.py"),
    message:
        "Fitting {wildcards.model} anew to permuted labels and other splits of {wildcards.input}"
    script:
        "../scripts/controls/refit.py"
