"""`make clean` asks nothing and deletes no data."""

import subprocess

import pytest

READ = (
    "results/efficientnet_mgmt/report.html",
    "results/efficientnet_mgmt/tables/metrics.csv",
    "results/efficientnet_mgmt/figures/controls.svg",
    "results/spottune_mgmt/ro-crate-metadata.json",
    "results/published/published.csv",
    "results/report.html",
    "results/index.html",
    "site/index.html",
)
KEPT = (
    "data/upenn_gbm/.downloaded/tables.csv",
    "results/archives/figures/scan.nii.gz",
    "results/bench/gpu.json",
    "results/benchmarks/train/spottune_mgmt.tsv",
    "results/registered/report.html/scans/a/T1.nii.gz",
    "results/resume/spottune_mgmt/spottune/T1/fold0/checkpoint.pt",
    "results/spottune_mgmt/cohort.csv",
    "results/efficientnet_mgmt/cohort.csv",
    "results/spottune_mgmt/search/trials.journal",
    "results/spottune_mgmt/training/spottune/T1/fold0/weights.pt",
    "results/spottune_mgmt/weights/width64/resnet_50.pth",
    "results/spottune_mgmt/predictions.csv",
    "results/mine.txt",
    ".snakemake/metadata/a",
)


@pytest.fixture
def checkout(tmp_path):
    for name in (*READ, *KEPT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def clean(repository, folder):
    command = ["make", "--file", repository / "Makefile", "clean"]
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def test_what_is_read_goes_and_what_was_downloaded_or_trained_stays(repository, checkout):
    done = clean(repository, checkout)
    assert done.returncode == 0 and done.stderr == ""
    left = {path.relative_to(checkout).as_posix() for path in checkout.rglob("*") if path.is_file()}
    assert left == set(KEPT)


def test_where_there_is_nothing_it_deletes_nothing(repository, tmp_path):
    (tmp_path / "tables").mkdir()
    assert clean(repository, tmp_path).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]
