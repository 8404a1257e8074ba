"""Choose operating thresholds on the validation patients, and record on which."""

import pandas as pd

from radiogenomics.evaluation.thresholds import choose_thresholds
from radiogenomics.evaluation.validation import constant_ensembles, validation_probabilities
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.leakage.records import FittedStep, write_fitted

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    predictions = pd.concat([read_table(path) for path in snakemake.input.predictions], ignore_index=True)
    labels = read_table(snakemake.input.train_labels)
    validation = validation_probabilities(predictions, labels, params.ensembles)
    constant = constant_ensembles(predictions, params.ensembles)
    thresholds = choose_thresholds(validation, params.sensitivity, constant)
    thresholds.insert(0, "study", snakemake.wildcards.study)
    thresholds.insert(1, "patients", "simulated" if params.simulated else "real")
    chosen_on = validation.groupby(["model", "ensemble"], sort=False)["patient_id"]
    steps = [
        FittedStep("threshold", model, ensemble, None, patients=(), chosen_on=tuple(ids))
        for (model, ensemble), ids in chosen_on
    ]
    write_fitted(steps, output.fitted)
    write_table(thresholds, output.thresholds)
