"""What a run knows about itself, as the values of the templates of checklists and model cards."""

from typing import Any

import pandas as pd

from radiogenomics.report.about import About
from radiogenomics.report.results import Results

LIBRARIES = ("torch", "monai", "lightning", "scikit-learn", "pyradiomics-bhklab", "SimpleITK", "pandas", "numpy")


def study_facts(about: About, results: Results) -> dict[str, Any]:
    """Values by name; a name is absent where the run does not know it, never empty.

    Raises:
        InputError: a table of the results cannot be read.
    """
    facts = {
        **_configured(about),
        **_selected(results.table("cohort_flow.csv")),
        **_split(results.table("splits.csv"), about.described_group),
        **_described(results.table("cohort.csv")),
        **_measured(results.table("metrics.csv")),
        **_judged(results),
        **_recorded(results.record("provenance.json")),
    }
    return {name: value for name, value in facts.items() if value is not None and value != ""}


def _configured(about: About) -> dict[str, Any]:
    planted = "set by the simulation that made the patients"
    archived = f"column of the cohort {about.cohort}'s table; how it was determined is said by the archive, not here"
    return {
        "title": about.title,
        "study": about.name,
        "label": about.label,
        "positive": about.classes[0],
        "negative": about.classes[1],
        "cohort": about.cohort,
        "patients": about.patients,
        "models": ", ".join(about.models.values()),
        "several_models": ", ".join(about.models.values()) if len(about.models) > 1 else None,
        "subjects": ", ".join(about.subjects.values()),
        "subject": about.subject,
        "n_combinations": len(about.models) * len(about.subjects),
        "reference": planted if about.simulated else archived if about.cohort else None,
        "folds": about.folds,
        "seed": about.seed,
        "weights": about.weights,
        "group": about.described_group,
        **about.settings,
    }


def _selected(flow: pd.DataFrame | None) -> dict[str, Any]:
    if flow is None:
        return {}
    first, last = flow.iloc[0], flow.iloc[-1]
    why = [f"{row.step}: {row.why}" for row in flow.itertuples() if row.n_before != row.n_after]
    return {
        "n_scans": int(first["n_before"]),
        "n_included": int(last["n_after"]),
        "n_excluded": int(first["n_before"] - last["n_after"]),
        "steps": ", ".join(flow["step"]),
        "exclusions": "; ".join(why) or "nobody excluded",
    }


def _split(splits: pd.DataFrame | None, group: str) -> dict[str, Any]:
    if splits is None:
        return {}
    sizes = splits[splits["subset"] == "train"].groupby("group", sort=False)["patient_id"].nunique()
    unused = splits[(splits["subset"] == "unused") & (splits["group"] == group)]["patient_id"].nunique()
    by_group = ", ".join(f"{name} {n}" for name, n in sizes.items())
    return {"n_train": int(sizes.max()), "n_train_by_group": by_group, "n_unused": unused}


def _described(cohort: pd.DataFrame | None) -> dict[str, Any]:
    if cohort is None:
        return {}
    included = cohort[cohort["included"].astype(bool)]
    sites = included["site"].dropna().nunique()
    return {
        "n_sites": sites or None,
        "several_sites": sites if sites > 1 else None,
        "n_without_age": int(included["age"].isna().sum()),
        "n_without_sex": int(included["sex"].isna().sum()),
        "age_range": f"{included['age'].min():.0f} to {included['age'].max():.0f}"
        if included["age"].notna().any()
        else None,
    }


def _measured(metrics: pd.DataFrame | None) -> dict[str, Any]:
    if metrics is None or metrics.empty:
        return {}
    row = metrics.loc[metrics["n"].astype(float).idxmax()]
    n, positive = int(row["n"]), int(row["n_positive"])
    return {
        "n_test": n,
        "n_test_positive": positive,
        "n_test_negative": n - positive,
        "metrics": ", ".join(dict.fromkeys(metrics["metric"])),
    }


def _judged(results: Results) -> dict[str, Any]:
    """What the results were held against; a table without rows, or without values, says that it was not done."""
    facts: dict[str, Any] = {}
    if (tests := results.table("area_tests.csv")) is not None:
        facts["n_area_tests"] = len(tests) or None
    if (tests := results.table("comparisons.csv")) is not None:
        facts["n_rank_tests"] = int(tests["p"].notna().sum()) or None
    if (chance := results.table("chance.csv")) is not None:
        facts["n_against_chance"] = int(chance["p_fixed"].notna().sum()) or None
        areas = sorted({f"{area:.2f}" for area in chance["auc_clinical"].dropna()})
        facts["auc_clinical"] = " or ".join(areas)
    if (spread := results.table("spread.csv")) is not None:
        facts["spread_over"] = ", ".join(spread["over"].unique())
    return facts


def _recorded(record: dict[str, Any] | None) -> dict[str, Any]:
    if record is None:
        return {}
    packages = record["packages"]
    libraries = [f"{name} {packages[name]}" for name in LIBRARIES if packages.get(name)]
    return {
        "python": record["python"],
        "libraries": ", ".join(libraries),
        "devices": ", ".join(record["devices"]),
        "config_sha256": record["config_sha256"],
        "revision": record["git"]["revision"] if record["git"] else None,
    }
