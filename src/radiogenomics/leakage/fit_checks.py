"""Before evaluation: which patients each fitted step was given, by its record, and which it may have by the split."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from radiogenomics.leakage.findings import Check
from radiogenomics.leakage.records import TRANSFERRED_WEIGHTS, FittedStep
from radiogenomics.leakage.roles import Roles

FIT_ANEW = "a defect of the program: report it, and delete the fit to have it made anew"


def fit_checks(
    steps: Sequence[FittedStep],
    roles: Roles,
    groups: Mapping[str, str],
    person: Mapping[str, str],
    unnamed: Sequence[str] = (),
) -> list[Check]:
    """Checks of the patients of every fit.

    Args:
        steps: records of all fits.
        roles: what each patient may do.
        groups: modality group of each input.
        person: one name for all names of a person (`persons.person_of`); who is not in it has one name.
        unnamed: published weights; their patients have no names that could be compared.
    """
    return [
        _test_patients(steps, roles, person),
        _validation_patients(steps, roles, groups, person),
        _strangers(steps, roles, groups, unnamed),
        _choices(steps, roles, person),
    ]


def seen(
    patients: Iterable[str], others: Iterable[str], person: Mapping[str, str], role: str
) -> Iterator[tuple[str, str]]:
    """Patients of a fit who are, by whatever name, among some others.

    Yields:
        The patient, and in words who that is: `test patient P1`, or `P1_21, who is test patient P1`.
    """
    name_of = {person.get(other, other): other for other in others}
    for patient in sorted(set(patients)):
        other = name_of.get(person.get(patient, patient))
        if other is not None:
            yield patient, f"{role} {other}" if patient == other else f"{patient}, who is {role} {other}"


def _test_patients(steps: Sequence[FittedStep], roles: Roles, person: Mapping[str, str]) -> Check:
    found = [
        f"{step} saw {who}" for step in steps for _, who in seen(step.patients, roles.tested, person, "test patient")
    ]
    return Check(
        "fits_and_test_patients",
        "Did any fit see a test patient, by whatever name?",
        f"fitted steps: {sum(bool(step.patients) for step in steps)}; test patients: {len(roles.tested)}",
        tuple(found),
        FIT_ANEW,
    )


def _validation_patients(
    steps: Sequence[FittedStep], roles: Roles, groups: Mapping[str, str], person: Mapping[str, str]
) -> Check:
    of_folds = [step for step in steps if step.fold is not None and step.input in groups]
    found = [
        f"{step} saw {who}"
        for step in of_folds
        for _, who in seen(
            step.patients, roles.validation_patients(groups[step.input], step.fold), person, "its validation patient"
        )
    ]
    return Check(
        "fits_and_validation_patients",
        "Did the fit of a fold see a patient who validates in that fold?",
        f"fitted steps of single folds: {len(of_folds)}",
        tuple(found),
        FIT_ANEW,
    )


def _strangers(steps: Sequence[FittedStep], roles: Roles, groups: Mapping[str, str], unnamed: Sequence[str]) -> Check:
    found = []
    # Weights may come from patients of another study; that none of them is a test patient is asked above.
    own = [step for step in steps if step.step != TRANSFERRED_WEIGHTS]
    for step in own:
        # What was chosen and fitted to nobody, a threshold, names an ensemble, which may be called like an input.
        group = groups.get(step.input) if step.patients else None
        allowed = roles.training_patients(group) if group else roles.trained
        of_group = f" of group {group}" if group else ""
        strangers = sorted({*step.patients, *step.chosen_on} - allowed - roles.tested)
        found += [f"{step} used {patient}, who is no training patient{of_group}" for patient in strangers]
    others = len(steps) - len(own)
    return Check(
        "fits_and_split",
        "Did any fit see somebody who is not a training patient of its modality group?",
        f"fitted steps: {len(own)}" + (f"; transferred weights, from other patients: {others}" if others else ""),
        tuple(found),
        FIT_ANEW,
        tuple(f"whose scans the published weights {name} were trained on is not known by name" for name in unnamed),
    )


def _choices(steps: Sequence[FittedStep], roles: Roles, person: Mapping[str, str]) -> Check:
    choosing = [step for step in steps if step.chosen_on]
    found = []
    for step in choosing:
        tested = seen(step.chosen_on, roles.tested, person, "test patient")
        fitted = seen(step.chosen_on, step.patients, person, "training patient of the same fit,")
        found += [f"{step} was chosen on {who}" for _, who in (*tested, *fitted)]
    return Check(
        "choices",
        "Was an epoch or a threshold chosen on a test patient, or on a patient of the same fit?",
        f"choices: {len(choosing)}",
        tuple(found),
        FIT_ANEW,
        nothing_to_examine=not choosing,
    )
