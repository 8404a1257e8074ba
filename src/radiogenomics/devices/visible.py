"""The GPUs that a process may use."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

VARIABLE = "CUDA_VISIBLE_DEVICES"
# `GPU 0: NVIDIA H200 (UUID: GPU-…)`; below it, indented, the slices into which a device may be divided.
LISTED = re.compile(r"^(?P<indent>\s*)(?:GPU (?P<index>\d+): (?P<model>.*)|MIG .*) \(UUID: (?P<uuid>\S+)\)$")


@dataclass(frozen=True)
class Device:
    """A GPU, or a slice of one.

    Attributes:
        name: what `CUDA_VISIBLE_DEVICES` calls it: its UUID, or the number or UUID that the user gave.
        identity: what no other device of the machine is called, whoever calls it.
    """

    name: str
    identity: str


def visible_devices(environment: Mapping[str, str] = os.environ) -> list[Device]:
    """GPUs of this machine, or those of them that the user's `CUDA_VISIBLE_DEVICES` names; asks `nvidia-smi`.

    A number means the same device to `nvidia-smi` and to CUDA only if all devices are of one model, or CUDA is told to
    count in the order of the bus. Elsewhere a number is its own identity.
    """
    listed = _listed_devices(environment)
    named = environment.get(VARIABLE)
    if named is None:
        return [Device(uuid, uuid) for uuid in _usable(listed)]
    return [Device(name, _identity(name, listed, environment)) for name in _names(named)]


@dataclass(frozen=True)
class _Listed:
    """A device as `nvidia-smi` lists it; `slices` are the UUIDs of its parts."""

    model: str
    uuid: str
    slices: list[str]


def _listed_devices(environment: Mapping[str, str]) -> list[_Listed]:
    try:
        done = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True, env=dict(environment))
    except OSError:  # no program, no GPU
        return []
    devices: list[_Listed] = []
    for line in done.stdout.splitlines():
        found = LISTED.match(line)
        if found and not found["indent"]:
            devices.append(_Listed(found["model"], found["uuid"], []))
        elif found and devices:
            devices[-1].slices.append(found["uuid"])
    return devices


def _usable(listed: list[_Listed]) -> list[str]:
    """UUIDs of all slices, and of the devices that are whole."""
    return [uuid for device in listed for uuid in device.slices or [device.uuid]]


def _names(named: str) -> list[str]:
    """Entries of `CUDA_VISIBLE_DEVICES` up to the first that CUDA ignores with all after it."""
    names = []
    for name in (entry.strip() for entry in named.split(",")):
        if not name or name == "-1" or name in names:
            break
        names.append(name)
    return names


def _identity(name: str, listed: list[_Listed], environment: Mapping[str, str]) -> str:
    """UUID of the device that a name means, where that is certain; else the name."""
    if not name.isdigit():
        return next((uuid for uuid in _usable(listed) if uuid.startswith(name)), name)
    by_bus = environment.get("CUDA_DEVICE_ORDER") == "PCI_BUS_ID"
    certain = by_bus or len({device.model for device in listed}) == 1
    return listed[int(name)].uuid if certain and int(name) < len(listed) else name
