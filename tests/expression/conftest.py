import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.downloads.gdc import COLUMNS, FILE_TABLE
from radiogenomics.expression.matrix import ExpressionMatrix, read_matrix
from radiogenomics.expression.star_counts import HEADER, WITHOUT_GENE
from radiogenomics.oddities import noticed_since_last

GENES = ["ENSG00000000003.15", "ENSG00000000005.6", "ENSG00000002586.20", "ENSG00000002586.20_PAR_Y"]


@pytest.fixture
def write_counts() -> Callable[..., Path]:
    """Write a file of STAR gene counts with the same counts in every column of counts."""

    def write(path: Path, counts: list, genes: list[str] = GENES, model: str = "GENCODE v36") -> Path:
        rows = [[name, "", "", 5, 5, 5, "", "", ""] for name in WITHOUT_GENE]
        rows += [[gene, f"NAME{i}", "protein_coding", *[counts[i]] * 3, 1.5, 1, 1] for i, gene in enumerate(genes)]
        lines = [f"# gene-model: {model}", "\t".join(HEADER), *("\t".join(map(str, row)) for row in rows)]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


@pytest.fixture
def gdc_folder(tmp_path, write_counts) -> Path:
    """Four files of three patients; the second has a recurrent tumour, the first a second aliquot."""
    samples = [
        ("a", "TCGA-02-0001-01A"),
        ("b", "TCGA-02-0002-01A"),
        ("c", "TCGA-02-0002-02A"),
        ("d", "TCGA-02-0003-01A"),
        ("e", "TCGA-02-0001-01A"),
    ]
    rows = []
    for number, (file_id, sample) in enumerate(samples):
        path = write_counts(tmp_path / file_id / f"{file_id}.tsv", [number, 10 * number, 7, 0])
        md5 = hashlib.md5(path.read_bytes()).hexdigest()
        rows.append([file_id, path.name, md5, path.stat().st_size, sample[:12], sample, "Primary Tumor", "45"])
    pd.DataFrame(rows, columns=COLUMNS).to_csv(tmp_path / FILE_TABLE, index=False)
    return tmp_path


@pytest.fixture
def expression() -> pd.DataFrame:
    """Counts of 12 patients × 6 genes; the fifth is 0 in all, the sixth constant."""
    random = np.random.default_rng(0)
    counts = random.negative_binomial(5, 0.02, size=(12, 6)).astype(float)
    counts[:, 4] = 0
    table = pd.DataFrame(counts, [f"P{i:02}" for i in range(12)], [f"G{i}" for i in range(6)])
    return table.rename_axis("patient_id")


@pytest.fixture
def table() -> pd.DataFrame:
    """Logarithms of two microRNA of three patients of TCGA, genes as rows."""
    values = [[12.5, 3.25, 7.0], [0.0, 1.5, 2.0]]
    return pd.DataFrame(values, ["hsa-mir-1", "hsa-let-7a"], ["TCGA.CS.0002", "TCGA.CS.0001", "TCGA.CS.0003"])


@pytest.fixture
def read(tmp_path) -> Callable[..., ExpressionMatrix]:
    """Write a matrix and read it again."""

    def write_and_read(table, *arguments, sep=",", **options):
        table.to_csv(tmp_path / "m.csv", sep=sep)
        return read_matrix(tmp_path / "m.csv", *arguments, **options)

    return write_and_read


@pytest.fixture
def counts() -> pd.DataFrame:
    """Counts of 40 genes of eight patients."""
    numbers = np.random.default_rng(0).poisson(300, (40, 8))
    return pd.DataFrame(numbers, [f"G{number}" for number in range(40)], [f"P{number}" for number in range(8)])


@pytest.fixture
def told(read) -> Callable[..., tuple[ExpressionMatrix, list[str]]]:
    """Write a matrix and read it again, and what was noticed."""

    def read_and_tell(*arguments, **options):
        noticed_since_last()
        found = read(*arguments, **options)
        return found, [what for *_, what in noticed_since_last()]

    return read_and_tell
