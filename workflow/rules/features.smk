# Tables of features.


rule extract_radiomics:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        cohort="results/{study}/cohort.csv",
    output:
        features="results/{study}/features/{table}.csv",
        exclusions=report(
            "results/{study}/features/{table}_exclusions.csv",
            category="Patients",
            labels={"study": "{study}", "table": "Features that are missing: {table}"},
            caption="../report/missing_features.rst",
        ),
        sources="results/{study}/features/{table}_sources.csv",
        oddities="results/{study}/features/{table}_oddities.csv",
    log:
        "results/logs/extract_radiomics/{study}/{table}.log",
    benchmark:
        "results/benchmarks/extract_radiomics/{study}/{table}.tsv"
    wildcard_constraints:
        study=studies_of_rules("features"),
        table=one_of(table for study in studies_with("features") for table in study.tables_of("pyradiomics")),
    priority: 10
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 4
    resources:
        mem_mb=lambda wildcards, threads: 500 + 700 * threads,
        runtime=240,
    params:
        modalities=setting("modalities"),
        radiomics=lambda wildcards: study_of(wildcards).table(wildcards.table).radiomics.model_dump(),
        mask=setting("segmentation"),
        patients=lambda wildcards: study_of(wildcards).patients,
        own_files=lambda wildcards: OWN_FILES.versions([study_of(wildcards).archive], scans=True),
        source=code("features/extract_radiomics.py"),
    message:
        "Radiomic features of {wildcards.study}: {wildcards.table}"
    script:
        "../scripts/features/extract_radiomics.py"


rule read_features:
    input:
        archive=lambda wildcards: files_of([study_of(wildcards).archive]),
        cohort="results/{study}/cohort.csv",
        table=lambda wildcards: study_of(wildcards).table(wildcards.table).path or [],
    output:
        features="results/{study}/features/{table}.csv",
        exclusions=report(
            "results/{study}/features/{table}_exclusions.csv",
            category="Patients",
            labels={"study": "{study}", "table": "Features that are missing: {table}"},
            caption="../report/missing_features.rst",
        ),
        sources="results/{study}/features/{table}_sources.csv",
        oddities="results/{study}/features/{table}_oddities.csv",
    log:
        "results/logs/read_features/{study}/{table}.log",
    benchmark:
        "results/benchmarks/read_features/{study}/{table}.tsv"
    wildcard_constraints:
        study=studies_of_rules("features"),
        table=one_of(table for study in studies_with("features") for table in study.read_tables),
    priority: 10
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        archive=lambda wildcards: study_of(wildcards).archive_folder,
        table=lambda wildcards: study_of(wildcards).table(wildcards.table).model_dump(exclude={"radiomics"}),
        label=setting("label"),
        modalities=setting("modalities"),
        mask=setting("segmentation"),
        patients=lambda wildcards: study_of(wildcards).patients,
        own_files=lambda wildcards: OWN_FILES.versions(
            [study_of(wildcards).archive], True, study_of(wildcards).table(wildcards.table).own_paths
        ),
        source=code("features/read_features.py"),
    message:
        "Features of {wildcards.study}: {wildcards.table}"
    script:
        "../scripts/features/read_features.py"
