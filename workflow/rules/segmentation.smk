# Networks that segment a tumour's regions: prepared scans, trainings, masks, scores, tables and figures.


rule prepare_scans:
    input:
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
    output:
        images="results/{study}/prepared/{preparation}.f32",
        masks="results/{study}/prepared/{preparation}.u8",
        index="results/{study}/prepared/{preparation}.csv",
        remarks=report(
            "results/{study}/prepared/{preparation}_remarks.csv",
            category="Patients",
            labels={"study": "{study}", "table": "Left out and suspicious segmentations, {preparation}"},
            caption="../report/remarks.rst",
        ),
        oddities="results/{study}/prepared/{preparation}_oddities.csv",
    log:
        "results/logs/prepare_scans/{study}/{preparation}.log",
    benchmark:
        "results/benchmarks/prepare_scans/{study}/{preparation}.tsv"
    wildcard_constraints:
        study=studies_of_rules("segmentation"),
        preparation=one_of(name for study in studies_with("segmentation") for name in study.settings.preparations),
    priority: 10
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 8
    resources:
        mem_mb=lambda wildcards, threads: 1000 + 1500 * threads,
        runtime=240,
    params:
        group=lambda wildcards: study_of(wildcards).settings.split.test_group,
        mask=setting("mask"),
        preparation=lambda wildcards: study_of(wildcards).settings.preparations[wildcards.preparation].model_dump(),
        own_files=lambda wildcards: OWN_FILES.versions([study_of(wildcards).archive], scans=True),
        source=code("segmentation/prepare_scans.py"),
    message:
        "Preparing scans and masks of {wildcards.study}: {wildcards.preparation}"
    script:
        "../scripts/segmentation/prepare_scans.py"


rule train_segmenter:
    input:
        unpack(lambda wildcards: study_of(wildcards).prepared(wildcards.model)),
        # A gate that is asked anew, because its own code changed, retrains nothing.
        gate=ancient("results/{study}/before_training/leakage.json"),
        splits="results/{study}/splits.csv",
        remarks=lambda wildcards: study_of(wildcards).remarks(wildcards.model),
    output:
        weights="results/{study}/training/{model}/{input}/fold{fold}/weights.pt",
        history="results/{study}/training/{model}/{input}/fold{fold}/history.csv",
        selection="results/{study}/training/{model}/{input}/fold{fold}/selection.json",
        fitted="results/{study}/training/{model}/{input}/fold{fold}/fitted.json",
    log:
        "results/logs/train_segmenter/{study}/{model}/{input}/fold{fold}.log",
    benchmark:
        "results/benchmarks/train_segmenter/{study}/{model}/{input}/fold{fold}.tsv"
    wildcard_constraints:
        study=studies_of_rules("segmentation"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).model(wildcards.model).training.threads
    resources:
        gpu=lambda wildcards: study_of(wildcards).model(wildcards.model).training.devices,
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        loader_workers=lambda wildcards: study_of(wildcards).model(wildcards.model).training.loader_workers,
        checkpoint_seconds=lambda wildcards: study_of(wildcards).model(wildcards.model).training.checkpoint_seconds,
        mem_mb=lambda wildcards: study_of(wildcards).model(wildcards.model).training.mem_mb,
        runtime=lambda wildcards: study_of(wildcards).model(wildcards.model).training.runtime,
    params:
        model=lambda wildcards: study_of(wildcards).model_parameters(wildcards.model),
        task=lambda wildcards: study_of(wildcards).task,
        resume="results/resume/{study}/{model}/{input}/fold{fold}",
        seed=SETTINGS.seed,
        source=lambda wildcards: code(
            "segmentation/train_segmenter.py", study_of(wildcards).found_modules(wildcards.model)
        ),
    message:
        "Training {wildcards.model} to segment, fold {wildcards.fold}"
    script:
        "../scripts/segmentation/train_segmenter.py"


