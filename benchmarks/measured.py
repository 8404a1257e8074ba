"""Rows of the benchmark table: what was timed, against what, and what is asked of it."""

import argparse
import csv
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

Result = TypeVar("Result")


@dataclass(frozen=True)
class Row:
    """One measurement.

    Attributes:
        benchmark: the file that measures it.
        what: in words.
        seconds: ours; NaN where something else is measured.
        straightforward: seconds of the straightforward way, measured in the same run; NaN without one.
        value: the quantity that the target speaks of: a ratio, seconds, …
        target: least or most of it, such as `>= 10`; empty without one.
        note: largest difference between the results of both ways, or why nothing was measured.
    """

    benchmark: str
    what: str
    seconds: float
    straightforward: float
    value: float
    target: str = ""
    note: str = ""

    @property
    def met(self) -> str:
        """`yes`, `no`, or nothing without a target or a measurement."""
        if not self.target or math.isnan(self.value):
            return ""
        relation, limit = self.target.split()
        return "yes" if (self.value >= float(limit) if relation == ">=" else self.value <= float(limit)) else "no"


def ratio(benchmark: str, what: str, seconds: float, straightforward: float, target: str, note: str = "") -> Row:
    """Row of a speed-up."""
    return Row(benchmark, what, seconds, straightforward, straightforward / seconds, target, note)


def duration(benchmark: str, what: str, seconds: float, target: str = "") -> Row:
    """Row of a time that has a limit."""
    return Row(benchmark, what, seconds, math.nan, seconds, target)


def not_measured(benchmark: str, what: str, target: str, why: str) -> Row:
    """Row of what this machine cannot do."""
    return Row(benchmark, what, math.nan, math.nan, math.nan, target, f"not measured: {why}")


NO_BFLOAT16 = "this processor has no bfloat16, the pipeline then computes in float32"


def timed(function: Callable[[], Result], repeats: int = 1) -> tuple[float, Result]:
    """Least seconds of some calls, and what the last one returned: on a shared machine, noise only adds."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        result = function()
        times.append(time.perf_counter() - started)
    return min(times), result


CPUINFO = Path("/proc/cpuinfo")


def instructions() -> list[str]:
    """Which of a processor's instructions for bfloat16 this machine has: `avx512_bf16`, `amx`; where Linux says so."""
    flags = CPUINFO.read_text().split() if CPUINFO.exists() else []
    return [name for name, flag in {"avx512_bf16": "avx512_bf16", "amx": "amx_bf16"}.items() if flag in flags]


def agreement(what: str, found: ArrayLike, expected: ArrayLike, most: float) -> str:
    """Largest difference between the results of both ways, in words.

    Raises:
        ValueError: they differ by more than `most`: a speed-up of another result is none.
    """
    difference = float(np.abs(np.asarray(found) - np.asarray(expected)).max())
    if not difference <= most:
        raise ValueError(f"{what} differ by {difference:.2g}, more than {most:g}")
    return f"{what} differ by {difference:.1g}"


def show(rows: Iterable[Row], heading: bool = True) -> None:
    """Print rows as a table."""
    if heading:
        columns = f"{'seconds':>9} {'straightforward':>15} {'value':>8} {'target':>8} met note"
        print(f"{'benchmark':14} {'what':66} {columns}", flush=True)
    for row in rows:
        numbers = f"{row.seconds:9.2f} {row.straightforward:15.2f} {row.value:8.2f}".replace("nan", "  –")
        print(f"{row.benchmark:14} {row.what:66} {numbers} {row.target:>8} {row.met:3} {row.note}", flush=True)


def sizes(**more: int) -> dict[str, Any]:
    """Sizes of network and images by the command line: the published ones unless given, and `more` by default."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--edge", type=int, nargs=3, default=(70, 86, 86))
    for name, default in {"width": 64, **more}.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return vars(parser.parse_args())


def save(rows: Iterable[Row], path: Path) -> None:
    """Write rows as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, [*(field.name for field in fields(Row)), "met"])
        writer.writeheader()
        writer.writerows({**asdict(row), "met": row.met} for row in rows)
