# Probabilities per slice and per patient, and what they say.


rule predict_slices:
    input:
        splits="results/{study}/splits.csv",
        arrays=lambda wildcards: study_of(wildcards).seen_files(wildcards.model, wildcards.input, ".npy"),
        indices=lambda wildcards: study_of(wildcards).seen_files(wildcards.model, wildcards.input, ".csv"),
        initial=lambda wildcards: study_of(wildcards).initial_weights(wildcards.model),
        weights=lambda wildcards: study_of(wildcards).training_files(
            wildcards.model, [wildcards.input], "weights.pt", wildcards.variant
        ),
        searched=lambda wildcards: study_of(wildcards).predicting_search(wildcards.model),
    output:
        predictions="results/{study}/predictions{variant}/{model}/{input}.csv",
        slices="results/{study}/predictions{variant}/{model}/{input}_items.csv",
    log:
        "results/logs/predict_slices{variant}/{study}/{model}/{input}.log",
    benchmark:
        "results/benchmarks/predict_slices{variant}/{study}/{model}/{input}.tsv"
    wildcard_constraints:
        study=studies_of_rules("slices"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: lambda wildcards: study_of(wildcards).settings.training.threads
    resources:
        gpu=lambda wildcards: study_of(wildcards).gpus_of_prediction(wildcards.model),
        jobs_per_gpu=SETTINGS.gpus.jobs_per_gpu,
        gpu_required=int(SETTINGS.gpus.required),
        mem_mb=lambda wildcards: study_of(wildcards).settings.training.mem_mb,
        runtime=120,
    params:
        model=lambda wildcards: study_of(wildcards).model_parameters(wildcards.model),
        searched=lambda wildcards: study_of(wildcards).predicting_sections(wildcards.model),
        group=lambda wildcards: study_of(wildcards).group_of(wildcards.input),
        reading=lambda wildcards: study_of(wildcards).item_parameters,
        prediction=lambda wildcards: study_of(wildcards).prediction_parameters(wildcards.model),
        seed=SETTINGS.seed,
        source=lambda wildcards: code(
            "predictions/predict_slices.py", study_of(wildcards).network_files(wildcards.model)
        ),
    message:
        "Predicting by {wildcards.model} from slices of {wildcards.input}"
    script:
        "../scripts/predictions/predict_slices.py"


rule slices_and_patients:
    input:
        gate="results/{study}/before_evaluation/leakage.json",
        slices=lambda wildcards: study_of(wildcards).item_tables(study_of(wildcards).models_of_slices),
        labels="results/{study}/labels/test.csv",
    output:
        csv="results/{study}/tables/slices_and_patients.csv",
        html=report(
            "results/{study}/tables/slices_and_patients.html",
            category="Results",
            labels={"study": "{study}", "table": "Per slice and per patient"},
            caption="../report/slices_and_patients.rst",
        ),
    log:
        "results/logs/slices_and_patients/{study}.log",
    benchmark:
        "results/benchmarks/slices_and_patients/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("slices"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        number=lambda wildcards: study_of(wildcards).number_in_paper("slices_and_patients"),
        draws=setting("evaluation", "draws"),
        seed=lambda wildcards: study_of(wildcards).seed("slices and patients"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("slices/slices_and_patients.py"),
    message:
        "Results of {wildcards.study} per slice and per patient"
    script:
        "../scripts/slices/slices_and_patients.py"


rule classification_report:
    input:
        gate="results/{study}/before_evaluation/leakage.json",
        slices=lambda wildcards: study_of(wildcards).item_tables(),
        labels="results/{study}/labels/test.csv",
        train_labels="results/{study}/labels/train.csv",
    output:
        csv="results/{study}/tables/classification_report.csv",
        html=report(
            "results/{study}/tables/classification_report.html",
            category="Results",
            labels={"study": "{study}", "table": "Classification report"},
            caption="../report/slices_and_patients.rst",
        ),
        svg="results/{study}/figures/distributions.svg",
        png="results/{study}/figures/distributions.png",
    log:
        "results/logs/classification_report/{study}.log",
    benchmark:
        "results/benchmarks/classification_report/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("slices"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        titles=lambda wildcards: study_of(wildcards).compared_titles,
        number=lambda wildcards: study_of(wildcards).number_in_paper("classification_report"),
        classes=setting("label", "class_names"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("slices/classification_report.py"),
    message:
        "Classification report of {wildcards.study}"
    script:
        "../scripts/slices/classification_report.py"


rule networks_and_sequences:
    input:
        gate="results/{study}/before_evaluation/leakage.json",
        slices=lambda wildcards: study_of(wildcards).item_tables(),
        labels="results/{study}/labels/test.csv",
        train_labels="results/{study}/labels/train.csv",
    output:
        networks_csv="results/{study}/tables/networks.csv",
        networks_html=report(
            "results/{study}/tables/networks.html",
            category="Results",
            labels={"study": "{study}", "table": "Networks compared"},
            caption="../report/slices_and_patients.rst",
        ),
        sequences_csv="results/{study}/tables/sequences.csv",
        sequences_html=report(
            "results/{study}/tables/sequences.html",
            category="Results",
            labels={"study": "{study}", "table": "Before and after fine-tuning"},
            caption="../report/slices_and_patients.rst",
        ),
    log:
        "results/logs/networks_and_sequences/{study}.log",
    benchmark:
        "results/benchmarks/networks_and_sequences/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("slices"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        titles=lambda wildcards: study_of(wildcards).settings.model_titles,
        continued=setting("continues"),
        numbers=lambda wildcards: study_of(wildcards).numbers_in_paper("networks", "sequences"),
        draws=setting("evaluation", "draws"),
        seed=lambda wildcards: study_of(wildcards).seed("slices and patients"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("slices/networks_and_sequences.py"),
    message:
        "Networks of {wildcards.study} compared, before and after fine-tuning"
    script:
        "../scripts/slices/networks_and_sequences.py"


# A mistake on purpose: nothing that it makes is read by any other rule.
rule slice_leak:
    input:
        weights=lambda wildcards: study_of(wildcards).initial_weights(study_of(wildcards).leak_model),
    output:
        csv="results/{study}/tables/slice_leak.csv",
        html=report(
            "results/{study}/tables/slice_leak.html",
            category="Chance",
            labels={"study": "{study}", "table": "Demonstration of a leak"},
            caption="../report/slice_leak.rst",
        ),
    log:
        "results/logs/slice_leak/{study}.log",
    benchmark:
        "results/benchmarks/slice_leak/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("slices"),
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        model=lambda wildcards: study_of(wildcards).model_parameters(study_of(wildcards).leak_model),
        title=lambda wildcards: study_of(wildcards).settings.model_titles[study_of(wildcards).leak_model],
        training=lambda wildcards: study_of(wildcards).training_parameters(study_of(wildcards).leak_model),
        simulation=lambda wildcards: study_of(wildcards).null_simulation,
        slices=setting("slices"),
        modality=lambda wildcards: study_of(wildcards).settings.modalities[0],
        demonstration=setting("slice_leak"),
        batch_size=setting("prediction", "batch_size"),
        seed=lambda wildcards: study_of(wildcards).seed("controls"),
        source=lambda wildcards: code(
            "slices/slice_leak.py", study_of(wildcards).found_modules(study_of(wildcards).leak_model)
        ),
    message:
        "What a split of slices would pretend in {wildcards.study}"
    script:
        "../scripts/slices/slice_leak.py"
