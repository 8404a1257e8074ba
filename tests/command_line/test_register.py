"""New patients' scans, from the scanner to what `predict` and studies read."""

import numpy as np
import pandas as pd
import pytest
import SimpleITK
from typer.testing import CliRunner

from radiogenomics.checking.patients import MASK, read_patients
from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.cohorts.simulation.layouts.rsna_miccai import RsnaMiccai
from radiogenomics.cohorts.simulation.patient import simulate_patient
from radiogenomics.cohorts.simulation.roster import enrol
from radiogenomics.command_line.main import app
from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_volume
from radiogenomics.registration.atlas import open_atlas
from radiogenomics.registration.head import with_head
from radiogenomics.registration.measures import dice, mutual_information

SPACING = 5.0


def as_image(array: np.ndarray) -> SimpleITK.Image:
    image = SimpleITK.GetImageFromArray(array)
    image.SetSpacing([SPACING] * 3)
    image.SetOrigin((Grid(SPACING).affine[:3, 3] * (-1, -1, 1)).tolist())
    return image


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Two patients, the second without the reference; what was said, and the folder of what was written."""
    folder = tmp_path_factory.mktemp("raw")
    settings = SimulationSettings(spacing=SPACING, modalities=["T1GD", "FLAIR"], effect={})
    patient = simulate_patient(settings, 1, "P1")
    brain = as_image(patient.brain.astype(np.uint8))
    for name, array in patient.images.items():
        head = with_head(as_image(array), brain)
        noise = np.random.default_rng(1).rayleigh(0.02 * float(array.max()), array.shape).astype(np.float32)
        head = as_image(SimpleITK.GetArrayFromImage(head) + noise)
        # One sequence lies 12 mm further to the left in the scanner's own coordinates.
        if name == "FLAIR":
            head.SetOrigin((head.GetOrigin()[0] + 12.0, *head.GetOrigin()[1:]))
        SimpleITK.WriteImage(head, str(folder / f"1_{name}.nii.gz"))
    SimpleITK.WriteImage(as_image(patient.segmentation), str(folder / "1_seg.nii.gz"))
    rows = [("P1", "1_T1GD.nii.gz", "1_FLAIR.nii.gz", "1_seg.nii.gz", "1"), ("P2", "", "1_FLAIR.nii.gz", "", "0")]
    table = pd.DataFrame(rows, columns=["case", "ce", "FLAIR", "seg", "MGMT"])
    table.to_csv(folder / "cases.csv", index=False)
    columns = ["--column", "T1GD=ce", "--column", "mask=seg", "--identifier", "case"]
    out = folder / "out"
    how = ["--out", str(out), "--spacing", str(SPACING), "--brain", "atlas", "--no-bias-correction"]
    return CliRunner().invoke(app, ["register", str(folder / "cases.csv"), *columns, *how]), out


def test_who_cannot_be_registered_is_said_with_the_reason_and_left_out(done):
    result, out = done
    assert result.exit_code == 1, result.output
    assert "patient P2: registration: no T1GD, to which the other sequences are registered" in result.stderr
    assert "1 of 2 patients are registered" in result.stdout
    assert "picture.png" in result.stdout and "The brain is the atlas's" in result.stdout
    quality = pd.read_csv(out / "quality.csv", keep_default_na=False)
    assert set(quality.loc[quality["fault"] != "", "patient_id"]) == {"P2"}


def test_the_table_it_writes_is_read_by_the_other_commands(done):
    _, out = done
    (patient,), table = read_patients(out / "patients.csv", {}, "case")
    assert (patient.identifier, table["MGMT"].tolist()) == ("P1", ["1"])
    assert set(patient.files) == {"T1GD", "FLAIR", MASK} and all(path.is_file() for path in patient.files.values())


def test_sequences_and_segmentation_lie_on_one_grid_without_skull(done):
    _, out = done
    (patient,), _ = read_patients(out / "patients.csv", {}, "case")
    images = {name: SimpleITK.ReadImage(str(path)) for name, path in patient.files.items()}
    geometries = {(image.GetSize(), image.GetSpacing(), image.GetOrigin()) for image in images.values()}
    assert len(geometries) == 1 and images["FLAIR"].GetSpacing() == (SPACING,) * 3
    arrays = {name: SimpleITK.GetArrayFromImage(image) for name, image in images.items()}
    brain = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(out / "P1" / "brain.nii.gz"))) > 0
    assert not arrays["FLAIR"][~brain].any()
    # The tumour is bright in FLAIR where the segmentation is, 12 mm off or not.
    assert arrays["FLAIR"][arrays[MASK] == 2].mean() > 1.4 * np.median(arrays["FLAIR"][brain])


def test_folders_of_dicom_come_to_lie_upon_each_other(tmp_path):
    """Simulated series as those of RSNA-MICCAI: each turned and shifted, with voxels of its own.

    No other place of the one upon the other, a voxel off, fits as well.
    """
    settings = SimulationSettings(spacing=SPACING, patients=10, modalities=["T1GD", "FLAIR"], effect={})
    layout = RsnaMiccai()
    scan = next(scan for scan in enrol(settings, 1, layout.patient_id) if scan.is_labelled)
    layout.write_scan(tmp_path, scan, lambda *_: simulate_patient(settings, 1, "P1"), settings, 1)
    (place,) = (tmp_path / "train").iterdir()
    pd.DataFrame({"patient_id": ["P1"], "T1GD": [place / "T1wCE"], "FLAIR": [place / "FLAIR"]}).to_csv(
        tmp_path / "patients.csv", index=False
    )
    assert not np.allclose(read_volume(place / "T1wCE").spacing, read_volume(place / "FLAIR").spacing)
    how = ["--out", str(tmp_path / "out"), "--spacing", str(SPACING), "--atlas", "simulated", "--no-bias-correction"]
    result = CliRunner().invoke(app, ["register", str(tmp_path / "patients.csv"), *how])
    assert result.exit_code == 0, result.output
    (patient,), _ = read_patients(tmp_path / "out" / "patients.csv", {})
    t1gd, flair = (read_volume(patient.files[name]).array for name in ("T1GD", "FLAIR"))
    brain = t1gd != 0
    here = mutual_information(t1gd, flair, brain)
    for axis in range(3):
        for voxel in (-1, 1):
            assert mutual_information(t1gd, np.roll(flair, voxel, axis), brain) < 0.95 * here, (axis, voxel)
    template = open_atlas("simulated", None, SPACING)
    assert dice(brain, SimpleITK.GetArrayFromImage(template.brain) > 0) > 0.9


def test_mistakes_are_one_line(done):
    _, out = done
    again = [str(out / "patients.csv"), "--identifier", "case"]
    for arguments, said in (
        ([*again, "--model", "m", "--spacing", "2"], "--spacing: the model has its own"),
        ([*again, "--spacing", "0"], "--spacing: 0 is no voxel edge in mm"),
    ):
        with pytest.raises(InputError, match=said):
            CliRunner().invoke(app, ["register", *arguments], catch_exceptions=False, standalone_mode=False)
