"""Train one model on one input, with one fold for validation."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from pathlib import Path

from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.files import read_table, sha256_of, write_json, write_table
from radiogenomics.job import job
from radiogenomics.leakage.records import write_fitted
from radiogenomics.networks.registry import model_settings
from radiogenomics.search.keys import read_best, with_values
from radiogenomics.seeds import derive_seed
from radiogenomics.training.folds import fold_record
from radiogenomics.training.items import open_items
from radiogenomics.training.one_fold import Fold, train_fold
from radiogenomics.training.resume import clear_checkpoints
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.registry import task_class
from radiogenomics.training.trained import save_trained

with job(snakemake.log[0], snakemake.output):
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    source, params, names, output = snakemake.input, snakemake.params, snakemake.wildcards, snakemake.output
    machine = {name: snakemake.resources[name] for name in ("loader_workers", "checkpoint_seconds")}
    best = read_best(source.searched, params.searched)
    settings = TrainingSettings(**with_values(params.training, "training", best), **machine)
    model = model_settings(with_values(params.model, "model", best), title=names.model)
    # Whether it is a control is no part of the seed: a control differs from its original in one thing alone.
    seed = derive_seed(params.seed, names.study, names.model, names.input, names.fold)
    items, splits = open_items(params.reading, source, model), read_table(source.splits)
    patients = splits[(splits.group == params.group) & (splits.subset == "train")]
    fold, task = Fold(patients, read_table(source.labels), int(names.fold)), task_class(params.task)
    identity = {"parameters": dict(params.items()), "data": {path: sha256_of(path) for path in source}}
    place, continued = (Path(params.resume), identity, seed, accelerator), (params.continued, source.continued)
    done = train_fold(model, task, settings, items, fold, source.weights, *place, continued)
    write_table(done.result.history, output.history)
    write_json(done.result.selection, output.selection)
    write_fitted([fold_record(names.model, names.input, names.fold, done.training, done.validation)], output.fitted)
    save_trained(done.network, output.weights)
    clear_checkpoints(Path(params.resume))
