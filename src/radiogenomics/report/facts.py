"""What a run knows about itself, as the values of the templates of checklists and model cards."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from radiogenomics.evaluation.area_tests import NADEAU_BENGIO
from radiogenomics.evaluation.comparisons import names_of_tests
from radiogenomics.report.about import About
from radiogenomics.report.external_facts import external_facts
from radiogenomics.report.results import Results

EXAMINED_BY = {
    "crosswalks": "known crosswalks",
    "follow_up_scans": "follow-up scans",
    "identical_scans": "hashes of the scans' voxels",
    "source_files": "checksums of files",
    "segmentations": "hashes of segmentations",
    "identical_images": "likeness of images",
    "feature_rows": "equal rows of features",
}
"""How patients are told apart beyond their names, by the check of a leak gate that does it."""


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
        **_examined(results),
        **external_facts(about, results),
        **_recorded(results.record("provenance.json"), about.libraries),
    }
    return {name: value for name, value in facts.items() if value is not None and value != ""}


def _configured(about: About) -> dict[str, Any]:
    planted = "set by the simulation that made the patients"
    column = about.settings.get("label_rule") or f"column of the cohort {about.cohort}'s table"
    archived = f"{column}; how that was determined is said by the archive, not here"
    return {
        "title": about.title,
        "study": about.name,
        "label": about.label,
        **dict(zip(("positive", "negative"), about.classes, strict=False)),
        "cohort": about.cohort,
        "patients": about.patients,
        "models": ", ".join(about.models.values()),
        "several_models": ", ".join(about.models.values()) if len(about.models) > 1 else None,
        "subjects": ", ".join(about.subjects.values()),
        "subject": about.subject,
        "reference": planted if about.simulated else archived if about.cohort else None,
        **_trainings(about.folds),
        "seed": about.seed,
        "weights": about.weights,
        "group": about.described_group,
        **about.settings,
    }


def _trainings(folds: int | None) -> dict[str, Any]:
    """How training patients are divided, and what the probabilities are means over."""
    if folds is None:
        return {}
    if folds == 1:
        return {
            "folds": 1,
            "division": "one division into training and validation patients",
            "trainings": "one training",
        }
    return {"folds": folds, "division": f"{folds} folds", "trainings": f"{folds} folds"}


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
    known = int(metrics["ci_low"].notna().sum())
    some = f"{known} of {len(metrics)} measures (the others say why they have none)"
    return {
        "n_combinations": len(metrics[["model", "ensemble"]].drop_duplicates()),
        "with_intervals": "every measure" if known == len(metrics) else some,
        "n_test": n,
        "n_test_positive": positive,
        "n_test_negative": n - positive,
        "metrics": ", ".join(dict.fromkeys(metrics["metric"])),
    }


def _judged(results: Results) -> dict[str, Any]:
    """What the results were held against; a table without rows, or without values, says that it was not done."""
    facts: dict[str, Any] = {}
    if (tests := results.table("area_tests.csv")) is not None and tests["p"].notna().any():
        folds = int((tests["p"].notna() & (tests["test"] == NADEAU_BENGIO)).sum())
        counts = {"on the test patients": int(tests["p"].notna().sum()) - folds, "in repeated cross-validation": folds}
        facts["area_tests"] = ", ".join(f"{count} {where}" for where, count in counts.items() if count)
    if (tests := results.table("comparisons.csv")) is not None:
        count = int(tests["p"].notna().sum())
        facts["rank_tests"] = f"{names_of_tests(tests)} ({count} p-values)" if count else None
    if (chance := results.table("chance.csv")) is not None:
        facts["n_against_chance"] = int(chance["p_fixed"].notna().sum()) or None
        areas = sorted({f"{area:.2f}" for area in chance["auc_clinical"].dropna()})
        facts["auc_clinical"] = " or ".join(areas)
    if (spread := results.table("spread.csv")) is not None:
        facts["spread_over"] = ", ".join(spread["over"].unique())
    return facts


def _examined(results: Results) -> dict[str, Any]:
    """By what the leak gates told patients apart; a check that had nothing to examine is none of it."""
    records = [results.record(f"{gate}/leakage.json") for gate in ("before_training", "before_evaluation")]
    checks = [check for record in records if record for check in record["checks"]]
    asked = [check["name"] for check in checks if not check.get("nothing_to_examine")]
    return {"examined_by": ", ".join(words for name, words in EXAMINED_BY.items() if name in asked)}


def _recorded(record: dict[str, Any] | None, used: Sequence[str]) -> dict[str, Any]:
    if record is None:
        return {}
    packages = record["packages"]
    libraries = [f"{name} {packages[name]}" for name in used if packages.get(name)]
    return {
        "python": record["python"],
        "libraries": ", ".join(libraries),
        "devices": ", ".join(record["devices"]),
        "config_sha256": record["config_sha256"],
        "revision": record["git"]["revision"] if record["git"] else None,
    }
