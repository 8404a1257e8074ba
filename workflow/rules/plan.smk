# What a run will take.


rule plan:
    input:
        splits=[path for study in STUDIES.values() for path in study.only_where_split("splits.csv")],
    log:
        "results/logs/plan.log",
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    params:
        config=config,
        split=[study.name for study in STUDIES.values() if study.is_split],
        devices=running.limit_of_gpus(workflow) or 1,
        source=code("training/plan.py"),
    message:
        "What a run will take"
    script:
        "../scripts/training/plan.py"
