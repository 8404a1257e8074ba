"""SpotTune on volumes from a folder of weights: draws that stop early, and maps, of each input."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import safetensors.torch
import SimpleITK
import torch

from radiogenomics.bundles.asked import Asked
from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.distance import FEATURES, describe_training
from radiogenomics.bundles.layout import NETWORK, model_file
from radiogenomics.bundles.predict import lines_of, predict_patient
from radiogenomics.bundles.scans import describe_scans
from radiogenomics.bundles.summary import summary
from radiogenomics.bundles.volumes import VolumeForm, prepared
from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.images.settings import ImageSettings
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.predictions.predict import predict
from radiogenomics.predictions.settings import PredictionSettings

INPUTS = {"T1": ["T1"], "both": ["T1", "FLAIR"]}
SHAPE = (20, 24, 24)
MODEL = {"network": "spottune", "initial_weights": "random", "depth": 10, "agent_depth": 10, "width": 2}
DRAWS = 40


def network(fold, channels):
    torch.manual_seed(fold)
    made = SpotTune(10, 10, channels, 2).eval()
    with torch.no_grad():
        for parameter in made.fine_tuned.parameters():
            parameter.add_(0.1 * torch.randn(parameter.shape))
    return made


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "models").mkdir()
    for name, channels in INPUTS.items():
        for fold in (0, 1):
            state = network(fold, len(channels)).state_dict()
            safetensors.torch.save_file(state, folder / model_file(name, fold, NETWORK))
    training = describe_training(np.random.default_rng(1).normal(0.5, 0.1, (9, len(FEATURES))))
    description = {
        "inputs": {name: {"share": 0.5, "channels": channels} for name, channels in INPUTS.items()},
        "model": MODEL,
        "model_title": "SpotTune",
        "folds": 2,
        "prediction": {"draws": DRAWS},
        "images": ImageSettings(mask="corrected", shape=(10, 12, 12)).model_dump(),
        "scan_shape": list(SHAPE),
        "scan_spacing": [2.0, 2.0, 2.0],
        "window": {"z": [2, 18], "y": [2, 22], "x": [1, 23]},
    }
    return Bundle(folder, description, [], dict.fromkeys(("T1", "FLAIR"), training))


@pytest.fixture(scope="module")
def patient(tmp_path_factory):
    folder, random = tmp_path_factory.mktemp("patient"), np.random.default_rng(2)
    arrays = {name: random.uniform(1, 9, SHAPE).astype(np.float32) for name in ("T1", "FLAIR")}
    arrays[MASK] = np.zeros(SHAPE, np.uint8)
    arrays[MASK][5:15, 6:18, 4:20] = 1
    for name, array in arrays.items():
        image = SimpleITK.GetImageFromArray(array)
        image.SetSpacing((2.0, 2.0, 2.0))
        SimpleITK.WriteImage(image, str(folder / f"{name}.nii.gz"))
    return Patient("P1", {name: folder / f"{name}.nii.gz" for name in arrays})


def ask(bundle, patient, **asked):
    return VolumeForm().predict(replace(bundle, asked=Asked(**asked)), patient, compute_on("cpu"), None)


def test_all_draws_give_what_the_study_would_predict_bit_by_bit(bundle, patient):
    outcome, images = ask(bundle, patient), prepared(bundle, patient)
    found = outcome.predictions.set_index(["input", "fold"])
    for name, channels in INPUTS.items():
        for fold in (0, 1):
            arguments = [images[channel] for channel in channels], ["P1"], PredictionSettings(draws=DRAWS)
            rows, routes = predict(network(fold, len(channels)), *arguments, compute_on("cpu"))
            assert found.loc[(name, fold), "probability"] == rows["probability"].item()
            assert found.loc[(name, fold), "sd_draws"] == rows["sd_draws"].item() > 0
            own = outcome.routing.query("input == @name and fold == @fold")
            assert own["share_fine_tuned"].tolist() == routes["share_fine_tuned"].tolist()
    assert set(outcome.half_widths) == set(INPUTS) and outcome.saliency == []


def test_who_has_no_scan_of_the_model_is_told_so_and_not_that_a_mask_is_missing(bundle):
    with pytest.raises(InputError, match=r"patient P9: no scan of .+ was found; give them by --scan, or name"):
        prepared(bundle, Patient("P9", {}))


def test_draws_of_each_input_stop_where_its_interval_is_narrow(bundle, patient):
    """Of the same networks, the width is chosen between those of the two inputs after the first look."""
    first = ask(bundle, patient, interval_width=0.99)
    assert (first.predictions["n_draws"] == 20).all()
    narrow, wide = sorted(first.half_widths, key=first.half_widths.get)
    asked = first.half_widths[narrow] + first.half_widths[wide]
    outcome = ask(bundle, patient, interval_width=asked)
    taken = outcome.predictions.groupby("input")["n_draws"].unique()
    assert taken[narrow].tolist() == [20] and taken[wide].tolist() == [DRAWS]
    said = summary(replace(bundle, asked=Asked(asked)), "P1", outcome)
    assert said["half_width"] == pytest.approx(np.mean(list(outcome.half_widths.values())))
    assert said["draws"] == {narrow: 20, wide: DRAWS} and said["interval_width_asked"] == asked


def test_maps_of_each_input_lie_in_the_window_on_its_first_scan_and_change_no_number(bundle, patient):
    outcome, without = ask(bundle, patient, saliency=True), ask(bundle, patient)
    assert outcome.predictions.equals(without.predictions) and outcome.routing.equals(without.routing)
    assert [one.name for one in outcome.saliency] == list(INPUTS)
    for one in outcome.saliency:
        assert one.values.shape == SHAPE and one.values.sum() == pytest.approx(1, rel=1e-4) and one.networks == 2
        assert not one.values[:2].any() and not one.values[:, :, 23:].any()
        assert set(np.unique(one.head.mask)) == {0, 1}


def test_a_scan_given_under_another_name_is_predicted_and_said(bundle, patient, tmp_path):
    """Both scans of the patient are uniform noise, as T1 of the training; FLAIR has a long tail there."""
    random, rows = np.random.default_rng(3), []
    for who in range(12):
        arrays = {"T1": random.uniform(1, 9, SHAPE), "FLAIR": random.gamma(2, 2, SHAPE) + 1}
        rows.append({"patient_id": f"T{who}", "included": True})
        for name, array in arrays.items():
            image = SimpleITK.GetImageFromArray(array.astype(np.float32))
            image.SetSpacing((2.0, 2.0, 2.0))
            rows[-1][f"path_{name}"] = tmp_path / f"{who}_{name}.nii.gz"
            SimpleITK.WriteImage(image, str(rows[-1][f"path_{name}"]))
    pd.DataFrame(rows).to_csv(tmp_path / "cohort.csv", index=False)
    trained = [row["patient_id"] for row in rows]
    scans = describe_scans(str(tmp_path / "cohort.csv"), {"T1": trained, "FLAIR": trained})
    whole = {**bundle.description, "form": "volumes"}
    asked = replace(bundle, asked=Asked(0.99, False), description=whole, scans=scans)
    said, outcome = predict_patient(asked, patient, compute_on("cpu"))
    assert 0 <= said["probability"] <= 1 and {"FLAIR_scan", "T1_geometry"} <= set(outcome.distances)
    assert any("given as FLAIR" in line and "looks more like their T1" in line for line in lines_of(said))
    assert not any("given as T1" in line for line in lines_of(said))


def test_the_example_of_the_model_card_gives_the_sequences_of_all_inputs(bundle):
    assert VolumeForm().example(bundle.description) == "--scan T1=FILE --scan FLAIR=FILE --mask FILE"
