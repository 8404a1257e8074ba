"""A small study whose files the workflow's own functions wrote, and what the two gates say of it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import nibabel
import numpy as np
import pandas as pd
import pytest
from scipy import ndimage

from radiogenomics.classifiers.fit import predict_folds
from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.cohorts.overlap import crosswalks_of_archives
from radiogenomics.files import sha256_of, write_table
from radiogenomics.images.arrays import open_images
from radiogenomics.images.augment import write_augmented
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.modality import write_images
from radiogenomics.images.settings import AugmentationSettings, ImageSettings
from radiogenomics.images.window import study_window
from radiogenomics.leakage.before_evaluation import checks_before_evaluation
from radiogenomics.leakage.before_training import checks_of_features, checks_of_images, checks_of_patients
from radiogenomics.leakage.findings import Check
from radiogenomics.leakage.reading import read_all, read_cohort, read_patients
from radiogenomics.leakage.records import CROP_WINDOW, TRANSFERRED_WEIGHTS, FittedStep, read_fitted, write_fitted
from radiogenomics.leakage.roles import Roles
from radiogenomics.splits.holdout import split_patients
from radiogenomics.splits.labels import label_tables
from radiogenomics.splits.settings import SplitSettings
from radiogenomics.splits.subsets import patient_ids, patients_of_groups, training_patients

SHAPE = (10, 12, 14)
IMAGES = ImageSettings(mask="automatic", downscale=1, shape=SHAPE, crop="training_tumours")
WINDOW = CropWindow((0, 0, 0), SHAPE)
COPIES = AugmentationSettings(transforms=["flip", "noise"])
GROUPS = {"structural": ["T1"], "DSC": ["DSC_PH"]}
GROUPS_OF_MODALITIES = {"T1": ["structural"], "DSC_PH": ["DSC"]}
SPLIT = SplitSettings(test_fraction=0.3, test_group="DSC", folds=3, seed=1)
INPUTS = {"svm": ["struct", "dsc"]}
GROUPS_OF_INPUTS = {"struct": "structural", "dsc": "DSC"}
FEATURE_INPUTS = [{"tables": ["texture"], "features": None, "modalities": [name]} for name in GROUPS_OF_MODALITIES]
LOGISTIC = ClassifierSettings(title="svm", classifier="elastic_net", select=5)
N_PATIENTS = 60


@dataclass(frozen=True)
class Study:
    """Files of a study in one folder, which a test may spoil."""

    folder: Path

    def path(self, name: str) -> Path:
        """A file of the study."""
        return self.folder / name

    def read(self, name: str) -> pd.DataFrame:
        """A table of the study."""
        return pd.read_csv(self.path(name))

    def edit(self, name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        """Write a table anew after a change."""
        write_table(change(self.read(name)), self.path(name))

    def some(self, subset: str, group: str = "DSC", fold: int | None = None) -> str:
        """The first patient of a subset of a group, of training patients of a fold."""
        rows = self.read("splits.csv").query("subset == @subset and group == @group")
        return rows[rows["fold"] == fold]["patient_id"].iloc[0] if fold is not None else rows["patient_id"].iloc[0]

    def scan(self, patient: str, modality: str) -> Path:
        """File of a patient's scan."""
        return self.path(f"archive/{patient}_11_{modality}.nii.gz")

    def write_images(self, modality: str) -> None:
        """Preprocess the scans of a modality, as the workflow does."""
        cohort, splits = self.read("cohort.csv"), self.read("splits.csv")
        patients = patients_of_groups(cohort, splits, GROUPS_OF_MODALITIES[modality])
        for column in ("path_T1", "path_DSC_PH", "path_automatic"):
            patients[column] = [str(self.folder / path) for path in patients[column].fillna("")]
        write_images(patients, modality, WINDOW, IMAGES, *self._image_files(modality))

    def write_copies(self, modality: str, others: tuple[str, ...] = ()) -> None:
        """Make the augmented copies of a modality's training patients, and of others."""
        training = patient_ids(self.read("splits.csv"), GROUPS_OF_MODALITIES[modality], "train")
        images = open_images(*self._image_files(modality))
        write_augmented(images, [*training, *others], COPIES, 1, *self._image_files(f"{modality}_augmented"))

    def _image_files(self, name: str) -> tuple[Path, Path]:
        return self.path(f"images/{name}.npy"), self.path(f"images/{name}.csv")

    def before_training(self, cross_validated: bool = False) -> list[Check]:
        """All checks of the first gate, on images and features alike."""
        cohort = read_cohort(self.path("cohort.csv"))
        splits, labels = (read_patients(self.path(f"{name}.csv")) for name in ("splits", "labels/train"))
        roles = Roles(splits, cross_validated)
        crosswalks = crosswalks_of_archives([self.path("archive")])
        tested = read_patients(self.path("labels/test.csv"), ["patient_id"])
        originals, augmented = (
            {name: open_images(*self._image_files(f"{name}{suffix}")) for name in GROUPS_OF_MODALITIES}
            for suffix in ("", "_augmented")
        )
        indices = {name: read_patients(self.path(f"images/{name}.csv")) for name in GROUPS_OF_MODALITIES}
        tables = {"texture": read_patients(self.path("features/texture.csv"))}
        sources = read_all([self.path("features/texture_sources.csv")])
        return [
            *checks_of_patients(cohort, splits, labels, tested, crosswalks, roles),
            *checks_of_images(originals, augmented, indices, GROUPS_OF_MODALITIES, roles),
            *checks_of_features(tables, FEATURE_INPUTS, sources, cohort, labels, roles),
        ]

    def edit_records(self, change: Callable[[list[FittedStep]], list[FittedStep]]) -> None:
        """Write the records of all fits anew after a change."""
        write_fitted(change(read_fitted([self.path("fitted.json")])), self.path("fitted.json"))

    def before_evaluation(self) -> list[Check]:
        """All checks of the second gate."""
        return checks_before_evaluation(
            read_fitted([self.path("fitted.json")]),
            read_all([self.path("predictions.csv")]),
            read_cohort(self.path("cohort.csv")),
            read_patients(self.path("splits.csv")),
            crosswalks_of_archives([self.path("archive")]),
            GROUPS_OF_INPUTS,
            [
                (CROP_WINDOW, "", "", None),
                *(
                    ("classify", model, name, fold)
                    for model, names in INPUTS.items()
                    for name in names
                    for fold in range(SPLIT.folds)
                ),
            ],
        )


