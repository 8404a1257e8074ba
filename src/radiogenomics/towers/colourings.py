"""What is known of the patients of a bottleneck, to colour them by."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from radiogenomics.cohorts.archive_tree import index_files, unique_file
from radiogenomics.cohorts.sources import reader_of
from radiogenomics.downloads.gdc_cases import ALIQUOT_COLUMNS, ALIQUOT_TABLE
from radiogenomics.evaluation.confounder_settings import ConfounderSettings
from radiogenomics.expression.barcodes import PRIMARY, read_barcode
from radiogenomics.files import read_table

BATCH = "Plate"


def colourings(
    patient_ids: Sequence[str],
    labels: pd.Series,
    label: str,
    classes: Sequence[str],
    archive: Path,
    source: str,
    reading: Mapping[str, Any] | None,
    modalities: list[str],
    confounder: Mapping[str, Any] | None,
) -> pd.DataFrame:
    """Label, confounder and plate of some patients, missing or empty where not known.

    Args:
        patient_ids: patients to colour.
        labels: 1 or 0 of training patients.
        label: name of the label.
        classes: names of the positive and of the negative class.
        archive: folder of the archive's files.
        source: of the cohort.
        reading: how its files are read, where the cohort says so.
        modalities: of the study.
        confounder: its section, or None.

    Returns:
        By patient_id, one column per colouring: the label, the confounder where there is one, and the plate on which
        a tumour's expression was measured where barcodes of aliquots tell it.
    """
    positive, negative = classes
    names = {1: positive, 0: negative}
    found = {label: labels.reindex(patient_ids).map(names)}
    if confounder is not None:
        settings = ConfounderSettings(**confounder)
        scans = reader_of(source, reading)(archive, list(modalities))
        values = scans[scans["baseline"]].set_index("patient_id")[settings.column].reindex(patient_ids)
        found[settings.name] = values.mask(values.isin(settings.missing))
    plates = _plates(archive)
    if plates is not None:
        found[BATCH] = plates.reindex(patient_ids)
    return pd.DataFrame(found, index=list(patient_ids))


def _plates(archive: Path) -> pd.Series | None:
    """Plate of each patient's primary tumour; None where no table of aliquots is there."""
    path = unique_file(index_files(archive), ALIQUOT_TABLE)
    if path is None:
        return None
    barcodes = [read_barcode(text, str(path)) for text in read_table(path, ALIQUOT_COLUMNS, dtype=str)["aliquot_id"]]
    plates = {code.patient: code.plate for code in barcodes if code.sample_type == PRIMARY}
    return pd.Series(plates, dtype=object)
