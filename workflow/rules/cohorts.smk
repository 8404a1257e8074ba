# Who takes part.


rule simulate_cohort:
    output:
        archive=directory("results/simulated/{cohort}"),
    log:
        "results/logs/simulate_cohort/{cohort}.log",
    benchmark:
        "results/benchmarks/simulate_cohort/{cohort}.tsv"
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


rule select_cohort:
    input:
        archive=archive,
    output:
        cohort="results/{study}/cohort.csv",
        flow=report(
            "results/{study}/cohort_flow.csv",
            category="Patients",
            labels={"table": "Selection of patients"},
            caption="../report/cohort_flow.rst",
        ),
    log:
        "results/logs/select_cohort/{study}.log",
    benchmark:
        "results/benchmarks/select_cohort/{study}.tsv"
    priority: 20
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        label=setting("label"),
        modalities=setting("modalities"),
        mask=setting("images", "mask"),
        simulated=simulated,
        source=code("cohorts/select_cohort.py"),
    message:
        "Selecting the patients of {wildcards.study}"
    script:
        "../scripts/cohorts/select_cohort.py"


rule describe_patients:
    input:
        cohort="results/{study}/cohort.csv",
        splits="results/{study}/splits.csv",
    output:
        csv="results/{study}/tables/table1.csv",
        html=report(
            "results/{study}/tables/table1.html",
            category="Patients",
            labels={"table": "Table 1: patient characteristics"},
            caption="../report/table1.rst",
        ),
    log:
        "results/logs/describe_patients/{study}.log",
    benchmark:
        "results/benchmarks/describe_patients/{study}.tsv"
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        label=setting("label"),
        group=setting("described_group"),
        simulated=simulated,
        source=code("cohorts/describe_patients.py"),
    message:
        "Table 1 of {wildcards.study}"
    script:
        "../scripts/cohorts/describe_patients.py"
