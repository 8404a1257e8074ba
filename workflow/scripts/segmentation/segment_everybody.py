"""One predicted mask of every patient, by networks that did not train on the patient."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.devices.compute import compute_on
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.networks.build import build_network
from radiogenomics.networks.registry import model_settings
from radiogenomics.segmentation.cross_fitting import CrossFitting, folds_of_patients, segmentable
from radiogenomics.segmentation.settings import InferenceSettings, PostprocessingSettings, PreparationSettings
from radiogenomics.training.trained import load_trained

with job(snakemake.log[0], snakemake.output):
    accelerator = job_accelerator(snakemake.resources, snakemake.threads)
    source, params, output = snakemake.input, snakemake.params, snakemake.output
    names = {"study": snakemake.wildcards.study, "model": snakemake.wildcards.model, "input": params.group}
    settings = model_settings(params.model["network"], snakemake.wildcards.model)
    preparation = PreparationSettings(**params.model["prepared"])
    inference = InferenceSettings(**params.model["inference"])
    postprocessing = PostprocessingSettings(**params.model["postprocessing"])
    networks = {}
    for fold, path in zip(params.folds, source.weights, strict=True):
        networks[fold] = build_network(settings, len(preparation.sequences), [], params.seed)
        load_trained(networks[fold], path)
    cohort, splits = read_table(source.cohort, ["patient_id", "included"]), read_table(source.splits)
    of_group = splits[splits["group"] == params.group]
    folds = folds_of_patients(cohort, of_group, params.folds, preparation.sequences, params.mask)
    compute = compute_on(accelerator, inference.precision)
    applied = CrossFitting(networks, preparation, inference, postprocessing, output.folder, compute)
    masks = applied.run(segmentable(cohort, params.mask), folds)
    write_table(masks.assign(**names, patients=params.patients), output.index)
