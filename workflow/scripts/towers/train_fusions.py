"""Train the fusion of every fold on that fold's towers, and predict validation and test patients."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from pathlib import Path

from radiogenomics.job import job
from radiogenomics.networks.registry import model_settings
from radiogenomics.towers.data import fold_of
from radiogenomics.towers.files import read_patients, read_towers, training_identity, write_further, write_trained
from radiogenomics.towers.fusion import train_fusion
from radiogenomics.towers.names import BOTH, EXPRESSION, IMAGES
from radiogenomics.towers.settings import TowerTrainingSettings
from radiogenomics.training.resume import clear_checkpoints

with job(snakemake.log[0], snakemake.output):
    source, params, names = snakemake.input, snakemake.params, snakemake.wildcards
    patients, splits = read_patients(source)
    model = model_settings(params.model, title=names.model)
    stage, identity = TowerTrainingSettings(**params.training).fusion, training_identity(snakemake)
    trained = []
    for fold in range(params.folds):
        towers = read_towers(source, params, patients, fold)
        # Neither tower of the fold has seen those who validate it.
        single = sorted({i for group in (IMAGES, EXPRESSION) for i in fold_of(splits, group, fold).validation})
        arguments = (names.model, model, stage, towers, patients, fold_of(splits, BOTH, fold), fold, params.seed)
        trained.append(train_fusion(*arguments, Path(params.resume, f"fold{fold}"), identity, single))
    write_trained(trained, snakemake.output, {"study": names.study, "model": names.model, "input": BOTH})
    write_further(trained, "incomplete", snakemake.output.incomplete)
    clear_checkpoints(params.resume)
