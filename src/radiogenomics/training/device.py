"""The one device on which a network is trained."""

from lightning.fabric import Fabric
from lightning.fabric.plugins.environments import LightningEnvironment


def one_device(accelerator: str, precision: str) -> Fabric:
    """Fabric on one device.

    Told its environment, Fabric does not look for a cluster's variables: under SLURM too, a training is one process.

    Args:
        accelerator: Lightning's name of the device type, such as `cpu`, `cuda` or `auto`.
        precision: Lightning's name of the arithmetic.
    """
    return Fabric(accelerator=accelerator, devices=1, precision=precision, plugins=[LightningEnvironment()])
