"""The benchmark of a GPU: every part runs, on the processor and so small that its times mean nothing."""

import importlib
import json
import math
import os
import re
import subprocess
import sys

import pytest
import torch

from radiogenomics.devices.measured import training_rate
from radiogenomics.devices.settings import GpuSettings
from radiogenomics.networks.arithmetic import arithmetic_of
from radiogenomics.studies.registry import KINDS

BLOCKED = (
    "pydantic",
    "monai",
    "timm",
    "SimpleITK",
    "sklearn",
    "scipy",
    "matplotlib",
    "snakemake",
    "radiomics",
    "nibabel",
    "yaml",
)
HOOK = f"""
from importlib.machinery import PathFinder

find_spec = PathFinder.find_spec


def without_blocked(name, path=None, target=None):
    return None if name.split(".")[0] in {BLOCKED} else find_spec(name, path, target)


# The finder on sys.meta_path: what it does not find is not installed.
PathFinder.find_spec = without_blocked
"""


@pytest.fixture
def bare(repository, tmp_path):
    """Function that runs the benchmark where only torch, numpy and pandas can be imported, and not the package."""
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(HOOK)
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path / "hook"),
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
    }

    def run(*command):
        return subprocess.run([sys.executable, *command], cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert "No module named 'pydantic'" in run("-c", "import pydantic").stderr
    return lambda *arguments: run(str(repository / "benchmarks" / "gpu.py"), *arguments)


@pytest.fixture
def gpu(monkeypatch, repository):
    """The benchmark as a module."""
    monkeypatch.syspath_prepend(str(repository / "benchmarks"))
    return importlib.import_module("gpu")


def test_every_part_runs_on_a_bare_machine(bare, tmp_path):
    done = bare("--device", "cpu", "--quick", "--out", "gpu.json")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((tmp_path / "gpu.json").read_text())
    assert found["quick"] is True and found["device"] == "CPU"
    assert set(found["training_teraflops"]) == {"32-true", "bf16-mixed"}
    assert all(value > 0 for value in found["training_teraflops"].values())
    parts = [row["part"] for row in found["rows"]]
    numbers = {"device": 1, "peak": 2, "golden": 2, "draws": 1, "training": 6, "packed": 3, "prediction": 2, "study": 2}
    others = {"slices": 4, "segmentation": 4, "towers": 2}
    assert {part: parts.count(part) for part in parts} == numbers | others
    assert found["training_teraflops_of"] == {}
    for row in found["rows"]:
        if row["part"] in others:
            assert row["value"] is None and re.fullmatch(r"not measured: \w+ is not installed", row["note"]), row
        else:
            assert row["value"] is not None or row["note"].startswith("not compiled"), row
        assert row["what"][:20] in done.stdout
        if row["part"] in ("golden", "draws"):
            assert 0 < row["value"] < 1e-3


@pytest.mark.parametrize("network", ["efficientnet", "segresnet", "image_tower", "gene_tower"])
def test_networks_of_the_other_studies_are_trained(gpu, network):
    counted = gpu.count_other(gpu.QUICK, "cpu", network)
    found = gpu.train_other(gpu.QUICK, "cpu", network, "32-true")
    assert counted["step"] > 1000 and found["samples_per_second"] > 0
    # The cross-entropy of outputs near 0.
    assert 0.3 < found["loss"] < 1.2


def test_their_operations_are_those_that_the_plan_counts(gpu):
    from radiogenomics.networks.image_tower_settings import ImageTowerSettings
    from radiogenomics.networks.segresnet_settings import SegResNetSettings

    sizes = gpu.QUICK
    tower = ImageTowerSettings(network="image_tower", title="T", image_size=sizes.tower_edge)
    planned = {
        "image_tower": arithmetic_of(tower, 5, (sizes.tower_edge, sizes.tower_edge)),
        "segresnet": arithmetic_of(SegResNetSettings(network="segresnet", title="S"), 4, sizes.crop),
    }
    for network, cost in planned.items():
        assert gpu.count_other(sizes, "cpu", network)["step"] == pytest.approx(cost.step, rel=1e-6)


def test_features_and_whole_scans_are_timed(gpu):
    assert gpu.freeze_features(gpu.QUICK, "cpu", "32-true")["samples_per_second"] > 0
    assert gpu.segment(gpu.QUICK, "cpu", "32-true")["seconds"] > 0


def test_the_first_network_of_a_kind_gives_the_speed_that_the_plan_reads(gpu, monkeypatch, tmp_path):
    benchmark = gpu.Benchmark(gpu.QUICK, "cpu", 8)
    answers = {gpu.count_other: {"step": 2e12}, gpu.train_other: {"samples_per_second": 4.0, "gigabytes": 1.0}}
    monkeypatch.setattr(benchmark, "one", lambda function, **options: answers[function])
    row = benchmark.other("segresnet", "32-true")
    assert (row.value, row.unit, row.teraflops) == (0.25, "s/case", 8.0)
    benchmark.other("image_tower", "32-true")
    answers[gpu.count_other] = {"step": 1e12}
    assert benchmark.other("gene_tower", "32-true").teraflops == 4.0
    gpu.write([], benchmark, False, tmp_path / "gpu.json")
    written = json.loads((tmp_path / "gpu.json").read_text())
    assert written["training_teraflops_of"] == {"segmentation": {"32-true": 8.0}, "towers": {"32-true": 8.0}}
    benchmark.teraflops["32-true"] = 100.0
    gpu.write([], benchmark, False, tmp_path / "gpu.json")
    settings = GpuSettings(measured=str(tmp_path / "gpu.json"))
    for study in KINDS.values():
        assert training_rate(settings, "32-true", study.measured_as).teraflops in (8.0, 100.0)
    assert {study.measured_as for study in KINDS.values()} - {"volumes"} == set(gpu.NEEDED)


def test_without_a_gpu_it_says_so(bare, tmp_path):
    done = bare()
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.startswith("no GPU that torch can use") and done.stdout.count("\n") == 1


def test_what_fails_is_a_row_and_the_others_go_on(gpu, monkeypatch):
    benchmark = gpu.Benchmark(gpu.QUICK, "cpu", 8)

    def fail():
        raise gpu.DisagreementError("no")

    parts = [("golden", "a", fail), ("peak", "b", lambda: gpu.Row("", "", 1.0))]
    monkeypatch.setattr(benchmark, "parts", lambda: iter(parts))
    first, second = benchmark.rows()
    assert first.failed and first.note == "error: no" and math.isnan(first.value)
    assert not second.failed and (second.part, second.what, second.value) == ("peak", "b", 1.0)


@pytest.mark.parametrize("found", [[1.0, 2.01], [1.0, math.nan]])
def test_other_results_are_no_agreement(gpu, found):
    expected = torch.tensor([1.0, 2.0])
    assert gpu.largest_difference(torch.tensor([1.0, 2.001]), expected) == pytest.approx(0.0005, rel=1e-3)
    with pytest.raises(gpu.DisagreementError, match="results differ by"):
        gpu.largest_difference(torch.tensor(found), expected)


@pytest.mark.parametrize(
    ("name", "precision", "peak"),
    [
        ("NVIDIA H200", "bf16-mixed", 989),
        ("NVIDIA H100 80GB HBM3", "32-true", 495),
        ("NVIDIA H100 PCIe", "bf16-mixed", 756),
        ("NVIDIA A100-SXM4-80GB", "32-true", 156),
        ("NVIDIA L40S", "bf16-mixed", 362),
    ],
)
def test_peaks_are_those_of_the_data_sheets(gpu, name, precision, peak):
    assert gpu.peak_of(name, precision, 1.0) == (peak, "data sheet")
    assert gpu.peak_of("Another card", precision, 1.5) == (1.5, "matrix product")


def test_the_published_study_has_the_arithmetic_that_the_plan_counts(gpu):
    """docs/SPEED.md: `snakemake plan` counts 3.08 exaFLOP of training."""
    assert gpu.study_operations(gpu.count(gpu.Sizes(), "cpu")) == pytest.approx(3.08e18, rel=0.002)
