# Three sequences as the colours of one picture.


rule colour_configurations:
    input:
        gate="results/{study}/before_evaluation/leakage.json",
        predictions=lambda wildcards: study_of(wildcards).colour_predictions,
        labels="results/{study}/labels/train.csv",
    output:
        csv="results/{study}/tables/pseudocolours.csv",
        html=report(
            "results/{study}/tables/pseudocolours.html",
            category="Results",
            labels={"study": "{study}", "table": "Pseudo-colours"},
            caption="../report/pseudocolours.rst",
        ),
        bars_svg="results/{study}/figures/pseudocolours.svg",
        bars_png="results/{study}/figures/pseudocolours.png",
        scatter_svg="results/{study}/figures/pseudocolours_of_models.svg",
        scatter_png="results/{study}/figures/pseudocolours_of_models.png",
    log:
        "results/logs/colour_configurations/{study}.log",
    benchmark:
        "results/benchmarks/colour_configurations/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("pseudocolours"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        number=lambda wildcards: study_of(wildcards).number_in_paper("pseudocolours"),
        numbers_and_seeds=lambda wildcards: study_of(wildcards).colour_keys,
        titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("slices/colour_configurations.py"),
    message:
        "Pseudo-colours of {wildcards.study}"
    script:
        "../scripts/slices/colour_configurations.py"


rule show_pseudocolours:
    input:
        arrays=lambda wildcards: study_of(wildcards).coloured_files(".npy"),
        indices=lambda wildcards: study_of(wildcards).coloured_files(".csv"),
    output:
        svg="results/{study}/figures/pseudocolours_of_one_patient.svg",
        png=report(
            "results/{study}/figures/pseudocolours_of_one_patient.png",
            category="Images",
            labels={"study": "{study}", "figure": "Pseudo-colours"},
            caption="../report/pseudocolours.rst",
        ),
    log:
        "results/logs/show_pseudocolours/{study}.log",
    benchmark:
        "results/benchmarks/show_pseudocolours/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("pseudocolours"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        modalities=lambda wildcards: study_of(wildcards).coloured_modalities,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("slices/show_pseudocolours.py"),
    message:
        "All pseudo-colours of one patient"
    script:
        "../scripts/slices/show_pseudocolours.py"


rule methods_table:
    input:
        gate="results/{study}/before_evaluation/leakage.json",
        colours="results/{study}/tables/pseudocolours.csv",
        predictions=lambda wildcards: study_of(wildcards).method_predictions,
        labels="results/{study}/labels/test.csv",
        splits="results/{study}/splits.csv",
        fitted=lambda wildcards: study_of(wildcards).supplementary_files("fitted.json"),
    output:
        csv="results/{study}/tables/methods.csv",
        html=report(
            "results/{study}/tables/methods.html",
            category="Results",
            labels={"study": "{study}", "table": "Methods compared"},
            caption="../report/methods.rst",
        ),
    log:
        "results/logs/methods_table/{study}.log",
    benchmark:
        "results/benchmarks/methods_table/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("pseudocolours"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        prefix=lambda wildcards: study_of(wildcards).colour_prefix,
        label=setting("label", "name"),
        number=lambda wildcards: study_of(wildcards).number_in_paper("methods"),
        compared=lambda wildcards: study_of(wildcards).compared_titles,
        runs=lambda wildcards: study_of(wildcards).coloured_runs,
        trained_on=lambda wildcards: study_of(wildcards).colours_of_runs,
        test_set=lambda wildcards: study_of(wildcards).test_set_in_words,
        published_tables=lambda wildcards: study_of(wildcards).compared_methods,
        published=lambda wildcards: data(*study_of(wildcards).method_files),
        draws=setting("evaluation", "draws"),
        seed=SETTINGS.seed,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("slices/methods_table.py"),
    message:
        "Methods of {wildcards.study} compared"
    script:
        "../scripts/slices/methods_table.py"
