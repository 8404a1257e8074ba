import copy
import weakref

import numpy as np
import pandas as pd
import pytest
import torch

from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.predictions import enough
from radiogenomics.predictions.draws import draw_probabilities
from radiogenomics.predictions.enough import predict_until
from radiogenomics.predictions.interval import half_width
from radiogenomics.predictions.predict import predict
from radiogenomics.predictions.settings import PredictionSettings
from radiogenomics.seeds import derive_seed


@pytest.fixture
def networks(spottune):
    """The networks of two folds."""
    other = copy.deepcopy(spottune)
    with torch.no_grad():
        other.head.bias += 0.7
        other.agent.head.bias += torch.randn(other.agent.head.bias.shape, generator=torch.Generator().manual_seed(3))
    return [spottune, other]


def run(networks, images, width, draws=40):
    settings = PredictionSettings(draws=draws)
    return predict_until(networks, images, "P3", settings, width, compute_on("cpu"))


@pytest.fixture
def drawn(networks, images):
    """All draws of either fold (folds, draws), and the routes."""
    volume = torch.tensor(images[0].volume("P3"))[None, None]
    found = [draw_probabilities(network, volume, [derive_seed(42, "P3")], 40) for network in networks]
    return np.concatenate([own.double().numpy() for own, _ in found]), [own[0] for _, own in found]


def test_without_a_width_all_draws_are_those_of_the_study_bit_by_bit(networks, images):
    predictions, routes, half = run(networks, images, 0)
    for fold, network in enumerate(networks):
        rows, taken = predict(network, images, ["P3"], PredictionSettings(draws=40), compute_on("cpu"))
        for found, expected in ((predictions, rows), (routes, taken)):
            own = found[found["fold"] == fold].drop(columns="fold").reset_index(drop=True)
            pd.testing.assert_frame_equal(own, expected, check_exact=True)
    assert half > 0


def test_the_interval_is_that_of_the_means_over_folds_of_each_draw(networks, images, drawn):
    found = drawn[0].mean(axis=0)
    assert run(networks, images, 0)[2] == pytest.approx(half_width(found), rel=1e-4)
    # Folds draw with the same random numbers: as if they were independent, it would be another one.
    apart = np.sqrt(sum(half_width(row) ** 2 for row in drawn[0])) / 2
    assert half_width(found) != pytest.approx(apart, rel=0.02)


def test_draws_that_stop_early_are_the_first_of_all(networks, images, drawn):
    predictions, routes, half = run(networks, images, 0.9)
    assert (predictions["n_draws"] == 20).all()
    first = drawn[0][:, :20]
    assert predictions["probability"].to_numpy() == pytest.approx(first.mean(axis=1), abs=1e-6)
    assert half == pytest.approx(half_width(first.mean(axis=0), 2), rel=1e-4) and half <= 0.45
    shares = np.concatenate([own[:20].double().mean(dim=0).numpy() for own in drawn[1]])
    assert routes["share_fine_tuned"].tolist() == shares.tolist()


def test_where_all_draws_are_needed_they_are_the_same_up_to_rounding(networks, images):
    blocks, routes, half = run(networks, images, 1e-9)
    whole, same_routes, narrow = run(networks, images, 0)
    assert (blocks["n_draws"] == 40).all()
    pd.testing.assert_frame_equal(routes, same_routes, check_exact=True)
    pd.testing.assert_frame_equal(blocks, whole, check_exact=False, rtol=0, atol=1e-6)
    # Of two looks, each is of a stricter level.
    assert narrow < half < 1.25 * narrow


def test_an_agent_that_is_decided_needs_no_further_draws(networks, images):
    for network in networks:
        network.agent.head.weight.data.zero_()
        network.agent.head.bias.data = torch.tensor([50.0, -50] * 4)
    predictions, _, half = run(networks, images, 1e-9)
    assert (predictions["n_draws"] == 20).all() and half == 0 and (predictions["sd_draws"] == 0).all()


def test_one_draw_has_no_interval(networks, images):
    predictions, _, half = run(networks, images, 0.02, draws=1)
    assert (predictions["n_draws"] == 1).all() and np.isnan(half)


@pytest.mark.parametrize(("width", "most"), [(0, 1), (1e-9, 2)])
def test_networks_are_held_together_only_where_more_draws_may_be_asked_of_them(
    width, most, networks, images, monkeypatch
):
    """Five networks of full size take two gigabytes."""
    made, held = [], []

    class Watched(enough.RouteDraws):
        def probabilities(self, first, last):
            made.append(weakref.ref(self))
            held.append(len({id(own()) for own in made if own() is not None}))
            return super().probabilities(first, last)

    monkeypatch.setattr(enough, "RouteDraws", Watched)
    run(iter(networks), images, width)
    assert max(held) == most


def test_a_result_that_is_no_number_is_refused(networks, images):
    networks[1].head.bias.data.fill_(float("nan"))
    with pytest.raises(InputError, match="weights that are not numbers"):
        run(networks, images, 0.02)
