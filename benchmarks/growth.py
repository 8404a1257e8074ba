"""Time and memory of a small study against the number of its patients.

    python benchmarks/growth.py [FOLDER]

Runs the workflow on 60, 120 and 240 simulated patients, from their simulation to one model's predictions, and adds up
what Snakemake measured of its jobs. FOLDER gets `growth.csv` and `growth.svg`.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from measured import Row, show
from overhead import ROOT, snakemake

SIZES = (60, 120, 240)
TARGET = "results/spottune_mgmt/predictions/spottune/FLAIR.csv"
STAGES = {
    "simulation": ["simulate_cohort"],
    "cohort and splits": ["select_cohort", "split_patients"],
    "images": ["preprocess_images", "augment_images"],
    "training": ["train"],
    "prediction": ["predict"],
}


def run(patients: int, folder: Path) -> pd.DataFrame:
    """Run the workflow on some patients; one row per stage: patients, stage, seconds, peak_mb."""
    start = ["--snakefile", str(ROOT / "Snakefile"), "--workflow-profile", str(ROOT / "profiles" / "default")]
    configs = ["--configfile", str(ROOT / "tests" / "workflow" / "tiny.yaml")]
    overlay = ["--config", f"cohorts={{upenn_gbm: {{simulation: {{patients: {patients}}}}}}}"]
    snakemake(TARGET, *start, *configs, *overlay, folder=folder)
    benchmarks = folder / "results" / "benchmarks"
    rows = []
    for stage, rules in STAGES.items():
        files = [path for rule in rules for path in (benchmarks / rule).rglob("*.tsv")]
        jobs = pd.concat(pd.read_table(path) for path in files)
        rows.append((patients, stage, jobs["s"].sum(), pd.to_numeric(jobs["max_rss"], errors="coerce").max()))
    return pd.DataFrame(rows, columns=["patients", "stage", "seconds", "peak_mb"])


def draw(table: pd.DataFrame, path: Path) -> None:
    """Seconds and peak memory of each stage against the number of patients."""
    figure = Figure(figsize=(9, 4), layout="constrained")
    for axes, (column, label) in zip(
        figure.subplots(1, 2), {"seconds": "seconds of all jobs", "peak_mb": "peak memory in MB"}.items(), strict=True
    ):
        for stage, rows in table.groupby("stage", sort=False):
            axes.plot(rows["patients"], rows[column], marker="o", label=stage)
        axes.set(xlabel="simulated patients", ylabel=label, ylim=(0, None), xticks=SIZES)
    axes.legend(frameon=False)
    figure.savefig(path)


def measure() -> pd.DataFrame:
    """All sizes, each in a folder of its own."""
    tables = []
    for patients in SIZES:
        with tempfile.TemporaryDirectory() as name:
            tables.append(run(patients, Path(name)))
    return pd.concat(tables, ignore_index=True)


def rows(folder: Path = ROOT / "results" / "bench") -> Iterator[Row]:
    """How time and memory of each stage grow when the patients become four times as many."""
    table = measure()
    folder.mkdir(parents=True, exist_ok=True)
    table.to_csv(folder / "growth.csv", index=False)
    draw(table, folder / "growth.svg")
    by_stage = table.pivot(index="stage", columns="patients")
    for stage in STAGES:
        few, many = (by_stage.loc[stage].xs(size, level="patients") for size in (SIZES[0], SIZES[-1]))
        what = f"{stage}, {SIZES[-1]} patients ({few['seconds']:.1f} s for {SIZES[0]})"
        note = f"peak {few['peak_mb']:.0f} → {many['peak_mb']:.0f} MB"
        yield Row("growth", what, many["seconds"], float("nan"), many["seconds"] / few["seconds"], "<= 5", note)


if __name__ == "__main__":
    show(rows(*map(Path, sys.argv[1:])))
