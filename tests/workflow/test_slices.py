"""A study of networks on slices, from DICOM series to its page."""

import json
import re
import time

import nibabel as nib
import numpy as np
import pandas as pd
import psutil
import pytest
import torch
from safetensors.torch import save_file

from radiogenomics.errors import InputError
from radiogenomics.images.volume import check_geometry, read_volume
from radiogenomics.networks.torchvision_operators import register_missing
from radiogenomics.search.metrics import value_of
from radiogenomics.search.results import trials_table

CONFIG = "tests/workflow/slices_tiny.yaml"
STUDY = "results/slices_mgmt"


@pytest.fixture(scope="module")
def killed(repository, tmp_path_factory, workflow_class):
    """A run whose search was killed between two trials, with the trials that had ended."""
    workflow = workflow_class(repository, tmp_path_factory.mktemp("slices"), CONFIG)
    journal = workflow.folder / STUDY / "search" / "trials.journal"
    run = workflow.start(f"{STUDY}/search/best_parameters.json")
    deadline = time.monotonic() + 300
    while _ended(journal) < 2:
        assert run.poll() is None and time.monotonic() < deadline, run.stdout.read()
        time.sleep(0.01)
    for process in psutil.Process(run.pid).children(recursive=True):
        if "python" in process.name():
            process.kill()
    assert run.wait() != 0
    return workflow, trials_table(journal)


@pytest.fixture(scope="module")
def study(killed):
    workflow, _ = killed
    done = workflow.run()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return workflow.folder / STUDY


def _ended(journal):
    try:
        return len(trials_table(journal))
    except InputError:
        return 0


def test_a_killed_search_goes_on_with_the_trials_that_had_ended(killed, study):
    _, before = killed
    trials = pd.read_csv(study / "search" / "trials.csv")
    assert 2 <= len(before) < 12 and len(trials) == 12
    pd.testing.assert_frame_equal(trials.loc[before.index, before.columns], before, check_dtype=False)


def test_the_study_trains_by_the_best_parameters_exactly_as_the_best_trial_did(study):
    best = json.loads((study / "search" / "best_parameters.json").read_text())
    trials = pd.read_csv(study / "search" / "trials.csv")
    assert best["value"] == trials.loc[trials["state"] == "complete", "value"].max()
    folder = study / "training" / "frozen" / "FLAIR" / "fold0"
    history = pd.read_csv(folder / "history.csv").set_index("epoch")
    epoch = json.loads((folder / "selection.json").read_text())["epoch"]
    validated = json.loads((folder / "fitted.json").read_text())["fitted"][0]["chosen_on"]
    labels = pd.read_csv(study / "labels" / "train.csv", dtype={"patient_id": str}).set_index("patient_id")["label"]
    assert value_of(history.loc[epoch], "f1", labels[validated].tolist()) == pytest.approx(best["value"])
    for name in ("FLAIR", "t1gd_bright"):
        history = pd.read_csv(study / "training" / "frozen" / name / "fold0" / "history.csv")
        assert len(history) == best["parameters"]["training.transfer.epochs"]


def test_the_page_shows_the_search_and_the_gate_knows_it(study):
    page = (study / "report.html").read_text()
    for shown in ("Best hyper-parameters of EfficientNet, transferred on FLAIR", "Trials of the search", "Search</h2>"):
        assert shown in page
    # Who decided on the parameters: nobody who is tested.
    (record,) = json.loads((study / "search" / "fitted.json").read_text())["fitted"]
    splits = pd.read_csv(study / "splits.csv", dtype={"patient_id": str})
    tested = set(splits.loc[splits["subset"] == "test", "patient_id"])
    trained = set(splits.loc[splits["subset"] == "train", "patient_id"])
    assert tested.isdisjoint(trained) and set(record["chosen_on"]) == trained


def test_a_patient_is_the_mean_over_the_slices(study):
    slices = pd.read_csv(study / "predictions" / "fine_tuned" / "FLAIR_items.csv")
    patients = pd.read_csv(study / "predictions" / "fine_tuned" / "FLAIR.csv")
    keys = ["fold", "subset", "patient_id"]
    means = slices.groupby(keys)["probability"].mean()
    np.testing.assert_allclose(patients.set_index(keys)["probability"], means.loc[patients.set_index(keys).index])
    assert len(slices) > len(patients)


def test_no_patient_is_on_two_sides(study):
    splits = pd.read_csv(study / "splits.csv")
    tested = set(splits.loc[splits["subset"] == "test", "patient_id"])
    for path in study.glob("training/*/*/fold*/fitted.json"):
        (step,) = json.loads(path.read_text())["fitted"]
        assert tested.isdisjoint([*step["patients"], *step["chosen_on"]])


def test_each_training_has_its_own_phases_and_the_second_goes_on(study):
    frozen, tuned = (
        pd.read_csv(study / "training" / model / "FLAIR" / "fold0" / "history.csv")
        for model in ("frozen", "fine_tuned")
    )
    best = json.loads((study / "search" / "best_parameters.json").read_text())["parameters"]
    assert len(frozen) == best["training.transfer.epochs"] and len(tuned) == 1
    assert frozen[["training_accuracy", "validation_accuracy"]].stack().between(0, 1).all()
    assert tuned["learning_rate"].tolist() == [0.0001]


