"""Training and validation examples of one fold."""

from collections.abc import Sequence

import pandas as pd

from radiogenomics.leakage.records import FittedStep
from radiogenomics.training.examples import ORIGINAL, ExampleDataset, ItemSource, training_examples, with_items


def fold_datasets(
    patients: pd.DataFrame,
    labels: pd.DataFrame,
    fold: int,
    images: Sequence[ItemSource],
    augmented: Sequence[ItemSource],
    copies: list[str],
    balance: bool,
    seed: int,
) -> tuple[ExampleDataset, ExampleDataset]:
    """Examples of the training patients and of the validation patients of one fold.

    The copies and the pruning concern the training alone: validation patients are seen as they are, in the classes'
    own frequencies (Schmitz 2024, section 2.2).

    Args:
        patients: training rows of splits.csv of one group: patient_id and fold.
        labels: patient_id and label of the training patients.
        fold: whose patients validate.
        images: sources of the input's channels, of which the first lists every patient's items.
        augmented: sources of the augmented copies of the same channels.
        copies: names of the augmented copies.
        balance: whether to prune the training examples until both classes are equally frequent.
        seed: seed of the pruning.
    """
    labelled = patients.merge(labels, on="patient_id", validate="one_to_one")
    validates = labelled["fold"] == fold
    listing = images[0], next(iter(augmented), None)
    training = training_examples(labelled[~validates], copies, balance, seed, *listing)
    return ExampleDataset(training, images, augmented), unchanged_examples(labelled[validates], images)


def unchanged_examples(labelled: pd.DataFrame, images: Sequence[ItemSource]) -> ExampleDataset:
    """All items of some patients as they are, without copies and pruning.

    Args:
        labelled: patient_id and label.
        images: sources of the input's channels.
    """
    examples = with_items(labelled[["patient_id", "label"]].assign(copy=ORIGINAL), images[0])
    return ExampleDataset(examples, images)


def fold_record(
    model: str, name: str, fold: int | str, training: ExampleDataset, validation: ExampleDataset
) -> FittedStep:
    """Record of the patients that a network learns from, and of those that choose its epoch, as the datasets have them.

    Args:
        model, name: the model and its input.
        fold: whose patients validate.
        training, validation: what the training is given.
    """
    seen, chosen_on = (tuple(dict.fromkeys(map(str, part.patient_ids))) for part in (training, validation))
    return FittedStep("network", model, name, int(fold), seen, chosen_on)
