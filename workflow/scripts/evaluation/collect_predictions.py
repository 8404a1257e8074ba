"""Join the predictions of all models and inputs with the labels, in one long table."""

import pandas as pd

from radiogenomics.evaluation.ensembles import with_labels
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job

with job(snakemake.log[0], snakemake.output):
    labels = pd.concat([read_table(snakemake.input.train_labels), read_table(snakemake.input.test_labels)])
    predictions = pd.concat([read_table(path) for path in snakemake.input.predictions], ignore_index=True)
    patients = "simulated" if snakemake.params.simulated else "real"
    write_table(with_labels(predictions, labels).assign(patients=patients), snakemake.output.predictions)
