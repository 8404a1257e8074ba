import math

import numpy as np
import pandas as pd
import pytest
import torch

from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.predictions.predict import predict
from radiogenomics.predictions.settings import PredictionSettings
from radiogenomics.seeds import derive_seed

IDS = ["P0", "P3", "P1", "P6", "P2"]


def run(network, images, patient_ids=IDS, **changes):
    settings = PredictionSettings(**{"draws": 20, "batch_size": 2} | changes)
    return predict(network, images, patient_ids, settings, compute_on("cpu", settings.precision))


def test_spottune_averages_its_draws(spottune, images):
    """The fast draws equal as many plain passes with the patient's own generator."""
    predictions, _ = run(spottune, images, draws=8)
    with torch.no_grad():
        for row in predictions.itertuples():
            image = torch.tensor(images[0].volume(row.patient_id))[None, None]
            routes = torch.Generator().manual_seed(derive_seed(42, row.patient_id))
            drawn = [torch.sigmoid(spottune.eval()(image, generator=routes)).item() for _ in range(8)]
            assert row.probability == pytest.approx(np.mean(drawn), abs=1e-5)
            assert row.sd_draws == pytest.approx(np.std(drawn), abs=1e-5)
            assert row.sd_draws > 0
    assert (predictions.n_draws == 8).all()


def test_a_prediction_depends_on_the_patient_alone(spottune, images):
    alone = pd.concat([run(spottune, images, [patient])[0] for patient in IDS], ignore_index=True)
    together = run(spottune, images, batch_size=5)[0]
    turned = run(spottune, images, IDS[::-1], batch_size=3)[0][::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(together, alone, rtol=1e-5)
    pd.testing.assert_frame_equal(together, turned, rtol=1e-5)


def test_routing_shares_do_not_depend_on_batch_mates(spottune, images):
    alone = pd.concat([run(spottune, images, [patient])[1] for patient in IDS], ignore_index=True)
    together = run(spottune, images, batch_size=5)[1]
    pd.testing.assert_frame_equal(together, alone)
    assert together.columns.tolist() == ["patient_id", "block", "share_fine_tuned"]
    assert together.block.tolist() == [0, 1, 2, 3] * len(IDS)
    assert together.share_fine_tuned.between(0, 1).all()
    assert ((together.share_fine_tuned * 20) % 1 < 1e-9).all()


def test_routing_follows_the_agent(spottune, images):
    spottune.agent.head.weight.data.zero_()
    spottune.agent.head.bias.data = torch.tensor([50.0, -50, -50, 50, 0, 0, -50, 50])
    shares = run(spottune, images, ["P0"], draws=100)[1].share_fine_tuned
    assert shares[[0, 1, 3]].tolist() == [0, 1, 1]
    assert 0.3 < shares[2] < 0.7


def test_seed_of_the_draws(spottune, images):
    first, again, other = (run(spottune, images, seed=seed)[0].probability for seed in (42, 42, 43))
    assert first.equals(again)
    assert not first.equals(other)


def test_plain_networks_pass_once(plain, images):
    predictions, routing = run(plain, images)
    assert predictions.patient_id.tolist() == IDS
    assert (predictions.n_draws == 1).all()
    assert (predictions.sd_draws == 0).all()
    assert routing.empty
    assert routing.columns.tolist() == ["patient_id", "block", "share_fine_tuned"]
    volumes = torch.stack([torch.tensor(images[0].volume(patient)) for patient in IDS])[:, None]
    with torch.no_grad():
        expected = torch.sigmoid(plain.eval()(volumes))
    assert predictions.probability.to_numpy() == pytest.approx(expected.numpy(), abs=1e-6)


def test_prediction_is_in_eval_mode(plain, images):
    """A network that comes from training predicts by its running statistics and keeps them."""
    plain.train()
    before = {name: tensor.clone() for name, tensor in plain.state_dict().items()}
    run(plain, images)
    assert all(torch.equal(tensor, before[name]) for name, tensor in plain.state_dict().items())


def test_modalities_are_channels_in_order(write_images):
    torch.manual_seed(1)
    network = ResNetClassifier(depth=10, in_channels=2, width=2)
    first, second = write_images("T1", 1), write_images("T2", 2)
    there, back = (run(network, arrays)[0].probability for arrays in ([first, second], [second, first]))
    assert not np.allclose(there, back, rtol=0, atol=1e-9)


def test_a_patient_without_image_is_refused(plain, images):
    with pytest.raises(InputError, match="patient P9"):
        run(plain, images, ["P0", "P9"])


def test_a_result_that_is_no_number_is_refused(plain, images):
    """One by too large numbers; a network with weights that are none is refused before."""
    overflow = plain.register_forward_hook(lambda _, __, logits: logits * math.inf * 0)
    with pytest.raises(InputError, match="patient P0") as error:
        run(plain, images)
    overflow.remove()
    assert "\n" not in str(error.value)
    plain.head.bias.data.fill_(math.nan)
    with pytest.raises(InputError, match="weights that are not numbers"):
        run(plain, images)


def test_bfloat16_changes_no_route_and_few_digits(with_bfloat16, spottune, images):
    exact, routes = run(spottune, images)
    found, same_routes = run(spottune, images, precision="bf16-mixed")
    pd.testing.assert_frame_equal(same_routes, routes)
    assert not found.probability.equals(exact.probability)
    assert found.probability.to_numpy() == pytest.approx(exact.probability.to_numpy(), abs=0.01)


def test_the_network_stays_as_it_is(spottune, images):
    before = {name: tensor.clone() for name, tensor in spottune.state_dict().items()}
    run(spottune, images)
    assert all(torch.equal(tensor, before[name]) for name, tensor in spottune.state_dict().items())
