# One page per study, with checklists and model cards, and the run as a research object.


rule flow_diagram:
    input:
        unpack(lambda wildcards: study_of(wildcards).flow_files),
    output:
        svg=report(
            "results/{study}/figures/flow.svg",
            category="Patients",
            labels={"study": "{study}", "figure": "Flow of the patients"},
            caption="../report/flow.rst",
        ),
        png="results/{study}/figures/flow.png",
    log:
        "results/logs/flow_diagram/{study}.log",
    benchmark:
        "results/benchmarks/flow_diagram/{study}.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    params:
        classes=lambda wildcards: study_of(wildcards).about()["classes"],
        # The caption explains the names of the groups.
        groups=lambda wildcards: study_of(wildcards).about().get("groups_in_words", ""),
        group=lambda wildcards: getattr(study_of(wildcards).settings, "described_group", None),
        trained_folds=lambda wildcards: study_of(wildcards).trained_folds,
        simulated=lambda wildcards: study_of(wildcards).is_simulated,
        source=code("report/flow_diagram.py"),
    message:
        "Flow of the patients of {wildcards.study}"
    script:
        "../scripts/report/flow_diagram.py"


rule study_page:
    input:
        results=lambda wildcards: study_of(wildcards).results,
        records=lambda wildcards: study_of(wildcards).records,
        provenance="results/{study}/provenance.json",
    output:
        page=report(
            "results/{study}/report.html",
            category="Study",
            labels={"study": "{study}", "page": "All results on one page"},
            caption="../report/study_page.rst",
        ),
        lines="results/{study}/first_lines.json",
        cards=directory("results/{study}/cards"),
        checklists=directory("results/{study}/checklists"),
    log:
        "results/logs/study_page/{study}.log",
    benchmark:
        "results/benchmarks/study_page/{study}.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    params:
        about=lambda wildcards: study_of(wildcards).about(),
        sections=lambda wildcards: study_of(wildcards).sections(),
        captions=content_version(list((CHECKOUT / "workflow" / "report").glob("*.rst"))),
        published_tables=lambda wildcards: study_of(wildcards).published.names,
        published=lambda wildcards: data(*study_of(wildcards).published_files, "published/headlines.csv"),
        templates=data("reporting/claim.csv", "reporting/tripod_ai.csv", "reporting/metrics.csv"),
        source=code("report/study_page.py"),
    message:
        "Page of {wildcards.study}"
    script:
        "../scripts/report/study_page.py"


rule research_object:
    input:
        page="results/{study}/report.html",
        cards="results/{study}/cards",
        checklists="results/{study}/checklists",
        provenance="results/{study}/provenance.json",
    output:
        metadata="results/{study}/ro-crate-metadata.json",
        workflow="results/{study}/workflow/Snakefile",
    log:
        "results/logs/research_object/{study}.log",
    benchmark:
        "results/benchmarks/research_object/{study}.tsv"
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=20,
    params:
        about=lambda wildcards: study_of(wildcards).about(),
        checkout=content_version([CHECKOUT / name for name in ("Snakefile", "CITATION.cff")]),
        source=code("report/research_object.py"),
    message:
        "Research object of {wildcards.study}"
    script:
        "../scripts/report/research_object.py"
