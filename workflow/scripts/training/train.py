"""Train one model on one input, with one fold for validation."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from pathlib import Path

from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.files import read_table, sha256_of, write_json, write_table
from radiogenomics.job import job
from radiogenomics.leakage.records import write_fitted
from radiogenomics.networks.head import trained_part
from radiogenomics.networks.registry import model_settings
from radiogenomics.seeds import derive_seed
from radiogenomics.training.folds import fold_record
from radiogenomics.training.items import open_items
from radiogenomics.training.loop import train
from radiogenomics.training.resume import clear_checkpoints
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.registry import task_class
from radiogenomics.training.trained import network_to_train, save_trained

with job(snakemake.log[0], snakemake.output):
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    source, params, names, output = snakemake.input, snakemake.params, snakemake.wildcards, snakemake.output
    machine = {name: snakemake.resources[name] for name in ("loader_workers", "checkpoint_seconds")}
    settings, model = TrainingSettings(**params.training, **machine), model_settings(params.model, title=names.model)
    # The kind of a run is no part of its seed: a control differs from its original in one thing alone.
    seed = derive_seed(params.seed, names.study, names.model, names.input, names.fold)
    items, splits = open_items(params.reading, source, model), read_table(source.splits)
    fold = splits[(splits.group == params.group) & (splits.subset == "train")]
    training, validation = items.datasets(fold, read_table(source.labels), int(names.fold), settings.balance, seed)
    network = network_to_train(model, items.channels, source.weights, seed, params.continued, source.continued)
    identity = {"parameters": dict(params.items()), "data": {path: sha256_of(path) for path in source}}
    task, resume_dir = task_class(params.task).configured(settings), Path(params.resume)
    trained = trained_part(network, model)
    result = train(trained, task, training, validation, settings, resume_dir, identity, seed, accelerator)
    write_table(result.history, output.history)
    write_json(result.selection, output.selection)
    write_fitted([fold_record(names.model, names.input, names.fold, training, validation)], output.fitted)
    save_trained(network, output.weights)
    clear_checkpoints(resume_dir)
