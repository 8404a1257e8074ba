# Scans as they come from a scanner, moved onto one grid; for cohorts that ask for it (`images: {prepare: register}`).
from radiogenomics.registration.scans import files_of_scan, own_files_of_scan, raw_scans, scan_folders
from radiogenomics.studies.registered import read_contents, registered_modalities

REGISTERED = one_of(name for name, cohort in SETTINGS.cohorts.items() if cohort.images.registers)


# Whose scans there are is in the archive, which may have to be downloaded or simulated first.
checkpoint list_raw_scans:
    input:
        archive=lambda wildcards: files_of(
            SETTINGS.archives([wildcards.cohort], read_contents(STUDIES.values(), wildcards.cohort))
        ),
    output:
        scans="results/registered/{cohort}/raw_scans.csv",
    log:
        "results/logs/list_raw_scans/{cohort}.log",
    benchmark:
        "results/benchmarks/list_raw_scans/{cohort}.tsv"
    wildcard_constraints:
        cohort=REGISTERED,
    priority: 20
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        folder=lambda wildcards: SETTINGS.folders([wildcards.cohort])[wildcards.cohort],
        modalities=lambda wildcards: registered_modalities(STUDIES.values(), wildcards.cohort),
        excluded=lambda wildcards: SETTINGS.cohorts[wildcards.cohort].exclude_patients,
        own_files=lambda wildcards: OWN_FILES.versions(SETTINGS.archives([wildcards.cohort], ["tables"])),
        source=code("registration/list_raw_scans.py"),
    message:
        "Scans of {wildcards.cohort} that are to be registered"
    script:
        "../scripts/registration/list_raw_scans.py"


# One more patient in the table registers nobody else again.
rule register_scan:
    input:
        scans=ancient("results/registered/{cohort}/raw_scans.csv"),
    output:
        folder=directory("results/registered/{cohort}/scans/{scan}"),
    log:
        "results/logs/register_scan/{cohort}/{scan}.log",
    benchmark:
        "results/benchmarks/register_scan/{cohort}/{scan}.tsv"
    wildcard_constraints:
        cohort=REGISTERED,
        scan=r"[^/]+",
    priority: 15
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        files=lambda wildcards: files_of_scan(raw_scans(wildcards.cohort), wildcards.scan),
        registration=lambda wildcards: SETTINGS.cohorts[wildcards.cohort].images.model_dump(),
        simulated=lambda wildcards: SETTINGS.cohorts[wildcards.cohort].is_simulated,
        own_files=lambda wildcards: OWN_FILES.versions(
            [],
            tables=[
                *SETTINGS.cohorts[wildcards.cohort].images.own_files,
                *own_files_of_scan(
                    SETTINGS.archives([wildcards.cohort], ["tables"]), raw_scans(wildcards.cohort), wildcards.scan
                ),
            ],
        ),
        source=code("registration/register_scan.py"),
    message:
        "Registering {wildcards.scan}"
    script:
        "../scripts/registration/register_scan.py"


rule gather_registered:
    input:
        folders=lambda wildcards: scan_folders(
            checkpoints.list_raw_scans.get(cohort=wildcards.cohort).output.scans, wildcards.cohort
        ),
    output:
        scans="results/registered/{cohort}/scans.csv",
        quality="results/registered/{cohort}/quality.csv",
    log:
        "results/logs/gather_registered/{cohort}.log",
    benchmark:
        "results/benchmarks/gather_registered/{cohort}.tsv"
    wildcard_constraints:
        cohort=REGISTERED,
    priority: 15
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        source=code("registration/gather_registered.py"),
    message:
        "Registered scans of {wildcards.cohort}"
    script:
        "../scripts/registration/gather_registered.py"


rule describe_registration:
    input:
        quality=lambda wildcards: study_of(wildcards).registration_quality,
    output:
        csv="results/{study}/tables/registration.csv",
        html=report(
            "results/{study}/tables/registration.html",
            category="Patients",
            labels={"study": "{study}", "table": "Registration of the scans"},
            caption="../report/registration.rst",
        ),
        png=report(
            "results/{study}/figures/registration.png",
            category="Patients",
            labels={"study": "{study}", "figure": "Registration of the scans"},
            caption="../report/registration_picture.rst",
        ),
    log:
        "results/logs/describe_registration/{study}.log",
    benchmark:
        "results/benchmarks/describe_registration/{study}.tsv"
    wildcard_constraints:
        study=one_of(study.name for study in STUDIES.values() if study.registration_quality),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        cohort=lambda wildcards: study_of(wildcards).settings.cohort,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("registration/describe_registration.py"),
    message:
        "How the registration for {wildcards.study} went"
    script:
        "../scripts/registration/describe_registration.py"
