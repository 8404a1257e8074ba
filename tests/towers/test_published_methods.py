"""Published methods, written anew: what they are given, whom they see, and what their table says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.ndimage import gaussian_filter

from radiogenomics.cohorts.simulation.nifti import write_nifti
from radiogenomics.evaluation.published import published_metrics
from radiogenomics.expression.baselines import BASELINES, runnable
from radiogenomics.expression.tower_settings import StageSettings
from radiogenomics.leakage.fit_checks import fit_checks
from radiogenomics.leakage.roles import Roles
from radiogenomics.networks.timm import encoder
from radiogenomics.towers.published_methods import features_of, fit_method
from radiogenomics.towers.published_methods_table import measure_methods, methods_note, methods_text
from radiogenomics.towers.slice_features import MOST_SLICES, slice_features, slice_network
from radiogenomics.towers.slice_transformer_fit import fit_slice_transformer

METHOD = "t1gd_texture_forest"
SMALL = "resnet10t.c3_in1k"
EDGE = 12


@pytest.fixture(scope="module")
def cohort(labels, splits, tmp_path_factory) -> pd.DataFrame:
    """Scans which are rough in positive patients and smooth in the others."""
    folder, rows = tmp_path_factory.mktemp("scans"), []
    for number, patient in enumerate(splits["patient_id"][splits["group"] == "images"]):
        random = np.random.default_rng(number)
        mask = np.zeros((EDGE, EDGE, EDGE), np.uint8)
        mask[3:9, 3:9, 3:9] = 2
        mask[4:8, 4:8, 4:8] = 4
        row = {"patient_id": patient, "included": True, "age": 40.0 + number, "sex": "FM"[number % 2]}
        for modality in ("T1", "T1GD", "FLAIR"):
            noise = random.normal(size=mask.shape)
            scan = 100 + (noise if labels[patient] else gaussian_filter(noise, 1.5)).astype(np.float32)
            row[f"path_{modality}"], row[f"has_{modality}"] = str(folder / f"{patient}_{modality}.nii.gz"), True
            write_nifti(scan, np.eye(4), folder / f"{patient}_{modality}.nii.gz")
        row["path_corrected"], row["path_automatic"] = np.nan, str(folder / f"{patient}_mask.nii.gz")
        write_nifti(mask, np.eye(4), folder / f"{patient}_mask.nii.gz")
        rows.append(row)
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def fitted(cohort, splits, labels):
    """The forest, with leaves small enough for six training patients."""
    method = BASELINES[METHOD]
    method = replace(method, classifier=method.classifier.model_copy(update={"leaf_patients": 1, "trees": 50}))
    features = features_of(method, cohort, "corrected", 1)
    predictions, records = fit_method(METHOD, method, features, labels, splits, 1)
    return predictions.assign(input="images"), records


@pytest.fixture
def verdicts(cohort):
    return runnable(cohort, [METHOD, "inception_resnet", "diffusion_and_perfusion"], None, fewest=10)


def test_a_method_sees_what_the_image_tower_sees_and_predicts_the_same_patients(fitted, splits):
    predictions, records = fitted
    counts = predictions.groupby(["fold", "subset"]).size()
    assert counts.to_dict() == {(fold, subset): n for fold in (0, 1) for subset, n in (("test", 8), ("validation", 6))}
    groups = {"images": "images"}
    assert not [leak for check in fit_checks(records, Roles(splits), groups, {}) for leak in check.found]


def test_texture_that_tells_the_classes_apart_is_found(fitted, labels):
    predictions, _ = fitted
    tested = predictions[predictions["subset"] == "test"].groupby("patient_id")["probability"].mean()
    assert tested[labels[tested.index] == 1].min() > tested[labels[tested.index] == 0].max()


def test_the_table_has_the_figures_of_what_ran_and_the_reason_of_what_did_not(fitted, verdicts, labels):
    predictions, _ = fitted
    tested = predictions.loc[predictions["subset"] == "test", "patient_id"].unique()
    truth = labels[tested]
    fusion = pd.Series(np.where(truth == 1, 0.9, 0.2), tested, name="twin_tower")
    accuracy = measure_methods(verdicts, {METHOD: predictions}, fusion, truth, 1)
    published = published_metrics(["lyu_response"])
    table = methods_text(verdicts, accuracy, {"twin_tower": "Twin tower"}, published).set_index("Method")
    assert list(table.index) == ["Twin tower", *(baseline.title for baseline in BASELINES.values())]
    assert (
        table.loc["Twin tower", "Accuracy"].startswith("1.000")
        and table.loc["Twin tower", "Accuracy published"] == "0.850"
    )
    remarks = dict(zip(BASELINES, table["Remarks"][1:], strict=True))
    assert remarks[METHOD] == "Sun 2021 [20]"
    assert remarks["inception_resnet"].endswith("InceptionResNetV2 are not given (`slice_weights`)")
    assert remarks["multiresolution_radiomics"].endswith("does not ask for it (`published_methods`)")
    assert "skipped: the cohort has no " in remarks["diffusion_and_perfusion"]
    note = methods_note(verdicts, accuracy)
    assert "written anew" in note and "8 test patients" in note and "[20]: published for pseudoprogression" in note
    without = methods_text(verdicts, accuracy, {"twin_tower": "Twin tower"}, published.iloc[:0])
    assert not [name for name in without if "published" in name]


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    torch.manual_seed(0)
    whole = encoder(SMALL, 3).network
    path = tmp_path_factory.mktemp("weights") / "small.pth"
    torch.save(whole.state_dict(), path)
    return slice_network(str(path), SMALL)


def test_features_are_those_of_the_slices_with_tumour_from_feet_to_head(cohort, network):
    features = slice_features(cohort.iloc[0], network, ["T1", "FLAIR"], "corrected", pixels=32)
    assert features.shape == (MOST_SLICES, 2 * 512)
    there = ~features.isnan().any(dim=1)
    assert there.tolist() == [True] * 6 + [False] * 10
    assert not torch.equal(features[0, :512], features[0, 512:])


def test_transformers_of_all_folds_learn_from_slices_and_leave_records(labels, splits):
    random = torch.Generator().manual_seed(1)
    patients = splits["patient_id"][splits["group"] == "images"].tolist()
    slices = {p: torch.randn(4, 8, generator=random) + 2 * int(labels[p]) for p in patients}
    clinical = pd.DataFrame({"age": np.arange(len(patients), dtype=float), "sex_male": np.nan}, patients)
    stage = StageSettings(epochs=15, learning_rate=1e-2)
    predictions, records = fit_slice_transformer("inception_resnet", slices, clinical, labels, splits, 1, stage)
    assert not [leak for check in fit_checks(records, Roles(splits), {"images": "images"}, {}) for leak in check.found]
    tested = predictions[predictions["subset"] == "test"].groupby("patient_id")["probability"].mean()
    assert tested[labels[tested.index] == 1].min() > tested[labels[tested.index] == 0].max()
