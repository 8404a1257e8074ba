"""Which GPUs a process may use."""

import pytest

from radiogenomics.devices.visible import Device, visible_devices

SLICED = """GPU 0: NVIDIA H200 (UUID: GPU-aaaa)
  MIG 3g.71gb     Device  0: (UUID: MIG-1111)
  MIG 3g.71gb     Device  1: (UUID: MIG-2222)
GPU 1: NVIDIA H200 (UUID: GPU-bbbb)
"""
TWO_MODELS = """GPU 0: NVIDIA RTX A2000 (UUID: GPU-aaaa)
GPU 1: NVIDIA H200 (UUID: GPU-bbbb)
"""


def test_all_devices_by_their_uuid(machine):
    machine()
    assert visible_devices() == [Device("GPU-aaaa", "GPU-aaaa"), Device("GPU-bbbb", "GPU-bbbb")]


def test_without_a_program_that_lists_them_there_are_none(monkeypatch):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setenv("PATH", "")
    assert visible_devices() == []


def test_a_driver_that_fails_lists_none(machine):
    machine("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n")
    assert visible_devices() == []


def test_of_a_sliced_device_its_slices(machine):
    machine(SLICED)
    assert [device.name for device in visible_devices()] == ["MIG-1111", "MIG-2222", "GPU-bbbb"]


@pytest.mark.parametrize(
    ("named", "names", "identities"),
    [
        ("1", ["1"], ["GPU-bbbb"]),
        ("1, 0", ["1", "0"], ["GPU-bbbb", "GPU-aaaa"]),
        ("GPU-b", ["GPU-b"], ["GPU-bbbb"]),
        ("", [], []),
        ("0,-1,1", ["0"], ["GPU-aaaa"]),
        ("0,0,1", ["0"], ["GPU-aaaa"]),
        ("7", ["7"], ["7"]),
    ],
)
def test_the_users_choice_by_the_name_that_he_gave(machine, monkeypatch, named, names, identities):
    machine()
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", named)
    devices = visible_devices()
    assert [device.name for device in devices] == names
    assert [device.identity for device in devices] == identities


def test_a_number_is_certain_only_where_cuda_counts_alike(machine, monkeypatch):
    """By default CUDA counts from the fastest device, `nvidia-smi` along the bus."""
    machine(TWO_MODELS)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    assert [device.identity for device in visible_devices()] == ["0"]
    monkeypatch.setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID")
    assert [device.identity for device in visible_devices()] == ["GPU-aaaa"]