@pytest.fixture(scope="session")
def clean_study(tmp_path_factory) -> Study:
    """A study without leaks; tests must not change it."""
    study = Study(tmp_path_factory.mktemp("clean"))
    study.path("archive").mkdir()
    cohort = _cohort()
    for row in cohort[cohort["included"]].itertuples():
        _write_scans(study, row.patient_id, has_dsc=row.has_DSC_PH)
    splits = split_patients(cohort, GROUPS, SPLIT)
    training, test = label_tables(cohort, splits)
    write_table(cohort, study.path("cohort.csv"))
    write_table(splits, study.path("splits.csv"))
    write_table(training, study.path("labels/train.csv"))
    write_table(test, study.path("labels/test.csv"))
    for modality in GROUPS_OF_MODALITIES:
        study.write_images(modality)
        study.write_copies(modality)
    _write_features(study, cohort)
    _write_fits(study)
    return study


@pytest.fixture
def study(clean_study, tmp_path) -> Study:
    """A copy of the study that a test may spoil."""
    shutil.copytree(clean_study.folder, tmp_path / "study")
    return Study(tmp_path / "study")


def _cohort() -> pd.DataFrame:
    """Patients with one scan each, a tenth of them without DSC, and a follow-up scan of the first."""
    ids = [f"UPENN-GBM-{number:05d}" for number in range(1, N_PATIENTS + 1)]
    rows = [
        {
            **{"patient_id": patient, "scan_id": f"{patient}_11", "label": number % 2, "included": True},
            **{"has_T1": True, "has_DSC_PH": number % 10 != 9, "exclusion_reason": ""},
            **{"path_T1": f"archive/{patient}_11_T1.nii.gz", "path_corrected": ""},
            "path_DSC_PH": f"archive/{patient}_11_DSC_PH.nii.gz" if number % 10 != 9 else "",
            "path_automatic": f"archive/{patient}_11_segm.nii.gz",
        }
        for number, patient in enumerate(ids)
    ]
    follow_up = {**rows[0], "scan_id": f"{ids[0]}_21", "included": False, "exclusion_reason": "follow-up scan"}
    return pd.DataFrame([*rows, follow_up])


