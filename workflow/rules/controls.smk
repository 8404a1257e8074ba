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
        study=studies_of_rules("splits"),
    localrule: True
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
rule chance:
    input:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
        clinical=lambda wildcards: study_of(wildcards).clinical_predictions,
        refits=lambda wildcards: study_of(wildcards).refits,
        permuted=lambda wildcards: study_of(wildcards).retrained_predictions("permuted"),
        seeds=lambda wildcards: study_of(wildcards).retrained_predictions("seed"),
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
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        ensembles=lambda wildcards: study_of(wildcards).settings.inputs_of_ensembles,
        ensemble_name=lambda wildcards: study_of(wildcards).ensemble_name,
        ensemble_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        label=setting("label", "name"),
        permutations=setting("controls", "permutations"),
        seed=lambda wildcards: study_of(wildcards).seed("controls"),
        patients=lambda wildcards: study_of(wildcards).patients,
        published_tables=lambda wildcards: study_of(wildcards).published.names,
        published=lambda wildcards: data(*study_of(wildcards).published_files),
        source=code("controls/chance.py"),
    message:
        "Results of {wildcards.study} against chance"
    script:
        "../scripts/controls/chance.py"


# Needs no gate: labels are permuted or patients simulated, and nothing that is trained reads the result.
rule controls:
    input:
        cohort="results/{study}/cohort.csv",
        tables=lambda wildcards: study_of(wildcards).control_table_files,
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
        study=studies_of_rules("splits"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        groups=setting("groups"),
        group=lambda wildcards: study_of(wildcards).control_group,
        modalities=lambda wildcards: study_of(wildcards).control_modalities,
        split=setting("split"),
        tables=lambda wildcards: study_of(wildcards).control_tables,
        features=lambda wildcards: study_of(wildcards).control_features,
        effect=lambda wildcards: study_of(wildcards).planted("effect"),
        correlation=lambda wildcards: study_of(wildcards).planted("correlation"),
        repeats=setting("controls", "null_repeats"),
        seed=lambda wildcards: study_of(wildcards).seed("controls"),
        label=setting("label", "name"),
        patients=lambda wildcards: study_of(wildcards).patients,
        source=code("controls/controls.py"),
    message:
        "Negative and positive control of {wildcards.study}"
    script:
        "../scripts/controls/controls.py"


rule validate:
    input:
        controls=[study.path("controls.csv") for study in studies_with("splits")],
    log:
        "results/logs/validate.log",
    localrule: True
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
