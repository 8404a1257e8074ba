# Where the networks of a study look in the scans of test patients.


rule explain:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        arrays=lambda wildcards: study_of(wildcards).channel_files(wildcards.input, ".npy"),
        indices=lambda wildcards: study_of(wildcards).channel_files(wildcards.input, ".csv"),
        places=lambda wildcards: study_of(wildcards).source.place_files,
        initial=lambda wildcards: study_of(wildcards).initial_weights(wildcards.model),
        weights=lambda wildcards: study_of(wildcards).training_files(wildcards.model, [wildcards.input], "weights.pt"),
        permuted=lambda wildcards: study_of(wildcards).explained.permuted_weights(wildcards.model, wildcards.input),
    output:
        maps=directory("results/{study}/explanations/{model}/{input}"),
        shares="results/{study}/explanations/{model}/{input}.csv",
        agreement="results/{study}/explanations/{model}/{input}_agreement.csv",
    log:
        "results/logs/explain/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/explain/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=studies_of_rules("explanations"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).settings.training.threads
    resources:
        gpu=1,
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        mem_mb=lambda wildcards: study_of(wildcards).settings.training.mem_mb,
        runtime=240,
    params:
        model=lambda wildcards: study_of(wildcards).model_parameters(wildcards.model),
        group=lambda wildcards: study_of(wildcards).group_of(wildcards.input),
        reading=lambda wildcards: study_of(wildcards).item_parameters,
        explanations=lambda wildcards: study_of(wildcards).explained.parameters(wildcards.model, wildcards.input),
        places=lambda wildcards: study_of(wildcards).place_parameters,
        seed=lambda wildcards: study_of(wildcards).seed("explanations", wildcards.model, wildcards.input),
        own_files=lambda wildcards: OWN_FILES.versions([study_of(wildcards).archive], scans=True),
        source=lambda wildcards: code("explanations/explain.py", study_of(wildcards).network_files(wildcards.model)),
    message:
        "Where {wildcards.model} looks in {wildcards.input}"
    script:
        "../scripts/explanations/explain.py"


rule saliency_tables:
    input:
        gate="results/{study}/before_evaluation/leakage.json",
        shares=lambda wildcards: study_of(wildcards).explained.files(".csv"),
        agreements=lambda wildcards: study_of(wildcards).explained.files("_agreement.csv"),
    output:
        csv="results/{study}/tables/saliency.csv",
        html=report(
            "results/{study}/tables/saliency.html",
            category="Explanations",
            labels={"study": "{study}", "table": "Where the networks look"},
            caption="../report/saliency.rst",
        ),
        verdicts_csv="results/{study}/tables/saliency_verdicts.csv",
        verdicts_html=report(
            "results/{study}/tables/saliency_verdicts.html",
            category="Explanations",
            labels={"study": "{study}", "table": "What the maps are worth"},
            caption="../report/saliency.rst",
        ),
    log:
        "results/logs/saliency_tables/{study}.log",
    benchmark:
        "results/benchmarks/saliency_tables/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("explanations"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        draws=setting("evaluation", "draws"),
        seed=lambda wildcards: study_of(wildcards).seed("explanations"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("explanations/saliency_tables.py"),
    message:
        "Saliency of {wildcards.study} in numbers"
    script:
        "../scripts/explanations/saliency_tables.py"


rule show_saliency:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
        maps=lambda wildcards: study_of(wildcards).explained.files("", [wildcards.model]),
    output:
        svg="results/{study}/figures/saliency_{model}.svg",
        png=report(
            "results/{study}/figures/saliency_{model}.png",
            category="Explanations",
            labels={"study": "{study}", "figure": "Saliency", "model": "{model}"},
            caption="../report/saliency.rst",
        ),
    log:
        "results/logs/show_saliency/{study}/{model}.log",
    benchmark:
        "results/benchmarks/show_saliency/{study}/{model}.tsv"
    wildcard_constraints:
        study=studies_of_rules("explanations"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=3000,
        runtime=20,
    params:
        inputs=lambda wildcards: study_of(wildcards).explained.inputs(wildcards.model),
        scans=lambda wildcards: study_of(wildcards).explained.scans(wildcards.model),
        groups=lambda wildcards: study_of(wildcards).explained.groups(wildcards.model),
        patients=setting("explanations", "shown_patients"),
        mask=setting("explanations", "mask"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        own_files=lambda wildcards: OWN_FILES.versions([study_of(wildcards).archive], scans=True),
        source=code("explanations/show_saliency.py"),
    message:
        "Pictures of saliency of {wildcards.model}"
    script:
        "../scripts/explanations/show_saliency.py"
