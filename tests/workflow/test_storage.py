"""The example of docs/guides/storage.md runs as it stands, against a server of S3 on this machine."""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import time

import httpx
import pytest

EXAMPLE = re.compile(r"^```python\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEEDED = {"snakemake_storage_plugin_s3": "snakemake-storage-plugin-s3", "moto": "moto[server]", "flask": "moto[server]"}
FEWER = "cohorts={upenn_gbm: {simulation: {patients: 24, unlabelled: 1, modalities: [FLAIR, DTI_FA, DSC_PH]}}}"


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Address of a server of S3 with an empty bucket `glioma`, which Snakemake finds in its environment."""
    missing = sorted({package for module, package in NEEDED.items() if importlib.util.find_spec(module) is None})
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", str(port)]
    with (tmp_path / "server.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                httpx.put(f"{address}/glioma").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.5)
        else:
            raise AssertionError((tmp_path / "server.log").read_text())
        for name, value in {"ENDPOINT_URL": address, "ACCESS_KEY": "key", "SECRET_KEY": "secret"}.items():
            monkeypatch.setenv(f"SNAKEMAKE_STORAGE_S3_{name}", value)
        yield address
    finally:
        process.terminate()
        process.wait()


def test_results_are_stored_and_scans_are_fetched(server, repository, tmp_path):
    files = dict(EXAMPLE.findall((repository / "docs" / "guides" / "storage.md").read_text()))
    assert set(files) == {"Snakefile", "fetch.smk"}
    (tmp_path / "radiogenomics").symlink_to(repository)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    shutil.copytree(repository / "profiles", tmp_path / "profiles")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def snakemake(*arguments):
        command = [sys.executable, "-m", "snakemake", "--cores", "2", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
        return done.stdout + done.stderr

    boto3 = pytest.importorskip("boto3", reason="boto3 comes with snakemake-storage-plugin-s3")
    access = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    bucket = boto3.resource("s3", endpoint_url=server, **access).Bucket("glioma")
    overlay = ("--configfile", str(repository / "tests" / "workflow" / "tiny.yaml"), "--config", FEWER)
    snakemake(*overlay)
    for name in ("cohort_flow.csv", "splits.csv"):
        stored = bucket.Object(f"spottune_mgmt/{name}").get()["Body"].read()
        assert stored == (tmp_path / "results" / "spottune_mgmt" / name).read_bytes() and len(stored) > 100
    assert "Nothing to be done" in snakemake(*overlay)

    for name in ("patients.csv", "P1/T1.nii.gz"):
        bucket.Object(f"archive/{name}").put(Body=name.encode())
    snakemake("--snakefile", "fetch.smk")
    assert (tmp_path / "archive" / "P1" / "T1.nii.gz").read_text() == "P1/T1.nii.gz"
    assert (tmp_path / "archive" / "patients.csv").read_text() == "patients.csv"
