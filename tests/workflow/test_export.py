"""Models of a finished run are exported and predict, from the folder alone, what the run predicted."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
import SimpleITK

STUDY = "spottune_mgmt"
INPUTS = ("DSC_PH", "DTI_FA")


@pytest.fixture(scope="module")
def refused(program):
    """Function that runs the program and returns the one line with which it ends."""

    def run(folder, *arguments):
        done = program(folder, *arguments)
        lines = [line for line in done.stderr.splitlines() if not line.startswith("patient 1/1")]
        assert done.returncode == 2 and len(lines) == 1, done.stderr
        assert lines[0].startswith("radiogenomics: ") and ";" in lines[0]
        return lines[0]

    return run


@pytest.fixture(scope="module")
def configs(finished, repository):
    return [argument for config in finished.configs for argument in ("--configfile", repository / config)]


@pytest.fixture(scope="module")
def exported(finished, program, configs, tmp_path_factory):
    """The first ensemble of SpotTune, of two inputs."""
    folder = tmp_path_factory.mktemp("exported") / "model"
    names = ["--study", STUDY, "--model", "spottune", "--ensemble", "dsc_dti"]
    done = program(finished.folder, "export", *configs, *names, "--out", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def patients(finished):
    """Test patients with their files, and what the run predicted."""
    study = finished.folder / "results" / STUDY
    rows = pd.concat([pd.read_csv(study / f"predictions/spottune/{name}.csv") for name in INPUTS])
    rows = rows[rows["subset"] == "test"]
    cohort = pd.read_csv(study / "cohort.csv").query("included").set_index("patient_id")
    names = (*INPUTS, "automatic", "FLAIR")
    tested = rows["patient_id"].unique()
    return rows, {who: {name: finished.folder / cohort.loc[who, f"path_{name}"] for name in names} for who in tested}


@pytest.fixture(scope="module")
def patient(patients):
    """The first of them: identifier, files, and probabilities by input and fold."""
    rows, files = patients
    identifier = next(iter(files))
    own = rows[rows["patient_id"] == identifier].set_index(["input", "fold"])["probability"]
    return identifier, files[identifier], own


def arguments(exported, patient, out, *names, mask=True):
    identifier, files, _ = patient
    scans = [argument for name in names for argument in ("--scan", f"{name}={files[name]}")]
    masks = ["--mask", files["automatic"]] if mask else []
    return ["predict", "--model", exported, "--patient", identifier, *scans, *masks, "--out", out]


def test_an_exported_model_predicts_what_the_run_predicted(exported, patient, program, tmp_path):
    done = program(tmp_path, *arguments(exported, patient, tmp_path / "out", *INPUTS))
    assert done.returncode == 0, done.stderr
    written = json.loads((tmp_path / "out" / "predictions.json").read_text())
    found = pd.DataFrame(written["networks"]).set_index(["input", "fold"])["probability"]
    assert np.abs(found - patient[2].reindex(found.index)).max() < 1e-5 and len(found) == 4
    (said,) = written["patients"]
    assert abs(said["probability"] - patient[2].groupby("input").mean().mean()) < 1e-5
    assert said["missing"] == [] and set(said["distance_percentile"]) == {
        f"{name}{what}" for name in INPUTS for what in ("", "_network", "_scan", "_geometry")
    }
    assert said["lowest_fold"] <= said["probability"] <= said["highest_fold"] and said["n_draws"] == 5
    assert {row["block"] for row in written["routing"]} == {0, 1, 2, 3}
    # Of five draws, none is spared: no look comes before twenty.
    assert said["most_draws"] == 5 and said["half_width"] > 0 and said["draws"] == dict.fromkeys(INPUTS, 5)
    page = (tmp_path / "out" / "predictions.html").read_text()
    assert "Research tool" in page and "simulated" in page.lower() and patient[0] in page
    assert "5 of 5" in page and page.count("data:image/png;base64,") == 1
    for name in INPUTS:
        scan, saliency = (
            SimpleITK.ReadImage(str(path)) for path in (patient[1][name], tmp_path / "out" / said["saliency"][name])
        )
        assert saliency.GetSize() == scan.GetSize() and saliency.GetOrigin() == scan.GetOrigin()
        values = SimpleITK.GetArrayFromImage(saliency)
        assert values.min() == 0 and values.sum() == pytest.approx(1, rel=1e-3)


def test_maps_can_be_left_out_and_change_no_probability(exported, patient, program, tmp_path):
    found = {}
    for option in ("--saliency", "--no-saliency"):
        done = program(tmp_path, *arguments(exported, patient, tmp_path / option, "DTI_FA"), option)
        assert done.returncode == 0, done.stderr
        found[option] = json.loads((tmp_path / option / "predictions.json").read_text())["networks"]
    assert found["--saliency"] == found["--no-saliency"]
    assert not (tmp_path / "--no-saliency" / "saliency").exists()
    assert "Where the networks look" not in (tmp_path / "--no-saliency" / "predictions.html").read_text()


def test_the_folder_has_the_layout_of_monai_and_holds_no_code(exported, patients):
    inside = {path.relative_to(exported).as_posix() for path in exported.rglob("*") if path.is_file()}
    weights = {path for path in inside if path.startswith("models/")}
    assert weights == {f"models/{name}_fold{fold}.safetensors" for name in INPUTS for fold in (0, 1)}
    documents = ("metadata", "ensemble", "thresholds", "training_intensities")
    assert inside - weights == {*(f"configs/{name}.json" for name in documents), "docs/README.md", "checksums.sha256"}
    metadata = json.loads((exported / "configs" / "metadata.json").read_text())
    formats = metadata["network_data_format"]
    assert formats["inputs"]["image"]["spatial_shape"] == [18, 22, 22] and "pred" in formats["outputs"]
    assert {"version", "monai_version", "pytorch_version", "numpy_version", "task"} <= set(metadata)
    described = (exported / "configs" / "training_intensities.json").read_text()
    assert not any(who in described for who in patients[1])


def test_a_folder_of_patients_is_predicted_and_who_cannot_be_is_listed(exported, patients, program, tmp_path):
    rows, files = patients
    known = list(files)[:2]
    for who in known:
        for name in (*INPUTS, "automatic"):
            suffix = "segm" if name == "automatic" else name
            shutil.copy(files[who][name], tmp_path / f"{who}_{suffix}.nii.gz")
    shutil.copy(files[known[0]]["DTI_FA"], tmp_path / "nobody_DTI_FA.nii.gz")
    done = program(tmp_path, "predict", "--model", exported, "--patients", tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 1, done.stderr
    assert "patient 1/3" in done.stderr and "patient nobody: the model needs a segmentation" in done.stderr
    found = pd.read_csv(tmp_path / "out" / "predictions.csv").set_index("patient_id")
    expected = rows.groupby(["patient_id", "input"])["probability"].mean().groupby("patient_id").mean()
    assert np.abs(found["probability"] - expected[known]).max() < 1e-5 and list(found.index) == known
    assert "nobody" in (tmp_path / "out" / "predictions.html").read_text()


def test_a_missing_sequence_is_said_and_none_at_all_is_refused(exported, patient, program, refused, tmp_path):
    done = program(tmp_path, *arguments(exported, patient, tmp_path / "out", "DTI_FA"))
    assert done.returncode == 0, done.stderr
    (said,) = json.loads((tmp_path / "out" / "predictions.json").read_text())["patients"]
    assert said["missing"] == ["DSC_PH"] and said["missing_inputs"] == ["DSC_PH"]
    assert abs(said["probability"] - patient[2]["DTI_FA"].mean()) < 1e-5
    assert "no scans are given; the model needs DSC_PH, DTI_FA" in refused(
        tmp_path, *arguments(exported, patient, tmp_path / "out")
    )


def test_a_model_for_other_sequences_is_refused(exported, patient, refused, tmp_path):
    line = refused(tmp_path, *arguments(exported, patient, tmp_path / "out", "FLAIR"))
    assert f"patient {patient[0]}: FLAIR is no sequence of this model" in line and "DSC_PH, DTI_FA" in line


def test_a_scan_without_segmentation_or_tumour_is_refused(exported, patient, refused, tmp_path):
    line = refused(tmp_path, *arguments(exported, patient, tmp_path / "out", *INPUTS, mask=False))
    assert "the model needs a segmentation of the tumour; give one by --mask" in line
    empty = SimpleITK.ReadImage(str(patient[1]["automatic"])) * 0
    SimpleITK.WriteImage(empty, str(tmp_path / "empty.nii.gz"))
    identifier, files, _ = patient
    without = (identifier, {**files, "automatic": tmp_path / "empty.nii.gz"}, None)
    line = refused(tmp_path, *arguments(exported, without, tmp_path / "out", *INPUTS))
    assert "empty.nii.gz" in line and "the mask is empty; segment the tumour" in line


def test_a_scan_on_another_grid_is_refused(exported, patient, refused, tmp_path):
    scan = SimpleITK.ReadImage(str(patient[1]["DTI_FA"]))
    scan.SetSpacing([edge * 1.5 for edge in scan.GetSpacing()])
    SimpleITK.WriteImage(scan, str(tmp_path / "other.nii.gz"))
    identifier, files, _ = patient
    other = (identifier, {**files, "DTI_FA": tmp_path / "other.nii.gz"}, None)
    line = refused(tmp_path, *arguments(exported, other, tmp_path / "out", "DTI_FA"))
    assert "6×6×6 mm" in line and "the model was trained on" in line and "register the scan first" in line


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["P1", "P2", "P1"], r"patient P1 has 2 scans (rows 1, 3); keep the earliest"),
        (["P1", "1E+02"], "row 2 has the patient_id '1E+02', a number that a spreadsheet program has rounded"),
        (["P1", ""], "row 2 has no patient_id"),
    ],
)
def test_a_table_whose_patients_are_unclear_is_refused(rows, said, exported, patient, refused, tmp_path):
    table = pd.DataFrame({"patient_id": rows, "DTI_FA": str(patient[1]["DTI_FA"])})
    table.to_csv(tmp_path / "patients.csv", index=False)
    command = ["predict", "--model", exported, "--patients", tmp_path / "patients.csv"]
    assert said in refused(tmp_path, *command)


def test_zeros_that_a_spreadsheet_took_from_an_identifier_are_found_again(exported, patient, program, tmp_path):
    for name in ("DTI_FA", "automatic"):
        suffix = "segm" if name == "automatic" else name
        shutil.copy(patient[1][name], tmp_path / f"007_{suffix}.nii.gz")
    (tmp_path / "patients.csv").write_text("patient_id\n7\n")
    done = program(tmp_path, "predict", "--model", exported, "--patients", tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "the files are called 007; the table lost the leading zeros of the id" in done.stderr


def test_a_changed_byte_is_found(exported, patient, refused, tmp_path):
    shutil.copytree(exported, tmp_path / "model")
    path = next((tmp_path / "model" / "models").iterdir())
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    line = refused(tmp_path, *arguments(tmp_path / "model", patient, tmp_path / "out", "DTI_FA"))
    assert f"{path.name}: changed since the model was exported; copy the folder again" in line


def test_what_cannot_be_exported_is_said_in_one_line(finished, configs, refused, tmp_path):
    names = ["--study", STUDY, "--out", tmp_path / "model"]
    line = refused(finished.folder, "export", *configs, *names, "--model", "spottune", "--ensemble", "dsc_dtx")
    assert "no ensemble of spottune 'dsc_dtx' (nearest: 'dsc_dti')" in line
    line = refused(finished.folder, "export", *configs, *names, "--model", "spotune", "--ensemble", "dsc_dti")
    assert "no trained model 'spotune' (nearest: 'spottune')" in line
    line = refused(tmp_path, "export", *configs, *names, "--model", "spottune", "--ensemble", "dsc_dti")
    assert "not there; run the workflow in this folder first" in line


def test_the_rule_writes_the_same_model(finished, copy_of, exported):
    workflow = copy_of(finished)
    target = f"results/{STUDY}/exported/spottune/dsc_dti"
    done = workflow.run(target)
    assert done.returncode == 0, done.stderr[-3000:]
    checksums = [(folder / "checksums.sha256").read_text() for folder in (exported, workflow.folder / target)]
    assert checksums[0] == checksums[1]
