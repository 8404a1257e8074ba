"""What a run knows of its tests on other cohorts, as values of the checklists' templates."""

from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from radiogenomics.report.about import About
from radiogenomics.report.results import Results

EXTERNAL, INTERNAL = "external", "internal"
"""Sets of patients in the metrics of an external test: those of the other cohort, and the study's own test patients."""


def external_facts(about: About, results: Results) -> dict[str, Any]:
    """Values by name, empty where no model was tested on another cohort.

    Names of the cohorts; who was tested; how they were selected; whether anybody is in both cohorts; their case mix
    compared with that of the study's own patients; and the AUCs there and on the own test patients.
    """
    cohorts = [PurePosixPath(name).parent.name for name in results.names("external/*/metrics.csv")]
    if not cohorts:
        return {}
    own = _mix(about, results.table("cohort.csv"))
    mixes = [f"{cohort}: {_mix(about, results.table(f'external/{cohort}/cohort.csv'))}" for cohort in cohorts]
    return {
        "external_cohorts": ", ".join(cohorts),
        "external_patients": "; ".join(_patients(about, results, cohort) for cohort in cohorts),
        "external_selection": "; ".join(_selection(results, cohort) for cohort in cohorts),
        "external_overlap": " ".join(_overlap(results, cohort) for cohort in cohorts),
        "external_mix": "; ".join([f"{about.cohort}: {own}", *mixes]),
        "external_areas": "; ".join(_areas(results, cohort) for cohort in cohorts),
    }


def _patients(about: About, results: Results, cohort: str) -> str:
    rows = _measured(results, cohort, EXTERNAL)
    most = rows.loc[rows["n"].astype(float).idxmax()]
    return f"{cohort}, {most['patients']} patients: {most['n']:.0f} ({most['n_positive']:.0f} {about.classes[0]})"


def _selection(results: Results, cohort: str) -> str:
    flow = results.table(f"external/{cohort}/cohort_flow.csv")
    steps = [f"{row.step} {row.n_after}" for row in flow.itertuples()]
    return f"{cohort}: {', '.join(steps)}"


def _overlap(results: Results, cohort: str) -> str:
    shared = results.record(f"external/{cohort}/shared.json")
    compared = results.record(f"external/{cohort}/compared_images.json")["compared"]
    images = f"none of {compared} images there is one of the study's patients'"
    if shared["shared"]:
        return f"{cohort}: {shared['shared']} patients who are in both cohorts are left out; {images}."
    if shared["linked"]:
        return f"{cohort}: by names and published crosswalks nobody is in both cohorts, and {images}."
    unknown = "another scan of one person would not be noticed"
    return f"{cohort}: no published crosswalk links the cohorts; {images}, but {unknown}."


def _mix(about: About, cohort: pd.DataFrame) -> str:
    """Share of positive patients, age and sex of the included patients, as far as they are known."""
    included = cohort[cohort["included"].astype(bool)]
    labels, age, sex = (included[column].dropna() for column in ("label", "age", "sex"))
    parts = [f"{len(included)} included", f"{100 * labels.mean():.0f} % {about.classes[0]}" if len(labels) else ""]
    parts += [f"median age {age.median():.0f}" if len(age) else "", f"{100 * (sex == 'F').mean():.0f} % women"]
    return ", ".join(filter(None, parts if len(sex) else parts[:-1]))


def _areas(results: Results, cohort: str) -> str:
    there, own = (_range(_measured(results, cohort, of)) for of in (EXTERNAL, INTERNAL))
    return f"{cohort}: AUC {there}, on the study's own test patients {own}"


def _measured(results: Results, cohort: str, of: str) -> pd.DataFrame:
    rows = results.table(f"external/{cohort}/metrics.csv")
    return rows[(rows["of"] == of) & (rows["metric"] == "AUC")]


def _range(areas: pd.DataFrame) -> str:
    """`lowest to highest` of all combinations, or the one there is; AUCs that are not defined are none."""
    values = sorted({f"{value:.2f}" for value in areas["value"].dropna()})
    return f"{values[0]} to {values[-1]}" if len(values) > 1 else "".join(values) or "not defined"
