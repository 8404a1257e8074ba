"""What `benchmarks/gpu.py` found out about a GPU."""

import json
import math
from typing import NamedTuple

from radiogenomics.devices.settings import GpuSettings
from radiogenomics.errors import InputError
from radiogenomics.files import open_input


class Rate(NamedTuple):
    """How fast a GPU trains: 10¹² operations per second that it sustains, and where the figure is from."""

    teraflops: float
    source: str


def training_rate(gpus: GpuSettings, precision: str, networks: str = "volumes") -> Rate:
    """Sustained speed of trainings: as measured where `gpus.measured` names a file, else `gpus.teraflops`.

    A file that has not measured these networks in this precision, as where one of their libraries was not installed,
    tells the speed of those of volumes, as the source says.

    Args:
        gpus: the config section.
        precision: of the trainings.
        networks: whose, as the file calls them: volumes, slices, segmentation, towers.

    Raises:
        InputError: the file is missing, not what the benchmark writes, made with `--quick`, or without this precision.
    """
    if gpus.measured is None:
        return Rate(gpus.teraflops, "key gpus.teraflops")
    fix = "run `python benchmarks/gpu.py` again, or correct the key gpus.measured"
    try:
        with open_input(gpus.measured) as file:
            found = json.load(file)
        device, quick, rates = found["device"], found["quick"], found["training_teraflops"]
        own = found.get("training_teraflops_of", {}).get(networks, {})
        measured = networks if precision in own else "volumes"
        teraflops = float(own.get(precision, rates.get(precision, math.nan)))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"{gpus.measured}: not a file that benchmarks/gpu.py writes; {fix}") from None
    if quick:
        raise InputError(f"{gpus.measured}: made with --quick, whose times mean nothing; {fix}")
    if not 0 < teraflops < math.inf:
        raise InputError(f"{gpus.measured}: no measured training in {precision!r}; {fix}")
    return Rate(teraflops, f"measured for {measured} on {device} in {precision}, {gpus.measured}")
