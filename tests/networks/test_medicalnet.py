import json
import zlib

import numpy as np
import pytest
import torch

from radiogenomics.networks.medicalnet import ZeroPaddedShortcut, medicalnet_resnet, pool


@pytest.fixture(scope="module")
def golden(shared):
    return json.loads((shared / "reference" / "medicalnet_golden.json").read_text())


def summary(values: torch.Tensor) -> tuple[float, float]:
    return values.mean().item(), values.std().item()


@pytest.mark.parametrize("depth", [10, 50])
def test_every_stage_equals_the_original_medicalnet(depth, golden, set_reference_weights):
    case = golden["cases"][f"resnet{depth}-B-2x1x24x30x28"]
    rng = np.random.Generator(np.random.PCG64(zlib.crc32(case["input"].encode())))
    images = torch.from_numpy(rng.uniform(0, 1, (2, 1, 24, 30, 28)).astype(np.float32))
    network = medicalnet_resnet(depth).eval()
    set_reference_weights(network)
    with torch.no_grad():
        states = network.stem(images)
        for name in ("stem", "layer1", "layer2", "layer3", "layer4"):
            if name != "stem":
                states = getattr(network, name)(states)
            shape, *expected = case["stats"][name]
            assert list(states.shape) == shape, name
            assert summary(states) == pytest.approx(expected, rel=1e-4), name
        pooled = pool(states)
        assert pooled[:, :8].numpy() == pytest.approx(np.array(case["pooled_first8"]), rel=1e-4, abs=1e-5)
        assert pooled.norm(dim=1).tolist() == pytest.approx(case["pooled_norm"], rel=1e-4)
        torch.testing.assert_close(network(images), pooled)


@pytest.mark.parametrize("depth", [10, 50])
def test_state_dict_has_the_keys_and_shapes_of_a_checkpoint(depth, golden):
    expected = {k: v for k, v in golden["state_dict_shapes"][str(depth)].items() if not k.startswith("conv_seg.")}
    with torch.device("meta"):
        network = medicalnet_resnet(depth)
    assert {key: list(tensor.shape) for key, tensor in network.state_dict().items()} == expected
    parameters = golden["cases"][f"resnet{depth}-B-2x1x24x30x28"]["n_params_backbone"]
    assert sum(p.numel() for p in network.parameters()) == parameters


@pytest.mark.parametrize(("depth", "blocks", "bytes_on_disk"), [(18, 8, 131_992_196), (34, 16, 253_276_232)])
def test_depths_with_shortcut_a_have_as_many_weights_as_the_published_files(depth, blocks, bytes_on_disk):
    with torch.device("meta"):
        network = medicalnet_resnet(depth)
    assert len(network.blocks) == blocks
    assert not any("downsample" in key for key in network.state_dict())
    weights = sum(t.numel() for t in network.state_dict().values())
    assert 4 * weights == pytest.approx(bytes_on_disk, rel=1e-3)


def test_shortcut_a_takes_every_second_voxel_and_appends_zero_channels():
    x = torch.rand(2, 3, 5, 6, 7)
    shortened = ZeroPaddedShortcut(3, 8, stride=2)(x)
    assert shortened.shape == (2, 8, 3, 3, 4)
    assert torch.equal(shortened[:, :3], torch.nn.functional.avg_pool3d(x, kernel_size=1, stride=2))
    assert not shortened[:, 3:].any()


@pytest.mark.parametrize("depth", [10, 18, 34, 50])
def test_every_block_has_its_stage_s_dilation_and_only_the_second_stage_strides(depth):
    network = medicalnet_resnet(depth, width=2)
    for stage, dilation in enumerate((1, 1, 2, 4), start=1):
        for index, block in enumerate(getattr(network, f"layer{stage}")):
            dilated = [
                module for name, module in block.named_modules() if getattr(module, "kernel_size", 0) == (3,) * 3
            ]
            assert {convolution.dilation for convolution in dilated} == {(dilation,) * 3}
            strides = {convolution.stride for convolution in dilated}
            assert ((2, 2, 2) in strides) == (stage == 2 and index == 0)


@pytest.mark.parametrize("depth", [10, 18, 34, 50])
def test_width_scales_the_features_and_channels_are_free(depth):
    network = medicalnet_resnet(depth, in_channels=3, width=4)
    features = network(torch.rand(2, 3, 16, 16, 16))
    assert features.shape == (2, network.feature_size)
    assert network.feature_size == 4 * 8 * (4 if depth == 50 else 1)


def test_random_weights_are_uniform():
    weight = medicalnet_resnet(10, width=32).layer3[0].conv2.weight.detach().flatten()
    bound = weight.abs().max()
    # A uniform distribution on ±bound has the standard deviation bound / √3; a normal one is far narrower.
    assert weight.std().item() == pytest.approx(bound.item() / 3**0.5, rel=0.02)


@pytest.mark.parametrize("depth", [10, 18, 50])
def test_channels_last_gives_the_same_features(depth, volumes):
    network = medicalnet_resnet(depth, width=4).eval()
    with torch.no_grad():
        expected = network(volumes)
        network.to(memory_format=torch.channels_last_3d)
        found = network(volumes.contiguous(memory_format=torch.channels_last_3d))
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("slices", range(1, 10))
def test_gradients_of_few_slices_are_those_in_double_precision(slices):
    torch.manual_seed(0)
    network, images = medicalnet_resnet(10, width=4).train(), torch.randn(2, 1, slices, 16, 16)
    exact = medicalnet_resnet(10, width=4).double().train()
    exact.load_state_dict({name: value.double() for name, value in network.state_dict().items()})
    network(images).square().sum().backward()
    exact(images.double()).square().sum().backward()
    found, expected = (each.conv1.weight.grad.double() for each in (network, exact))
    assert expected.abs().max() > 0
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-3 * expected.abs().max().item())
