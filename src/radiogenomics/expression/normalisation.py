"""Normalisation of expression, fitted to training patients alone.

Lyu and Costen do not say how they normalise; an autoencoder with a mean squared error needs genes of like scale.
"""

import json
from pathlib import Path
from typing import Literal, Self
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.expression.settings import NormalisationSettings
from radiogenomics.files import atomic_path, nearest, open_input
from radiogenomics.leakage.records import FittedStep

EXPRESSION_SCALE = "expression normalisation"
"""Name of the step in the records of fits."""
PRIOR_COUNT = 0.5
STORED = ("genes", "kept", "reasons", "fitted_on")
"""Attributes that are texts, in the stored form."""


def log_cpm(counts: np.ndarray) -> np.ndarray:
    """Counts (n, genes) → log2((count + 0.5) / (library + 1) · 10⁶), the library being the patient's sum of counts.

    Law et al. 2014, Genome Biology 15:R29. It knows one patient at a time and fits nothing.
    """
    library = counts.sum(axis=-1, keepdims=True, dtype=float)
    return np.log2((counts + PRIOR_COUNT) / (library + 1) * 1e6)


def logarithms(expression: pd.DataFrame, transform: Literal["log_cpm", "log_tpm", "none"]) -> np.ndarray:
    """Patients × genes → what is scaled afterwards, float64; it knows one patient at a time and fits nothing.

    Args:
        expression: by patient_id.
        transform: as of `NormalisationSettings`.

    Raises:
        InputError: a value is negative where none may be, or a patient has no reads.
    """
    values = expression.to_numpy(float)
    if transform == "none":
        return values
    for patient_id in expression.index[(values < 0).any(axis=1)]:
        raise InputError(
            f"expression: patient {patient_id} has negative values, of which no logarithm can be taken; where they "
            "are logarithms already, set `transform: none`"
        )
    if transform == "log_tpm":
        return np.log2(1 + values)
    for patient_id in expression.index[values.sum(axis=1) == 0]:
        raise InputError(f"expression: patient {patient_id} has no reads at all; exclude the patient")
    return log_cpm(values)


class ExpressionNormaliser:
    """Logarithm, choice of the most variable genes, and scaling.

    Attributes:
        settings: what was asked for.
        genes: genes that `transform` expects, in order.
        kept: genes that it returns, in order.
        mean: of each kept gene among the training patients, after the logarithm.
        deviation: standard deviation of each kept gene among them, never 0.
        reasons: for each of `genes`, why it is left out; empty where it is kept.
        fitted_on: ids of the training patients.
    """

    def __init__(self, settings: NormalisationSettings):
        """Normaliser that has seen nobody."""
        self.settings = settings
        self.genes: tuple[str, ...] = ()
        self.kept: tuple[str, ...] = ()
        self.reasons: tuple[str, ...] = ()
        self.mean = self.deviation = np.empty(0)
        self.fitted_on: tuple[str, ...] = ()

    def fit(self, expression: pd.DataFrame) -> Self:
        """Fit to training patients; returns itself.

        Genes that do not vary among them are left out; so are those that are 0 in all, though their logarithm per
        million would vary with the library. Genes of equal variance are kept in the order of the table.

        Args:
            expression: patients × genes, by patient_id.

        Raises:
            InputError: fewer than two patients, a patient without reads, a value that is negative where none may be, or
                no gene varies.
        """
        if len(expression) < 2:
            raise InputError(f"expression: {len(expression)} training patient(s) cannot show how genes vary; add more")
        values = self._logarithms(expression)
        variance = values.var(axis=0)
        zero = ~expression.to_numpy(float).any(axis=0)
        # What is equal in all patients differs from its own mean in the last bits.
        equal = np.ptp(values, axis=0) == 0
        varies = np.flatnonzero(~zero & ~equal)
        if not len(varies):
            raise InputError(
                f"expression: none of {expression.shape[1]} genes varies among {len(expression)} training patients; "
                "check the table"
            )
        order = varies[np.argsort(-variance[varies], kind="stable")]
        chosen = np.sort(order[: self.settings.most_variable])
        self.genes = tuple(map(str, expression.columns))
        self.kept = tuple(self.genes[column] for column in chosen)
        reasons = np.select(
            [zero, equal, ~np.isin(np.arange(len(variance)), chosen)],
            ["0 in all training patients", "equal in all training patients", "not among the most variable"],
            "",
        )
        self.reasons = tuple(reasons.tolist())
        self.mean, self.deviation = values[:, chosen].mean(axis=0), np.sqrt(variance[chosen])
        self.fitted_on = tuple(map(str, expression.index))
        return self

    def transform(self, expression: pd.DataFrame) -> pd.DataFrame:
        """Patients × genes as `fit` saw them → patients × kept genes, float32.

        Raises:
            InputError: it is not fitted, a gene is missing, or a patient's values cannot be normalised.
        """
        if not self.fitted_on:
            raise InputError("expression: the normalisation is not fitted to training patients; fit it first")
        for gene in self.genes:
            if gene not in expression.columns:
                raise InputError(
                    f"expression: gene {gene} of the training patients is missing{nearest(gene, expression.columns)}; "
                    "give a table with the same genes"
                )
        columns = pd.Index(self.genes).get_indexer(list(self.kept))
        values = self._logarithms(expression[list(self.genes)])[:, columns]
        if self.settings.scale:
            values = (values - self.mean) / self.deviation
        return pd.DataFrame(values.astype(np.float32), expression.index, list(self.kept))

    def gene_table(self) -> pd.DataFrame:
        """Genes that `fit` was given, in order: gene, kept, reason (empty where kept)."""
        return pd.DataFrame(
            {"gene": self.genes, "kept": [not reason for reason in self.reasons], "reason": self.reasons}
        )

    def record(self, model: str, input_name: str, fold: int | None) -> FittedStep:
        """Record of the fit for the leak gates."""
        return FittedStep(EXPRESSION_SCALE, model, input_name, fold, self.fitted_on)

    def save(self, path: str | Path) -> None:
        """Write it as a `.npz` file that holds no Python objects."""
        arrays = {name: np.array(getattr(self, name), dtype=str) for name in STORED}
        with atomic_path(path) as temporary:
            np.savez_compressed(
                temporary, **arrays, mean=self.mean, deviation=self.deviation, settings=self.settings.model_dump_json()
            )

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read what `save` wrote.

        Raises:
            InputError: the file is missing or not one that `save` wrote.
        """
        with open_input(path, "rb") as file:
            try:
                stored = np.load(file, allow_pickle=False)
                normaliser = cls(NormalisationSettings(**json.loads(str(stored["settings"]))))
                for name in STORED:
                    setattr(normaliser, name, tuple(stored[name].tolist()))
                normaliser.mean, normaliser.deviation = stored["mean"], stored["deviation"]
            except (ValueError, KeyError, EOFError, OSError, AttributeError, TypeError, BadZipFile):
                raise InputError(f"{path}: not a stored normalisation; delete it to have it made again") from None
        return normaliser

    def _logarithms(self, expression: pd.DataFrame) -> np.ndarray:
        return logarithms(expression, self.settings.transform)
