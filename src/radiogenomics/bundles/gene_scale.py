"""How the gene tower of a fold reads expression: which genes, and on which scale; without anybody's name.

What a training keeps of its normalisation (`expression.normalisation`) also lists the training patients, who must not
leave the study.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import safetensors.numpy

from radiogenomics.errors import InputError
from radiogenomics.expression.normalisation import ExpressionNormaliser
from radiogenomics.files import atomic_path


@dataclass(frozen=True, eq=False)
class GeneScale:
    """Choice and scale of the genes of one fold.

    Attributes:
        kept: place of each gene that the tower reads among the genes of the bundle (kept,).
        mean: of its logarithms among the training patients of the fold (kept,).
        deviation: standard deviation among them (kept,).
    """

    kept: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray

    @classmethod
    def of(cls, normaliser: ExpressionNormaliser, genes: Sequence[str]) -> Self:
        """The scale of a training, for genes of a bundle."""
        places = {gene: place for place, gene in enumerate(genes)}
        kept = np.array([places[gene] for gene in normaliser.kept], np.int64)
        return cls(kept, normaliser.mean.astype(np.float64), normaliser.deviation.astype(np.float64))

    def apply(self, logarithms: np.ndarray) -> np.ndarray:
        """Logarithms (n, genes of the bundle) → what the tower reads (n, kept), float32."""
        return ((logarithms[:, self.kept] - self.mean) / self.deviation).astype(np.float32)

    def save(self, path: Path) -> None:
        """Write it as safetensors."""
        arrays = {name: np.ascontiguousarray(getattr(self, name)) for name in ("kept", "mean", "deviation")}
        with atomic_path(path) as temporary:
            temporary.write_bytes(safetensors.numpy.save(arrays))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            InputError: the file is missing or damaged.
        """
        try:
            return cls(**safetensors.numpy.load_file(path))
        except (OSError, TypeError, ValueError, safetensors.SafetensorError):
            raise InputError(f"{path}: missing or damaged; copy the folder of the model again") from None