def _write_scans(study: Study, patient: str, has_dsc: bool) -> None:
    random = np.random.default_rng(int(patient[-5:]))
    tumour = ndimage.gaussian_filter(random.normal(size=SHAPE), 2)
    # Two labels: one alone in all patients would be taken for whole tumours.
    mask = np.select([tumour > np.quantile(tumour, q) for q in (0.85, 0.7)], [1, 4])
    write_scan(study.path(f"archive/{patient}_11_segm.nii.gz"), mask.astype(np.uint8))
    for modality in ("T1", "DSC_PH") if has_dsc else ("T1",):
        scan = ndimage.gaussian_filter(random.normal(size=SHAPE), 1)
        write_scan(study.scan(patient, modality), (1000 + 400 * scan).astype(np.float32))


def write_scan(path: Path, array: np.ndarray) -> None:
    """Write an array (z, y, x) as NIfTI with voxels of 4 mm."""
    nibabel.save(nibabel.Nifti1Image(array.T, np.diag([4.0, 4.0, 4.0, 1.0])), path)


def _write_features(study: Study, cohort: pd.DataFrame) -> None:
    patients = cohort["patient_id"][cohort["included"]]
    random = np.random.default_rng(5)
    columns = [f"{modality}_core_glcm_{number}" for modality in ("T1", "DSC_PH") for number in range(6)]
    features = pd.DataFrame(random.normal(size=(len(patients), len(columns))), columns=columns)
    # Features that many share, as flags and the zeros of absent regions are.
    features["sex_male"] = random.integers(0, 2, len(patients)).astype(float)
    features["T1_necrotic_glcm_1"] = np.maximum(random.normal(size=len(patients)), 0)
    features.insert(0, "patient_id", patients.to_numpy())
    write_table(features, study.path("features/texture.csv"))
    scans = sorted(study.path("archive").glob("*_T1.nii.gz"))
    sources = [(f"archive/{path.name}", sha256_of(path)) for path in scans]
    write_table(pd.DataFrame(sources, columns=["source", "sha256"]), study.path("features/texture_sources.csv"))


def _write_fits(study: Study) -> None:
    """Classifiers of both groups, their predictions, and the records of all that was fitted."""
    splits = study.read("splits.csv")
    features = study.read("features/texture.csv").set_index("patient_id")
    labels = study.read("labels/train.csv").set_index("patient_id")["label"]
    tables, steps = [], [_window_record(study, splits), _weights_record(), _threshold_record(splits)]
    for name, group in GROUPS_OF_INPUTS.items():
        fitted = []
        predictions, _ = predict_folds(features, labels, splits[splits["group"] == group], LOGISTIC, 1, False, fitted)
        tables.append(predictions.assign(study="tiny", model="svm", input=name))
        steps += [replace(step, model="svm", input=name) for step in fitted]
    write_table(pd.concat(tables), study.path("predictions.csv"))
    write_fitted(steps, study.path("fitted.json"))


def _window_record(study: Study, splits: pd.DataFrame) -> FittedStep:
    training = training_patients(study.read("cohort.csv"), splits)
    training["path_automatic"] = [str(study.folder / path) for path in training["path_automatic"]]
    return FittedStep(CROP_WINDOW, "", "", None, study_window(training, IMAGES)[1])


def _weights_record() -> FittedStep:
    return FittedStep(TRANSFERRED_WEIGHTS, "", "", None, ("PRETRAINING-00000", "PRETRAINING-00001"))


def _threshold_record(splits: pd.DataFrame) -> FittedStep:
    return FittedStep("threshold", "svm", "struct", None, (), tuple(patient_ids(splits, ["structural"], "train")))
