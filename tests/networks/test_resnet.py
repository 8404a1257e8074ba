import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from radiogenomics.networks.resnet import ResNetClassifier


def train_three_steps(network, images):
    optimiser = torch.optim.Adam([p for p in network.parameters() if p.requires_grad], lr=0.01)
    network.train()
    for _ in range(3):
        optimiser.zero_grad()
        binary_cross_entropy_with_logits(network(images), torch.tensor([0.0, 1.0, 1.0])).backward()
        optimiser.step()


def changed_keys(network, before):
    return {key for key, tensor in network.state_dict().items() if not torch.equal(tensor, before[key])}


def copied(network):
    return {key: tensor.clone() for key, tensor in network.state_dict().items()}


@pytest.mark.parametrize(("depth", "feature_size"), [(10, 32), (50, 128)])
def test_logits_are_the_head_of_the_features(depth, feature_size, volumes):
    network = ResNetClassifier(depth, width=4).eval()
    assert network.features(volumes).shape == (3, feature_size)
    logits = network(volumes)
    assert logits.shape == (3,)
    torch.testing.assert_close(logits, network.head(network.backbone(volumes))[:, 0])


@pytest.mark.parametrize(
    ("trainable", "trained"),
    [
        ("head", ("head.",)),
        ("head_and_two_blocks", ("head.", "backbone.layer4.1.", "backbone.layer4.2.")),
    ],
)
def test_frozen_weights_and_statistics_are_bit_equal_after_training(trainable, trained, volumes):
    network = ResNetClassifier(50, width=4, trainable=trainable)
    before = copied(network)
    train_three_steps(network, volumes)
    changed = changed_keys(network, before)
    assert all(key.startswith(trained) for key in changed)
    assert all(any(key.startswith(prefix) for key in changed) for prefix in trained)
    assert any("running_mean" in key for key in changed) == (trainable == "head_and_two_blocks")
    assert any("num_batches_tracked" in key for key in changed) == (trainable == "head_and_two_blocks")


def test_everything_is_trained_by_default(volumes):
    network = ResNetClassifier(10, width=4)
    before = copied(network)
    train_three_steps(network, volumes)
    assert changed_keys(network, before) == set(before)


def test_the_two_blocks_are_the_last_two_of_the_data_s_way_where_a_stage_has_one_block(volumes):
    network = ResNetClassifier(10, width=4, trainable="head_and_two_blocks")
    trained = {name.split(".")[1] for name, p in network.named_parameters() if p.requires_grad and "backbone" in name}
    assert trained == {"layer3", "layer4"}


def test_frozen_features_do_not_depend_on_batch_mates_in_training_mode(volumes):
    network = ResNetClassifier(10, width=4, trainable="head").train()
    torch.testing.assert_close(network.features(volumes)[:1], network.features(volumes[:1]))
    assert not network.features(volumes).requires_grad


def test_full_size_has_the_published_number_of_weights():
    with torch.device("meta"):
        network = ResNetClassifier()
    assert sum(p.numel() for p in network.backbone.parameters()) == 46_155_072
    assert sum(p.numel() for p in network.head.parameters()) == 2_049
