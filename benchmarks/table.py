"""All benchmarks in one table, printed and written as CSV: `make bench`, or python benchmarks/table.py [NAME …].

Each benchmark runs in a process of its own, one after the other, so that peak memory is its own.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from measured import Row, instructions, save, show

BENCHMARKS = (
    "draws",
    "patient",
    "training_step",
    "frozen_features",
    "images",
    "slices",
    "augmentation",
    "radiomic_features",
    "bootstrap",
    "overhead",
    "growth",
    "segmentation",
)
TABLE = Path(__file__).parents[1] / "results" / "bench" / "table.csv"


def measure(name: str) -> list[Row]:
    """Rows of one benchmark, shown as they come."""
    rows = []
    for row in import_module(name).rows():
        show([row], heading=False)
        rows.append(row)
    return rows


def main(*names: str) -> None:
    """Run some benchmarks, or all; the CSV holds what was run last."""
    print(f"processor's instructions for bfloat16: {', '.join(instructions()) or 'none'}")
    show([])
    rows = []
    for name in names or BENCHMARKS:
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            rows += process.submit(measure, name).result()
        save(rows, TABLE)


if __name__ == "__main__":
    main(*sys.argv[1:])
