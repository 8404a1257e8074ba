"""Train the image tower of every fold, and predict its validation patients and all test patients."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from pathlib import Path

from radiogenomics.job import job
from radiogenomics.networks.registry import model_settings
from radiogenomics.towers.data import fold_of
from radiogenomics.towers.files import read_patients, training_identity, write_trained
from radiogenomics.towers.image_tower import train_image_tower
from radiogenomics.towers.names import IMAGES
from radiogenomics.towers.settings import TowerTrainingSettings
from radiogenomics.training.resume import clear_checkpoints

with job(snakemake.log[0], snakemake.output):
    source, params, names = snakemake.input, snakemake.params, snakemake.wildcards
    patients, splits = read_patients(source)
    model = model_settings(params.model, title=names.model)
    stage = TowerTrainingSettings(**params.training).image_tower
    identity = training_identity(snakemake)
    trained = [
        train_image_tower(
            *(names.model, model, stage, patients, fold_of(splits, IMAGES, fold), fold, params.seed),
            *(Path(params.resume, f"fold{fold}"), identity),
        )
        for fold in range(params.folds)
    ]
    write_trained(trained, snakemake.output, {"study": names.study, "model": names.model, "input": IMAGES})
    clear_checkpoints(params.resume)
