"""Out-of-fold probabilities of all patients with both modalities: towers as they are, fusions trained anew."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from pathlib import Path

from radiogenomics.files import write_table
from radiogenomics.job import job
from radiogenomics.splits.settings import CrossValidationSettings
from radiogenomics.towers.cross_validation import cross_validate_network
from radiogenomics.towers.files import read_complete, read_towers, training_identity
from radiogenomics.towers.names import BOTH
from radiogenomics.towers.settings import TowerTrainingSettings
from radiogenomics.training.resume import clear_checkpoints

with job(snakemake.log[0], snakemake.output):
    source, params, names = snakemake.input, snakemake.params, snakemake.wildcards
    patients = read_complete(source)
    towers = [read_towers(source, params, patients, fold) for fold in range(params.folds)]
    predictions = cross_validate_network(
        *(names.model, params.model, TowerTrainingSettings(**params.training).fusion, towers, patients),
        *(CrossValidationSettings(**params.cross_validation), params.seed),
        *(Path(params.resume), training_identity(snakemake)),
    )
    columns = {"study": names.study, "model": names.model, "input": BOTH}
    write_table(predictions.assign(**columns), snakemake.output.predictions)
    clear_checkpoints(params.resume)
