"""UCSF-PDGM (10.7937/tcia.bdgf-8v37, version 5): 501 exams of 495 patients with diffuse glioma as NIfTI.

The archive was not at hand. Names of folders, files and columns, the values of labels and the renamed follow-ups are
those in which several independent public programs and descriptions agree. The number of the package's files, 12,030,
is that of 495 folders of 24 files and 6 of 25, so that every exam has all sequences. What was tested is that this
reader finds simulated patients who lie as these sources say.
"""

from pathlib import Path

import pandas as pd

from radiogenomics.cohorts.archive_tree import FileIndex, files_by_identifier, index_files, unique_file
from radiogenomics.cohorts.patient_data import ages_in_years, report_unlabelled, sexes
from radiogenomics.cohorts.scan_table import SEGMENTATIONS, refuse_unknown_modalities, scan_table
from radiogenomics.cohorts.ucsf_pdgm_tables import (
    AGE_COLUMN,
    EXAM_NAME,
    METADATA_EXAMPLE,
    SEX_COLUMN,
    exam_id,
    find_metadata,
    patient_of_exam,
    read_metadata,
)
from radiogenomics.errors import InputError
from radiogenomics.modalities import STRUCTURAL

SUFFIXES = {
    **{"T1": "T1", "T1GD": "T1c", "T2": "T2", "FLAIR": "FLAIR"},
    # The largest eigenvalue of the tensor is the axial diffusivity.
    **{"DTI_AD": "DTI_eddy_L1", "DTI_FA": "DTI_eddy_FA"},
}
MASK_SUFFIX = "tumor_segmentation"
LABEL_CONVENTION = "brats"
SITE = "UCSF"


def read_scans(local_dir: Path, modalities: list[str]) -> pd.DataFrame:
    """One row per exam of a copy of the archive, with the columns of `scan_table`.

    Exams and patients are called with four digits, as files are (`UCSF-PDGM-0004_nifti/UCSF-PDGM-0004_T1.nii.gz`),
    whichever way the table calls them; a follow-up (`UCSF-PDGM-0429_FU003d`) is no baseline. Scans are those without
    bias correction (`_T1`, not `_T1_bias`), as in the other archives. There is one segmentation, corrected and approved
    by experts, with BraTS's labels; whoever asks for an automatic or a corrected one gets it. Every exam of the table
    has, by the archive's word, the four structural sequences and the segmentation.

    Args:
        local_dir: folder that holds the images and `UCSF-PDGM-metadata_v5.csv` (or another version), at any depth.
        modalities: some of T1, T1GD, T2, FLAIR, DTI_AD and DTI_FA.

    Raises:
        InputError: a modality is not known, the table is missing or cannot be read, or two files of one name differ.
    """
    refuse_unknown_modalities(modalities, SUFFIXES, "UCSF-PDGM")
    index = index_files(local_dir)
    table = find_metadata(index)
    if table is None:
        raise InputError(
            f"{local_dir}: no {METADATA_EXAMPLE!r}, of whatever version, in it or below; download it from the "
            "collection's page, or correct `local_dir` of the cohort"
        )
    exams = read_metadata(table)
    suffixes = {modality: SUFFIXES[modality] for modality in modalities} | dict.fromkeys(SEGMENTATIONS, MASK_SUFFIX)
    files = {name: _files(index, suffix) for name, suffix in suffixes.items()}
    found = set().union(*files.values())
    report_unlabelled(found, exams.index, table.name)
    scans = pd.DataFrame(index=pd.Index(sorted(found | set(exams.index)), name="scan_id", dtype=object))
    scans["patient_id"] = [patient_of_exam(exam) for exam in scans.index]
    scans["baseline"] = scans.index == scans["patient_id"]
    scans = scans.assign(fault="", site=SITE)
    scans["age"] = ages_in_years(exams[AGE_COLUMN], table.name).reindex(scans.index)
    scans["sex"] = sexes(exams[SEX_COLUMN], table.name).reindex(scans.index)
    promised = {name: exams.index for name in suffixes if name in (*STRUCTURAL, *SEGMENTATIONS)}
    return scan_table(scans, exams, files, promised, LABEL_CONVENTION)


def _files(index: FileIndex, suffix: str) -> dict[str, Path]:
    """File of each exam; three and four digits mean the same exam."""
    named = files_by_identifier(index, rf"({EXAM_NAME})_{suffix}\.nii\.gz")
    by_exam: dict[str, list[Path]] = {}
    for name, path in named.items():
        by_exam.setdefault(str(exam_id(name)), []).append(path)
    return {exam: unique_file({exam: paths}, exam) for exam, paths in by_exam.items()}
