import numpy as np
import pandas as pd
import pytest
import SimpleITK
from scipy import ndimage

from radiogenomics.registration.files import write_registered
from radiogenomics.registration.patient import register_patient
from radiogenomics.registration.scans import QUALITY, SCAN, files_of_scan, gathered, scans_to_register, with_registered
from radiogenomics.registration.settings import RegistrationSettings
from radiogenomics.registration.summary import registration_note, registration_summary

SETTINGS = RegistrationSettings(prepare="register", spacing=4.0, brain="atlas")
MOVES = {"T1GD": ((5, -4, 10), (5, 8, -9)), "T2": ((-6, 3, -8), (-7, 4, 6))}
SPACINGS = {"T1GD": (3.0, 3.0, 4.0), "T2": (3.0, 3.0, 6.0)}
LABELS = [0, 1, 2, 4]


@pytest.fixture(scope="session")
def tumour(atlas):
    """Oedema (2) around a rim (4) around a core (1), on the atlas's grid."""
    distance = np.linalg.norm(np.indices((39, 60, 60)) - np.reshape([20, 28, 22], (3, 1, 1, 1)), axis=0)
    labels = np.select([distance < 2, distance < 4, distance < 6], [1, 4, 2], 0).astype(np.uint8)
    image = SimpleITK.GetImageFromArray(labels)
    image.CopyInformation(atlas.image)
    return image


@pytest.fixture(scope="session")
def raw(head, scanned, known, tumour, tmp_path_factory):
    """Files of a patient: two sequences, each elsewhere on its own grid, and a segmentation drawn on the second."""
    folder = tmp_path_factory.mktemp("raw")
    sequences = {name: scanned(head(name[:2]), *move, SPACINGS[name]) for name, move in MOVES.items()}
    for name, image in sequences.items():
        SimpleITK.WriteImage(image, str(folder / f"{name}.nii.gz"))
    back = known(tumour, *MOVES["T2"]).GetInverse()
    drawn = SimpleITK.Resample(tumour, sequences["T2"], back, SimpleITK.sitkNearestNeighbor)
    SimpleITK.WriteImage(drawn, str(folder / "mask.nii.gz"))
    return {name: folder / f"{name}.nii.gz" for name in (*MOVES, "mask")}


@pytest.fixture(scope="session")
def registered(raw, atlas):
    return register_patient({name: raw[name] for name in MOVES}, {"automatic": raw["mask"]}, atlas, SETTINGS, "P1")


def test_sequences_and_segmentation_come_to_lie_upon_the_atlas(registered, atlas, tumour):
    assert registered.fault == ""
    mask = SimpleITK.GetArrayFromImage(registered.masks["automatic"])
    assert sorted(np.unique(mask)) == LABELS
    truth = SimpleITK.GetArrayFromImage(tumour)
    # One voxel is 4 mm, and slices of 6 mm have been drawn on.
    assert np.linalg.norm(np.subtract(*(ndimage.center_of_mass(m > 0) for m in (mask, truth)))) < 0.75
    brain = SimpleITK.GetArrayFromImage(atlas.brain) > 0
    for image in registered.images.values():
        assert image.GetSize() == atlas.image.GetSize() and not SimpleITK.GetArrayFromImage(image)[~brain].any()


def test_quality_says_what_registration_gained(registered):
    quality = registered.quality.set_index("sequence")
    gained = quality["mutual_information_after"] - quality["mutual_information_before"]
    assert (gained[list(MOVES)] > 0.05).all()
    assert (quality.loc[list(MOVES), "brain_covered"] > 0.9).all()
    assert quality.loc["automatic", "tumour_outside_brain"] < 0.05 and set(quality["brain_by"]) == {"atlas"}


def test_a_scan_of_something_else_is_a_fault_and_no_error(raw, atlas, tmp_path):
    noise = SimpleITK.GetImageFromArray(np.random.default_rng(1).normal(100, 20, (30, 60, 60)).astype(np.float32))
    noise.SetSpacing((4.0, 4.0, 5.0))
    noise.SetOrigin((0.0, -239.0, 0.0))
    SimpleITK.WriteImage(noise, str(tmp_path / "noise.nii.gz"))
    found = register_patient({"T1GD": raw["T1GD"], "T2": tmp_path / "noise.nii.gz"}, {}, atlas, SETTINGS)
    assert found.fault.startswith("registration: T2")
    without = register_patient({"T2": raw["T2"]}, {}, atlas, SETTINGS)
    assert without.fault == "registration: no T1GD, to which the other sequences are registered"


def test_what_is_written_is_what_a_study_reads(registered, tmp_path):
    scans = pd.DataFrame(
        {
            "scan_id": ["P1", "P2", "P3"],
            "patient_id": ["P1", "P2", "P3"],
            "baseline": [True, True, False],
            "fault": "",
            "path_T1GD": ["raw1", "raw2", "raw3"],
            "path_automatic": ["mask1", "", ""],
        }
    )
    listed = scans_to_register(scans)
    assert list(listed["scan_id"]) == ["P1", "P2"]
    listed.to_csv(tmp_path / "raw.csv", index=False)
    assert files_of_scan(tmp_path / "raw.csv", "P2") == {"T1GD": "raw2"}
    write_registered(registered, tmp_path / "P1", "P1", "P1", simulated=True)
    failed = type(registered)(fault="registration: no T1GD")
    write_registered(failed, tmp_path / "P2", "P2", "P2", simulated=True)
    folders = [tmp_path / "P1", tmp_path / "P2"]
    table = with_registered(scans, gathered(folders, SCAN)).set_index("scan_id")
    assert table.loc["P1", "path_T1GD"] == str(tmp_path / "P1" / "T1GD.nii.gz")
    assert table.loc["P2", "path_T1GD"] == "" and table.loc["P2", "fault"] == "registration: no T1GD"
    assert table.loc["P3", "path_T1GD"] == "raw3"
    quality = gathered(folders, QUALITY)
    summary = registration_summary(quality)
    assert list(summary["Sequence"]) == [*MOVES, "automatic"] and "P1" not in summary.to_csv()
    assert "of which 1 failed" in registration_note(quality) and "atlas" in registration_note(quality)
    written = SimpleITK.ReadImage(str(tmp_path / "P1" / "T1GD.nii.gz"))
    assert np.allclose(written.GetOrigin(), registered.images["T1GD"].GetOrigin())
    assert written.GetDirection() == registered.images["T1GD"].GetDirection()


def test_what_else_was_drawn_on_a_scan_follows_by_its_written_transform(registered, raw, tmp_path):
    write_registered(registered, tmp_path / "P1", "P1", "P1", simulated=True)
    onto = SimpleITK.ReadImage(str(tmp_path / "P1" / "T1GD.nii.gz"))
    drawn, nearest = SimpleITK.ReadImage(str(raw["mask"])), SimpleITK.sitkNearestNeighbor
    # The segmentation was drawn on T2, which is registered to T1GD and by it to the atlas: several transforms in one.
    transform = SimpleITK.ReadTransform(str(tmp_path / "P1" / "T2.tfm"))
    followed = SimpleITK.GetArrayFromImage(SimpleITK.Resample(drawn, onto, transform, nearest))
    carried = SimpleITK.GetArrayFromImage(registered.masks["automatic"])
    assert carried.any() and np.mean(followed != carried) < 1e-5
    point = (10.0, -40.0, 60.0)
    back = transform.GetInverse().TransformPoint(registered.transforms["T2"].TransformPoint(point))
    assert np.allclose(back, point, atol=1e-3)
    assert (tmp_path / "P1" / "T1GD.tfm").is_file()
