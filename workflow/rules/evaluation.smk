# From probabilities to metrics, tests and curves. Only these rules read the test patients' labels.


rule collect_predictions:
    input:
        train_labels="results/{study}/labels/train.csv",
        test_labels="results/{study}/labels/test.csv",
        predictions=compared_predictions,
        gate="results/{study}/before_evaluation/leakage.json",
    output:
        predictions="results/{study}/predictions.csv",
    log:
        "results/logs/collect_predictions/{study}.log",
    benchmark:
        "results/benchmarks/collect_predictions/{study}.tsv"
    wildcard_constraints:
        study=one_of(PATIENT_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        simulated=simulated,
        source=code("evaluation/collect_predictions.py"),
    message:
        "Collecting the predictions of {wildcards.study}"
    script:
        "../scripts/evaluation/collect_predictions.py"


rule measure:
    input:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
        thresholds=chosen_thresholds,
    output:
        metrics="results/{study}/metrics.csv",
        operating_points="results/{study}/operating_points.csv",
        csv="results/{study}/tables/operating_points.csv",
        html=report(
            "results/{study}/tables/operating_points.html",
            category="Results",
            labels={"study": "{study}", "table": "Operating points"},
            caption="../report/operating_points.rst",
        ),
    log:
        "results/logs/measure/{study}.log",
    benchmark:
        "results/benchmarks/measure/{study}.tsv"
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=ensembles_of,
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        kind=setting("kind"),
        label=setting("label", "name"),
        evaluation=setting("evaluation"),
        simulated=simulated,
        seed=SETTINGS.seed,
        published_tables=published_names,
        published=published_data,
        source=code("evaluation/measure.py"),
    message:
        "Metrics of {wildcards.study}"
    script:
        "../scripts/evaluation/measure.py"


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
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=ensembles_of,
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        label=setting("label", "name"),
        draws=setting("evaluation", "draws"),
        simulated=simulated,
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
        cohort=lambda wildcards: ([f"results/{wildcards.study}/cohort.csv"] if cross_validated(wildcards) else []),
        cross_validation=lambda wildcards: (cross_validation_files(wildcards) if cross_validated(wildcards) else []),
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
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=ensembles_of,
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        external=external_models,
        label=setting("label", "name"),
        simulated=simulated,
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
        study=one_of(PATIENT_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=ensembles_of,
        models=setting("compare"),
        simulated=simulated,
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
        study=one_of(SIMULATED_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        ensembles=planted_modalities,
        simulation=simulation_of,
        source=code("evaluation/ground_truth.py"),
    message:
        "What was planted in the simulated patients of {wildcards.study}"
    script:
        "../scripts/evaluation/ground_truth.py"


rule recover_effect:
    input:
        archive=archive,
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
        study=one_of(SIMULATED_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=ensembles_of,
        modalities=planted_modalities,
        simulation=simulation_of,
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        source=code("evaluation/recover_effect.py"),
    message:
        "Planted and recovered effect"
    script:
        "../scripts/evaluation/recover_effect.py"


rule curves:
    input:
        test_labels="results/{study}/labels/test.csv",
        predictions=drawn_predictions,
        # The gate asks for all models; a figure for no more than it shows.
        splits=splits_of_patients,
        fitted=drawn_records,
    output:
        roc_svg=report(
            "results/{study}/figures/roc_{ensemble}.svg",
            category="Results",
            labels={"study": "{study}", "figure": "ROC curves", "models": "{ensemble}"},
            caption="../report/roc.rst",
        ),
        roc_png="results/{study}/figures/roc_{ensemble}.png",
        precision_recall_svg=report(
            "results/{study}/figures/precision_recall_{ensemble}.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Precision–recall curves", "models": "{ensemble}"},
            caption="../report/precision_recall.rst",
        ),
        precision_recall_png="results/{study}/figures/precision_recall_{ensemble}.png",
        reliability_svg=report(
            "results/{study}/figures/reliability_{ensemble}.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Reliability", "models": "{ensemble}"},
            caption="../report/reliability.rst",
        ),
        reliability_png="results/{study}/figures/reliability_{ensemble}.png",
        decision_svg=report(
            "results/{study}/figures/decision_{ensemble}.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Decision curves", "models": "{ensemble}"},
            caption="../report/decision.rst",
        ),
        decision_png="results/{study}/figures/decision_{ensemble}.png",
    log:
        "results/logs/curves/{study}/{ensemble}.log",
    benchmark:
        "results/benchmarks/curves/{study}/{ensemble}.tsv"
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=ensembles_of,
        drawn=drawn_ensembles,
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        label=setting("label", "name"),
        draws=setting("evaluation", "draws"),
        simulated=simulated,
        seed=SETTINGS.seed,
        source=code("evaluation/curves.py"),
    message:
        "Curves of {wildcards.ensemble}"
    script:
        "../scripts/evaluation/curves.py"


rule best_curves:
    input:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
        metrics="results/{study}/metrics.csv",
    output:
        roc_svg=report(
            "results/{study}/figures/roc_best.svg",
            category="Results",
            labels={"study": "{study}", "figure": "ROC curves", "models": "best of each model"},
            caption="../report/best.rst",
        ),
        roc_png="results/{study}/figures/roc_best.png",
        precision_recall_svg=report(
            "results/{study}/figures/precision_recall_best.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Precision–recall curves", "models": "best of each model"},
            caption="../report/best.rst",
        ),
        precision_recall_png="results/{study}/figures/precision_recall_best.png",
    log:
        "results/logs/best_curves/{study}.log",
    benchmark:
        "results/benchmarks/best_curves/{study}.tsv"
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=ensembles_of,
        ensemble_titles=ensemble_titles,
        model_titles=model_titles,
        label=setting("label", "name"),
        draws=setting("evaluation", "draws"),
        simulated=simulated,
        seed=SETTINGS.seed,
        source=code("evaluation/best_curves.py"),
    message:
        "Curves of each model's best ensemble"
    script:
        "../scripts/evaluation/best_curves.py"


rule routing:
    input:
        routes=lambda wildcards: prediction_files(
            wildcards.study, [wildcards.model], study_of(wildcards).ensembles, "_routes.csv"
        ),
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
        study=one_of(NETWORK_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        modalities=setting("modalities"),
        simulated=simulated,
        source=code("evaluation/routing.py"),
    message:
        "Routing of {wildcards.model}"
    script:
        "../scripts/evaluation/routing.py"


rule measure_cross_validation:
    input:
        cohort="results/{study}/cohort.csv",
        predictions=cross_validation_files,
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
        study=one_of(FEATURE_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        model_titles=model_titles,
        input_titles=ensemble_titles,
        label=setting("label", "name"),
        simulated=simulated,
        source=code("evaluation/measure_cross_validation.py"),
    message:
        "Repeated cross-validation of {wildcards.study}"
    script:
        "../scripts/evaluation/measure_cross_validation.py"


rule importance:
    input:
        importance=asked_importance,
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
        study=one_of(FEATURE_STUDIES),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        title=lambda wildcards: "{}, {}".format(
            model_titles(wildcards)[wildcards.model], ensemble_titles(wildcards)[wildcards.input]
        ),
        label=setting("label", "name"),
        simulated=simulated,
        source=code("evaluation/importance.py"),
    message:
        "Feature importance of {wildcards.model} on {wildcards.input}"
    script:
        "../scripts/evaluation/importance.py"
