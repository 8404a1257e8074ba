"""Write a simulated cohort in the layout of the archive."""

from pathlib import Path

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.archive import simulate_archive
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    simulate_archive(
        Path(snakemake.output.archive),
        SimulationSettings(**snakemake.params.simulation),
        snakemake.params.seed,
        workers=snakemake.threads,
    )
