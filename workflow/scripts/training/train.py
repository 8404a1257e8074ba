"""Train one model on one input, with one fold for validation."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from pathlib import Path

from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.files import read_table, sha256_of, write_json, write_table
from radiogenomics.images.arrays import open_channels
from radiogenomics.job import job
from radiogenomics.leakage.records import write_fitted
from radiogenomics.networks.build import build_network
from radiogenomics.networks.head import trained_part
from radiogenomics.networks.registry import model_settings
from radiogenomics.seeds import derive_seed
from radiogenomics.training.folds import fold_datasets, fold_record
from radiogenomics.training.loop import train
from radiogenomics.training.resume import clear_checkpoints
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.registry import task_class
from radiogenomics.training.trained import save_trained

with job(snakemake.log[0], snakemake.output):
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    source, params = snakemake.input, snakemake.params
    machine = {name: snakemake.resources[name] for name in ("loader_workers", "checkpoint_seconds")}
    settings = TrainingSettings(**params.training, **machine)
    names = snakemake.wildcards
    model = model_settings(params.model, title=names.model)
    # The kind of a run is no part of its seed: a control differs from its original in one thing alone.
    seed = derive_seed(params.seed, names.study, names.model, names.input, names.fold)
    originals = open_channels(source.arrays, source.indices, model.seen_dimensions)
    augmented = open_channels(source.augmented_arrays, source.augmented_indices, model.seen_dimensions)
    splits, labels = read_table(source.splits), read_table(source.labels)
    fold = splits[(splits.group == params.group) & (splits.subset == "train")]
    training, validation = fold_datasets(
        fold, labels, int(names.fold), originals, augmented, params.kinds, settings.balance, seed
    )
    network = build_network(model, len(originals), source.weights, seed)
    identity = {"parameters": dict(params.items()), "data": {path: sha256_of(path) for path in source}}
    task = task_class(params.task).configured(settings)
    trained, resume_dir = trained_part(network, model), Path(params.resume)
    result = train(trained, task, training, validation, settings, resume_dir, identity, seed, accelerator)
    write_table(result.history, snakemake.output.history)
    write_json(result.selection, snakemake.output.selection)
    write_fitted([fold_record(names.model, names.input, names.fold, training, validation)], snakemake.output.fitted)
    save_trained(network, snakemake.output.weights)
    clear_checkpoints(resume_dir)
