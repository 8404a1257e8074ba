"""The gate before evaluation: what every fit saw, held against the split."""

from collections.abc import Mapping, Sequence

import pandas as pd

from radiogenomics.files import read_table
from radiogenomics.leakage.findings import Check, stop_on_leaks
from radiogenomics.leakage.fit_checks import fit_checks
from radiogenomics.leakage.persons import all_links, person_of, scan_links
from radiogenomics.leakage.prediction_checks import prediction_checks
from radiogenomics.leakage.record_checks import record_check
from radiogenomics.leakage.records import THRESHOLD, FitKey, FittedStep, read_fitted
from radiogenomics.leakage.roles import Roles


def checks_before_evaluation(
    steps: Sequence[FittedStep],
    predictions: pd.DataFrame,
    cohort: pd.DataFrame,
    splits: pd.DataFrame,
    crosswalks: pd.DataFrame,
    groups: Mapping[str, str],
    expected: Sequence[FitKey],
    unnamed: Sequence[str] = (),
    choices: Sequence[str] = (THRESHOLD,),
) -> list[Check]:
    """All questions of the gate.

    Args:
        steps: records of all fits of the study.
        predictions: rows of all predictions tables: model, modality, fold, subset, patient_id; no label is needed.
        cohort: patient_id and scan_id of cohort.csv; no label is needed.
        splits: rows of splits.csv.
        crosswalks: pairs of names of one person.
        groups: modality group of each input.
        expected: fits that the study asks for.
        unnamed: published weights, whose patients are not known by name.
        choices: steps that choose something, each of which must have left a record.
    """
    roles = Roles(splits)
    names = {*roles.patients, *_patients_of(steps), *predictions["patient_id"]}
    person = person_of(names, all_links(cohort, names, crosswalks))
    return [
        record_check(steps, expected, roles, groups, choices),
        *fit_checks(steps, roles, groups, person, unnamed),
        *prediction_checks(predictions, steps, roles, groups, person),
    ]


def refuse_leaks(steps: Sequence[FittedStep], splits: pd.DataFrame, where: str) -> None:
    """Stop where a fit saw, or something was chosen on, a test patient or somebody who does not train.

    For scripts that fit something after the gate, or without waiting for it. Other scans of a patient are known by
    their names; crosswalks are not read.

    Args:
        steps: records of the fits.
        splits: rows of splits.csv.
        where: what is stopped, for the message.

    Raises:
        InputError: the first leak, how many there are, and what to do.
    """
    roles = Roles(splits)
    names = {*roles.patients, *_patients_of(steps)}
    person = person_of(names, scan_links(pd.DataFrame(columns=["scan_id", "patient_id"]), names))
    stop_on_leaks(fit_checks(steps, roles, {}, person), where)


def refuse_leaks_of_files(records: Sequence[str], splits: Sequence[str], where: str) -> None:
    """As `refuse_leaks`, from files; without a split (nothing was trained) there is nothing to refuse."""
    for path in splits:
        refuse_leaks(read_fitted(records), read_table(path), where)


def _patients_of(steps: Sequence[FittedStep]) -> set[str]:
    return {patient for step in steps for patient in (*step.patients, *step.chosen_on)}
