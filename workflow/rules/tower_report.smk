# Tables and figures that a study of towers alone reports.


rule measure_towers:
    input:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
        ground_truth=lambda wildcards: study_of(wildcards).ground_truth,
        cohort="results/{study}/cohort.csv",
        cross_validation=lambda wildcards: study_of(wildcards).cross_validated_networks,
    output:
        accuracy="results/{study}/tower_accuracy.csv",
        gain="results/{study}/modality_gain.csv",
        accuracy_csv="results/{study}/tables/tower_accuracy.csv",
        accuracy_html=report(
            "results/{study}/tables/tower_accuracy.html",
            category="Results",
            labels={"study": "{study}", "table": "Accuracy, precision, recall and F1"},
            caption="../report/tower_accuracy.rst",
        ),
        gain_csv="results/{study}/tables/modality_gain.csv",
        gain_html=report(
            "results/{study}/tables/modality_gain.html",
            category="Results",
            labels={"study": "{study}", "table": "What each modality adds"},
            caption="../report/modality_gain.rst",
        ),
        svg=report(
            "results/{study}/figures/tower_accuracy.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Models side by side"},
            caption="../report/tower_accuracy.rst",
        ),
        png="results/{study}/figures/tower_accuracy.png",
    log:
        "results/logs/measure_towers/{study}.log",
    benchmark:
        "results/benchmarks/measure_towers/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("towers"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        fusions=lambda wildcards: study_of(wildcards).named("fusion"),
        towers=lambda wildcards: study_of(wildcards).towers,
        inputs=lambda wildcards: study_of(wildcards).inputs_by_model,
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        number=lambda wildcards: study_of(wildcards).number_in_paper("tower_accuracy"),
        label=setting("label", "name"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        seed=SETTINGS.seed,
        source=code("towers/measure_towers.py"),
    message:
        "What each modality adds in {wildcards.study}"
    script:
        "../scripts/towers/measure_towers.py"


rule tower_roc:
    input:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
    output:
        svg=report(
            "results/{study}/figures/tower_roc.svg",
            category="Results",
            labels={"study": "{study}", "figure": "ROC curves of the towers and of their fusion"},
            caption="../report/tower_roc.rst",
        ),
        png="results/{study}/figures/tower_roc.png",
    log:
        "results/logs/tower_roc/{study}.log",
    benchmark:
        "results/benchmarks/tower_roc/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("towers"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        networks=lambda wildcards: study_of(wildcards).networks,
        model_titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        label=setting("label", "name"),
        draws=setting("evaluation", "draws"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        seed=SETTINGS.seed,
        source=code("towers/tower_roc.py"),
    message:
        "ROC curves of the towers of {wildcards.study}"
    script:
        "../scripts/towers/tower_roc.py"


rule tower_curves:
    input:
        histories=lambda wildcards: study_of(wildcards).histories,
    output:
        svg=report(
            "results/{study}/figures/tower_curves.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Learning curves"},
            caption="../report/tower_curves.rst",
        ),
        png="results/{study}/figures/tower_curves.png",
    log:
        "results/logs/tower_curves/{study}.log",
    benchmark:
        "results/benchmarks/tower_curves/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("towers"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        models=lambda wildcards: study_of(wildcards).networks,
        titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("towers/tower_curves.py"),
    message:
        "Learning curves of {wildcards.study}"
    script:
        "../scripts/towers/tower_curves.py"


rule bottleneck:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        bottleneck=lambda wildcards: study_of(wildcards).bottlenecks,
        labels="results/{study}/labels/train.csv",
    output:
        svg=report(
            "results/{study}/figures/bottleneck.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Bottleneck"},
            caption="../report/bottleneck.rst",
        ),
        png="results/{study}/figures/bottleneck.png",
    log:
        "results/logs/bottleneck/{study}.log",
    benchmark:
        "results/benchmarks/bottleneck/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("towers"),
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
        modalities=setting("modalities"),
        classes=setting("label", "class_names"),
        label=setting("label", "name"),
        confounder=setting("confounder"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("towers/draw_bottleneck.py"),
    message:
        "Bottleneck of the gene tower of {wildcards.study}"
    script:
        "../scripts/towers/draw_bottleneck.py"


rule incomplete_patients:
    input:
        predictions=lambda wildcards: study_of(wildcards).incomplete_predictions,
        labels="results/{study}/labels/train.csv",
        gate="results/{study}/before_evaluation/leakage.json",
    output:
        csv="results/{study}/tables/incomplete.csv",
        html=report(
            "results/{study}/tables/incomplete.html",
            category="Results",
            labels={"study": "{study}", "table": "Patients who lack a modality"},
            caption="../report/incomplete.rst",
        ),
    log:
        "results/logs/incomplete_patients/{study}.log",
    benchmark:
        "results/benchmarks/incomplete_patients/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("towers"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        models=lambda wildcards: study_of(wildcards).named("fusion"),
        titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        label=setting("label", "name"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("towers/incomplete_patients.py"),
    message:
        "Patients of {wildcards.study} who lack a modality"
    script:
        "../scripts/towers/incomplete_patients.py"
