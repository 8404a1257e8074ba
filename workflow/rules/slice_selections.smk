# Several choices of slices of one study, and weighted combinations of predictions.
ruleorder: combine_predictions > predict_slices


rule extract_selection:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        cohort="results/{study}/cohort.csv",
    output:
        array="results/{study}/slices/{selection}.npy",
        index="results/{study}/slices/{selection}.csv",
        exclusions="results/{study}/slices/{selection}_exclusions.csv",
        oddities="results/{study}/slices/{selection}_oddities.csv",
    log:
        "results/logs/extract_selection/{study}/{selection}.log",
    benchmark:
        "results/benchmarks/extract_selection/{study}/{selection}.tsv"
    wildcard_constraints:
        study=studies_of_rules("slice_selections"),
        selection=one_of(name for study in studies_with("slice_selections") for name in study.settings.selections),
    priority: 20
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 4
    resources:
        mem_mb=lambda wildcards, threads: 500 + 700 * threads,
        runtime=120,
    params:
        selection=lambda wildcards: study_of(wildcards).selections.extraction(wildcards.selection),
        own_files=lambda wildcards: OWN_FILES.versions([study_of(wildcards).archive], scans=True),
        source=code("slices/extract_selection.py"),
    message:
        "Slices of {wildcards.selection}"
    script:
        "../scripts/slices/extract_selection.py"


rule combine_predictions:
    input:
        members=lambda wildcards: study_of(wildcards).selections.member_predictions(
            wildcards.model, wildcards.input, wildcards.variant
        ),
    output:
        predictions="results/{study}/predictions{variant}/{model}/{input}.csv",
    log:
        "results/logs/combine_predictions{variant}/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/combine_predictions{variant}/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=studies_of_rules("slice_selections"),
        input=one_of(name for study in studies_with("slice_selections") for name in study.settings.combinations),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        weights=lambda wildcards: study_of(wildcards).settings.combinations[wildcards.input],
        source=code("predictions/combine_predictions.py"),
    message:
        "Weighted mean {wildcards.input} of {wildcards.model}"
    script:
        "../scripts/predictions/combine_predictions.py"


rule selection_table:
    input:
        gate="results/{study}/before_evaluation/leakage.json",
        predictions=lambda wildcards: study_of(wildcards).selections.predictions,
        train_labels="results/{study}/labels/train.csv",
        test_labels="results/{study}/labels/test.csv",
    output:
        csv="results/{study}/tables/selections.csv",
        html=report(
            "results/{study}/tables/selections.html",
            category="Results",
            labels={"study": "{study}", "table": "Choices of slices"},
            caption="../report/selection_table.rst",
        ),
    log:
        "results/logs/selection_table/{study}.log",
    benchmark:
        "results/benchmarks/selection_table/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("slice_selections"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        rows=lambda wildcards: study_of(wildcards).selections.rows,
        number=lambda wildcards: study_of(wildcards).number_in_paper("selections"),
        draws=setting("evaluation", "draws"),
        seed=lambda wildcards: study_of(wildcards).seed("selections"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("slices/selection_table.py"),
    message:
        "Choices of slices of {wildcards.study} side by side"
    script:
        "../scripts/slices/selection_table.py"


rule show_selections:
    input:
        arrays=lambda wildcards: study_of(wildcards).selections.files(".npy"),
        indices=lambda wildcards: study_of(wildcards).selections.files(".csv"),
    output:
        svg="results/{study}/figures/selections.svg",
        png=report(
            "results/{study}/figures/selections.png",
            category="Images",
            labels={"study": "{study}", "figure": "Choices of slices"},
            caption="../report/selections.rst",
        ),
    log:
        "results/logs/show_selections/{study}.log",
    benchmark:
        "results/benchmarks/show_selections/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("slice_selections"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        titles=lambda wildcards: list(study_of(wildcards).selections.titles.values()),
        patients=setting("shown_patients"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("slices/show_selections.py"),
    message:
        "Picture of the choices of slices of {wildcards.study}"
    script:
        "../scripts/slices/show_selections.py"
