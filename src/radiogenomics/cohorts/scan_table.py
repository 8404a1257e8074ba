"""One table of scans whatever the archive: the columns that every `read_scans` returns."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.files import nearest

SEGMENTATIONS = ("automatic", "corrected")


def scan_table(
    scans: pd.DataFrame,
    clinical: pd.DataFrame,
    files: Mapping[str, Mapping[str, Path]],
    promised: Mapping[str, Iterable[str]],
    label_convention: str,
) -> pd.DataFrame:
    """Put together what an archive says of its scans and where they lie.

    Args:
        scans: by scan_id: patient_id, baseline, fault, site, age and sex.
        clinical: by patient or scan, as its index is named (`patient_id` or `scan_id`): the archive's own columns.
        files: for each modality and segmentation, the file (or folder) of each scan.
        promised: for each modality and segmentation, scans that have it by the archive's own word; what was found is
            there in any case.
        label_convention: what the numbers in the segmentations mean (`images.labels`); empty where nobody says it.

    Returns:
        One row per scan, ordered by scan_id: patient_id, scan_id, baseline, fault, site, the archive's own columns as
        text (empty where it has no row), age, sex, label_convention, `has_<name>` and `path_<name>` (text, empty where
        no file was found) of every modality and segmentation.
    """
    scans = scans.sort_index()
    table = scans[["patient_id"]].assign(scan_id=scans.index)
    table = table.join(scans[["baseline", "fault", "site"]]).reset_index(drop=True)
    # Columns of the archive's that have names of this table tell nothing that it needs.
    clinical = clinical.drop(columns=[column for column in clinical if column in table])
    table = table.join(clinical, on=clinical.index.name)
    table[list(clinical)] = table[list(clinical)].fillna("")
    table["age"] = scans["age"].to_numpy(float)
    table["sex"] = scans["sex"].to_numpy(object)
    table["label_convention"] = label_convention
    for name, found in files.items():
        table[f"has_{name}"] = table["scan_id"].isin(set(found) | set(promised.get(name, ())))
    for name, found in files.items():
        table[f"path_{name}"] = [str(found.get(scan_id, "")) for scan_id in table["scan_id"]]
    return table


def refuse_unknown_modalities(modalities: Iterable[str], known: Iterable[str], archive: str) -> None:
    """Check that an archive has the modalities a study asks for.

    Raises:
        InputError: it has not; the nearest is named.
    """
    known = list(known)
    for modality in modalities:
        if modality not in known:
            raise InputError(
                f"modality {modality!r} is not in {archive}{nearest(modality, known)}; use some of {', '.join(known)}"
            )
