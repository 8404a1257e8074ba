import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from radiogenomics.errors import InputError
from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.networks.weights import load_medicalnet, read_state_dict, read_tensors, save_medicalnet


@pytest.fixture
def network():
    return medicalnet_resnet(10, width=4)


def write(path: Path, state_dict: dict) -> Path:
    torch.save({"state_dict": state_dict}, path)
    return path


def prefixed(network) -> dict[str, torch.Tensor]:
    return {f"module.{key}": tensor for key, tensor in network.state_dict().items()}


def refusal(network, path: Path) -> str:
    before = {key: tensor.clone() for key, tensor in network.state_dict().items()}
    with pytest.raises(InputError) as error:
        load_medicalnet(network, path)
    message = str(error.value)
    assert message.startswith(str(path)) and "\n" not in message and len(message) < 600
    assert all(torch.equal(tensor, before[key]) for key, tensor in network.state_dict().items())
    return message


def test_saved_weights_are_loaded_bit_by_bit(network, tmp_path):
    save_medicalnet(network, tmp_path / "resnet_10.pth")
    other = medicalnet_resnet(10, width=4)
    load_medicalnet(other, tmp_path / "resnet_10.pth")
    assert all(torch.equal(tensor, other.state_dict()[key]) for key, tensor in network.state_dict().items())


def test_saved_file_has_the_format_and_equal_weights_give_equal_bytes(network, tmp_path):
    save_medicalnet(network, tmp_path / "a.pth")
    save_medicalnet(network.to(memory_format=torch.channels_last_3d), tmp_path / "b.pth")
    assert (tmp_path / "a.pth").read_bytes() == (tmp_path / "b.pth").read_bytes()
    checkpoint = torch.load(tmp_path / "a.pth", weights_only=True)
    assert list(checkpoint) == ["state_dict"]
    assert all(key.startswith("module.") for key in checkpoint["state_dict"])


