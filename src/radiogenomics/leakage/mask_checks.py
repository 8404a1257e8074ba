"""Before training: did a network that segmented a patient for a study train on this patient?"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from radiogenomics.leakage.findings import Check
from radiogenomics.leakage.fit_checks import seen
from radiogenomics.leakage.persons import all_links, person_of
from radiogenomics.leakage.reading import read_all
from radiogenomics.leakage.records import FittedStep, read_fitted

SEGMENT_ANEW = "delete the table of predicted masks, of the study that segments, to have it made anew"


def checks_of_masks(
    tables: Sequence[str | Path], records: Sequence[str | Path], cohort: pd.DataFrame, crosswalks: pd.DataFrame
) -> list[Check]:
    """The check of predicted segmentations, from their files; none for a study that reads no such segmentation.

    Args:
        tables: predicted/<model>.csv of the study that segments, or none.
        records: of the trainings of its networks.
        cohort: rows of cohort.csv; no label is needed.
        crosswalks: pairs of names of one person.
    """
    if not tables:
        return []
    steps = read_fitted(records)
    names = {*cohort["patient_id"], *(patient for step in steps for patient in step.patients)}
    return mask_checks(read_all(tables), steps, cohort, person_of(names, all_links(cohort, names, crosswalks)))


def mask_checks(
    masks: pd.DataFrame, steps: Sequence[FittedStep], cohort: pd.DataFrame, person: Mapping[str, str]
) -> list[Check]:
    """The check of the segmentations that another study predicted for the patients of this one.

    Args:
        masks: rows of predicted/<model>.csv: patient_id, model, input, fold, path.
        steps: records of the trainings of the networks.
        cohort: patient_id, included and path_predicted of cohort.csv.
        person: one name for all names of a person.
    """
    included = cohort[cohort["included"].astype(bool)].set_index("patient_id")
    fits = {(step.model, step.input, step.fold): step.patients for step in steps}
    found = []
    for row in masks[masks["patient_id"].isin(included.index)].itertuples():
        network = f"the network {row.model}, fold {row.fold}"
        trained = fits.get((row.model, row.input, row.fold))
        if trained is None:
            found.append(f"nothing says which patients {network} was trained on, which segmented {row.patient_id}")
            continue
        found_again = seen([row.patient_id], trained, person, "its training patient")
        found += [f"{network} segmented {who}" for _, who in found_again]
    listed = masks.drop_duplicates("patient_id").set_index("patient_id")["path"]
    for patient, path in included["path_predicted"].items():
        if listed.get(patient) != path:
            found.append(f"nothing says which network predicted the segmentation of {patient}")
    return [
        Check(
            "predicted_masks",
            "Was anybody's segmentation predicted by a network that had been trained on him or her?",
            f"patients: {len(included)}; networks: {len(fits)}",
            tuple(found),
            SEGMENT_ANEW,
        )
    ]
