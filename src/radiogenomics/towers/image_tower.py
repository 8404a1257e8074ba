"""Image towers of all folds, trained on patients with scans alone."""

from pathlib import Path

from radiogenomics.leakage.records import NETWORK, FittedStep
from radiogenomics.networks.build import build_network
from radiogenomics.networks.image_tower_settings import ImageTowerSettings
from radiogenomics.seeds import derive_seed
from radiogenomics.towers.data import Fold, Patients, TowerItems
from radiogenomics.towers.names import IMAGES
from radiogenomics.towers.settings import ImageStageSettings
from radiogenomics.towers.trained import Trained, prediction_rows, probabilities
from radiogenomics.training.loop import train
from radiogenomics.training.tasks.binary import BinaryTask


def train_image_tower(
    name: str,
    model: ImageTowerSettings,
    stage: ImageStageSettings,
    patients: Patients,
    of_fold: Fold,
    fold: int,
    seed: int,
    resume_dir: Path,
    identity: dict,
) -> Trained:
    """Train the image tower of one fold, by cross-entropy; the epoch of lowest validation loss is kept.

    Args:
        name: of the model.
        model: its section.
        stage: optimisation.
        patients: with slices.
        of_fold: who trains, validates and is tested.
        fold: its number.
        seed: of the study's model.
        resume_dir, identity: as of `training.loop.train`.

    Raises:
        InputError: a patient has no slice, or the loss is no finite number.
    """
    seed = derive_seed(seed, name, fold)
    network = build_network(model, patients.slices.array.shape[1], [], seed)
    parts = [
        TowerItems(ids, patients.known_labels(ids), images=patients.images(ids))
        for ids in (of_fold.training, of_fold.validation)
    ]
    result = train(network, BinaryTask("loss"), *parts, stage.training(), resume_dir, identity, seed)
    predicted = probabilities(network, images=patients.images([*of_fold.validation, *of_fold.test]))
    seen, chosen_on = (tuple(part.patient_ids) for part in parts)
    return Trained(
        network,
        prediction_rows(fold, of_fold, predicted, "image_tower"),
        result.history.assign(fold=fold, stage="image tower"),
        [FittedStep(NETWORK, name, IMAGES, fold, seen, chosen_on)],
    )
