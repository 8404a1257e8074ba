"""Record what was run: code, configuration, versions, machine and the checksums of the results."""

from radiogenomics.files import write_json
from radiogenomics.job import job
from radiogenomics.report.provenance import provenance

with job(snakemake.log[0], snakemake.output):
    config, source = snakemake.params.config, snakemake.input
    record = provenance(config, config["seed"], source.recorded, source.weights)
    record["patients"] = "simulated" if snakemake.params.simulated else "real"
    write_json(record, snakemake.output.provenance)
