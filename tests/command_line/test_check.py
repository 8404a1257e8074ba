"""The command on files of three patients."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import SimpleITK
from typer.testing import CliRunner

from radiogenomics.command_line.main import app


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two patients whose columns have names of their own; a third whose scan and mask are faulty."""
    folder = tmp_path_factory.mktemp("patients")
    grid = np.indices((20, 24, 24))
    distance = np.linalg.norm(grid - np.reshape([10, 12, 12], (3, 1, 1, 1)), axis=0)
    for number in (1, 2):
        scan = np.where(distance < 9, 100 + 20 * np.sin(distance * number), 0).astype(np.float32)
        write(folder / f"{number}_t1c.nii.gz", scan)
        write(folder / f"{number}_mask.nii.gz", np.select([distance < 2, distance < 4], [1, 2], 0).astype(np.uint8))
    write(folder / "3_mask.nii.gz", np.where(distance < 3, 7, 0).astype(np.uint8))
    rows = [
        {"case": f"P{n}", "ce": f"{n}_t1c.nii.gz", "outline": f"{n}_mask.nii.gz", "MGMT": str(n % 2)} for n in (1, 2, 3)
    ]
    pd.DataFrame(rows).to_csv(folder / "patients.csv", index=False)
    return folder


def write(path, array):
    image = SimpleITK.GetImageFromArray(array)
    image.SetSpacing((3.0, 3.0, 3.0))
    SimpleITK.WriteImage(image, str(path))


def run(folder, *options):
    names = ["--identifier", "case", "--column", "T1GD=ce", "--column", "mask=outline", "--label", "MGMT"]
    return CliRunner().invoke(
        app, ["check", str(folder / "patients.csv"), "--out", str(folder / "out"), *names, *options]
    )


def test_every_problem_is_a_row_with_what_to_do_about_it(folder):
    done = run(folder)
    assert done.exit_code == 1, done.output
    table = pd.read_csv(folder / "out" / "problems.csv", keep_default_na=False)
    errors = table[table["severity"] == "error"]
    assert set(errors["patient_id"]) == {"P3"} and errors["what_to_do"].ne("").all()
    assert errors["problem"].str.contains("no such file").any() and errors["problem"].str.contains("label 7").any()
    assert "3 patients: 2 errors" in done.output
    sheets = sorted(path.name for path in (folder / "out" / "sheets").iterdir())
    assert sheets == ["P1.png", "P2.png"]


def test_the_same_scan_of_two_patients_is_an_error(folder):
    table = pd.read_csv(folder / "patients.csv", dtype=str).head(2).assign(ce="1_t1c.nii.gz")
    table.to_csv(folder / "patients.csv", index=False)
    done = run(folder, "--no-pictures")
    assert "T1GD is the same scan as T1GD of P1" in done.output and done.exit_code == 1


def test_columns_that_nobody_names_are_no_empty_place_in_the_line(folder):
    done = CliRunner().invoke(
        app, ["check", str(folder / "patients.csv"), "--out", str(folder / "o"), "--identifier", "case"]
    )
    assert (
        "error: P1: no scan was found; correct the paths, or name the columns of the table by --column" in done.output
    )


