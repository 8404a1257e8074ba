"""Write a simulated cohort of response to therapy in the layouts of TCGA and of GDC."""

from pathlib import Path

from radiogenomics.cohorts.simulation.response_archive import simulate_response_archive
from radiogenomics.expression.settings import TowerSimulationSettings
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    settings = TowerSimulationSettings(**snakemake.params.simulation)
    simulate_response_archive(
        Path(snakemake.output.archive), settings, snakemake.params.seed, workers=snakemake.threads
    )