def test_saliency_lies_in_the_slices_that_the_network_was_given(study):
    index, splits = pd.read_csv(study / "slices" / "t1gd_bright.csv"), pd.read_csv(study / "splits.csv")
    maps = sorted((study / "explanations" / "frozen" / "t1gd_bright").glob("*_trained_network.nii.gz"))
    assert len(maps) == 3
    for path in maps:
        patient = path.name.removesuffix("_trained_network.nii.gz")
        assert splits.loc[splits["patient_id"] == patient, "subset"].eq("test").all()
        voxels = np.asarray(nib.load(path).dataobj)
        # DICOM series of this archive are axial and are read from below.
        shown = np.flatnonzero(voxels.any(axis=(0, 1)))
        assert set(shown) == set(index.loc[index["patient_id"] == patient, "slice"])
    shares = pd.read_csv(study / "explanations" / "frozen" / "t1gd_bright.csv")
    # A map may be empty, which is no number.
    sums = shares.groupby(["patient_id", "network", "fold"])["value"].sum(min_count=1).dropna()
    np.testing.assert_allclose(sums, 1, atol=1e-5)


def test_a_weighted_combination_is_predicted_from_its_members(study):
    keys = ["fold", "subset", "patient_id"]
    weighted, bright, flair = (
        pd.read_csv(study / "predictions" / "frozen" / f"{name}.csv").set_index(keys)["probability"]
        for name in ("weighted", "t1gd_bright", "FLAIR")
    )
    np.testing.assert_allclose(weighted, (0.75 * bright + 0.25 * flair).loc[weighted.index])
    assert not (study / "training" / "frozen" / "weighted").exists()
    table = pd.read_csv(study / "tables" / "selections.csv")
    # The selection, the combination and its other member, each of two models.
    assert len(table) == 6 and table["threshold"].between(0, 1).all()
    assert table["images"].tolist()[:2] == [2, 2] and table["images"][2:].isna().all()


def test_the_page_shows_slices_and_patients(study):
    page = (study / "report.html").read_text()
    for shown in (
        "Results per slice and per patient",
        "Classification report",
        "Slices as the networks see them",
        "no evidence",
    ):
        assert shown in page
    assert "the maps are pictures and no evidence" in page
    table = pd.read_csv(study / "tables" / "slices_and_patients.csv")
    assert set(table["unit"]) == {"slice", "patient"} and len(table) == 8
    assert set(table["patients"]) == {"simulated"}


def test_one_division_is_trained_and_said(study):
    splits = pd.read_csv(study / "splits.csv")
    trained = splits[splits["subset"] == "train"]
    assert {path.name for path in study.glob("training/*/*/fold*")} == {"fold0"}
    for path in study.glob("training/*/*/fold0/fitted.json"):
        (step,) = json.loads(path.read_text())["fitted"]
        assert set(step["chosen_on"]) == set(trained.loc[trained["fold"] == 0, "patient_id"])
        assert set(step["patients"]) == set(trained.loc[trained["fold"] == 1, "patient_id"])
    page = (study / "report.html").read_text()
    assert "Training, once" in (study / "figures" / "flow.svg").read_text() or "Training, once" in page
    assert not re.search(r"\d folds", page)


def test_patients_of_another_cohort_are_predicted_by_the_same_networks(study):
    table = pd.read_csv(study / "external" / "tcga" / "predictions.csv")
    own = pd.read_csv(study / "predictions.csv")
    assert set(table["model"]) == {"frozen", "fine_tuned"} and set(table["subset"]) == {"test"}
    assert set(table["patient_id"]).isdisjoint(own["patient_id"]) and table["patient_id"].nunique() == 12
    assert table.groupby(["model", "input"]).size().eq(12).all()
    measured = pd.read_csv(study / "external" / "tcga" / "metrics.csv")
    assert set(measured["of"]) == {"internal", "external"}
    # The label's effect is planted in both, and the thresholds are those of the first.
    shown = pd.read_csv(study / "tables" / "external_tcga.csv")
    assert shown["Ideal AUC"].notna().all() and shown["Brier, intercept refitted (95 % CI)"].notna().all()
    chosen, kept = (pd.read_csv(study / name) for name in ("thresholds.csv", "external/tcga/operating_points.csv"))
    assert set(kept["threshold"].round(12)) <= set(chosen["threshold"].round(12)) and set(kept["n"]) == {12}
    mix = pd.read_csv(study / "tables" / "case_mix_tcga.csv").set_index(["characteristic", "category"])
    assert mix.loc[("Patients", "n"), "external"] == "12"
    page = (study / "report.html").read_text()
    assert "external test, TCGA, preoperative scans (simulated)" in page
    assert "No published crosswalk links the two cohorts" in page


