"""Maps of saliency of test patients by the networks of all folds of one model and input, and of controls."""

import radiogenomics.quick_start  # noqa: F401

# isort: split
import pandas as pd

from radiogenomics.devices.accelerator import job_accelerator
from radiogenomics.devices.compute import compute_on
from radiogenomics.explanations.explain import explain_patient, first_patients, patients_of, read_head
from radiogenomics.explanations.networks import maps_of_networks
from radiogenomics.explanations.places import open_places
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.networks.registry import model_settings
from radiogenomics.training.items import open_images_of

with job(snakemake.log[0], snakemake.output):
    source, params, names, output = snakemake.input, snakemake.params, snakemake.wildcards, snakemake.output
    compute = compute_on(job_accelerator(snakemake.resources, snakemake.threads), "32-true")
    model, chosen = model_settings(params.model, title=names.model), params.explanations
    channels, places = open_images_of(params.reading, source, model).originals, open_places(params.places, source)
    patients = first_patients(read_table(source.splits), params.group, chosen["patients"])
    weights = {"trained": source.weights, "permuted labels": source.permuted}
    maps = maps_of_networks(model, channels, source.initial, weights, patients, compute, chosen["layer"], params.seed)
    cohort = patients_of(read_table(source.cohort))
    tables = []
    for patient in patients:
        head = read_head(cohort.loc[patient], chosen["scan"], chosen["mask"])
        tables.append(explain_patient(patient, head, places, maps[patient], chosen["planted"], output.maps))
    named = {"study": names.study, "model": names.model, "input": names.input}
    for table, path in zip(zip(*tables, strict=True), (output.shares, output.agreement), strict=True):
        write_table(pd.concat(table, ignore_index=True).assign(**named), path)
