"""The benchmarks run, on networks and images so small that their times mean nothing, and both ways agree."""

import importlib
import math

import pytest

SMALL = {
    "draws": {"edge": (16, 16, 16), "width": 2},
    "patient": {"edge": (18, 22, 22), "width": 2, "depth": 10, "folds": 2, "interval_widths": [0.02]},
    "training_step": {"edge": (16, 16, 16), "width": 2, "batch": 4},
    "frozen_features": {"edge": (16, 16, 16), "width": 2},
}


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch, repository):
    """Folder of the benchmarks, as they import each other."""
    monkeypatch.syspath_prepend(str(repository / "benchmarks"))


@pytest.mark.parametrize("name", SMALL)
def test_both_ways_agree(name):
    rows = list(importlib.import_module(name).rows(**SMALL[name]))
    assert rows
    for row in rows:
        assert row.benchmark == name
        assert row.value > 0 or "not measured" in row.note


def test_every_file_is_a_benchmark_of_the_table_or_their_common_part(repository):
    files = {path.stem for path in (repository / "benchmarks").glob("*.py")}
    assert files == {*importlib.import_module("table").BENCHMARKS, "table", "measured", "gpu"}


def test_a_speed_up_of_another_result_is_none():
    measured = importlib.import_module("measured")
    assert measured.agreement("losses", [1.0, 2.0], [1.0, 2.5], 0.5) == "losses differ by 0.5"
    for found in ([1.0, 2.6], [1.0, math.nan]):
        with pytest.raises(ValueError, match="losses differ by"):
            measured.agreement("losses", found, [1.0, 2.0], 0.5)


@pytest.mark.parametrize(
    ("value", "target", "met"), [(10, ">= 10", "yes"), (9.9, ">= 10", "no"), (3.1, "<= 3", "no"), (3, "", "")]
)
def test_a_target_is_met_or_not(value, target, met):
    assert importlib.import_module("measured").Row("draws", "", 1, 1, value, target).met == met


@pytest.mark.parametrize(
    ("flags", "found"),
    [("sse avx512_bf16 amx_bf16 amx_tile", ["avx512_bf16", "amx"]), ("avx512_bf16", ["avx512_bf16"]), ("avx2", [])],
)
def test_instructions_are_those_of_the_processor(flags, found, tmp_path, monkeypatch):
    measured = importlib.import_module("measured")
    monkeypatch.setattr(measured, "CPUINFO", tmp_path / "cpuinfo")
    assert measured.instructions() == []
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\nflags\t\t: fpu {flags}\n")
    assert measured.instructions() == found
