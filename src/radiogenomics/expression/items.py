"""Expression of patients as the items of a training."""

import numpy as np
import torch
from torch.utils.data import Dataset


class ExpressionItems(Dataset):
    """One item per patient: normalised expression, and the label or the expression itself as what is learned.

    Attributes:
        patient_ids: whose each item is.
        labels: 1.0 or 0.0.
    """

    def __init__(self, patient_ids: list[str], values: np.ndarray, labels: np.ndarray, reconstructs: bool) -> None:
        """Take the patients, their expression (n, genes), and their labels (n,)."""
        self.patient_ids = list(patient_ids)
        self.values = torch.as_tensor(np.asarray(values, dtype=np.float32))
        self.labels = np.asarray(labels, dtype=np.float32)
        self.reconstructs = reconstructs

    def __len__(self) -> int:
        """Patients with a row of genes each."""
        return len(self.labels)

    def __getitem__(self, row: int) -> tuple[dict[str, torch.Tensor], torch.Tensor | float, int]:
        """Expression (genes,), what is learned, and the row."""
        values = self.values[row]
        return {"expression": values}, values if self.reconstructs else float(self.labels[row]), row