def test_saving_leaves_the_old_file_when_it_fails(network, tmp_path, monkeypatch):
    path = tmp_path / "resnet_10.pth"
    path.write_bytes(b"old")

    def fail(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(OSError, match="space"):
        save_medicalnet(network, path)
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_checkpoints_of_the_old_format_with_a_segmentation_head_are_read(network, tmp_path):
    head = {"module.conv_seg.0.weight": torch.zeros(2), "module.conv_seg.4.num_batches_tracked": torch.tensor(0)}
    path = tmp_path / "old.pth"
    torch.save({"state_dict": prefixed(network) | head}, path, _use_new_zipfile_serialization=False)
    other = medicalnet_resnet(10, width=4)
    load_medicalnet(other, path)
    assert torch.equal(other.conv1.weight, network.conv1.weight)


def test_inflated_weights_give_the_same_features_on_equal_channels(network, tmp_path, volumes):
    save_medicalnet(network, tmp_path / "resnet_10.pth")
    inflated = medicalnet_resnet(10, in_channels=3, width=4)
    load_medicalnet(inflated, tmp_path / "resnet_10.pth")
    with torch.no_grad():
        expected = network.eval()(volumes)
        torch.testing.assert_close(inflated.eval()(volumes.repeat(1, 3, 1, 1, 1)), expected, rtol=1e-4, atol=1e-6)


def test_weights_of_several_channels_are_loaded_as_they_are(tmp_path):
    network, other = (medicalnet_resnet(10, in_channels=3, width=4) for _ in range(2))
    save_medicalnet(network, tmp_path / "resnet_10.pth")
    load_medicalnet(other, tmp_path / "resnet_10.pth")
    assert torch.equal(other.conv1.weight, network.conv1.weight)


def test_b31_missing_unexpected_and_misshapen_tensors_are_all_named(network, tmp_path):
    tensors = prefixed(network)
    del tensors["module.layer3.0.bn1.running_mean"]
    tensors["module.layer9.0.weight"] = torch.zeros(1)
    tensors["module.layer2.0.conv1.weight"] = torch.zeros(8, 4, 1, 1, 1)
    message = refusal(network, write(tmp_path / "resnet_10.pth", tensors))
    assert "1 missing: layer3.0.bn1.running_mean" in message
    assert "1 unexpected: layer9.0.weight" in message
    assert "1 of another shape: layer2.0.conv1.weight (8, 4, 1, 1, 1) for (8, 4, 3, 3, 3)" in message


def test_b31_a_released_loader_s_gap_of_three_blocks_is_refused(tmp_path):
    network = medicalnet_resnet(50, width=2)
    tensors = {
        key: t for key, t in prefixed(network).items() if not key.startswith(("module.layer3.3", "module.layer3.4"))
    }
    message = refusal(network, write(tmp_path / "resnet_50.pth", tensors))
    assert "missing: layer3.3.conv1.weight" in message and "…" in message


def test_b31_weights_of_another_depth_width_or_number_of_channels_are_refused(network, tmp_path):
    save_medicalnet(medicalnet_resnet(50, width=4), tmp_path / "depth.pth")
    save_medicalnet(medicalnet_resnet(10, width=8), tmp_path / "width.pth")
    save_medicalnet(medicalnet_resnet(10, in_channels=3, width=4), tmp_path / "channels.pth")
    assert "unexpected" in refusal(network, tmp_path / "depth.pth")
    assert "of another shape" in refusal(network, tmp_path / "width.pth")
    assert "1 of another shape: conv1.weight" in refusal(network, tmp_path / "channels.pth")


class Bomb:
    """Object whose unpickling would write a file."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)


@pytest.mark.parametrize("new_format", [True, False])
def test_b32_code_inside_a_checkpoint_is_not_executed(network, tmp_path, new_format):
    path, mark = tmp_path / "bomb.pth", tmp_path / "executed"
    state_dict = prefixed(network) | {"module.bomb": Bomb(mark)}
    torch.save({"state_dict": state_dict}, path, _use_new_zipfile_serialization=new_format)
    assert "perhaps code" in refusal(network, path)
    assert not mark.exists()
    with path.open("rb"):
        torch.load(path, weights_only=False)
    assert mark.exists(), "the bomb of this test is a dud"


def test_b32_a_bare_pickle_is_not_executed(network, tmp_path):
    path, mark = tmp_path / "bomb.pkl", tmp_path / "executed"
    path.write_bytes(pickle.dumps(Bomb(mark), protocol=2))
    refusal(network, path)
    assert not mark.exists()


def test_truncated_files_are_refused_wherever_they_are_cut(network, tmp_path):
    for new_format in (True, False):
        whole = tmp_path / "whole.pth"
        torch.save({"state_dict": prefixed(network)}, whole, _use_new_zipfile_serialization=new_format)
        content = whole.read_bytes()
        for length in (0, 10, 300, len(content) // 2, len(content) - 30):
            cut = tmp_path / "cut.pth"
            cut.write_bytes(content[:length])
            assert "fetch the file again" in refusal(network, cut)


@pytest.mark.parametrize(
    "content", [b"<!doctype html><html>Sign in</html>", b"\x1f\x8b not gzip", b"PK\x03\x04", b"..", b"h\xa2"]
)
def test_files_that_are_no_checkpoints_are_refused(network, tmp_path, content):
    path = tmp_path / "resnet_10.pth"
    path.write_bytes(content)
    refusal(network, path)


@pytest.mark.parametrize(
    "value",
    [
        [1, 2],
        {"weights": {}},
        {"state_dict": {"module.conv1.weight": 3}},
        {"state_dict": {1: torch.zeros(2)}},
        torch.zeros(2),
    ],
)
def test_checkpoints_without_a_state_dict_of_tensors_are_refused(network, tmp_path, value):
    torch.save(value, tmp_path / "other.pth")
    assert "not a MedicalNet checkpoint" in refusal(network, tmp_path / "other.pth")


def test_numpy_arrays_inside_are_refused(network, tmp_path):
    torch.save({"state_dict": {"module.conv1.weight": np.zeros(3)}}, tmp_path / "numpy.pth")
    refusal(network, tmp_path / "numpy.pth")


def test_b29_a_file_without_permission_is_not_called_damaged(tmp_path, forbid):
    path = tmp_path / "resnet_10.pth"
    torch.save({"state_dict": {}}, path)
    forbid(path)
    with pytest.raises(InputError, match=r"resnet_10\.pth: cannot be read \(Permission denied\)"):
        read_tensors(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_tensors(tmp_path / "absent.pth")


@pytest.mark.parametrize("wrapped", [False, True])
def test_tensors_by_name_are_read_alone_or_as_a_state_dict(wrapped, tmp_path):
    tensors = {"a.weight": torch.rand(2, 3)}
    torch.save({"state_dict": tensors, "epoch": 3} if wrapped else tensors, tmp_path / "own.pth")
    found = read_state_dict(tmp_path / "own.pth")
    assert found.keys() == tensors.keys() and torch.equal(found["a.weight"], tensors["a.weight"])


def test_what_has_no_tensors_by_name_is_refused(tmp_path):
    torch.save([torch.rand(2)], tmp_path / "own.pth")
    with pytest.raises(InputError, match=r"own\.pth: not a `state_dict` of tensors; give another file"):
        read_state_dict(tmp_path / "own.pth")
