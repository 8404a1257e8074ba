"""Train one segmentation network, with one fold for validation."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from pathlib import Path

from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.files import read_table, sha256_of, write_json, write_table
from radiogenomics.job import job
from radiogenomics.leakage.records import write_fitted
from radiogenomics.networks.build import build_network
from radiogenomics.networks.registry import model_settings
from radiogenomics.seeds import derive_seed
from radiogenomics.segmentation.arrays import open_prepared, training_and_validation
from radiogenomics.segmentation.items import SegmentationItems
from radiogenomics.segmentation.training_settings import SegmentationTrainingSettings
from radiogenomics.training.folds import fold_record
from radiogenomics.training.loop import train
from radiogenomics.training.resume import clear_checkpoints
from radiogenomics.training.tasks.registry import task_class
from radiogenomics.training.trained import save_trained

with job(snakemake.log[0], snakemake.output):
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    source, params, names = snakemake.input, snakemake.params, snakemake.wildcards
    machine = {name: snakemake.resources[name] for name in ("loader_workers", "checkpoint_seconds")}
    settings = SegmentationTrainingSettings(**params.model["training"], **machine)
    seed = derive_seed(params.seed, names.study, names.model, names.input, names.fold)
    arrays = open_prepared(source.images, source.masks, source.index)
    parts = training_and_validation(read_table(source.splits), read_table(source.remarks), names.input, int(names.fold))
    network = build_network(model_settings(params.model["network"], names.model), arrays.channels, [], seed)
    training, validation = (SegmentationItems(arrays, patients, network.multiple) for patients in parts)
    identity = {"parameters": dict(params.items()), "data": {path: sha256_of(path) for path in source}}
    task, resume_dir = task_class(params.task).configured(settings), Path(params.resume)
    result = train(network, task, training, validation, settings, resume_dir, identity, seed, accelerator)
    write_table(result.history, snakemake.output.history)
    write_json(result.selection, snakemake.output.selection)
    write_fitted([fold_record(names.model, names.input, names.fold, training, validation)], snakemake.output.fitted)
    save_trained(network, snakemake.output.weights)
    clear_checkpoints(resume_dir)
