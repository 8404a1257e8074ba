"""Exported towers and fusions predict as in the study, and a tower alone where a modality is missing."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK
import torch

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.card import model_card
from radiogenomics.bundles.metadata import metadata
from radiogenomics.bundles.results import write_results
from radiogenomics.bundles.towers import TowerForm
from radiogenomics.checking.patients import MASK, Patient
from radiogenomics.devices.compute import compute_on
from radiogenomics.errors import InputError
from radiogenomics.expression.normalisation import logarithms
from radiogenomics.images.arrays import open_images
from radiogenomics.images.tumour_slice import write_slices
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.networks.registry import model_settings
from radiogenomics.towers.data import Patients
from radiogenomics.towers.gene_tower import fit_scale, scaled
from radiogenomics.towers.trained import probabilities
from radiogenomics.training.trained import save_trained

IDS = [f"PAT-{number}" for number in range(6)]
GENES = [f"ENSG{number:011}" for number in range(12)]
SIZE = 16
WIDTHS = (8, 9, 11, 15, 10, 12)
SECTIONS = {
    "image_tower": {"network": "image_tower", "initial_weights": "random", "image_size": SIZE},
    "gene_tower": {"network": "gene_tower", "initial_weights": "random"},
    "fusion": {"network": "fusion", "initial_weights": "transferred", "joined_by": "mixture_of_experts"},
}
INPUTS = {
    "image_tower": {"images": [*STRUCTURAL]},
    "gene_tower": {"expression": ["expression"]},
    "fusion": {"both": [*STRUCTURAL, "expression"]},
}


@pytest.fixture(scope="module")
def cohort(tmp_path_factory):
    """Scans and a segmentation of six patients."""
    folder, random, rows = tmp_path_factory.mktemp("scans"), np.random.default_rng(0), []
    for number, patient in enumerate(IDS):
        mask = np.zeros((6, 14, 16), np.uint8)
        mask[2:4, 4:9, 4 : WIDTHS[number]], mask[3, 5:7, 5:7] = 2, 4
        arrays = {name: random.uniform(10, 90, mask.shape).astype(np.float32) for name in STRUCTURAL}
        row = {"patient_id": patient, "included": True, **{f"has_{name}": True for name in STRUCTURAL}}
        for name, array in (arrays | {"corrected": mask}).items():
            path = folder / f"{patient}_{name}.nii.gz"
            SimpleITK.WriteImage(SimpleITK.GetImageFromArray(array), str(path))
            row[f"path_{name}"] = str(path)
        rows.append(row)
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def counts():
    """Reads of all patients, patients × genes; the first gene is 0 in all."""
    table = pd.DataFrame(np.random.default_rng(1).integers(1, 900, (len(IDS), len(GENES))), IDS, GENES)
    table[GENES[0]] = 0
    return table.rename_axis("patient_id")


@pytest.fixture(scope="module")
def study(cohort, counts, tmp_path_factory):
    """Files as a study leaves them, and its networks of both folds by kind with what they read."""
    folder = tmp_path_factory.mktemp("study")
    cohort.to_csv(folder / "cohort.csv", index=False)
    splits = [(patient, group, "train", 0) for patient in IDS[:4] for group in ("images", "expression", "both")]
    pd.DataFrame(splits, columns=["patient_id", "group", "subset", "fold"]).to_csv(folder / "splits.csv", index=False)
    write_slices(cohort, folder / "slices.npy", folder / "slices.csv", size=SIZE)
    values = pd.DataFrame(logarithms(counts, "log_cpm"), counts.index, counts.columns)
    values.to_csv(folder / "expression.csv")
    images = open_images(folder / "slices.npy", folder / "slices.csv")
    patients = Patients(images, values, pd.Series(dtype=float))
    found = {kind: [] for kind in SECTIONS}
    for fold in (0, 1):
        torch.manual_seed(fold)
        scale = fit_scale(patients, IDS[fold : fold + 4], 7)
        image_tower = model_settings(SECTIONS["image_tower"], "").build(5).eval()
        gene_tower = model_settings(SECTIONS["gene_tower"], "").build(len(scale.kept)).eval()
        fusion = model_settings(SECTIONS["fusion"], "").build(image_tower, gene_tower)
        inputs = {"images": patients.images(IDS), "expression": scaled(patients, scale, IDS)}
        fusion.fit_scale(**inputs, patients=IDS, fold=fold)
        networks = {"image_tower": image_tower, "gene_tower": gene_tower, "fusion": fusion.eval()}
        for kind, network in networks.items():
            (folder / kind).mkdir(exist_ok=True)
            read = {"image_tower": ["images"], "gene_tower": ["expression"], "fusion": [*inputs]}[kind]
            found[kind].append(probabilities(network, **{name: inputs[name] for name in read}))
            for parameter in network.parameters() if kind != "fusion" else ():
                parameter.requires_grad_(True)
            save_trained(network, folder / kind / f"fold{fold}.pt")
            for parameter in network.parameters():
                parameter.requires_grad_(False)
        scale.save(folder / "gene_tower" / f"fold{fold}.npz")
    return folder, {kind: pd.Series(np.mean(each, axis=0), IDS) for kind, each in found.items()}


@pytest.fixture
def exported(study, tmp_path):
    """Function that exports a kind of network."""
    folder, _ = study

    def export(kind, numbers="counts"):
        (name,) = INPUTS[kind]
        files = {name: [folder / f"{name}.csv"] for name in ("cohort", "splits", "expression")}
        files |= {"slices": [folder / "slices.npy", folder / "slices.csv"], "networks": [folder / kind]}
        files |= {"image_towers": [folder / "image_tower"], "gene_towers": [folder / "gene_tower"]}
        description = {
            **{"study": "s", "title": "A study", "model_title": "Twin tower", "ensemble_title": name, "folds": 2},
            **{"label": {"name": "Response", "classes": ["Response", "None"]}, "simulated": True, "form": "towers"},
            **{"model": SECTIONS[kind], "inputs": {name: {"share": 1.0, "channels": INPUTS[kind][name]}}},
        }
        if kind != "gene_tower":
            description |= {"image_tower": SECTIONS["image_tower"], "slices": {"size": SIZE}}
        if kind != "image_tower":
            description |= {"gene_tower": SECTIONS["gene_tower"], "expression": {"numbers": numbers}}
        found = TowerForm().write(files, description, 1, tmp_path / "model")
        return Bundle(
            tmp_path / "model",
            {**description, **found.description},
            [{"rule": "half", "threshold": 0.0}],
            dict(found.training),
        )

    return export


@pytest.fixture
def table(counts, tmp_path):
    """Function that writes counts with the genes, or the patients, as rows."""

    def write(values=counts, genes_as_rows=True):
        (values.T.rename_axis("gene") if genes_as_rows else values).to_csv(tmp_path / "counts.csv")
        return tmp_path / "counts.csv"

    return write


def patient_of(cohort, number=5, without=()):
    row = cohort.loc[number]
    files = {name: Path(row[f"path_{name}"]) for name in STRUCTURAL} | {MASK: Path(row["path_corrected"])}
    return Patient(row["patient_id"], {name: path for name, path in files.items() if name not in without})


def ask(bundle, patient, expression=None):
    form = TowerForm()
    (patient,) = [patient] if expression is None else form.with_expression(bundle, [patient], expression)
    outcome = form.predict(bundle, patient, compute_on("cpu"), None)
    return form.result.summary(bundle, patient.identifier, outcome), outcome


@pytest.mark.parametrize("genes_as_rows", [True, False])
@pytest.mark.parametrize("kind", SECTIONS)
def test_every_network_predicts_as_in_the_study(kind, genes_as_rows, exported, study, cohort, table):
    bundle = exported(kind)
    patient = Patient("PAT-5", {}) if kind == "gene_tower" else patient_of(cohort)
    said, outcome = ask(bundle, patient, None if kind == "image_tower" else table(genes_as_rows=genes_as_rows))
    assert said["probability"] == pytest.approx(study[1][kind]["PAT-5"], abs=1e-6)
    assert said["predicted_by"] == kind.replace("_", " ") and said["missing"] == [] and len(outcome.predictions) == 2
    assert said["above_threshold"] == {"half": True}


def test_who_lacks_a_modality_is_predicted_by_the_tower_of_the_other_and_it_is_said(exported, study, cohort, table):
    bundle = exported("fusion")
    said, _ = ask(bundle, patient_of(cohort))
    assert said["probability"] == pytest.approx(study[1]["image_tower"]["PAT-5"], abs=1e-6)
    assert said["predicted_by"] == "image tower" and said["missing"] == ["expression"] and not said["above_threshold"]
    # One scan of four is none.
    said, outcome = ask(bundle, patient_of(cohort, without=["T2", MASK]), table())
    assert said["probability"] == pytest.approx(study[1]["gene_tower"]["PAT-5"], abs=1e-6)
    assert said["predicted_by"] == "gene tower" and said["missing"] == ["T2", "mask"]
    assert set(outcome.distances) == {"expression"}
    assert TowerForm.result.line(said).endswith("by the gene tower")


def test_nobody_of_the_study_is_named_in_the_folder(exported):
    bundle = exported("fusion")
    files = [path for path in bundle.folder.rglob("*") if path.is_file()]
    assert len(files) == 4 and {path.suffix for path in files} == {".safetensors"}
    described = str(bundle.description) + str(bundle.training)
    assert not any(
        f"'{patient}'" in described or patient.encode() in path.read_bytes() for patient in IDS for path in files
    )


def test_of_counts_all_genes_are_needed_and_of_values_those_that_are_read(exported, counts, cohort, table):
    bundle = exported("gene_tower")
    lacking = table(counts.drop(columns=GENES[0]))
    with pytest.raises(InputError, match=f"patient PAT-5: the table of expression has no gene {GENES[0]} .*add them"):
        ask(bundle, Patient("PAT-5", {}), lacking)
    assert bundle.description["expression"]["genes"] == GENES
    fewer = exported("gene_tower", "values").description["expression"]["genes"]
    assert set(fewer) < set(GENES) and GENES[0] not in fewer


def test_mistakes_of_a_table_are_one_line(exported, counts, cohort, table):
    bundle = exported("gene_tower")
    with pytest.raises(InputError, match=r"counts\.csv: counts of reads are expected, but the numbers .* not whole"):
        ask(bundle, Patient("PAT-5", {}), table(counts + 0.5))
    with pytest.raises(InputError, match=r"counts\.csv: neither its columns .* nor its rows"):
        ask(bundle, Patient("PAT-9", {}), table())
    with pytest.raises(InputError, match="the model needs the patient's expression"):
        ask(bundle, Patient("PAT-5", {}))
    with pytest.raises(InputError, match="T1 is no sequence of this model; it was trained on expression"):
        ask(bundle, patient_of(cohort), table())


def test_mistakes_of_scans_are_one_line(exported, cohort, table, tmp_path):
    bundle = exported("image_tower")
    with pytest.raises(InputError, match="patient PAT-5: the model needs T2, mask; give it"):
        ask(bundle, patient_of(cohort, without=["T2", MASK]))
    with pytest.raises(InputError, match=r"--expression .*counts\.csv: this model reads no expression; leave it out"):
        ask(bundle, patient_of(cohort), table())
    patient = patient_of(cohort)
    image = SimpleITK.ReadImage(str(patient.files["T1"]))
    image.SetSpacing((2.0, 2.0, 2.0))
    SimpleITK.WriteImage(image, str(tmp_path / "coarse.nii.gz"))
    with pytest.raises(InputError, match=r"2×2×2 mm .* trained on .* 1×1×1 mm .*register the scan first"):
        ask(bundle, Patient("PAT-5", {**patient.files, "T1": tmp_path / "coarse.nii.gz"}))


def test_in_a_table_of_patients_those_without_expression_stay(exported, cohort, table, counts):
    bundle = exported("fusion")
    both = TowerForm().with_expression(bundle, [Patient("PAT-1", {}), Patient("X", {})], table())
    assert both[0].expression[GENES[3]] == counts.loc["PAT-1", GENES[3]] and both[1].expression is None


def test_training_patients_have_their_own_percentiles(exported, cohort, table):
    bundle = exported("fusion")
    found = [ask(bundle, patient_of(cohort, number), table())[1].distances for number in range(4)]
    for compared in (*STRUCTURAL, "segmentation", "expression"):
        assert sorted(each[compared] for each in found) == pytest.approx([0, 25, 50, 75]), compared


def test_the_page_and_the_card_say_which_network_predicts(exported, cohort, tmp_path):
    bundle = exported("fusion")
    said, outcome = ask(bundle, patient_of(cohort))
    write_results(bundle, [said], [outcome], {}, tmp_path / "out")
    page = (tmp_path / "out" / "predictions.html").read_text()
    assert "Which network predicted" in page and "image tower" in page and "Research tool" in page
    assert pd.read_csv(tmp_path / "out" / "predictions.csv").loc[0, "predicted_by"] == "image tower"
    thresholds = [{"rule": "half", "threshold": 0.5, "sensitivity": 0.5, "specificity": 0.5, "n": 4}]
    card = model_card(bundle.description, thresholds, TowerForm())
    for text in ("counts of reads of 12 genes", "--expression FILE", "--mask FILE", "by the tower of what is there"):
        assert text in card, text
    formats = metadata(bundle.description, TowerForm())["network_data_format"]["inputs"]
    assert formats["images"]["num_channels"] == 5 and formats["expression"]["num_channels"] == 12
