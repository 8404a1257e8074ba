"""The ideal observer's AUC of every modality and ensemble of a study on simulated patients."""

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.truth import ground_truth
from radiogenomics.files import write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    planted = SimulationSettings(**snakemake.params.simulation)
    truth = ground_truth(planted.effect, planted.correlation, planted.modalities, snakemake.params.ensembles)
    write_table(truth, snakemake.output.csv)
