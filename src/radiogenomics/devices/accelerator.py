"""Where a job computes: on GPUs of its own, or on the CPU."""

import logging

import torch

from radiogenomics.devices.lease import lease_devices
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)


def job_accelerator(resources, threads: int) -> str:
    """Lease what the rule of a job declares, and let torch use the job's cores.

    Args:
        resources: Snakemake's, with `gpu`, `jobs_per_gpu` and `gpu_required`.
        threads: cores of the job.

    Returns:
        `cuda` or `cpu`.

    Raises:
        InputError: see `leased_accelerator`.
    """
    torch.set_num_threads(threads)
    return leased_accelerator(resources.gpu, resources.jobs_per_gpu, bool(resources.gpu_required))


def leased_accelerator(gpus: int, jobs_per_gpu: int = 1, required: bool = False) -> str:
    """Lease GPUs and say where to compute; to be called before anything is put on a device.

    Args:
        gpus: how many; 0 for the CPU.
        jobs_per_gpu: how many jobs may share a GPU.
        required: refuse to compute on the CPU what asks for a GPU.

    Returns:
        `cuda` or `cpu`.

    Raises:
        InputError: a GPU is required, and there is none or torch cannot use it; or there are fewer than asked for.
    """
    devices = lease_devices(gpus, jobs_per_gpu)
    if gpus and torch.cuda.is_available():
        return "cuda"
    if gpus and required:
        raise InputError("config: gpus.required is true and there is no GPU that torch can use; set it to false")
    if devices:
        logger.warning("torch %s cannot use GPU %s: computing on the CPU", torch.__version__, ", ".join(devices))
    return "cpu"
