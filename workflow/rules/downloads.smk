# What is fetched from archives. Rules that take seconds, and downloads, run where Snakemake runs (`localrule`): it takes
# longer to submit them to a cluster, and its nodes often lack the internet.


# The files themselves are no outputs: Snakemake deletes those of a rule that fails, and a download must go on.
# There is no parameter `source`: new code does not make verified files wrong, and to run again would ask for programs,
# accounts and a network that may be gone.
rule download_part:
    output:
        records=f"{SETTINGS.data_dir}/{{source}}/.downloaded/{{part}}.csv",
    log:
        "results/logs/download_part/{source}/{part}.log",
    benchmark:
        "results/benchmarks/download_part/{source}/{part}.tsv"
    wildcard_constraints:
        source=one_of(sources()),
        part=r"\w+",
    priority: 30
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        network=1,
        mem_mb=1000,
        runtime=2880,
    params:
        folder=lambda wildcards: f"{SETTINGS.data_dir}/{wildcards.source}",
        part=lambda wildcards: part_parameters(wildcards.source, wildcards.part),
    message:
        "Downloading {wildcards.part} of {wildcards.source}"
    script:
        "../scripts/downloads/download_part.py"


rule download_plan:
    log:
        "results/logs/download_plan.log",
    localrule: True
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        parts=downloaded_parts(SETTINGS, STUDIES.values()),
        weights=downloaded_weights(STUDIES.values()),
        data_dir=SETTINGS.data_dir,
        source=code("downloads/download_plan.py"),
    message:
        "What would be downloaded"
    script:
        "../scripts/downloads/download_plan.py"