rule segment_patients:
    input:
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        weights=lambda wildcards: study_of(wildcards).training_files(wildcards.model, "weights.pt"),
    output:
        folder=directory("results/{study}/masks/{model}"),
        index="results/{study}/masks/{model}.csv",
        steps="results/{study}/masks/{model}_steps.csv",
    log:
        "results/logs/segment_patients/{study}/{model}.log",
    benchmark:
        "results/benchmarks/segment_patients/{study}/{model}.tsv"
    wildcard_constraints:
        study=studies_of_rules("segmentation"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).model(wildcards.model).training.threads
    resources:
        gpu=1,
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        mem_mb=lambda wildcards: study_of(wildcards).model(wildcards.model).training.mem_mb,
        runtime=480,
    params:
        model=lambda wildcards: study_of(wildcards).application_parameters(wildcards.model),
        group=lambda wildcards: study_of(wildcards).settings.split.test_group,
        folds=lambda wildcards: study_of(wildcards).settings.folds,
        mask=setting("mask"),
        patients=lambda wildcards: study_of(wildcards).patients,
        seed=SETTINGS.seed,
        source=lambda wildcards: code(
            "segmentation/segment_patients.py", study_of(wildcards).network_files(wildcards.model)
        ),
    message:
        "Segmenting by {wildcards.model}"
    script:
        "../scripts/segmentation/segment_patients.py"


rule score_masks:
    input:
        gate="results/{study}/before_evaluation/leakage.json",
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        tables=lambda wildcards: study_of(wildcards).mask_tables,
        folders=lambda wildcards: study_of(wildcards).mask_folders,
        external=lambda wildcards: study_of(wildcards).external_files,
    output:
        scores="results/{study}/region_scores.csv",
        summary="results/{study}/region_summary.csv",
    log:
        "results/logs/score_masks/{study}.log",
    benchmark:
        "results/benchmarks/score_masks/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("segmentation"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 8
    resources:
        mem_mb=lambda wildcards, threads: 1000 + 800 * threads,
        runtime=120,
    params:
        group=lambda wildcards: study_of(wildcards).settings.split.test_group,
        externals=lambda wildcards: study_of(wildcards).external_folders,
        mask=setting("mask"),
        patients=lambda wildcards: study_of(wildcards).patients,
        draws=setting("evaluation", "draws"),
        seed=lambda wildcards: study_of(wildcards).seed("evaluation"),
        own_files=lambda wildcards: OWN_FILES.versions([], tables=study_of(wildcards).external_files),
        source=code("segmentation/score_masks.py"),
    message:
        "Scoring the masks of {wildcards.study}"
    script:
        "../scripts/segmentation/score_masks.py"


