"""Real runs of the rules against the loopback servers, whose addresses a `sitecustomize` puts in place of the real."""

import os
import subprocess
import sys

import pytest

from radiogenomics.downloads.catalogue import read_part
from radiogenomics.downloads.checksums import read_checksums, read_records

CHANGED_LINE_ENDS = ("UPENN-GBM_clinical_info_v2.1.csv", "radiology_mapping.csv")
"""Tables whose copies have LF where the archive's files have CRLF."""


@pytest.fixture
def run(repository, tmp_path):
    """Function that runs the workflow on UPENN-GBM without a local folder, with other addresses."""

    def snakemake(*targets: str, https: str = "", tcia: str = "") -> subprocess.CompletedProcess:
        customize = tmp_path / "customize"
        customize.mkdir(exist_ok=True)
        (customize / "sitecustomize.py").write_text(
            "import radiogenomics.downloads.ascp, radiogenomics.downloads.https, radiogenomics.downloads.tcia\n"
            f"radiogenomics.downloads.https.BASE = {https!r}\n"
            f"radiogenomics.downloads.tcia.API = {tcia!r}\n"
            "radiogenomics.downloads.ascp.POLL = 0.05\n"
        )
        command = [
            *(sys.executable, "-m", "snakemake", *targets),
            *("--snakefile", str(repository / "Snakefile"), "--directory", str(tmp_path / "run")),
            *("--workflow-profile", str(repository / "profiles" / "default")),
            *("--cores", "1", "--configfile", str(repository / "config" / "upenn_gbm.yaml")),
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
    assert not data.exists()


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


@pytest.mark.usefixtures("ascp")
def test_images_come_from_the_package_and_no_secret_stays_behind(run, data, faspex_server, package_folder, tmp_path):
    done = run("data/upenn_gbm/.downloaded/images_DTI.csv", tcia=f"{faspex_server.base}/api/v2/")
    assert done.returncode == 0, done.stdout + done.stderr
    records = read_records(data / ".downloaded" / "images_DTI.csv")
    expected = {name: digest.value for name, digest in read_checksums(package_folder / "UPENN-GBM.sums", "md5").items()}
    assert {r.file: r.checksum for r in records} == {k: v for k, v in expected.items() if "/images_DTI/" in k}
    written = [path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()]
    assert not any(b"hidden" in body for body in [*written, done.stdout.encode(), done.stderr.encode()])
