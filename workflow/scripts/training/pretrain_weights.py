"""Pre-train one backbone on the segmentation of separate simulated patients."""

import torch

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.files import read_json, write_table
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.settings import ImageSettings
from radiogenomics.job import job
from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.networks.weights import save_medicalnet
from radiogenomics.training.pretraining import pretrain
from radiogenomics.training.pretraining_examples import pretraining_examples
from radiogenomics.training.settings import PretrainingSettings

with job(snakemake.log[0], snakemake.output):
    torch.set_num_threads(snakemake.threads)
    torch.manual_seed(snakemake.params.seed)
    images, labels = pretraining_examples(
        SimulationSettings(**snakemake.params.simulation),
        ImageSettings(**snakemake.params.images),
        snakemake.params.modalities,
        snakemake.params.seed,
        CropWindow.from_dict(read_json(snakemake.input.window[0])) if snakemake.input.window else None,
    )
    network = medicalnet_resnet(int(snakemake.wildcards.depth), width=int(snakemake.wildcards.width))
    settings = PretrainingSettings(**snakemake.params.pretraining)
    write_table(pretrain(network, images, labels, settings, snakemake.params.seed), snakemake.output.history)
    save_medicalnet(network, snakemake.output.weights)
