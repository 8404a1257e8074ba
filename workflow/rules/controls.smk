# What a result is worth: chance, spread, and controls whose answer is known.


rule clinical_baseline:
    input:
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        labels="results/{study}/labels/train.csv",
        gate="results/{study}/before_training/leakage.json",
    output:
        predictions="results/{study}/predictions/clinical_baseline.csv",
        fitted="results/{study}/predictions/clinical_baseline_fitted.json",
    log:
        "results/logs/clinical_baseline/{study}.log",
    benchmark:
        "results/benchmarks/clinical_baseline/{study}.tsv"
    wildcard_constraints:
        study=one_of(PATIENT_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        group=setting("described_group"),
        seed=SETTINGS.seed,
        source=code("controls/clinical_baseline.py"),
    message:
        "Predicting from age and sex alone in {wildcards.study}"
    script:
        "../scripts/controls/clinical_baseline.py"


# Reads labels of test patients, for other splits and to permute them: evaluation, hence behind the gate.
rule refit:
    input:
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        tables=tables_of_input,
        gate="results/{study}/before_evaluation/leakage.json",
    output:
        refits="results/{study}/refits/{model}/{input}.csv",
    log:
        "results/logs/refit/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/refit/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=one_of(FEATURE_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=240,
    params:
        model=cross_validated_parameters,
        tables=lambda wildcards: input_of(wildcards).tables,
        features=lambda wildcards: input_of(wildcards).features,
        group=lambda wildcards: input_of(wildcards).group,
        groups=lambda wildcards: study_of(wildcards).split_groups(),
        modalities=modalities_of_input,
        split=setting("split"),
        refits=setting("controls", "refits"),
        splits=setting("controls", "splits"),
        seeds=setting("controls", "seeds"),
        seed=classifier_seed,
        split_seed=split_seed,
        patients=kind_of_patients,
        source=code("controls/refit.py"),
    message:
        "Fitting {wildcards.model} anew to permuted labels and other splits of {wildcards.input}"
    script:
        "../scripts/controls/refit.py"


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
        study=one_of(NETWORK_STUDIES),
        number=r"\d+",
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        seed=control_seed,
        source=code("controls/permute_labels.py"),
    message:
        "Permuting the training labels of {wildcards.study}, number {wildcards.number}"
    script:
        "../scripts/controls/permute_labels.py"


rule chance:
    input:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
        clinical=clinical_predictions,
        refits=refitted_files,
        permuted=retrained_files("permuted"),
        seeds=retrained_files("seed"),
    output:
        chance="results/{study}/chance.csv",
        spread="results/{study}/spread.csv",
        csv="results/{study}/tables/chance.csv",
        html=report(
            "results/{study}/tables/chance.html",
            category="Results",
            labels={"study": "{study}", "table": "AUC against chance"},
            caption="../report/chance.rst",
        ),
        spread_csv="results/{study}/tables/spread.csv",
        spread_html=report(
            "results/{study}/tables/spread.html",
            category="Results",
            labels={"study": "{study}", "table": "Spread of the AUC"},
            caption="../report/spread.rst",
        ),
    log:
        "results/logs/chance/{study}.log",
    benchmark:
        "results/benchmarks/chance/{study}.tsv"
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        ensembles=ensembles_of,
        ensemble_name=lambda wildcards: "Input" if study_of(wildcards).kind == "features" else "Ensemble",
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        label=setting("label", "name"),
        permutations=setting("controls", "permutations"),
        seed=control_seed,
        patients=kind_of_patients,
        published_tables=published_names,
        published=published_data,
        source=code("controls/chance.py"),
    message:
        "Results of {wildcards.study} against chance"
    script:
        "../scripts/controls/chance.py"


# Needs no gate: labels are permuted or patients simulated, and nothing that is trained reads the result.
rule controls:
    input:
        cohort="results/{study}/cohort.csv",
        tables=lambda wildcards: [
            f"results/{wildcards.study}/features/{table}.csv" for table in control_tables(wildcards)
        ],
    output:
        controls="results/{study}/controls.csv",
        repeats="results/{study}/control_repeats.csv",
        csv="results/{study}/tables/controls.csv",
        html=report(
            "results/{study}/tables/controls.html",
            category="Controls",
            labels={"study": "{study}", "table": "Negative and positive control"},
            caption="../report/controls.rst",
        ),
        svg=report(
            "results/{study}/figures/controls.svg",
            category="Controls",
            labels={"study": "{study}", "figure": "Negative and positive control"},
            caption="../report/controls.rst",
        ),
        png="results/{study}/figures/controls.png",
    log:
        "results/logs/controls/{study}.log",
    benchmark:
        "results/benchmarks/controls/{study}.tsv"
    wildcard_constraints:
        study=one_of(PATIENT_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        groups=setting("groups"),
        group=control_group,
        modalities=control_modalities,
        split=setting("split"),
        tables=control_tables,
        features=control_features,
        effect=planted("effect"),
        correlation=planted("correlation"),
        repeats=setting("controls", "null_repeats"),
        seed=control_seed,
        label=setting("label", "name"),
        patients=kind_of_patients,
        source=code("controls/controls.py"),
    message:
        "Negative and positive control of {wildcards.study}"
    script:
        "../scripts/controls/controls.py"


rule validate:
    input:
        controls=expand("results/{study}/controls.csv", study=PATIENT_STUDIES),
    log:
        "results/logs/validate.log",
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        source=code("controls/validate.py"),
    message:
        "What the controls came to"
    script:
        "../scripts/controls/validate.py"
