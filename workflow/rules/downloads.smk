# What is fetched from archives.


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
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        network=1,
        mem_mb=1000,
        runtime=2880,
    params:
        folder=source_folder,
        part=part_parameters,
    message:
        "Downloading {wildcards.part} of {wildcards.source}"
    script:
        "../scripts/downloads/download_part.py"


rule download_plan:
    log:
        "results/logs/download_plan.log",
    conda:
        "../../envs/radiogenomics.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        parts=downloaded_parts(),
        weights=weights_to_download(),
        data_dir=SETTINGS.data_dir,
        source=code("downloads/download_plan.py"),
    message:
        "What would be downloaded"
    script:
        "../scripts/downloads/download_plan.py"
