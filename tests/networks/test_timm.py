"""Encoders of timm at their full size, with random weights and checkpoints of the published format."""

import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch.nn.functional import binary_cross_entropy_with_logits

from radiogenomics.errors import InputError
from radiogenomics.networks.build import build_network
from radiogenomics.networks.registry import model_settings
from radiogenomics.networks.torchvision_operators import register_missing
from radiogenomics.training.loop import train
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks.binary import BinaryTask

EFFICIENTNET, VGG = "efficientnet_b0.ra_in1k", "vgg16.tv_in1k"
SMALL, VIT = "resnet10t.c3_in1k", "vit_small_patch14_dinov2.lvd142m"
CLASSES = 1000


def model(tag=SMALL, **changes):
    section = {"network": f"timm:{tag}", "initial_weights": "transferred"}
    return model_settings(section | changes, title="T")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Function that writes a checkpoint as timm publishes them: all tensors of a network, and of its classifier."""
    folder = tmp_path_factory.mktemp("timm")

    def write(tag, suffix=".safetensors", drop=()):
        register_missing()
        import timm

        path = folder / f"{tag}{suffix}"
        torch.manual_seed(7)
        tensors = timm.create_model(tag, num_classes=CLASSES).state_dict()
        for key, tensor in tensors.items():
            if "bn" in key and key.endswith("weight"):
                # Some start as zero, and would keep gradients from what is before them.
                tensor.uniform_(0.5, 1.5)
        tensors = {key: tensor.contiguous() for key, tensor in tensors.items() if key not in drop}
        if suffix == ".safetensors":
            save_file(tensors, path)
        else:
            torch.save(tensors, path)
        return path, tensors

    yield write
    shutil.rmtree(folder)


def slices(channels=3, edge=64):
    return torch.rand(4, channels, edge, edge, generator=torch.Generator().manual_seed(1))


def one_step(network):
    optimiser = torch.optim.SGD([p for p in network.parameters() if p.requires_grad], lr=0.1)
    network.train()
    torch.manual_seed(0)
    loss = binary_cross_entropy_with_logits(network(images=slices()), torch.tensor([0.0, 1.0, 1.0, 0.0]))
    loss.backward()
    optimiser.step()
    return loss


class Slices:
    """Four slices of four patients, bright ones of class 1."""

    def __init__(self, edge):
        self.patient_ids, self.labels = list("abcd"), [0.0, 1.0, 1.0, 0.0]
        self.images = slices(edge=edge) * torch.tensor([0.2, 1.0, 1.0, 0.2])[:, None, None, None]

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, row):
        return {"images": self.images[row]}, self.labels[row], row


PHASES = [{"name": "transfer", "trained": ["head"]}, {"name": "fine_tuning", "start": "last", "learning_rate": 0.001}]


@pytest.mark.parametrize(
    ("tag", "edge", "features", "millions"),
    [
        (EFFICIENTNET, 32, 1280, 4.01),
        ("efficientnet_b3.ra2_in1k", 32, 1536, 10.70),
        ("mobilenetv1_100.ra4_e3600_r224_in1k", 32, 1024, 3.21),
        (SMALL, 32, 512, 4.92),
        ("resnet50.a1_in1k", 32, 2048, 23.51),
        (VGG, 32, 4096, 134.26),
        (VIT, 28, 384, 22.06),
        pytest.param("inception_resnet_v2.tf_in1k", 96, 1536, 54.31, marks=pytest.mark.full),
        # Six gigabytes of memory.
        pytest.param("resnext101_32x16d.fb_swsl_ig1b_ft_in1k", 32, 2048, 191.98, marks=pytest.mark.full),
    ],
)
def test_every_network_loads_its_published_format_and_trains_in_both_phases(
    tag, edge, features, millions, published, tmp_path
):
    path, tensors = published(tag)
    settings = model(tag, trainable="all_but_batch_norm", head="transfer", initial_weights={"file": str(path)})
    network = build_network(settings, 3, settings.own_weights, seed=1)
    assert sum(p.numel() for p in network.base.parameters()) / 1e6 == pytest.approx(millions, abs=0.01)
    assert set(tensors) - set(network.base.state_dict()) == {
        f"{network.classifier}.{end}" for end in ("weight", "bias")
    }
    training = TrainingSettings(
        epochs=1, batch_size=4, learning_rate=0.1, optimiser="sgd", momentum=0, select="loss", phases=PHASES
    )
    after_first = {}

    def watch(history):
        if len(history) == 1:
            after_first.update({key: tensor.clone() for key, tensor in network.base.state_dict().items()})

    data = Slices(edge)
    done = train(network, BinaryTask("loss"), data, data, training, tmp_path, {}, 1, watch=watch)
    assert done.history["phase"].tolist() == ["transfer", "fine_tuning"]
    assert np.isfinite(done.history["training_loss"]).all()
    assert all(torch.equal(tensor, tensors[key]) for key, tensor in after_first.items()), "the base is frozen at first"
    tuned = network.base.state_dict()
    assert any(not torch.equal(tensor, tensors[key]) for key, tensor in tuned.items())
    assert network.features(data.images).shape == (4, features)
    path.unlink()


@pytest.mark.parametrize("edge", [28, 50])
def test_a_vision_transformer_takes_slices_of_any_size_and_keeps_the_published_shapes(edge, published):
    path, tensors = published(VIT)
    settings = model(VIT, trainable="head", initial_weights={"file": str(path)})
    network = build_network(settings, 3, settings.own_weights, seed=1).eval()
    assert network.base.pos_embed.shape == tensors["pos_embed"].shape == (1, 1 + 37 * 37, 384)
    with torch.no_grad():
        features = network.features(slices(edge=edge))
    assert features.shape == (4, 384) and features.isfinite().all()
    assert network.parameter_groups()["base"][0].requires_grad is False


def test_sizes_that_a_network_cannot_take_are_refused_in_one_line():
    network = model("swin_tiny_patch4_window7_224.ms_in1k", initial_weights="random").build(3)
    assert network.features(slices(edge=64)).shape == (4, 768)
    with pytest.raises(InputError, match=r"takes no slices of 50 × 50 pixels \(.*divisible.*\); change `slices.shape`"):
        network.features(slices(edge=50))


def test_a_head_alone_leaves_the_encoder_bit_equal(published):
    path, tensors = published(EFFICIENTNET)
    settings = model(EFFICIENTNET, trainable="head", head="transfer")
    assert settings.freezes and settings.trains_head_alone and settings.seen_dimensions == 2
    network = build_network(settings, 3, [path], seed=1)
    before = {key: tensor.clone() for key, tensor in network.head.state_dict().items()}
    one_step(network)
    assert all(torch.equal(tensor, tensors[key]) for key, tensor in network.base.state_dict().items())
    assert not any(module.training for module in network.base.modules())
    changed = [key for key, tensor in network.head.state_dict().items() if not torch.equal(tensor, before[key])]
    assert set(changed) == set(before), "weights and statistics of the head"


def test_all_but_batch_norm_keeps_weights_and_statistics_of_the_encoder_s_batch_norms(published):
    path, tensors = published(SMALL)
    network = build_network(model(trainable="all_but_batch_norm"), 3, [path], seed=1)
    one_step(network)
    changed = {key for key, tensor in network.base.state_dict().items() if not torch.equal(tensor, tensors[key])}
    of_norms = {
        key for key in tensors if "bn" in key or key.startswith(("conv1.1", "conv1.4")) or "downsample.2" in key
    }
    assert changed == {key for key in tensors if not key.startswith("fc.")} - of_norms


def test_groups_are_base_and_head_with_every_parameter_once():
    network = model(head="transfer").build(3)
    groups = network.parameter_groups()
    assert list(groups) == ["base", "head"]
    assert [id(p) for group in groups.values() for p in group] == [id(p) for p in network.parameters()]


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_a_missing_tensor_stops_the_run_and_is_named(suffix, published):
    path, _ = published(SMALL, suffix, drop=("layer2.0.conv1.weight",))
    settings = model(initial_weights={"file": str(path)})
    assert settings.weight_files == [] and settings.own_weights == [str(path)]
    with pytest.raises(InputError, match=r": tensors 1 missing: layer2\.0\.conv1\.weight; give the weights of"):
        build_network(settings, 3, settings.own_weights, seed=1)


def test_a_file_of_one_s_own_is_loaded_as_strictly(published):
    path, tensors = published(SMALL, ".pth")
    settings = model(initial_weights={"file": str(path)})
    network = build_network(settings, 3, settings.own_weights, seed=1)
    assert torch.equal(network.base.layer1[0].conv1.weight, tensors["layer1.0.conv1.weight"])


def test_another_encoder_s_weights_are_refused(published, tmp_path):
    path, _ = published(EFFICIENTNET)
    other = path.rename(tmp_path / f"{SMALL}.safetensors")
    with pytest.raises(InputError, match=r"missing: .* unexpected: .*; give the weights of exactly this network"):
        build_network(model(), 3, [other], seed=1)


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / f"{SMALL}.safetensors"
    path.write_bytes(b"<!DOCTYPE html>" * 10)
    with pytest.raises(InputError, match=r"truncated or not a checkpoint .*; fetch the file again"):
        build_network(model(), 3, [path], seed=1)
    path.unlink()
    with pytest.raises(InputError, match="no such file"):
        build_network(model(), 3, [path], seed=1)


@pytest.mark.parametrize("channels", [1, 4])
def test_equal_channels_give_what_a_grey_photograph_gives(channels, published):
    path, _ = published(SMALL)
    colour, other = (build_network(model(), n, [path], seed=1).eval() for n in (3, channels))
    grey = slices(1)
    with torch.no_grad():
        found, expected = other.base(grey.repeat(1, channels, 1, 1)), colour.base(grey.repeat(1, 3, 1, 1))
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("tag", "near"),
    [
        ("vgg16.tv_in1", "vgg16.tv_in1k"),
        ("resnet10t.c3_in1", SMALL),
        ("efficientnet_b0", "efficientnet_b0.ra"),
        ("vit_small_patch14_dinov2", "vit_small_patch14_dinov2"),
    ],
)
def test_an_unknown_tag_is_refused_with_the_nearest(tag, near):
    with pytest.raises(ValueError, match=rf"timm has no network '{tag}' \(nearest: '{near[:17]}"):
        model(tag)


def test_settings_say_which_file_and_what_stays_frozen():
    assert model(VGG).weight_files == ["timm/vgg16.tv_in1k.safetensors"]
    assert model(initial_weights="random").weight_files == []
    assert not model().freezes and model(trainable="all_but_batch_norm").freezes
    assert model().seen_dimensions == 3 and model().passes(100) == 1
    assert model(VGG, trainable="head").description == "T: timm:vgg16.tv_in1k with a head `linear`, trained: head."


@pytest.mark.parametrize("channels", [1, 3])
def test_an_encoder_sees_values_less_the_mean_of_photographs_by_their_deviation(channels):
    network = model(initial_weights="random").build(channels).eval()
    image = slices(channels)
    mean, sd = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    if channels == 1:
        mean, sd = mean.mean()[None], sd.mean()[None]
    seen = (image - mean[:, None, None]) / sd[:, None, None]
    with torch.no_grad():
        torch.testing.assert_close(network.features(image), network.base(seen))
    assert not {"mean", "sd"} & set(network.state_dict())


def test_frozen_random_weights_are_refused():
    with pytest.raises(InputError, match="frozen weights would stay random"):
        build_network(model(trainable="head", initial_weights="random"), 3, [], seed=1)
