# From probabilities to metrics, tests and curves. Only these rules read the test patients' labels.


# Thresholds are chosen before the gate to the evaluation, and never see a test patient's label.
rule choose_thresholds:
    input:
        train_labels="results/{study}/labels/train.csv",
        predictions=lambda wildcards: study_of(wildcards).validated_predictions,
    output:
        thresholds="results/{study}/thresholds.csv",
        fitted="results/{study}/thresholds_fitted.json",
    log:
        "results/logs/choose_thresholds/{study}.log",
    benchmark:
        "results/benchmarks/choose_thresholds/{study}.tsv"
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
        ensembles=lambda wildcards: study_of(wildcards).settings.inputs_of_ensembles,
        sensitivity=setting("evaluation", "sensitivity"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("predictions/choose_thresholds.py"),
    message:
        "Choosing thresholds on the validation patients of {wildcards.study}"
    script:
        "../scripts/predictions/choose_thresholds.py"


rule collect_predictions:
    input:
        train_labels="results/{study}/labels/train.csv",
        test_labels="results/{study}/labels/test.csv",
        predictions=lambda wildcards: study_of(wildcards).reported_predictions(),
        gate="results/{study}/before_evaluation/leakage.json",
    output:
        predictions="results/{study}/predictions.csv",
    log:
        "results/logs/collect_predictions/{study}.log",
    benchmark:
        "results/benchmarks/collect_predictions/{study}.tsv"
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
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("evaluation/collect_predictions.py"),
    message:
        "Collecting the predictions of {wildcards.study}"
    script:
        "../scripts/evaluation/collect_predictions.py"


rule measure:
    input:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
        thresholds=lambda wildcards: study_of(wildcards).thresholds,
    output:
        metrics="results/{study}/metrics.csv",
        operating_points="results/{study}/operating_points.csv",
    log:
        "results/logs/measure/{study}.log",
    benchmark:
        "results/benchmarks/measure/{study}.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=lambda wildcards: study_of(wildcards).settings.inputs_of_ensembles,
        evaluation=setting("evaluation"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        seed=SETTINGS.seed,
        published_tables=lambda wildcards: study_of(wildcards).published.names,
        published=lambda wildcards: data(*study_of(wildcards).published_files),
        source=code("evaluation/measure.py"),
    message:
        "Metrics of {wildcards.study}"
    script:
        "../scripts/evaluation/measure.py"


# Apart from the figures themselves, which no new name of a model makes again.
rule operating_table:
    input:
        points="results/{study}/operating_points.csv",
        thresholds=lambda wildcards: study_of(wildcards).thresholds,
    output:
        csv="results/{study}/tables/operating_points.csv",
        html=report(
            "results/{study}/tables/operating_points.html",
            category="Results",
            labels={"study": "{study}", "table": "Operating points"},
            caption="../report/operating_points.rst",
        ),
    log:
        "results/logs/operating_table/{study}.log",
    benchmark:
        "results/benchmarks/operating_table/{study}.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        ensemble_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        chooses_epochs=lambda wildcards: study_of(wildcards).chooses_epochs,
        label=setting("label", "name"),
        sensitivity=setting("evaluation", "sensitivity"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("evaluation/operating_table.py"),
    message:
        "Operating points of {wildcards.study}"
    script:
        "../scripts/evaluation/operating_table.py"


rule calibration:
    input:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
    output:
        calibration="results/{study}/calibration.csv",
        csv="results/{study}/tables/calibration.csv",
        html=report(
            "results/{study}/tables/calibration.html",
            category="Results",
            labels={"study": "{study}", "table": "Calibration"},
            caption="../report/calibration.rst",
        ),
    log:
        "results/logs/calibration/{study}.log",
    benchmark:
        "results/benchmarks/calibration/{study}.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=lambda wildcards: study_of(wildcards).settings.inputs_of_ensembles,
        ensemble_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        label=setting("label", "name"),
        draws=setting("evaluation", "draws"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        seed=SETTINGS.seed,
        source=code("evaluation/calibration.py"),
    message:
        "Calibration of {wildcards.study}"
    script:
        "../scripts/evaluation/calibration.py"


rule area_tests:
    input:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
        cohort=lambda wildcards: study_of(wildcards).cross_validated_cohort,
        cross_validation=lambda wildcards: study_of(wildcards).cross_validation_predictions,
    output:
        tests="results/{study}/area_tests.csv",
        csv="results/{study}/tables/area_tests.csv",
        html=report(
            "results/{study}/tables/area_tests.html",
            category="Results",
            labels={"study": "{study}", "table": "Tests between AUCs"},
            caption="../report/area_tests.rst",
        ),
    log:
        "results/logs/area_tests/{study}.log",
    benchmark:
        "results/benchmarks/area_tests/{study}.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=lambda wildcards: study_of(wildcards).settings.inputs_of_ensembles,
        ensemble_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        external=lambda wildcards: study_of(wildcards).external_models,
        label=setting("label", "name"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("evaluation/area_tests.py"),
    message:
        "Tests between the AUCs of {wildcards.study}"
    script:
        "../scripts/evaluation/area_tests.py"


rule compare_models:
    input:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
    output:
        comparisons="results/{study}/comparisons.csv",
    log:
        "results/logs/compare_models/{study}.log",
    benchmark:
        "results/benchmarks/compare_models/{study}.tsv"
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
        ensembles=lambda wildcards: study_of(wildcards).settings.inputs_of_ensembles,
        models=setting("compare"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("evaluation/compare_models.py"),
    message:
        "Comparing the models of {wildcards.study}"
    script:
        "../scripts/evaluation/compare_models.py"


rule ground_truth:
    output:
        csv="results/{study}/ground_truth.csv",
    log:
        "results/logs/ground_truth/{study}.log",
    benchmark:
        "results/benchmarks/ground_truth/{study}.tsv"
    wildcard_constraints:
        study=one_of(name for name, study in STUDIES.items() if study.has_planted_effect),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        ensembles=lambda wildcards: study_of(wildcards).planted_modalities,
        simulation=lambda wildcards: study_of(wildcards).planted_simulation,
        source=code("evaluation/ground_truth.py"),
    message:
        "What was planted in the simulated patients of {wildcards.study}"
    script:
        "../scripts/evaluation/ground_truth.py"


rule recover_effect:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        ground_truth="results/{study}/ground_truth.csv",
        test_labels="results/{study}/labels/test.csv",
        predictions="results/{study}/predictions.csv",
    output:
        csv="results/{study}/tables/recovery.csv",
        html=report(
            "results/{study}/tables/recovery.html",
            category="Results",
            labels={"study": "{study}", "table": "Planted and recovered effect"},
            caption="../report/recovery.rst",
        ),
    log:
        "results/logs/recover_effect/{study}.log",
    benchmark:
        "results/benchmarks/recover_effect/{study}.tsv"
    wildcard_constraints:
        study=one_of(name for name, study in STUDIES.items() if study.has_planted_effect),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        archive=lambda wildcards: study_of(wildcards).archive_folder,
        ensembles=lambda wildcards: study_of(wildcards).settings.inputs_of_ensembles,
        modalities=lambda wildcards: study_of(wildcards).planted_modalities,
        simulation=lambda wildcards: study_of(wildcards).planted_simulation,
        ensemble_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        source=code("evaluation/recover_effect.py"),
    message:
        "Planted and recovered effect"
    script:
        "../scripts/evaluation/recover_effect.py"
