"""Gene towers of all folds, trained on patients with expression alone, each behind a scale of its own."""

import pandas as pd
import torch

from radiogenomics.expression.gene_tower_fit import Expressed, fit_gene_tower
from radiogenomics.expression.normalisation import ExpressionNormaliser
from radiogenomics.expression.settings import NormalisationSettings
from radiogenomics.leakage.records import NETWORK, FittedStep
from radiogenomics.seeds import derive_seed
from radiogenomics.towers.data import Fold, Patients
from radiogenomics.towers.names import EXPRESSION
from radiogenomics.towers.settings import TowerTrainingSettings
from radiogenomics.towers.trained import Trained, prediction_rows, probabilities


def fit_scale(patients: Patients, training: list[str], most_variable: int | None) -> ExpressionNormaliser:
    """Choice and scale of the genes, by the training patients of a fold; logarithms are taken already."""
    settings = NormalisationSettings(transform="none", most_variable=most_variable)
    return ExpressionNormaliser(settings).fit(patients.expression.loc[training])


def scaled(patients: Patients, normaliser: ExpressionNormaliser, ids: list[str]) -> torch.Tensor:
    """Expression (n, genes) of some patients as the tower of a fold reads it; NaN for those who have none."""
    known = [patient for patient in ids if patient in patients.expression.index]
    values = normaliser.transform(patients.expression.loc[known]).reindex(ids)
    return torch.from_numpy(values.to_numpy("float32"))


def train_gene_tower(
    name: str, settings: TowerTrainingSettings, patients: Patients, of_fold: Fold, fold: int, seed: int
) -> tuple[Trained, ExpressionNormaliser]:
    """Train the gene tower of one fold: its scale, its autoencoder, its classifier.

    Args:
        name: of the model.
        settings: both stages, and the number of genes.
        patients: with expression.
        of_fold: who trains, validates and is tested.
        fold: its number.
        seed: of the study's model.

    Returns:
        The tower, with the further table `bottleneck` of its training and validation patients; and the scale.

    Raises:
        InputError: no gene varies, or a loss is no finite number.
    """
    normaliser = fit_scale(patients, of_fold.training, settings.most_variable_genes)
    parts = [
        Expressed(ids, scaled(patients, normaliser, ids).numpy(), patients.known_labels(ids))
        for ids in (of_fold.training, of_fold.validation)
    ]
    tower, history = fit_gene_tower(*parts, settings.gene_tower, derive_seed(seed, name, fold))
    predicted = probabilities(tower, expression=scaled(patients, normaliser, [*of_fold.validation, *of_fold.test]))
    network = FittedStep(NETWORK, name, EXPRESSION, fold, tuple(of_fold.training), tuple(of_fold.validation))
    trained = Trained(
        tower,
        prediction_rows(fold, of_fold, predicted, "gene_tower"),
        history.assign(fold=fold),
        [normaliser.record(name, EXPRESSION, fold), network],
        {"bottleneck": _bottleneck(tower, patients, normaliser, [*of_fold.training, *of_fold.validation])},
    )
    return trained, normaliser


@torch.no_grad()
def _bottleneck(tower, patients: Patients, normaliser: ExpressionNormaliser, ids: list[str]) -> pd.DataFrame:
    values = tower.features(scaled(patients, normaliser, ids)).numpy()
    table = pd.DataFrame(values, columns=[f"feature_{number}" for number in range(values.shape[1])])
    table.insert(0, "patient_id", ids)
    return table
