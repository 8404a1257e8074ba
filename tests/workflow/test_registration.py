"""A study of one's own patients as they come from the scanner, from raw scans to the page.

The scans after contrast agent are folders of DICOM that a PACS named, the others NIfTI files that a column names.
"""

import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.grid import Grid
from radiogenomics.cohorts.simulation.patient import simulate_patient
from radiogenomics.registration.head import with_head

SEQUENCES = ("T1GD", "FLAIR")
SPACING = 4.0
PATIENTS = 7
ELSEWHERE = "P06"
"""The patient whose FLAIR shows something else."""
CONFIG = """
cohorts:
  mine:
    local_dir: {folder}
    own: {{files_by: dicom, sequences: {{T1GD: [t1 axial stealth-post], T1: [t1 axial]}}}}
    images: {{prepare: register, spacing: 4.0, brain: atlas, atlas: simulated}}
studies:
  radiomics_mine:
    groups: {{structural: [T1GD, FLAIR]}}
    split: {{folds: 2}}
    cross_validation: {{folds: 2, repeats: 1}}
    controls: {{null_repeats: 50}}
    tables:
      radiomics: {{type: pyradiomics, radiomics: {{feature_classes: [firstorder], regions: [edema]}}}}
    models:
      forest: {{trees: 20, cross_validation_trees: 10}}
      elastic_net: {{select: 5}}
"""


def as_image(array: np.ndarray) -> SimpleITK.Image:
    image = SimpleITK.GetImageFromArray(array)
    image.SetSpacing([SPACING] * 3)
    image.SetOrigin((Grid(SPACING).affine[:3, 3] * (-1, -1, 1)).tolist())
    return image


def scanned(image: SimpleITK.Image, rng: np.random.Generator, label: bool = False) -> SimpleITK.Image:
    """The image of a head that lies a little elsewhere."""
    pose = SimpleITK.Euler3DTransform()
    pose.SetCenter(image.TransformContinuousIndexToPhysicalPoint([size / 2 for size in image.GetSize()]))
    pose.SetRotation(*rng.uniform(-0.12, 0.12, 3).tolist())
    pose.SetTranslation(rng.uniform(-9, 9, 3).tolist())
    return SimpleITK.Resample(image, image, pose, SimpleITK.sitkNearestNeighbor if label else SimpleITK.sitkLinear)


def write_dicom(write_series, folder, array: np.ndarray, patient: str) -> None:
    """A study of two series, the second of which is the array, scaled to the whole numbers that a scanner stores."""
    study = {"PatientID": patient, "StudyDate": "20200131", "StudyInstanceUID": f"1.2.{int(folder.name, 16) + 1}"}
    write_series(folder / "1", np.zeros((2, 4, 4)), SeriesDescription="localizer", **study)
    pixels = np.round(4000 * np.clip(array, 0, None) / array.max())
    place = {"origin": tuple(as_image(array).GetOrigin()), "step": SPACING, "PixelSpacing": [SPACING, SPACING]}
    write_series(folder / "2", pixels, SeriesDescription="T1_axial STEALTH-post", **place, **study)


@pytest.fixture(scope="module")
def registered(repository, tmp_path_factory, workflow_class, write_series):
    folder = tmp_path_factory.mktemp("raw")
    settings = SimulationSettings(spacing=SPACING, modalities=list(SEQUENCES), effect={})
    patients = [f"P{number:02}" for number in range(PATIENTS)]
    for number, name in enumerate(patients):
        rng = np.random.default_rng(number)
        patient = simulate_patient(settings, number, name)
        brain = as_image(patient.brain.astype(np.uint8))
        for sequence, array in patient.images.items():
            # The mask is drawn on the reference, so that both are moved alike.
            pose = np.random.default_rng(number) if sequence == "T1GD" else rng
            head = scanned(with_head(as_image(array), brain), pose)
            noise = pose.rayleigh(0.02 * float(array.max()), array.shape).astype(np.float32)
            raw = SimpleITK.GetArrayFromImage(head) + noise
            raw = noise if (name, sequence) == (ELSEWHERE, "FLAIR") else raw
            if sequence == "T1GD":
                write_dicom(write_series, folder / "PACS" / f"{number:08X}", raw, name)
            else:
                SimpleITK.WriteImage(as_image(raw), str(folder / f"{name}_{sequence}.nii.gz"))
        mask = scanned(as_image(patient.segmentation), np.random.default_rng(number), label=True)
        SimpleITK.WriteImage(mask, str(folder / f"{name}_segm.nii.gz"))
    table = pd.DataFrame({"patient_id": patients, "label": [number % 2 for number in range(PATIENTS)]})
    files = [f"{name}_FLAIR.nii.gz" for name in patients]
    table.assign(age=[50 + number % 5 for number in range(PATIENTS)], sex="f", path_FLAIR=files).to_csv(
        folder / "patients.csv", index=False
    )
    (folder / "raw.yaml").write_text(CONFIG.format(folder=folder))
    workflow = workflow_class(repository, folder, "config/own_patients.yaml", folder / "raw.yaml")
    done = workflow.run()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder / "results"


def test_all_scans_but_the_wrong_one_take_part_and_say_so(registered):
    cohort = pd.read_csv(registered / "radiomics_mine" / "cohort.csv").set_index("patient_id")
    excluded = cohort[~cohort["included"]]
    assert list(excluded.index) == [ELSEWHERE]
    assert excluded["exclusion_reason"].item().startswith("registration: FLAIR")
    assert cohort.drop(ELSEWHERE)["path_FLAIR"].str.startswith("results/registered/mine/scans/").all()


def test_series_are_found_by_their_headers_and_the_page_says_which_were_taken(registered):
    raw = pd.read_csv(registered / "registered" / "mine" / "raw_scans.csv", dtype=str).set_index("patient_id")
    assert raw["path_T1GD"]["P05"].endswith("PACS/00000005/2") and raw["path_FLAIR"]["P05"].endswith("P05_FLAIR.nii.gz")
    page = (registered / "radiomics_mine" / "report.html").read_text()
    assert "taken for T1GD: the series" in page and "T1_axial STEALTH-post" in page


def test_registration_brings_sequences_and_tumours_together(registered):
    quality = pd.read_csv(registered / "registered" / "mine" / "quality.csv")
    usable = quality[quality["patient_id"] != ELSEWHERE]
    flair = usable[usable["sequence"] == "FLAIR"]
    assert (flair["mutual_information_after"] > flair["mutual_information_before"]).mean() > 0.8
    assert (usable["tumour_outside_brain"].dropna() < 0.1).all()
    features = pd.read_csv(registered / "radiomics_mine" / "features" / "radiomics.csv")
    assert len(features) == PATIENTS - 1


def test_the_page_shows_how_the_registration_went(registered):
    page = (registered / "radiomics_mine" / "report.html").read_text()
    assert "Registration of the scans" in page and "of which 1 failed" in page
    assert "Registered scans that are least sure" in page
