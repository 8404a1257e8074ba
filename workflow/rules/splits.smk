# Test set and cross-validation folds.


rule split_patients:
    input:
        cohort="results/{study}/cohort.csv",
        exclusions=lambda wildcards: study_of(wildcards).source.exclusions,
    output:
        splits="results/{study}/splits.csv",
        dropped=report(
            "results/{study}/dropped.csv",
            category="Patients",
            labels={"study": "{study}", "table": "Patients that the split leaves out"},
            caption="../report/dropped.rst",
        ),
        train_labels="results/{study}/labels/train.csv",
        test_labels="results/{study}/labels/test.csv",
    log:
        "results/logs/split_patients/{study}.log",
    benchmark:
        "results/benchmarks/split_patients/{study}.tsv"
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
        groups=lambda wildcards: study_of(wildcards).settings.split_groups(),
        split=setting("split"),
        cross_validated=lambda wildcards: study_of(wildcards).cross_validated_groups,
        described_group=setting("described_group"),
        patients=lambda wildcards: study_of(wildcards).patients,
        source=code("splits/split_patients.py"),
    message:
        "Splitting the patients of {wildcards.study}"
    script:
        "../scripts/splits/split_patients.py"
