"""Towers and their fusion: whom they see, what they predict, what they leave on disk."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch

from radiogenomics.leakage.fit_checks import fit_checks
from radiogenomics.leakage.records import read_fitted
from radiogenomics.leakage.roles import Roles
from radiogenomics.networks.registry import model_settings
from radiogenomics.splits.settings import CrossValidationSettings
from radiogenomics.towers.cross_validation import cross_validate_network
from radiogenomics.towers.data import Patients, fold_of
from radiogenomics.towers.files import read_towers, write_further, write_scales, write_trained
from radiogenomics.towers.fusion import train_fusion
from radiogenomics.towers.gene_tower import train_gene_tower
from radiogenomics.towers.image_tower import train_image_tower
from radiogenomics.towers.names import BOTH, EXPRESSION, IMAGES

FOLDS = (0, 1)
IMAGE = {"network": "image_tower", "initial_weights": "random", "convolutions": [2, 2, 2], "image_size": 16}
GENES = {"network": "gene_tower", "initial_weights": "random", "bottleneck": None}
FUSION = {"network": "fusion", "initial_weights": "transferred", "joined_by": "concatenation"}
PARAMS = SimpleNamespace(image_tower=IMAGE, gene_tower=GENES)


class Output(dict):
    """Outputs of a job by name."""

    __getattr__ = dict.get


@pytest.fixture(scope="session")
def written(patients, splits, training, tmp_path_factory):
    """Towers of both folds, trained and written."""
    folder = tmp_path_factory.mktemp("towers")
    image_model = model_settings(IMAGE, title="MRI")
    images = [
        train_image_tower(
            *("image_tower", image_model, training.image_tower, patients, fold_of(splits, IMAGES, fold), fold, 1),
            *(folder / f"resume{fold}", {}),
        )
        for fold in FOLDS
    ]
    genes = [
        train_gene_tower("gene_tower", training, patients, fold_of(splits, EXPRESSION, fold), fold, 1) for fold in FOLDS
    ]
    for name, trained in (("image", images), ("gene", [tower for tower, _ in genes])):
        files = {part: str(folder / f"{name}_{part}") for part in ("predictions", "history", "fitted", "towers")}
        write_trained(trained, Output(files), {"study": "s", "model": f"{name}_tower", "input": name})
    write_scales([scale for _, scale in genes], str(folder / "gene_towers"))
    source = SimpleNamespace(image_towers=[str(folder / "image_towers")], gene_towers=[str(folder / "gene_towers")])
    return SimpleNamespace(folder=folder, source=source, images=images, genes=genes)


@pytest.fixture(scope="session")
def fusions(patients, splits, training, written):
    fits = []
    for fold in FOLDS:
        single = [p for group in (IMAGES, EXPRESSION) for p in fold_of(splits, group, fold).validation]
        towers = read_towers(written.source, PARAMS, patients, fold)
        fits.append(
            train_fusion(
                *("twin", model_settings(FUSION, title="Twin"), training.fusion, towers, patients),
                *(fold_of(splits, BOTH, fold), fold, 1, written.folder / f"fusion{fold}", {}, single),
            )
        )
    return fits


def test_validation_patients_of_the_fold_and_all_test_patients_are_predicted(written, fusions, splits):
    for fold, trained in enumerate(fusions):
        of_fold, rows = fold_of(splits, BOTH, fold), trained.predictions
        assert rows["patient_id"].tolist() == [*of_fold.validation, *of_fold.test]
        assert (rows["subset"] == "test").sum() == 8 and set(rows["used"]) == {"fusion"}
    for fold, trained in enumerate(written.images):
        assert set(fold_of(splits, IMAGES, fold).validation) < set(trained.predictions["patient_id"])
    assert np.isfinite(pd.read_csv(written.folder / "gene_predictions")["probability"]).all()


def test_records_of_all_fits_pass_the_gate(written, fusions, splits):
    steps = [step for fold in fusions for step in fold.fitted]
    steps += read_fitted([written.folder / "image_fitted", written.folder / "gene_fitted"])
    groups = {IMAGES: IMAGES, EXPRESSION: EXPRESSION, BOTH: BOTH}
    checks = fit_checks(steps, Roles(splits), groups, {})
    assert [sentence for check in checks for sentence in check.found] == []
    assert {step.step for step in steps} == {"network", "expression normalisation", "scale of tower features"}


def test_towers_come_back_from_disk_as_they_were(written, patients):
    for fold in FOLDS:
        image_tower, gene_tower, scale = read_towers(written.source, PARAMS, patients, fold)
        kept, expected = (written.genes[fold][0].network, written.images[fold].network)
        for tower, original in ((gene_tower, kept), (image_tower, expected)):
            for name, tensor in original.state_dict().items():
                assert torch.equal(tensor, tower.state_dict()[name]), name
        assert len(scale.kept) == 20 and scale.fitted_on == written.genes[fold][1].fitted_on


def test_who_lacks_a_modality_is_predicted_by_the_other_tower_and_the_table_says_so(fusions, written, tmp_path):
    write_further(fusions, "incomplete", tmp_path / "incomplete.csv")
    table = pd.read_csv(tmp_path / "incomplete.csv").set_index("patient_id")
    assert table.loc["I00", "used"] == "image_tower" and table.loc["G00", "used"] == "gene_tower"
    assert len(table) == 28 and table.index.is_unique
    # The tower itself gives the same probability.
    own = written.images[0].predictions.set_index("patient_id")["probability"]
    assert table.loc["I00", "probability"] == pytest.approx(own["I00"])


@pytest.mark.parametrize("model", [IMAGE, GENES, FUSION], ids=lambda model: model["network"])
def test_every_complete_patient_is_held_out_once_per_repeat(model, patients, labels, training, written, tmp_path):
    complete = Patients(patients.slices, patients.expression, labels[labels.index.str.startswith("B")])
    towers = [read_towers(written.source, PARAMS, complete, 0)]
    folds = CrossValidationSettings(folds=2, repeats=2)
    table = cross_validate_network("m", model, training.fusion, towers, complete, folds, 1, tmp_path, {})
    assert table.groupby("repeat")["patient_id"].nunique().tolist() == [20, 20] and len(table) == 40