def test_the_leak_is_a_table_of_its_own_and_no_prediction(study):
    table = pd.read_csv(study / "tables" / "slice_leak.csv")
    assert table["split"].tolist() == ["patient", "slice", "slice, less that by patient"]
    assert not [path for path in study.rglob("*.csv") if "NULL-0" in path.read_text()]


def test_networks_stand_side_by_side_and_sequences_before_and_after_fine_tuning(study):
    networks, sequences = (pd.read_csv(study / "tables" / f"{name}.csv") for name in ("networks", "sequences"))
    assert networks["Network"].tolist() == ["EfficientNet, transferred"] * 2 + ["EfficientNet, fine-tuned"] * 2
    assert sequences["Input"].tolist() == ["t1gd_bright", "t1gd_bright", "FLAIR", "FLAIR"]


def test_a_vision_transformer_of_one_s_own_serves_as_frozen_features(killed, study):
    """A checkpoint of the published format: the tensors of timm's network, with a classifier."""
    workflow, _ = killed
    register_missing()
    import timm

    network = timm.create_model("test_vit.r160_in1k", num_classes=10)
    save_file(network.state_dict(), workflow.folder / "own.safetensors")
    keys = "network: 'timm:test_vit.r160_in1k', initial_weights: {file: own.safetensors}, title: ViT"
    history = f"{STUDY}/training/vit/FLAIR/fold0/history.csv"
    unknown = workflow.run(history, config=f"studies={{slices_mgmt: {{models: {{vit: {{{keys}, trainabel: head}}}}}}}}")
    assert "unknown key 'trainabel' of a network 'timm:test_vit.r160_in1k' (nearest: 'trainable')" in unknown.stderr
    done = workflow.run(history, config=f"studies={{slices_mgmt: {{models: {{vit: {{{keys}, trainable: head}}}}}}}}")
    assert done.returncode == 0, done.stderr[-3000:]
    features, index = (
        np.load(study / "frozen_features/vit/FLAIR.npy"),
        pd.read_csv(study / "frozen_features/vit/FLAIR.csv"),
    )
    slices = np.load(study / "slices" / "FLAIR.npy")
    network.reset_classifier(0)
    with torch.no_grad():
        image = torch.from_numpy(slices[:1]).unsqueeze(1)
        mean, sd = (torch.tensor(network.pretrained_cfg[name]).mean() for name in ("mean", "std"))
        first = network.patch_embed.proj
        first.weight.data = first.weight.mean(1, keepdim=True) * 3
        first.in_channels = 1
        network.set_input_size(slices.shape[1:])
        expected = network.eval()((image - mean) / sd)[0]
    np.testing.assert_allclose(features[0], expected, rtol=1e-3, atol=1e-4)
    assert features.shape == (len(index), 64) and pd.read_csv(workflow.folder / history)["training_loss"].notna().all()


def test_a_search_is_not_continued_with_another_space(killed, study):
    workflow, _ = killed
    space = "{training.transfer.learning_rate: {type: float, low: 0.1, high: 1}}"
    changed = f"studies={{slices_mgmt: {{search: {{space: {space}}}}}}}"
    done = workflow.run(f"{STUDY}/search/workers/0.json", config=changed)
    assert done.returncode != 0
    assert "holds a search of another space (parameter 'training.transfer.learning_rate' was" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("model", ["frozen", "fine_tuned"])
def test_an_exported_model_predicts_from_whole_series_what_the_run_predicted(
    model, killed, study, exported_again, tmp_path
):
    workflow, _ = killed
    rows = pd.read_csv(study / "predictions.csv", dtype={"patient_id": str})
    rows = rows[(rows["subset"] == "test") & (rows["model"] == model) & (rows["input"] == "weighted")]
    expected = rows.groupby("patient_id")["probability"].mean().head(4)
    cohort = pd.read_csv(study / "cohort.csv", dtype={"patient_id": str}).query("included").set_index("patient_id")
    paths = {name: cohort.loc[expected.index, f"path_{name}"] for name in ("T1GD", "FLAIR")}
    table = pd.DataFrame({name: str(workflow.folder) + "/" + own for name, own in paths.items()}).reset_index()
    names = {"study": "slices_mgmt", "model": model, "ensemble": "all"}
    found = exported_again(workflow, names, table, tmp_path / model)
    assert np.abs(found - expected).max() < 1e-5 and len(found) == 4
    assert "no map" not in (tmp_path / model / "out" / "predictions.html").read_text()
    saliency = tmp_path / model / "out" / "saliency"
    assert len(list(saliency.glob("*.png"))) == 4
    for who in expected.index:
        # In the geometry of the DICOM series.
        files = workflow.folder / cohort.loc[who, "path_FLAIR"], saliency / f"{who}_FLAIR.nii.gz"
        check_geometry(*(read_volume(path, who) for path in files), who)
    inputs = json.loads((tmp_path / model / "model" / "configs" / "ensemble.json").read_text())["inputs"]
    # The weighted combination of a choice of slices and of a sequence.
    assert {name: each["share"] for name, each in inputs.items()} == {"t1gd_bright": 0.75, "FLAIR": 0.25}
