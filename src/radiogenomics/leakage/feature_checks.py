"""Before training: rows of features that two patients share, and features that are the label."""

from collections.abc import Iterable, Mapping
from typing import TypedDict

import pandas as pd

from radiogenomics.features.equal_rows import FEWEST_DISTINCTIVE, equal_rows
from radiogenomics.features.inputs import input_features
from radiogenomics.leakage.findings import Check
from radiogenomics.leakage.label_copies import FALSE_ALARMS, MOST_EXCEPTIONS, can_tell, label_copies
from radiogenomics.leakage.roles import Roles, judged


class FeatureInput(TypedDict):
    """What the config says of an input: its tables, its features (names or patterns, None for all), its modalities."""

    tables: list[str]
    features: list[str] | None
    modalities: list[str]


def feature_checks(
    tables: Mapping[str, pd.DataFrame], inputs: Iterable[FeatureInput], training_labels: pd.Series, roles: Roles
) -> list[Check]:
    """Checks of the tables of features of a study.

    Args:
        tables: rows of features/<table>.csv by name, with patient_id.
        inputs: all inputs of the study; a column that none of them uses may be what it likes.
        training_labels: label (1, 0) of the training patients, by patient_id.
        roles: what each patient may do.
    """
    features = {name: table.set_index("patient_id") for name, table in tables.items()}
    return [_equal_rows(features, roles), _label_copies(used_features(tables, inputs), training_labels)]


def used_features(tables: Mapping[str, pd.DataFrame], inputs: Iterable[FeatureInput]) -> dict[str, pd.DataFrame]:
    """Patients × features of every table, by patient_id, without what no input uses."""
    used: dict[str, set[str]] = {name: set() for name in tables}
    for item in inputs:
        own = {name: tables[name] for name in item["tables"]}
        chosen = input_features(own, item["features"], item["modalities"]).columns
        for name, table in own.items():
            used[name].update(table.columns.intersection(chosen))
    return {name: table.set_index("patient_id").filter(sorted(used[name])) for name, table in tables.items()}


def _equal_rows(tables: Mapping[str, pd.DataFrame], roles: Roles) -> Check:
    pairs = [
        (pair.one, pair.other, f"{pair} in the table {name}")
        for name, features in tables.items()
        for pair in equal_rows(features)
    ]
    found, notes = judged(pairs, roles)
    return Check(
        "feature_rows",
        "Do two patients in different roles have the same features, but for few cells, as of one image filed twice?",
        f"tables: {len(tables)}; rows: {sum(map(len, tables.values()))}; a table in which fewer than "
        f"{FEWEST_DISTINCTIVE} features are most patients' own cannot tell",
        found,
        "find out whose image it is and name the other patient in `exclude_patients` of the cohort",
        notes,
    )


def _label_copies(tables: Mapping[str, pd.DataFrame], labels: pd.Series) -> Check:
    count = sum(table.shape[1] for table in tables.values())
    found = [
        f"feature {copy.feature!r} of the table {name} separates {copy.n} training patients by their label "
        f"{copy.exceptions_in_words} (by chance with probability {copy.probability:.1g})"
        for name, features in tables.items()
        for copy in label_copies(features.reindex(labels.index), labels, count)
    ]
    return Check(
        "label_as_feature",
        "Is a feature the label under another name, so that it, or its mere presence, separates the training patients "
        f"without exception, or with few ({MOST_EXCEPTIONS:.0%} of them at most)?",
        f"features: {count}; training patients: {len(labels)} ({(labels == 1).sum()} positive); among features that "
        f"have nothing to do with the label a false alarm in fewer than one study in {1 / FALSE_ALARMS:,.0f}; a "
        "feature that truly separates the classes so well is stopped too",
        tuple(found),
        "remove the feature from the table, or name the inputs' `features` without it; a measurement that truly tells "
        "the classes apart so well is stopped too, and needs no classifier: report it by itself",
        ()
        if can_tell(labels, count)
        else (f"{len(labels)} training patients are too few to know a label from chance",),
    )