rule region_tables:
    input:
        scores="results/{study}/region_scores.csv",
        summary="results/{study}/region_summary.csv",
        steps=lambda wildcards: study_of(wildcards).step_tables,
    output:
        scores_csv="results/{study}/tables/region_scores.csv",
        scores_html=report(
            "results/{study}/tables/region_scores.html",
            category="Results",
            labels={"study": "{study}", "table": "Scores of regions"},
            caption="../report/region_scores.rst",
        ),
        empty_csv="results/{study}/tables/empty_regions.csv",
        empty_html=report(
            "results/{study}/tables/empty_regions.html",
            category="Results",
            labels={"study": "{study}", "table": "Empty regions"},
            caption="../report/empty_regions.rst",
        ),
        tests_csv="results/{study}/tables/region_tests.csv",
        tests_html=report(
            "results/{study}/tables/region_tests.html",
            category="Results",
            labels={"study": "{study}", "table": "Tests between the networks"},
            caption="../report/region_tests.rst",
        ),
        steps_csv="results/{study}/tables/clean_up.csv",
        steps_html=report(
            "results/{study}/tables/clean_up.html",
            category="Results",
            labels={"study": "{study}", "table": "Clean-up, step by step"},
            caption="../report/clean_up.rst",
        ),
    log:
        "results/logs/region_tables/{study}.log",
    benchmark:
        "results/benchmarks/region_tables/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("segmentation"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        number=lambda wildcards: study_of(wildcards).number_in_paper("region_scores"),
        tests_number=lambda wildcards: study_of(wildcards).number_in_paper("region_tests"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        published_tables=lambda wildcards: study_of(wildcards).published.names,
        published_left_out=lambda wildcards: study_of(wildcards).published.left_out,
        published=lambda wildcards: data(*study_of(wildcards).published_files),
        source=code("segmentation/region_tables.py"),
    message:
        "Tables of {wildcards.study}"
    script:
        "../scripts/segmentation/region_tables.py"


rule segmentation_figures:
    input:
        cohort="results/{study}/cohort.csv",
        scores="results/{study}/region_scores.csv",
        summary="results/{study}/region_summary.csv",
        tables=lambda wildcards: study_of(wildcards).mask_tables,
        folders=lambda wildcards: study_of(wildcards).mask_folders,
        external=lambda wildcards: study_of(wildcards).external_files,
    output:
        histograms_svg=report(
            "results/{study}/figures/score_histograms.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Histograms of scores"},
            caption="../report/score_histograms.rst",
        ),
        histograms_png="results/{study}/figures/score_histograms.png",
        sizes_svg=report(
            "results/{study}/figures/dice_by_size.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Dice against the size of lesions"},
            caption="../report/dice_by_size.rst",
        ),
        sizes_png="results/{study}/figures/dice_by_size.png",
        background_svg=report(
            "results/{study}/figures/background.svg",
            category="Results",
            labels={"study": "{study}", "figure": "Mean Dice with and without background"},
            caption="../report/background.rst",
        ),
        background_png="results/{study}/figures/background.png",
        overlays=report(
            "results/{study}/figures/segmentations.png",
            category="Results",
            labels={"study": "{study}", "figure": "True and predicted regions"},
            caption="../report/segmentations.rst",
        ),
    log:
        "results/logs/segmentation_figures/{study}.log",
    benchmark:
        "results/benchmarks/segmentation_figures/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("segmentation"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=3000,
        runtime=30,
    params:
        models=lambda wildcards: list(study_of(wildcards).settings.models),
        titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        externals=lambda wildcards: study_of(wildcards).external_folders,
        mask=setting("mask"),
        sequence=lambda wildcards: study_of(wildcards).drawn_sequence,
        shown=setting("shown_patients"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("segmentation/segmentation_figures.py"),
    message:
        "Figures of {wildcards.study}"
    script:
        "../scripts/segmentation/segmentation_figures.py"


rule segmentation_curves:
    input:
        histories=lambda wildcards: study_of(wildcards).training_files(wildcards.model, "history.csv"),
        selections=lambda wildcards: study_of(wildcards).training_files(wildcards.model, "selection.json"),
        fitted=lambda wildcards: study_of(wildcards).training_files(wildcards.model, "fitted.json"),
    output:
        svg=report(
            "results/{study}/figures/segmentation_curves_{model}.svg",
            category="Training",
            labels={"study": "{study}", "figure": "Learning curves", "model": "{model}"},
            caption="../report/segmentation_curves.rst",
        ),
        png="results/{study}/figures/segmentation_curves_{model}.png",
    log:
        "results/logs/segmentation_curves/{study}/{model}.log",
    benchmark:
        "results/benchmarks/segmentation_curves/{study}/{model}.tsv"
    wildcard_constraints:
        study=studies_of_rules("segmentation"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        title=lambda wildcards: study_of(wildcards).model(wildcards.model).title,
        input=lambda wildcards: study_of(wildcards).settings.split.test_group,
        task=lambda wildcards: study_of(wildcards).task,
        training=lambda wildcards: study_of(wildcards).model_parameters(wildcards.model)["training"],
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("segmentation/segmentation_curves.py"),
    message:
        "Learning curves of {wildcards.model}"
    script:
        "../scripts/segmentation/segmentation_curves.py"
