# The search for hyper-parameters: trials, what they found, and independent scans around the best of them.


rule run_trials:
    input:
        # A gate that is asked anew, because its own code changed, searches nothing anew.
        gate=ancient("results/{study}/before_training/leakage.json"),
        splits="results/{study}/splits.csv",
        labels="results/{study}/labels/train.csv",
        arrays=lambda wildcards: study_of(wildcards).search.seen_files(".npy"),
        indices=lambda wildcards: study_of(wildcards).search.seen_files(".csv"),
        augmented_arrays=lambda wildcards: study_of(wildcards).search.seen_files("_augmented.npy"),
        augmented_indices=lambda wildcards: study_of(wildcards).search.seen_files("_augmented.csv"),
        weights=lambda wildcards: study_of(wildcards).search.weights,
    output:
        worker="results/{study}/search/workers/{number}.json",
    log:
        "results/logs/run_trials/{study}/{number}.log",
    benchmark:
        "results/benchmarks/run_trials/{study}/{number}.tsv"
    wildcard_constraints:
        study=studies_of_rules("search"),
        number=r"\d+",
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).settings.training.threads
    resources:
        gpu=lambda wildcards: study_of(wildcards).search.gpus,
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        loader_workers=lambda wildcards: study_of(wildcards).settings.training.loader_workers,
        checkpoint_seconds=lambda wildcards: study_of(wildcards).settings.training.checkpoint_seconds,
        mem_mb=lambda wildcards: study_of(wildcards).settings.training.mem_mb,
        runtime=lambda wildcards: study_of(wildcards).search.settings.runtime,
    params:
        search=lambda wildcards: study_of(wildcards).search.parameters,
        model=lambda wildcards: study_of(wildcards).search.model,
        training=lambda wildcards: study_of(wildcards).search.training,
        prepared=lambda wildcards: study_of(wildcards).search.prepared,
        group=lambda wildcards: study_of(wildcards).group_of(study_of(wildcards).search.settings.input),
        task=lambda wildcards: study_of(wildcards).task,
        reading=lambda wildcards: study_of(wildcards).item_parameters,
        # No output: Snakemake would delete the trials of a worker that fails.
        journal="results/{study}/search/trials.journal",
        resume="results/resume/{study}/search/trials",
        seed=SETTINGS.seed,
        source=lambda wildcards: code(
            "search/run_trials.py", study_of(wildcards).found_modules(study_of(wildcards).search.settings.model)
        ),
    message:
        "Searching hyper-parameters of {wildcards.study}, worker {wildcards.number}"
    script:
        "../scripts/search/run_trials.py"


rule search_results:
    input:
        workers=lambda wildcards: study_of(wildcards).search.workers,
    output:
        best="results/{study}/search/best_parameters.json",
        trials="results/{study}/search/trials.csv",
        fitted="results/{study}/search/fitted.json",
        csv="results/{study}/tables/search.csv",
        html=report(
            "results/{study}/tables/search.html",
            category="Search",
            labels={"study": "{study}", "table": "Best hyper-parameters"},
            caption="../report/search.rst",
        ),
        figures=expand(
            "results/{{study}}/figures/search_{figure}.{suffix}",
            figure=["history", "importance", "parameters"],
            suffix=["svg", "png"],
        ),
    log:
        "results/logs/search_results/{study}.log",
    benchmark:
        "results/benchmarks/search_results/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("search"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=30,
    params:
        search=lambda wildcards: study_of(wildcards).search.parameters,
        titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        used=lambda wildcards: study_of(wildcards).search.settings.use,
        journal="results/{study}/search/trials.journal",
        resume="results/resume/{study}/search/trials",
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("search/search_results.py"),
    message:
        "Best hyper-parameters of {wildcards.study}"
    script:
        "../scripts/search/search_results.py"


rule scan_parameter:
    input:
        best="results/{study}/search/best_parameters.json",
        splits="results/{study}/splits.csv",
        labels="results/{study}/labels/train.csv",
        arrays=lambda wildcards: study_of(wildcards).search.seen_files(".npy"),
        indices=lambda wildcards: study_of(wildcards).search.seen_files(".csv"),
        augmented_arrays=lambda wildcards: study_of(wildcards).search.seen_files("_augmented.npy"),
        augmented_indices=lambda wildcards: study_of(wildcards).search.seen_files("_augmented.csv"),
        weights=lambda wildcards: study_of(wildcards).search.weights,
    output:
        scan="results/{study}/search/scans/{parameter}/{number}.csv",
    log:
        "results/logs/scan_parameter/{study}/{parameter}/{number}.log",
    benchmark:
        "results/benchmarks/scan_parameter/{study}/{parameter}/{number}.tsv"
    wildcard_constraints:
        study=studies_of_rules("search"),
        parameter=r"[\w.]+",
        number=r"\d+",
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).settings.training.threads
    resources:
        gpu=lambda wildcards: study_of(wildcards).search.gpus,
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        loader_workers=lambda wildcards: study_of(wildcards).settings.training.loader_workers,
        checkpoint_seconds=lambda wildcards: study_of(wildcards).settings.training.checkpoint_seconds,
        mem_mb=lambda wildcards: study_of(wildcards).settings.training.mem_mb,
        runtime=lambda wildcards: study_of(wildcards).settings.training.runtime,
    params:
        value=lambda wildcards: study_of(wildcards).search.scan_value(wildcards.parameter, wildcards.number),
        search=lambda wildcards: study_of(wildcards).search.parameters,
        model=lambda wildcards: study_of(wildcards).search.model,
        training=lambda wildcards: study_of(wildcards).search.training,
        prepared=lambda wildcards: study_of(wildcards).search.prepared,
        group=lambda wildcards: study_of(wildcards).group_of(study_of(wildcards).search.settings.input),
        task=lambda wildcards: study_of(wildcards).task,
        reading=lambda wildcards: study_of(wildcards).item_parameters,
        resume="results/resume/{study}/search/scans/{parameter}/{number}",
        seed=SETTINGS.seed,
        source=lambda wildcards: code(
            "search/scan_parameter.py", study_of(wildcards).found_modules(study_of(wildcards).search.settings.model)
        ),
    message:
        "Scanning {wildcards.parameter} of {wildcards.study}, value {wildcards.number}"
    script:
        "../scripts/search/scan_parameter.py"


rule scan_results:
    input:
        scans=lambda wildcards: study_of(wildcards).search.scans,
    output:
        csv="results/{study}/tables/search_scans.csv",
        html=report(
            "results/{study}/tables/search_scans.html",
            category="Search",
            labels={"study": "{study}", "table": "Independent scans"},
            caption="../report/search_scans.rst",
        ),
        svg="results/{study}/figures/search_scans.svg",
        png="results/{study}/figures/search_scans.png",
    log:
        "results/logs/scan_results/{study}.log",
    benchmark:
        "results/benchmarks/scan_results/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("search"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        metric=lambda wildcards: study_of(wildcards).search.settings.metric,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("search/scan_results.py"),
    message:
        "Scans of hyper-parameters of {wildcards.study}"
    script:
        "../scripts/search/scan_results.py"
