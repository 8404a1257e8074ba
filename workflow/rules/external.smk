# Studies of predictions that somebody else made.


rule read_predictions:
    input:
        tables=lambda wildcards: study_of(wildcards).external_tables,
    output:
        predictions="results/{study}/predictions.csv",
        test_labels="results/{study}/labels/test.csv",
        flow=report(
            "results/{study}/cohort_flow.csv",
            category="Patients",
            labels={"study": "{study}", "table": "Selection of patients"},
            caption="../report/cohort_flow.rst",
        ),
        sources="results/{study}/predictions_sources.csv",
        oddities="results/{study}/predictions_oddities.csv",
    log:
        "results/logs/read_predictions/{study}.log",
    benchmark:
        "results/benchmarks/read_predictions/{study}.tsv"
    wildcard_constraints:
        study=studies_of_rules("external"),
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        models=lambda wildcards: study_of(wildcards).external_parameters,
        label=setting("label"),
        patients=lambda wildcards: study_of(wildcards).patients,
        own_files=lambda wildcards: OWN_FILES.versions([], tables=study_of(wildcards).external_tables),
        source=code("published/read_predictions.py"),
    message:
        "Reading the predictions of {wildcards.study}"
    script:
        "../scripts/published/read_predictions.py"
