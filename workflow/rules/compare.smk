# All models of the studies that share patients, on one page; made when asked for.


rule compare:
    input:
        predictions=[study.compared.predictions for study in STUDIES.values() if study.compared],
    output:
        page="results/compare.html",
        areas="results/compare.csv",
        tests="results/compare_tests.csv",
    log:
        "results/logs/compare.log",
    benchmark:
        "results/benchmarks/compare.tsv"
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        studies=[asdict(study.compared) for study in STUDIES.values() if study.compared],
        source=code("report/compare.py"),
    message:
        "Models of all studies on the patients that they share"
    script:
        "../scripts/report/compare.py"
