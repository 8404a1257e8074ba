"""Expression of all patients from a folder of the Genomic Data Commons' files."""

from pathlib import Path

import numpy as np
import pandas as pd

from radiogenomics.downloads.checksums import ARCHIVE, Digest, has_digest
from radiogenomics.downloads.gdc import COLUMNS, FILE_TABLE
from radiogenomics.downloads.gdc_cases import ALIQUOT_TABLE
from radiogenomics.errors import InputError
from radiogenomics.expression.samples import choose_samples
from radiogenomics.expression.star_counts import CountColumn, read_star_counts
from radiogenomics.files import read_table


def read_gdc_folder(folder: str | Path, column: CountColumn = "unstranded") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read what `downloads.gdc.receive` wrote: one file of the primary tumour of every patient.

    Args:
        folder: holds `gdc_files.csv`, `gdc_aliquots.csv` where the barcodes of the aliquots are known, and
            `<file_id>/<file_name>`.
        column: values to read.

    Returns:
        Expression, patients × rows of the files (with versions and pseudo-autosomal copies, as they are), float32, by
        patient_id; and the choice of samples (`samples.choose_samples`), by file_id.

    Raises:
        InputError: a table or a file is missing or damaged (its MD5 checksum is not GDC's), the choice of samples
            fails, or two files do not have the same genes.
    """
    folder = Path(folder)
    files = read_table(folder / FILE_TABLE, COLUMNS, dtype=str, keep_default_na=False).set_index("file_id")
    samples = choose_samples(_barcodes(files, folder), str(folder / FILE_TABLE))
    used = samples[samples["used"]].sort_values("patient_id").set_index("sample")
    values, genes, first = [], None, None
    for file_id in used.index:
        path = folder / file_id / files.loc[file_id, "file_name"]
        _check(path, files.loc[file_id, "md5"])
        counts = read_star_counts(path, [column])
        if genes is None:
            genes, first = counts.values.index, path
        elif not genes.equals(counts.values.index):
            raise InputError(
                f"{path}: has other genes than {first}, as of another gene model ({counts.gene_model}); download all "
                "files of one release again"
            )
        values.append(counts.values[column].to_numpy(np.float32))
    return pd.DataFrame(np.stack(values), pd.Index(used["patient_id"], name="patient_id"), genes), samples


def _barcodes(files: pd.DataFrame, folder: Path) -> pd.Series:
    """Barcode of every file: that of its aliquot where it is known, else that of its sample."""
    barcodes = files["sample_id"]
    if (folder / ALIQUOT_TABLE).is_file():
        aliquots = read_table(folder / ALIQUOT_TABLE, ["file_id", "aliquot_id"], dtype=str, keep_default_na=False)
        barcodes = barcodes.index.to_series().map(aliquots.set_index("file_id")["aliquot_id"]).fillna(barcodes)
    return barcodes


def _check(path: Path, md5: str) -> None:
    if not path.is_file():
        raise InputError(f"{path}: no such file, though {FILE_TABLE} lists it; download the expression again")
    if not has_digest(path, Digest("md5", md5, ARCHIVE)):
        raise InputError(f"{path}: its MD5 checksum is not that of {FILE_TABLE}; delete it and download it again")
