"""A few patients with scans, with expression, and with both, whose label both modalities show."""

import numpy as np
import pandas as pd
import pytest

from radiogenomics.images.arrays import open_images
from radiogenomics.towers.data import Patients
from radiogenomics.towers.settings import TowerTrainingSettings

IMAGE_IDS, GENE_IDS, COMPLETE = (
    [f"{kind}{number:02d}" for number in range(n)] for kind, n in (("I", 12), ("G", 16), ("B", 20))
)
TRAINED = 12
GENES, SIZE = 30, 16


@pytest.fixture(scope="session")
def labels() -> pd.Series:
    return pd.Series(
        {patient: number % 2 for ids in (IMAGE_IDS, GENE_IDS, COMPLETE) for number, patient in enumerate(ids)}
    )


@pytest.fixture(scope="session")
def splits() -> pd.DataFrame:
    """Two folds; the last eight complete patients are tested."""
    trains = {"images": IMAGE_IDS, "expression": GENE_IDS, "both": COMPLETE[:TRAINED]}
    rows = [(p, group, "train", number // 2 % 2) for group, ids in trains.items() for number, p in enumerate(ids)]
    rows += [(p, group, "test", None) for group in trains for p in COMPLETE[TRAINED:]]
    return pd.DataFrame(rows, columns=["patient_id", "group", "subset", "fold"])


@pytest.fixture(scope="session")
def patients(labels, tmp_path_factory) -> Patients:
    folder, random = tmp_path_factory.mktemp("slices"), np.random.default_rng(0)
    imaged, expressed = IMAGE_IDS + COMPLETE, GENE_IDS + COMPLETE
    np.save(folder / "slices.npy", random.random((len(imaged), 5, SIZE, SIZE)).astype(np.float32))
    pd.DataFrame({"patient_id": imaged, "row": range(len(imaged))}).to_csv(folder / "slices.csv", index=False)
    values = random.normal(size=(len(expressed), GENES)) + labels[expressed].to_numpy()[:, None]
    names = [f"gene{number}" for number in range(GENES)]
    expression = pd.DataFrame(values, pd.Index(expressed, name="patient_id"), names)
    return Patients(open_images(folder / "slices.npy", folder / "slices.csv"), expression, labels)


@pytest.fixture(scope="session")
def training() -> TowerTrainingSettings:
    stage = {"epochs": 2, "learning_rate": 1e-2}
    return TowerTrainingSettings(
        image_tower=stage,
        gene_tower={"reconstruction": stage, "classification": stage},
        fusion=stage,
        most_variable_genes=20,
    )
