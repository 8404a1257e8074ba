import pytest
import torch
from lightning.fabric import Fabric

from radiogenomics.training import loop
from radiogenomics.training.head import frozen_features, trains_head_only
from radiogenomics.training.loop import train


@pytest.mark.parametrize(
    ("kind", "trainable", "expected"),
    [
        ("resnet", "head", True),
        ("resnet", "all", False),
        ("resnet", "head_and_two_blocks", False),
        ("spottune", "all", False),
    ],
)
def test_trains_head_only(kind, trainable, expected, tiny_network):
    assert trains_head_only(tiny_network(kind, trainable)) is expected


def test_training_on_features_equals_training_through_the_whole_network(
    tmp_path, tiny_network, planted, settings, monkeypatch
):
    def run(folder):
        chosen = settings(epochs=5, learning_rate=1e-2)
        return train(tiny_network(trainable="head"), planted(9, 0), planted(6, 1), chosen, folder, {}, 3, "cpu")

    short = run(tmp_path / "short")
    monkeypatch.setattr(loop, "trains_head_only", lambda network: False)
    long = run(tmp_path / "long")
    torch.testing.assert_close(short.state_dict, long.state_dict, rtol=1e-5, atol=1e-6)
    columns = ["training_loss", "validation_loss", "validation_auc", "sensitivity", "specificity"]
    torch.testing.assert_close(
        torch.tensor(short.history[columns].to_numpy()),
        torch.tensor(long.history[columns].to_numpy()),
        rtol=1e-4,
        atol=1e-5,
    )
    assert short.selection["epoch"] == long.selection["epoch"]


def test_images_pass_the_frozen_backbone_once(tmp_path, tiny_network, planted, settings):
    network = tiny_network(trainable="head")
    passes = []
    network.backbone.register_forward_hook(lambda module, inputs, output: passes.append(len(output)))
    train(network, planted(9, 0), planted(6, 1), settings(epochs=5), tmp_path, {}, 3, "cpu")
    assert sum(passes) == 9 + 6


def test_features_keep_the_order_of_the_dataset(tiny_network, planted, settings):
    network, dataset = tiny_network(trainable="head"), planted(9, 0)
    found = frozen_features(Fabric(accelerator="cpu", devices=1), network, dataset, settings())
    with torch.no_grad():
        expected = network.features(dataset.images)
    torch.testing.assert_close(torch.stack([found[row][0] for row in range(9)]), expected)
    assert found.labels.tolist() == dataset.labels.tolist()
