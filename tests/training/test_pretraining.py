import numpy as np
import pytest
import torch

from radiogenomics.errors import InputError
from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.networks.weights import load_medicalnet, save_medicalnet
from radiogenomics.training import loop, pretraining
from radiogenomics.training.pretraining import number_of_training_examples, pretrain
from radiogenomics.training.resume import save_checkpoint
from radiogenomics.training.settings import PretrainingSettings

SETTINGS = PretrainingSettings(epochs=16, batch_size=4, learning_rate=5e-3, checkpoint_seconds=0)


def tumours(n):
    """Images with three slabs of different brightness, one behind the other, at random places, and their labels."""
    generator = np.random.default_rng(0)
    images = generator.normal(0.1, 0.02, (n, 1, 24, 24, 24)).astype(np.float32)
    labels = np.zeros((n, 24, 24, 24), np.uint8)
    for image, label in zip(images, labels, strict=True):
        z, y, x = generator.integers(0, 8, 3)
        for offset, value in ((0, 1), (5, 2), (10, 4)):
            slab = np.s_[z + offset : z + offset + 5, y : y + 14, x : x + 14]
            label[slab] = value
            image[0][slab] = value / 4
    return images, labels


def backbone():
    torch.manual_seed(1)
    return medicalnet_resnet(10, 1, 4)


def run(network, data, folder, settings=SETTINGS):
    return pretrain(network, *data, settings, folder, {"parameters": "same"}, seed=3, accelerator="cpu")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    network = backbone()
    return network, run(network, tumours(40), tmp_path_factory.mktemp("resume"))


def test_segmentation_is_learned_far_beyond_chance(trained):
    """A slab at another patient's place overlaps with a mean Dice of 0.29."""
    _, history = trained
    last = history.iloc[-1]
    assert last[["dice_necrotic_core", "dice_oedema", "dice_enhancing"]].min() > 0.45
    assert last.dice_mean == pytest.approx(last[["dice_necrotic_core", "dice_oedema", "dice_enhancing"]].mean())
    assert history.epoch.tolist() == list(range(1, 17))


def test_f02_resumed_pretraining_ends_with_the_same_bits(trained, tmp_path, same_weights, monkeypatch):
    """Seeds decide everything: interrupted after the fifth epoch and started again, nothing differs."""
    network, history = trained

    def save_and_stop(folder, content, identity):
        save_checkpoint(folder, content, identity)
        if content["epoch"] == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(loop, "save_checkpoint", save_and_stop)
    with pytest.raises(KeyboardInterrupt):
        run(backbone(), tumours(40), tmp_path)
    monkeypatch.undo()
    again = backbone()
    repeated = run(again, tumours(40), tmp_path)
    assert repeated.seconds[:5].gt(0).all()
    assert same_weights(network.state_dict(), again.state_dict())
    assert repeated.drop(columns="seconds").equals(history.drop(columns="seconds"))


def test_weights_are_a_medicalnet_checkpoint(trained, tmp_path, same_weights):
    network, _ = trained
    save_medicalnet(network, tmp_path / "resnet_10.pth")
    fresh = medicalnet_resnet(10, 1, 4)
    load_medicalnet(fresh, tmp_path / "resnet_10.pth")
    assert same_weights(fresh.state_dict(), network.state_dict())


@pytest.mark.parametrize(("n_examples", "n_training"), [(4, 2), (10, 8), (12, 8), (48, 38), (128, 102)])
def test_a_fifth_of_the_patients_validates(n_examples, n_training):
    """Two examples per patient: the border between training and validation never cuts a patient."""
    assert number_of_training_examples(n_examples) == n_training


def test_validation_patients_do_not_train(monkeypatch, tmp_path):
    seen = []

    def watch(network, task, training, validation, *more):
        seen.extend([training, validation])
        return original(network, task, training, validation, *more)

    original = pretraining.train
    monkeypatch.setattr(pretraining, "train", watch)
    images, labels = tumours(10)
    run(backbone(), (images, labels), tmp_path, PretrainingSettings(epochs=1, batch_size=4))
    assert np.array_equal(seen[0].images.numpy(), images[:8])
    assert np.array_equal(seen[1].images.numpy(), images[8:])


def test_two_processes_pretrain_and_resume(tmp_path, same_weights):
    """Each has batch norms and a cross-entropy of its own part: not the bits of one process, but always the same."""

    def pretrained(name, epochs):
        network = backbone()
        settings = PretrainingSettings(epochs=epochs, batch_size=4, learning_rate=5e-3, devices=2, checkpoint_seconds=0)
        return network, run(network, tumours(20), tmp_path / name, settings)

    network, history = pretrained("whole", 4)
    assert history.training_loss.iloc[-1] < history.training_loss.iloc[0]
    pretrained("broken", 2)
    again, _ = pretrained("broken", 4)
    assert same_weights(network.state_dict(), again.state_dict())


def test_a_loss_that_is_no_number_is_said(tmp_path):
    network = backbone()
    network.conv1.weight.data.fill_(float("nan"))
    with pytest.raises(InputError, match=r"pretraining: the loss of epoch 1 is nan; lower pretraining\.learning_rate"):
        run(network, tumours(10), tmp_path)
