# Who takes part.


rule simulate_cohort:
    output:
        archive=directory("results/simulated/{cohort}"),
    log:
        "results/logs/simulate_cohort/{cohort}.log",
    benchmark:
        "results/benchmarks/simulate_cohort/{cohort}.tsv"
    wildcard_constraints:
        cohort=one_of(name for name, cohort in SETTINGS.cohorts.items() if cohort.source == "simulated"),
    priority: 20
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 16
    resources:
        mem_mb=lambda wildcards, threads: 500 + 700 * threads,
        runtime=240,
    params:
        simulation=lambda wildcards: SETTINGS.cohorts[wildcards.cohort].simulation.model_dump(),
        seed=SETTINGS.seed,
        source=code("cohorts/simulate_cohort.py"),
    message:
        "Simulating patients in the layout of the archive"
    script:
        "../scripts/cohorts/simulate_cohort.py"


rule simulate_response_cohort:
    output:
        archive=directory("results/simulated/{cohort}"),
    log:
        "results/logs/simulate_response_cohort/{cohort}.log",
    benchmark:
        "results/benchmarks/simulate_response_cohort/{cohort}.tsv"
    wildcard_constraints:
        cohort=one_of(name for name, cohort in SETTINGS.cohorts.items() if cohort.source == "simulated_tcga"),
    priority: 20
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 16
    resources:
        mem_mb=lambda wildcards, threads: 500 + 700 * threads,
        runtime=240,
    params:
        simulation=lambda wildcards: SETTINGS.cohorts[wildcards.cohort].planted,
        seed=SETTINGS.seed,
        source=code("towers/simulate_response_cohort.py"),
    message:
        "Simulating patients in the layouts of TCGA and of GDC"
    script:
        "../scripts/towers/simulate_response_cohort.py"


rule select_cohort:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        others=lambda wildcards: files_of(study_of(wildcards).excluding_archives),
        matrices=lambda wildcards: study_of(wildcards).expression_matrices,
        masks=lambda wildcards: study_of(wildcards).mask_files.get("masks", []),
        registered=lambda wildcards: study_of(wildcards).registered_scans,
    output:
        cohort="results/{study}/cohort.csv",
        flow=report(
            "results/{study}/cohort_flow.csv",
            category="Patients",
            labels={"study": "{study}", "table": "Selection of patients"},
            caption="../report/cohort_flow.rst",
        ),
        oddities="results/{study}/cohort_oddities.csv",
    log:
        "results/logs/select_cohort/{study}.log",
    benchmark:
        "results/benchmarks/select_cohort/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("splits"),
    priority: 20
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        archive=lambda wildcards: study_of(wildcards).archive_folder,
        cohort=setting("cohort"),
        from_source=lambda wildcards: study_of(wildcards).cohort.archive,
        reading=lambda wildcards: study_of(wildcards).cohort.reading,
        excluded=lambda wildcards: study_of(wildcards).cohort.exclude_patients,
        label_convention=lambda wildcards: study_of(wildcards).cohort.label_convention,
        others=lambda wildcards: study_of(wildcards).excluding_cohorts,
        label=setting("label"),
        modalities=setting("modalities"),
        mask=setting("segmentation"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        own_files=lambda wildcards: OWN_FILES.versions(
            [study_of(wildcards).archive, *study_of(wildcards).excluding_archives],
            tables=study_of(wildcards).expression_matrices,
        ),
        source=code("cohorts/select_cohort.py"),
    message:
        "Selecting the patients of {wildcards.study}"
    script:
        "../scripts/cohorts/select_cohort.py"


rule find_overlaps:
    input:
        archives=files_of(SETTINGS.archives(SETTINGS.cohorts, ["tables"])),
    output:
        overlaps="results/overlaps.csv",
    log:
        "results/logs/find_overlaps.log",
    benchmark:
        "results/benchmarks/find_overlaps.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        cohorts=SETTINGS.folders(SETTINGS.cohorts),
        own_files=lambda wildcards: OWN_FILES.versions(SETTINGS.archives(SETTINGS.cohorts, ["tables"])),
        source=code("cohorts/find_overlaps.py"),
    message:
        "Patients who are in several cohorts"
    script:
        "../scripts/cohorts/find_overlaps.py"


rule describe_patients:
    input:
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
    output:
        csv="results/{study}/tables/table1.csv",
        html=report(
            "results/{study}/tables/table1.html",
            category="Patients",
            labels={"study": "{study}", "table": "Table 1: patient characteristics"},
            caption="../report/table1.rst",
        ),
        partition_csv="results/{study}/tables/table1_partition.csv",
        partition_html=report(
            "results/{study}/tables/table1_partition.html",
            category="Patients",
            labels={"study": "{study}", "table": "Table 1 by partition"},
            caption="../report/table1_partition.rst",
        ),
    log:
        "results/logs/describe_patients/{study}.log",
    benchmark:
        "results/benchmarks/describe_patients/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("splits"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        classes=setting("label", "class_names"),
        group=setting("described_group"),
        label=setting("label", "name"),
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("cohorts/describe_patients.py"),
    message:
        "Table 1 of {wildcards.study}"
    script:
        "../scripts/cohorts/describe_patients.py"


rule list_oddities:
    input:
        oddities=lambda wildcards: study_of(wildcards).oddities,
    output:
        csv="results/{study}/tables/oddities.csv",
        html=report(
            "results/{study}/tables/oddities.html",
            category="Patients",
            labels={"study": "{study}", "table": "What was odd in the data"},
            caption="../report/oddities.rst",
        ),
    log:
        "results/logs/list_oddities/{study}.log",
    benchmark:
        "results/benchmarks/list_oddities/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("splits", "external"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("cohorts/list_oddities.py"),
    message:
        "What was odd in the data of {wildcards.study}"
    script:
        "../scripts/cohorts/list_oddities.py"
