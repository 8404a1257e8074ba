"""The examples of docs/ARCHITECTURE.md are files that work as they stand, and the paths that it names exist."""

import importlib
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch
from pydantic import BaseModel

import radiogenomics
from radiogenomics import cohorts, leakage, networks, studies
from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.leakage import sources
from radiogenomics.leakage.roles import Roles
from radiogenomics.networks.build import build_network
from radiogenomics.networks.registry import AnyModel, network_file
from radiogenomics.source import source_version
from radiogenomics.training import items as training_items
from radiogenomics.training import tasks
from radiogenomics.training.loop import train
from radiogenomics.training.settings import TrainingSettings
from radiogenomics.training.tasks import registry

EXAMPLE = re.compile(r"^```python\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ARRAYS = {"arrays": ".npy", "indices": ".csv"}
LABEL = {"column": "MGMT", "positive": "Methylated", "negative": "Unmethylated"}


@pytest.fixture
def text(repository):
    return (repository / "docs" / "ARCHITECTURE.md").read_text()


@pytest.fixture
def examples(text, tmp_path, monkeypatch):
    """The examples as files of packages that have them besides their own."""
    files = dict(EXAMPLE.findall(text))
    for name, code in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(code)
    library = tmp_path / "src" / "radiogenomics"
    for package in (radiogenomics, networks, studies, tasks, cohorts, leakage):
        folder = library.joinpath(*package.__name__.split(".")[1:])
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    monkeypatch.setattr(registry, "FOLDER", library / "training" / "tasks")
    importlib.invalidate_caches()
    return files


class Models(BaseModel):
    models: dict[str, AnyModel]


class Items:
    """Bright images of one class, dark ones of the other."""

    def __init__(self, count):
        self.patient_ids = [f"P{number}" for number in range(count)]

    def __len__(self):
        return len(self.patient_ids)

    def __getitem__(self, row):
        label = row % 2
        return {"images": torch.full((1, 5, 5, 5), float(label))}, float(label), row


def test_network_and_task_are_found_by_name_and_train(examples, tmp_path):
    section = {"title": "S", "network": "convolution", "channels": 4}
    settings = Models(models={"small": section}).models["small"]
    network = build_network(settings, 1, [], seed=1)
    task = registry.task_class("focal").configured(TrainingSettings())
    training = TrainingSettings(epochs=12, batch_size=4, learning_rate=0.05)
    result = train(network, task, Items(12), Items(6), training, tmp_path / "resume", {}, seed=1)
    assert list(network.parameter_groups()) == ["base", "head"] and "one convolution of 4" in settings.description
    losses = result.history["training_loss"]
    # The focal loss of an undecided network is a quarter of the cross-entropy, log 2.
    assert losses.iloc[0] < 0.5 * np.log(2) and losses.iloc[-1] < losses.iloc[0]
    assert isinstance(result.history, pd.DataFrame) and result.selection["validation_auc"] == 1


def test_an_edit_of_a_network_or_task_changes_the_version_of_what_uses_it(examples, tmp_path, repository):
    script = repository / "workflow" / "scripts" / "training" / "train.py"
    section, task = network_file("convolution"), registry.task_file("focal")
    versions = {source_version(script), source_version(script, [section]), source_version(script, [section, task])}
    assert len(versions) == 3


def test_the_study_adds_its_section_and_rules(examples):
    study = importlib.import_module("radiogenomics.studies.readers.study").ReaderStudy
    models = {"first": {"title": "First reader", "path": "first.csv"}}
    settings = study.settings_class(kind="readers", title="Ratings", label=LABEL, models=models)
    made = study("ratings", settings, config=None)
    assert study.rules == ("external", "readers")
    assert dict(made.sections())["Agreement"] == ["tables/agreement.html"]
    assert "results/ratings/tables/agreement.html" in made.results


def test_the_reader_of_an_archive_makes_the_table_that_patients_are_selected_from(examples, tmp_path):
    read_scans = importlib.import_module("radiogenomics.cohorts.hospital").read_scans
    archive = tmp_path / "archive"
    (archive / "scans").mkdir(parents=True)
    for name in ("001_t1", "001_seg", "002_t1", "002_seg", "003_t1"):
        (archive / "scans" / f"{name}.nii.gz").write_bytes(name.encode())
    rows = ["patient_id,age,sex,MGMT", "001,61.5,F,1", "002,50,M,0", "003,44,M,1", "004,70,F,"]
    (archive / "patients.csv").write_text("\n".join(rows) + "\n")
    scans = read_scans(archive, ["T1"])
    assert list(scans["patient_id"]) == ["001", "002", "003", "004"] and list(scans["age"]) == [61.5, 50, 44, 70]
    assert scans.loc[0, "path_T1"].endswith("001_t1.nii.gz") and not scans.loc[3, "has_T1"]
    label = LabelSettings(column="MGMT", positive="1", negative="0", missing=[""])
    cohort, _ = select_patients(scans, label, ["T1"])
    reasons = cohort.set_index("patient_id")["exclusion_reason"]
    assert set(cohort[cohort["included"]]["patient_id"]) == {"001", "002"}
    assert "segmentation" in reasons["003"]
    with pytest.raises(InputError, match="'T1CE' is not in the hospital's archive"):
        read_scans(archive, ["T1CE"])


@pytest.fixture
def curves(examples, tmp_path):
    """The source of two modalities of three patients, its files made, of whom the first two have the same DSC."""
    source = importlib.import_module("radiogenomics.curves.source").CurveSource(str(tmp_path / "study"), ["DSC", "DTI"])
    (tmp_path / "study" / "curves").mkdir(parents=True)
    points = {"DSC": [[1, 2, 3], [1, 2, 3], [4, 5, 6]], "DTI": [[0, 1, 0], [1, 0, 0], [0, 0, 1]]}
    for name, path in zip(points, source.gate_files["tables"], strict=True):
        values = pd.DataFrame(points[name], columns=["t0", "t1", "t2"])
        values.assign(patient_id=["001", "002", "003"]).to_csv(path, index=False)
    return source


SPLITS = pd.DataFrame({"patient_id": ["001", "002", "003"], "group": "g", "fold": [0, 0, 1]})


@pytest.mark.parametrize(("tested", "leaks"), [("002", 1), ("003", 0)])
def test_the_gate_compares_curves_of_patients_in_different_roles(curves, monkeypatch, tested, leaks):
    checks = importlib.import_module("radiogenomics.leakage.curve_checks").curve_checks
    monkeypatch.setitem(sources.SOURCES, "curves", checks)
    roles = Roles(SPLITS.assign(subset=SPLITS["patient_id"].map(lambda patient: ("train", "test")[patient == tested])))
    patients = sources.Patients(None, None, roles)
    (check,) = sources.checks_of_source(curves.leak_checks, curves.gate_files, curves.gate_parameters, patients)
    assert len(check.found) == leaks and len(check.notes) == 1 - leaks
    assert all("001 and 002 have the same curve of DSC" in sentence for sentence in (*check.found, *check.notes))


def test_a_training_reads_curves_as_channels(curves, text, monkeypatch):
    (line,) = re.findall(r'`"curves": (lambda .*?),`', text)
    read = importlib.import_module("radiogenomics.curves.items").Curves
    monkeypatch.setitem(training_items.READERS, "curves", eval(line, {"Curves": read, "Items": training_items.Items}))
    files = SimpleNamespace(**{name: curves.files(["DTI", "DSC"], end) for name, end in ARRAYS.items()})
    assert files.arrays == []
    model = importlib.import_module("radiogenomics.networks.convolution_settings").ConvolutionSettings
    items = training_items.open_items({"reader": "curves"}, files, model(title="S", network="convolution"))
    labels = pd.DataFrame({"patient_id": ["001", "002", "003"], "label": [1, 0, 1]})
    training, validation = items.datasets(SPLITS, labels, fold=1, balance=False, seed=1)
    assert training.patient_ids == ["001", "002"] and validation.patient_ids == ["003"]
    inputs, label, _ = training[1]
    assert inputs["images"].tolist() == [[1, 0, 0], [1, 2, 3]] and label == 0
    with pytest.raises(InputError, match=r"DTI\.csv: holds no curve of patient 004; delete it"):
        items.originals[0].read("004", "original", "whole")


def test_every_file_that_is_named_exists(text, repository):
    named = set(re.findall(r"`([\w/]+\.(?:py|smk|csv))`", EXAMPLE.sub("", text))) - {"predictions.csv"}
    roots = (repository, repository / "src" / "radiogenomics", repository / "workflow" / "rules")
    assert len(named) > 20
    assert [name for name in named if not any((root / name).is_file() for root in roots)] == []
