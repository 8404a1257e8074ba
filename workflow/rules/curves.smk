# Curves of ensembles: ROC, precision and recall, reliability, decisions.


rule curves:
    input:
        test_labels="results/{study}/labels/test.csv",
        predictions=asked(lambda study, wildcards: study.drawn_predictions(wildcards.ensemble)),
        # The gate asks for all models; a figure for no more than it shows.
        splits=lambda wildcards: study_of(wildcards).only_where_split("splits.csv"),
        fitted=asked(lambda study, wildcards: study.drawn_records(wildcards.ensemble)),
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
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensembles=lambda wildcards: study_of(wildcards).settings.inputs_of_ensembles,
        drawn=lambda wildcards: study_of(wildcards).drawn_ensembles(wildcards.ensemble),
        ensemble_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        label=setting("label", "name"),
        draws=setting("evaluation", "draws"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
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
        source=code("evaluation/best_curves.py"),
    message:
        "Curves of each model's best ensemble"
    script:
        "../scripts/evaluation/best_curves.py"


rule forest_plot:
    input:
        metrics="results/{study}/metrics.csv",
        ground_truth=lambda wildcards: study_of(wildcards).ground_truth,
    output:
        svg=report(
            "results/{study}/figures/forest.svg",
            category="Results",
            labels={"study": "{study}", "figure": "AUCs of all models"},
            caption="../report/forest.rst",
        ),
        png="results/{study}/figures/forest.png",
    log:
        "results/logs/forest_plot/{study}.log",
    benchmark:
        "results/benchmarks/forest_plot/{study}.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        ensemble_titles=lambda wildcards: study_of(wildcards).settings.ensemble_titles,
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        label=setting("label", "name"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("evaluation/forest.py"),
    message:
        "AUCs of all models of {wildcards.study}"
    script:
        "../scripts/evaluation/forest.py"
