"""Real runs of the rules against the loopback servers, whose addresses a `sitecustomize` puts in place of the real."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from radiogenomics.downloads.catalogue import read_part
from radiogenomics.downloads.checksums import read_checksums, read_records

CHANGED_LINE_ENDS = ("UPENN-GBM_clinical_info_v2.1.csv", "radiology_mapping.csv")
"""Tables whose copies have LF where the archive's files have CRLF."""


@pytest.fixture
def run(repository, tmp_path):
    """Function that runs the workflow on UPENN-GBM without a local folder, with other addresses."""

    def snakemake(
        *targets: str,
        https: str = "",
        tcia: str = "",
        config: str = "upenn_gbm",
        resources: Path | None = None,
        overlay: str = "",
    ) -> subprocess.CompletedProcess:
        customize = tmp_path / "customize"
        customize.mkdir(exist_ok=True)
        (customize / "sitecustomize.py").write_text(
            "import pathlib, radiogenomics.downloads.ascp, radiogenomics.downloads.https\n"
            "import radiogenomics.downloads.tcia\n"
            f"radiogenomics.downloads.https.BASE = {https!r}\n"
            f"radiogenomics.downloads.tcia.API = {tcia!r}\n"
            "radiogenomics.downloads.ascp.POLL = 0.05\n"
            + (f"radiogenomics.downloads.catalogue.RESOURCES = pathlib.Path({str(resources)!r})\n" if resources else "")
        )
        (tmp_path / "overlay.yaml").write_text(overlay or "{}")
        command = [
            *(sys.executable, "-m", "snakemake", *targets),
            *("--snakefile", str(repository / "Snakefile"), "--directory", str(tmp_path / "run")),
            *("--workflow-profile", str(repository / "profiles" / "default")),
            *("--cores", "1", "--configfile", str(repository / "config" / f"{config}.yaml")),
            str(tmp_path / "overlay.yaml"),
        ]
        environment = os.environ | {"PYTHONPATH": f"{customize}{os.pathsep}{repository / 'src'}"}
        return subprocess.run(command, capture_output=True, text=True, env=environment)

    return snakemake


@pytest.fixture
def data(tmp_path):
    return tmp_path / "run" / "data" / "upenn_gbm"


@pytest.mark.usefixtures("no_ascp")
def test_the_plan_is_printed_and_nothing_is_fetched(run, data):
    done = run("download_plan")
    assert done.returncode == 0, done.stdout + done.stderr
    text = done.stdout + done.stderr
    assert "upenn_gbm, part images_DTI" in text and "gem install aspera-cli" in text
    assert "part images_structural_unstripped" not in text and "part dicom" not in text
    assert "weights resnet_50.pth" in text and "total: 49.9 GB" in text, "the scans, and the weights of the networks"
    assert "only by name: dicom, 139 GB (target data/upenn_gbm/.downloaded/dicom.csv)" in text
    assert not data.exists()


@pytest.mark.usefixtures("no_ascp")
def test_b34_without_the_program_a_run_stops_before_a_byte_moves(run, data, file_server):
    targets = [f"data/upenn_gbm/.downloaded/{part}.csv" for part in ("tables", "images_DTI")]
    stopped = run(*targets, https=file_server.base)
    text = stopped.stdout + stopped.stderr
    assert stopped.returncode != 0 and "Traceback" not in text
    assert "ascp, which fetches packages from TCIA, is missing; install it: gem install" in text
    assert not file_server.requests and not [path for path in data.rglob("*") if path.is_file()]
    touched = run(*targets, "--touch")
    assert "gem install" not in touched.stdout + touched.stderr, "nothing is downloaded by --touch"


