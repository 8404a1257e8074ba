"""One sample of every patient, and why the others are left out."""

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.expression.barcodes import PRIMARY, Barcode, is_barcode, read_barcode

SAME_PATIENT = "of the same patient"
"""Begin of the reason why a sample is not used where another one of its patient is."""
COLUMNS = ["sample", "barcode", "patient_id", "tissue", "used", "reason"]
ANALYTES = ("H", "R", "T")
"""Kinds of RNA extract, the preferred one first."""


def choose_samples(barcodes: pd.Series, where: str) -> pd.DataFrame:
    """Choose the sample that stands for each patient.

    A patient is represented by the primary tumour (01); recurrent tumours (02), normal tissue (11) and all others are
    left out. A barcode that names a patient alone is taken as it is. Of several samples of a primary tumour, the vial
    that comes first is taken (A before B); of several aliquots of it, the preferred extract (H, R, T), then the one
    whose barcode comes last, which is the latest plate, as the Broad Institute's Firehose did; where the barcodes are
    equal, the sample whose own name comes last. The expression itself plays no part in the choice.

    Args:
        barcodes: barcode of every sample, by the sample's name (a column of a matrix, an id of a file). An id that does
            not begin with `TCGA` is a patient's own.
        where: file or table that holds them, for error messages.

    Returns:
        One row per sample, in the order given: sample, barcode, patient_id, tissue (in words), used, reason (empty
        where used).

    Raises:
        InputError: a barcode cannot be read, a patient with an id of another form is there twice, or no sample is left.
    """
    rows = pd.DataFrame({"sample": barcodes.index.astype(str), "barcode": barcodes.to_numpy(str)})
    read = [_read(text, where) for text in rows["barcode"]]
    rows["patient_id"] = [barcode.patient for barcode in read]
    rows["tissue"] = [barcode.tissue for barcode in read]
    tumours = [barcode.sample_type in ("", PRIMARY) for barcode in read]
    _refuse_repeated(rows, where)
    ranked = sorted(
        (row for row, is_tumour in enumerate(tumours) if is_tumour),
        key=lambda row: (_preference(read[row]), rows.loc[row, ["barcode", "sample"]].tolist()),
        reverse=True,
    )
    first: dict[str, int] = {}
    for row in ranked:
        first.setdefault(read[row].patient, row)
    if not first:
        raise InputError(f"{where}: none of the {len(rows)} samples is of a primary tumour; check the barcodes")
    rows["used"] = [first.get(barcode.patient) == row for row, barcode in enumerate(read)]
    reasons = [
        f"{SAME_PATIENT}, {rows['barcode'][first[barcode.patient]]} is used" if is_tumour else barcode.tissue
        for barcode, is_tumour in zip(read, tumours, strict=True)
    ]
    rows["reason"] = pd.Series(reasons, dtype=object).mask(rows["used"], "")
    return rows[COLUMNS]


def _read(text: str, where: str) -> Barcode:
    return read_barcode(text, where) if is_barcode(text) else Barcode(text)


def _refuse_repeated(rows: pd.DataFrame, where: str) -> None:
    own = rows[~rows["barcode"].map(is_barcode)]
    for patient_id in own["patient_id"][own["patient_id"].duplicated()]:
        raise InputError(f"{where}: patient {patient_id} is there twice; remove one, for nothing tells which is right")


def _preference(barcode: Barcode) -> tuple[int, int]:
    """Greater for the vial and the extract that are preferred; one that is not said comes last."""
    vial = -ord(barcode.vial) if barcode.vial else -ord("Z") - 1
    return vial, -ANALYTES.index(barcode.analyte) if barcode.analyte in ANALYTES else -len(ANALYTES)
