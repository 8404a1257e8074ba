"""Planted leaks of a study with two towers, caught by the gate before evaluation through the records of the fits."""

import numpy as np
import pandas as pd
import pytest
import torch

from radiogenomics.expression.normalisation import ExpressionNormaliser
from radiogenomics.expression.settings import NormalisationSettings
from radiogenomics.leakage.fit_checks import fit_checks
from radiogenomics.leakage.records import NETWORK, FittedStep
from radiogenomics.leakage.roles import Roles
from radiogenomics.networks.fusion_settings import FusionSettings
from radiogenomics.networks.gene_tower import GeneTower
from radiogenomics.networks.image_tower import ImageTower

GROUPS = {"images": "images", "expression": "expression", "both": "both"}


@pytest.fixture
def splits():
    """Six patients with images, six with expression, and ten with both, of whom four are tested."""
    rows = [
        (f"{kind}{n}", group, "train", n % 3)
        for kind, group in (("I", "images"), ("G", "expression"))
        for n in range(6)
    ]
    rows += [(f"B{n}", "both", "train", n % 3) for n in range(6)]
    rows += [(f"B{n}", "both", "test", None) for n in range(6, 10)]
    return pd.DataFrame(rows, columns=["patient_id", "group", "subset", "fold"])


@pytest.fixture
def expression(splits):
    patients = splits["patient_id"][splits["group"] != "images"]
    counts = np.random.default_rng(0).poisson(100, (len(patients), 20)).astype(float)
    return pd.DataFrame(counts, pd.Index(patients, name="patient_id"), [f"G{n}" for n in range(20)])


def found(splits, *steps: FittedStep) -> list[str]:
    checks = fit_checks(steps, Roles(splits), GROUPS, {})
    return [sentence for check in checks for sentence in check.found]


def members(splits, group, *, without_fold=None):
    of_group = splits[(splits["group"] == group) & (splits["subset"] == "train")]
    return of_group["patient_id"][of_group["fold"] != without_fold].tolist()


def normaliser_of(expression, patients):
    return ExpressionNormaliser(NormalisationSettings()).fit(expression.loc[patients])


def test_fits_within_their_folds_pass(splits, expression):
    patients = members(splits, "expression", without_fold=1)
    assert found(splits, normaliser_of(expression, patients).record("gene_tower", "expression", 1)) == []


def test_a_normalisation_fitted_on_all_patients_is_caught(splits, expression):
    record = normaliser_of(expression, list(expression.index)).record("gene_tower", "expression", None)
    assert "expression normalisation of gene_tower on expression saw test patient B6" in found(splits, record)


def test_a_normalisation_that_saw_its_validation_patients_is_caught(splits, expression):
    record = normaliser_of(expression, members(splits, "expression")).record("gene_tower", "expression", 1)
    assert found(splits, record)[0].endswith("fold 1 saw its validation patient G1")


def test_a_tower_that_was_trained_on_a_test_patient_of_the_fusion_is_caught(splits):
    tower = FittedStep(NETWORK, "image_tower", "images", 0, (*members(splits, "images", without_fold=0), "B7"))
    assert "network of image_tower on images, fold 0 saw test patient B7" in found(splits, tower)


def test_a_scale_of_features_fitted_with_a_test_patient_is_caught(splits):
    fusion = FusionSettings(title="Fusion", network="fusion").build(ImageTower(5, 8), GeneTower(20))
    images, expression = torch.rand(7, 5, 8, 8), torch.randn(7, 20)
    honest = fusion.fit_scale(images[:6], expression[:6], members(splits, "both"), None)
    assert found(splits, honest) == []
    leaky = fusion.fit_scale(images, expression, [*members(splits, "both"), "B9"], None)
    assert found(splits, leaky) == ["scale of tower features saw test patient B9"]