def test_of_cohorts_whose_patients_are_excluded_the_tables_alone_are_planned_and_fetched(run):
    overlay = """
cohorts:
  upenn_gbm: {download: everything, exclude_patients_of: [brats]}
  brats: {source: brats2021, download: everything}
"""
    plan = run("download_plan", config="upenn_radiomics", overlay=overlay)
    text = plan.stdout + plan.stderr
    assert "upenn_gbm, part images_structural\n" in text and "brats2021, part tables\n" in text
    assert "brats2021, part images_training" not in text
    looked = run("results/overlaps.csv", "-n", config="upenn_radiomics", overlay=overlay)
    assert re.search(r"download_part +2\n", looked.stdout + looked.stderr), "the tables of each"


def test_an_unknown_part_is_one_line(run, data):
    refused = run("data/upenn_gbm/.downloaded/imagesDTI.csv")
    text = refused.stdout + refused.stderr
    assert refused.returncode != 0 and "Traceback" not in text and not data.exists()
    assert "upenn_gbm: no part 'imagesDTI' (nearest: 'images_DTI')" in text


def test_the_dicom_files_are_fetched_by_name(run):
    done = run("data/upenn_gbm/.downloaded/dicom.csv", "-n")
    assert done.returncode == 0 and "dicom" in done.stdout + done.stderr


def test_f21_tables_come_verified_and_a_run_that_failed_goes_on(run, data, file_server, shared):
    part = read_part("upenn_gbm", "tables")
    for name in part.location.split(";"):
        body = (shared / "real" / "upenn_gbm" / name).read_bytes()
        file_server.files[name] = body.replace(b"\n", b"\r\n") if name in CHANGED_LINE_ENDS else body
    withheld = file_server.files.pop("UPENN-GBM_acquisition.csv")
    target = "data/upenn_gbm/.downloaded/tables.csv"

    failed = run(target, https=file_server.base)
    assert failed.returncode != 0 and "Traceback" not in failed.stdout + failed.stderr
    line = f"ERROR: {file_server.base}UPENN-GBM_acquisition.csv: not downloaded: status 404; "
    assert line in failed.stderr and not (data / ".downloaded" / "tables.csv").exists()
    assert len([path for path in data.iterdir() if path.is_file()]) == 2, "files that had come must stay"

    file_server.files["UPENN-GBM_acquisition.csv"] = withheld
    file_server.requests.clear()
    done = run(target, https=file_server.base)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path for path, _ in file_server.requests] == ["/UPENN-GBM_acquisition.csv", "/radiology_mapping.csv"]
    records = read_records(data / ".downloaded" / "tables.csv")
    assert sum(record.size for record in records) == part.size and {r.origin for r in records} == {"copy"}

    (data / "radiology_mapping.csv").unlink()
    (data / "UPENN-GBM_acquisition.csv").write_bytes(b"cut")
    file_server.requests.clear()
    looked = run(target, "-n", https=file_server.base)
    assert f"{target}: data/upenn_gbm/UPENN-GBM_acquisition.csv has 3 bytes where " in looked.stderr
    done = run(target, https=file_server.base)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path for path, _ in file_server.requests] == ["/UPENN-GBM_acquisition.csv", "/radiology_mapping.csv"]
    assert read_records(data / ".downloaded" / "tables.csv") == records
    again = run(target, https=file_server.base)
    assert "fetches it again" not in again.stderr and "Nothing to be done" in again.stdout + again.stderr


@pytest.mark.usefixtures("ascp")
def test_images_come_from_the_package_and_no_secret_stays_behind(
    run, data, faspex_server, package_folder, resources, tmp_path
):
    target = "data/upenn_gbm/.downloaded/images_DTI.csv"
    done = run(target, tcia=f"{faspex_server.base}/api/v2/", resources=resources)
    assert done.returncode == 0, done.stdout + done.stderr
    records = read_records(data / ".downloaded" / "images_DTI.csv")
    expected = {name: digest.value for name, digest in read_checksums(package_folder / "UPENN-GBM.sums", "md5").items()}
    assert {r.file: r.checksum for r in records} == {k: v for k, v in expected.items() if "/images_DTI/" in k}
    written = [path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()]
    assert not any(b"hidden" in body for body in [*written, done.stdout.encode(), done.stderr.encode()])
