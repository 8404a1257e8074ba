"""Before training: files, scans and segmentations that stand under two patients (fault B16)."""

from collections.abc import Iterable, Mapping
from itertools import combinations

import pandas as pd

from radiogenomics.images.same_scan import FEWEST_OWNERS, LEAST_SHARE, is_made_for_all
from radiogenomics.leakage.findings import Check
from radiogenomics.leakage.roles import Roles, judged

FIND_OUT = "find out whose scan it is and name the other patient in `exclude_patients` of the cohort"


def scan_checks(indices: Mapping[str, pd.DataFrame], roles: Roles) -> list[Check]:
    """Checks of the scans of a study that trains on images.

    Args:
        indices: index of the images of each modality: patient_id, source, source_sha256, mask_sha256, voxels_sha256.
        roles: what each patient may do.
    """
    scans = pd.concat([index.assign(modality=modality) for modality, index in indices.items()], ignore_index=True)
    files = scans.rename(columns={"source_sha256": "sha256"})
    examined = f"files: {scans['source'].nunique()}"
    return [_voxels(scans, roles), _sequences(scans), _files(files, examined, roles), _segmentations(scans, roles)]


def source_check(cohort: pd.DataFrame, sources: pd.DataFrame, roles: Roles) -> Check:
    """Is a file that features were computed from that of two patients?

    Args:
        cohort: patient_id, included and path_<modality> of cohort.csv.
        sources: source and sha256 of all files that were read.
        roles: what each patient may do.
    """
    included = cohort[cohort["included"].astype(bool)].set_index("patient_id")
    paths = included.filter(regex="^path_(?!automatic|corrected|predicted)").stack()
    files = paths[paths.astype(str) != ""].rename("source").reset_index()[["patient_id", "source"]]
    checksums = sources.drop_duplicates("source").set_index("source")["sha256"]
    files["sha256"] = files["source"].map(checksums)
    examined = f"scans that the cohort names: {len(files)}, with a checksum: {int(files['sha256'].notna().sum())}"
    return _files(files, examined, roles)


def _voxels(scans: pd.DataFrame, roles: Roles) -> Check:
    found, notes = judged(_shared(scans, "voxels_sha256", "the same voxels", "modality"), roles)
    return Check(
        "identical_scans",
        "Does one scan, by a hash of its voxels, stand under two patients in different roles, in any modality?",
        f"patients: {scans['patient_id'].nunique()}; modalities: {scans['modality'].nunique()}; scans: {len(scans)}",
        found,
        FIND_OUT,
        notes,
    )


def _sequences(scans: pd.DataFrame) -> Check:
    """Of one patient two sequences must differ; several files, or choices of slices, of one modality need not."""
    alone = scans.drop_duplicates(["patient_id", "modality", "voxels_sha256"])
    found = [
        f"{' and '.join(rows['modality'])} of {patient} are the same image"
        for (patient, _), rows in alone.groupby(["patient_id", "voxels_sha256"])
        if len(rows) > 1
    ]
    return Check(
        "sequences",
        "Are two sequences of a patient one and the same image, by a hash of its voxels?",
        f"patients: {scans['patient_id'].nunique()}; scans: {len(scans.drop_duplicates(['patient_id', 'modality']))}",
        tuple(found),
        "find out which sequence it is and give the other, or name the patient in `exclude_patients` of the cohort",
    )


def _files(files: pd.DataFrame, examined: str, roles: Roles) -> Check:
    """The check of files: patient_id, source, sha256 and, where it is known, modality."""
    also = "modality" if "modality" in files else None
    by_name = _shared(files, "source", "the same file", also)
    by_content = _shared(files.dropna(subset="sha256"), "sha256", "the same file content", also)
    found, notes = judged([*by_name, *by_content], roles)
    return Check(
        "source_files",
        "Does one file, by its name or its content, stand under two patients in different roles?",
        examined,
        found,
        FIND_OUT,
        notes,
        nothing_to_examine=files.empty,
    )


def _segmentations(scans: pd.DataFrame, roles: Roles) -> Check:
    masks = scans.dropna(subset="mask_sha256").drop_duplicates(["patient_id", "mask_sha256"])
    owners = masks.groupby("mask_sha256")["patient_id"].transform("nunique")
    patients = masks["patient_id"].nunique()
    common = owners.map(lambda count: is_made_for_all(count, patients)).astype(bool)
    found, notes = judged(_shared(masks[~common], "mask_sha256", "the same segmentation"), roles)
    of_all = masks[common].groupby("mask_sha256")["patient_id"].agg(["first", "size"])
    shared = (f"{n} patients share one segmentation (first: {first})" for first, n in of_all.to_numpy())
    return Check(
        "segmentations",
        "Does one segmentation stand under two patients in different roles, as of one scan filed twice?",
        f"patients: {masks['patient_id'].nunique()}; segmentations: {masks['mask_sha256'].nunique()}; one that at "
        f"least {FEWEST_OWNERS} patients share, and more than {LEAST_SHARE:.0%} of them, counts as made for all",
        found,
        FIND_OUT,
        (*notes, *shared),
        nothing_to_examine=masks.empty,
    )


def _shared(table: pd.DataFrame, column: str, what: str, also: str | None = None) -> Iterable[tuple[str, str, str]]:
    """Pairs of patients with an equal value, once per pair and value, with the modalities where they are known."""
    for _, rows in table.groupby(column, sort=False):
        if rows["patient_id"].nunique() < 2:
            continue
        owners = rows.drop_duplicates("patient_id").sort_values("patient_id")
        for one, other in combinations(owners.itertuples(), 2):
            names = [f"{row.patient_id} ({getattr(row, also)})" if also else row.patient_id for row in (one, other)]
            yield one.patient_id, other.patient_id, f"{' and '.join(names)} have {what}"
