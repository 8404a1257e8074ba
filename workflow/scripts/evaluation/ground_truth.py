"""The ideal observer's AUC of every modality and ensemble of a study on simulated patients."""

from itertools import chain

from radiogenomics.cohorts.simulation.truth import ground_truth
from radiogenomics.files import write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    planted, ensembles = snakemake.params.simulation, snakemake.params.ensembles
    # A simulation in TCGA's layout always has the same modalities.
    modalities = planted.get("modalities") or list(dict.fromkeys(chain(*ensembles.values())))
    others = planted.get("others", ())
    truth = ground_truth(planted["effect"], planted["correlation"], modalities, ensembles, others)
    write_table(truth, snakemake.output.csv)
