"""Before evaluation: is there a record of every fit, and is it complete?"""

from collections.abc import Iterator, Mapping, Sequence

from radiogenomics.leakage.findings import Check
from radiogenomics.leakage.records import NETWORK, THRESHOLD, FitKey, FittedStep
from radiogenomics.leakage.roles import Roles


def record_check(
    steps: Sequence[FittedStep],
    expected: Sequence[FitKey],
    roles: Roles,
    groups: Mapping[str, str],
    choices: Sequence[str] = (THRESHOLD,),
) -> Check:
    """Has every fit that must have taken place left its record, with all patients that it must have been given?

    Were a record incomplete, the other questions would be answered for the patients that it names alone.

    Args:
        steps: records of all fits.
        expected: fits that the study asks for.
        roles: what each patient may do.
        groups: modality group of each input.
        choices: steps that choose something, of which at least one record must say on which patients.
    """
    asked = list(dict.fromkeys([*expected, *_steps_of_other_folds(steps, expected)]))
    recorded = {(step.step, step.model, step.input, step.fold) for step in steps if step.patients}
    missing = [FittedStep(*key, patients=()) for key in asked if key not in recorded]
    found = [f"{step} has no record of the patients that it was given" for step in missing]
    pruned = []
    for step, absent in _absent_patients(steps, roles, groups):
        if step.step == NETWORK:
            pruned.append(len(absent))
        else:
            found.append(f"the record of {step} lacks {len(absent)} of its training patients (first: {absent[0]})")
    return Check(
        "records",
        "Is the record of a fit missing or incomplete, or is it not recorded on which patients a threshold was chosen?",
        f"fitted steps that the study asks for: {len(asked)}; records: {len(steps)}",
        (*found, *_unknown_choices(steps, choices)),
        "delete the fit to have it and its record made anew",
        _note_on_pruning(pruned),
    )


def _steps_of_other_folds(steps: Sequence[FittedStep], expected: Sequence[FitKey]) -> list[FitKey]:
    """What one fold of a model on an input has fitted (such as a scaler), for every fold that must be there."""
    folds: dict[tuple[str, str], list[int | None]] = {}
    for _, model, name, fold in expected:
        folds.setdefault((model, name), []).append(fold)
    return [
        (step.step, step.model, step.input, fold)
        for step in steps
        if step.fold is not None
        for fold in folds.get((step.model, step.input), [])
    ]


def _absent_patients(
    steps: Sequence[FittedStep], roles: Roles, groups: Mapping[str, str]
) -> Iterator[tuple[FittedStep, list[str]]]:
    """Records of folds that lack patients who train in the fold, and those patients."""
    for step in steps:
        if step.patients and step.fold is not None and step.input in groups:
            group = groups[step.input]
            training = roles.training_patients(group) - roles.validation_patients(group, step.fold)
            if absent := sorted(training - set(step.patients)):
                yield step, absent


def _note_on_pruning(absent: Sequence[int]) -> tuple[str, ...]:
    """Where networks did not see some training patients (how many, for each): that is no leak."""
    if not absent:
        return ()
    return (
        f"balancing the classes may prune all images of a patient: of {len(absent)} network(s), up to {max(absent)} "
        "training patient(s) of the fold are in no record",
    )


def _unknown_choices(steps: Sequence[FittedStep], choices: Sequence[str]) -> list[str]:
    found = []
    for choice in choices:
        made = [step for step in steps if step.step == choice]
        if not made:
            found.append(f"no record says on which patients the {choice}s were chosen")
        found += [f"{step} has no record of the patients on which it was chosen" for step in made if not step.chosen_on]
    return found