def test_a_mistake_on_the_command_line_is_one_line(folder, repository):
    command = [sys.executable, "-m", "radiogenomics.command_line.main", "check", str(folder / "patients.csv")]
    done = subprocess.run([*command, "--identifier", "cases"], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
    assert "column 'cases' is missing (nearest: 'case')" in done.stderr


def test_folders_of_dicom_are_read_as_they_are_and_their_descriptions_told(tmp_path, write_series, repository):
    distance = np.linalg.norm(np.indices((12, 20, 20)) - np.reshape([6, 10, 10], (3, 1, 1, 1)), axis=0)
    for number, names in enumerate((["T1 post", "Flair"], ["T1 post", "dark fluid"])):
        for place, name in enumerate(names):
            array = np.where(distance < 9, 1000 + 200 * np.sin(distance * (number + 2 * place + 1)), 0)
            study = {"PatientID": f"P{number}", "StudyDate": "20200131", "SeriesDescription": name}
            write_series(tmp_path / "PACS" / str(number) / str(place), array, **study)
    (tmp_path / "patients.csv").write_text("patient_id,MGMT\nP0,1\nP1,0\n")
    own = "{files_by: dicom, sequences: {T1GD: T1 post, FLAIR: flair}}"
    (tmp_path / "mine.yaml").write_text(f"cohorts: {{mine: {{local_dir: {tmp_path}, own: {own}}}}}\n")
    options = [str(repository / "config" / "own_patients.yaml"), "--configfile", str(tmp_path / "mine.yaml")]
    done = CliRunner().invoke(
        app, ["check", "--out", str(tmp_path / "out"), "--label", "MGMT", "--configfile", *options]
    )
    assert done.exit_code == 0, done.output
    told = pd.read_csv(tmp_path / "out" / "problems.csv", keep_default_na=False)["problem"]
    expected = "expected a series whose description holds 'flair'; found the series 'T1 post', 'dark fluid'"
    assert f"no FLAIR scan: {expected}" in set(told)
    assert "taken for T1GD: the series 'T1 post' (2 times)" in set(told)
    assert sorted(path.name for path in (tmp_path / "out" / "sheets").iterdir()) == ["P0.png", "P1.png"]


def test_a_cohort_of_a_configuration_is_read_as_its_section_says(tmp_path, folder, repository):
    scan = folder / "1_t1c.nii.gz"
    (tmp_path / "cases.csv").write_text(f"case,ce,MGMT\nP1,{scan},1\nP2,{scan.parent}/1_t1x.nii.gz,0\nP3,{scan},0\n")
    (tmp_path / "mine.yaml").write_text(
        f"cohorts: {{mine: {{local_dir: {tmp_path}, own: {{table: {{file: cases.csv, patient_id: case, "
        "paths: {T1GD: ce}}}}}\n"
    )
    options = [str(repository / "config" / "own_patients.yaml"), "--configfile", str(tmp_path / "mine.yaml")]
    command = ["check", "--out", str(tmp_path / "out"), "--label", "MGMT", "--no-pictures", "--configfile", *options]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 1, done.output
    table = pd.read_csv(tmp_path / "out" / "problems.csv", keep_default_na=False)
    errors = table[table["severity"] == "error"]
    told = list(zip(errors["patient_id"], errors["problem"], strict=True))
    assert any(
        who == "P2" and "names a file that does not exist (nearest: '1_t1c.nii.gz')" in what for who, what in told
    )
    assert any(who == "P3" and "names the file of column 'ce' of patient P1" in what for who, what in told)


def test_a_head_of_another_size_than_the_others_is_suspected(tmp_path):
    grid = np.indices((20, 24, 24))
    distance = np.linalg.norm(grid - np.reshape([10, 12, 12], (3, 1, 1, 1)), axis=0)
    for number, radius in enumerate((9, 9, 9, 6)):
        noise = np.random.default_rng(number).normal(100, 20, distance.shape)
        write(tmp_path / f"P{number}_T1.nii.gz", np.where(distance < radius, noise, 0).astype(np.float32))
    done = CliRunner().invoke(app, ["check", str(tmp_path), "--out", str(tmp_path / "out"), "--no-pictures"])
    assert done.exit_code == 0, done.output
    table = pd.read_csv(tmp_path / "out" / "problems.csv", keep_default_na=False)
    named = table.loc[table["problem"].str.startswith("the head has"), "patient_id"]
    assert named.tolist() == ["P3"]


@pytest.mark.parametrize("way", [1, -1])
def test_nearly_the_same_scan_of_two_patients_is_suspected_also_if_mirrored(tmp_path, way):
    grid = np.indices((20, 24, 24))
    distance = np.linalg.norm(grid - np.reshape([10, 12, 12], (3, 1, 1, 1)), axis=0)
    for number in range(4):
        noise = np.random.default_rng(number % 3).normal(100, 20, distance.shape)
        scan = np.where(distance < 9, (1 + number) * noise, 0).astype(np.float32)
        write(tmp_path / f"P{number}_T1.nii.gz", np.ascontiguousarray(scan[:, :, ::way] if number == 3 else scan))
    done = CliRunner().invoke(app, ["check", str(tmp_path), "--out", str(tmp_path / "out"), "--no-pictures"])
    assert done.exit_code == 0, done.output
    table = pd.read_csv(tmp_path / "out" / "problems.csv", keep_default_na=False)
    assert table.loc[table["problem"].str.contains("but for its scale"), "patient_id"].tolist() == ["P3"]


def test_masks_on_the_other_side_flat_ones_and_regions_that_a_site_lacks_are_suspected(tmp_path):
    """Of twelve patients the first one's mask is turned, the second one holds a slice, and six have no label 4."""
    grid, rows = np.indices((20, 24, 24)), []
    for number in range(12):
        own = np.linalg.norm(grid - np.reshape([9 + number % 3, 11 + number // 3, 8], (3, 1, 1, 1)), axis=0)
        mask = np.select([own < 2, own < 4, own < 6], [1, 1 if number > 5 else 4, 2], 0).astype(np.uint8)
        head = np.linalg.norm(grid - np.reshape([9.5, 11.5, 11.5], (3, 1, 1, 1)), axis=0) < 11
        scan = np.where(head, np.random.default_rng(number).normal(100, 8, head.shape) + 60 * (mask > 0), 0)
        write(tmp_path / f"P{number}_FLAIR.nii.gz", scan.astype(np.float32))
        stored = np.where(grid[0] == 10, mask, 0).astype(np.uint8) if number == 1 else mask
        write(tmp_path / f"P{number}_segm.nii.gz", np.ascontiguousarray(mask[:, :, ::-1]) if number == 0 else stored)
        rows.append({"patient_id": f"P{number}", "site": "Kiel" if number > 5 else "Basel"})
    pd.DataFrame(rows).to_csv(tmp_path / "patients.csv", index=False)
    command = ["check", str(tmp_path / "patients.csv"), "--out", str(tmp_path / "out"), "--no-pictures"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    table = pd.read_csv(tmp_path / "out" / "problems.csv", keep_default_na=False)
    parts = ("left and right are exchanged", "one axial slice alone", "none of the 6 masks of the site Kiel")
    named = [table.loc[table["problem"].str.contains(part), "patient_id"].tolist() for part in parts]
    assert named == [["P0"], ["P1"], [""]]
