"""Train the gene tower of every fold, and predict its validation patients and all test patients."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from radiogenomics.job import job
from radiogenomics.towers.data import fold_of
from radiogenomics.towers.files import read_patients, write_further, write_scales, write_trained
from radiogenomics.towers.gene_tower import train_gene_tower
from radiogenomics.towers.names import EXPRESSION
from radiogenomics.towers.settings import TowerTrainingSettings

with job(snakemake.log[0], snakemake.output):
    params, names = snakemake.params, snakemake.wildcards
    patients, splits = read_patients(snakemake.input)
    training = TowerTrainingSettings(**params.training)
    stages = training.gene_tower.model_copy(update={"bottleneck": params.model["bottleneck"]})
    training = training.model_copy(update={"gene_tower": stages})
    fits = [
        train_gene_tower(names.model, training, patients, fold_of(splits, EXPRESSION, fold), fold, params.seed)
        for fold in range(params.folds)
    ]
    trained = [tower for tower, _ in fits]
    write_trained(trained, snakemake.output, {"study": names.study, "model": names.model, "input": EXPRESSION})
    write_scales([scale for _, scale in fits], snakemake.output.towers)
    write_further(trained[:1], "bottleneck", snakemake.output.bottleneck)
