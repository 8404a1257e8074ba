"""The profile of a Kubernetes cluster, with a `kubectl` that starts what it is given as processes of this machine."""

import importlib.util
import json
import os
import re
import subprocess
import sys

import pytest
import yaml

from radiogenomics.running import PLACEHOLDERS

NAME = "profiles/kubernetes/config.yaml"
FEWER = "cohorts={upenn_gbm: {simulation: {patients: 24, unlabelled: 1, modalities: [FLAIR, DTI_FA, DSC_PH]}}}"
KUBECTL = """#!{python}
import json, pathlib, subprocess, sys, uuid

jobs = pathlib.Path({jobs!r})
if sys.argv[1] == "create":
    job = json.load(sys.stdin)
    name = job["metadata"]["generateName"] + uuid.uuid4().hex[:5]
    command = job["spec"]["template"]["spec"]["containers"][0]["command"]
    job["exit"] = subprocess.run(command, capture_output=True).returncode
    (jobs / f"{{name}}.json").write_text(json.dumps(job))
    print(f"job.batch/{{name}}")
elif sys.argv[1] == "get" and (path := jobs / (sys.argv[2].removeprefix("job.batch/") + ".json")).exists():
    ended = json.loads(path.read_text())["exit"]
    print({{0: "Job/1/", None: "Job//"}}.get(ended, "Job//1"), end="")
"""


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    """Folder in which the jobs lie that were submitted, as JSON by their names."""
    (tmp_path / "jobs").mkdir()
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "kubectl"
    program.write_text(KUBECTL.format(python=sys.executable, jobs=str(tmp_path / "jobs")))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "jobs"


@pytest.fixture
def scripts(repository):
    return repository / "profiles" / "kubernetes"


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_each_placeholder_stands_in_the_profile_once(repository):
    text = (repository / NAME).read_text()
    profile = yaml.safe_load(text)
    assert set(PLACEHOLDERS[NAME]) <= set(profile["default-resources"].values())
    assert all(len(re.findall(rf": {placeholder}\b", text)) == 1 for placeholder in PLACEHOLDERS[NAME])
    named = set(re.findall(r"{resources\.(\w+)}", profile["cluster-generic-submit-cmd"]))
    # What not every rule says has a default.
    assert named - {"mem_mb", "runtime"} == set(profile["default-resources"])


def test_a_job_has_what_its_rule_asks_for(jobs, scripts, tmp_path):
    script = tmp_path / "job.sh"
    script.write_text("true")
    name = said(scripts / "submit", "i:cuda", "volume", "train_Segmenter", "4", "8000", "1", "90", script)
    job = json.loads((jobs / f"{name.removeprefix('job.batch/')}.json").read_text())
    assert job["metadata"]["generateName"] == "radiogenomics-train-segmenter-"
    assert job["spec"]["activeDeadlineSeconds"] == 5400 and job["spec"]["backoffLimit"] == 0
    pod = job["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["image"] == "i:cuda" and container["command"] == ["sh", str(script)]
    assert container["resources"]["requests"] == {"cpu": "4", "memory": "8000M", "nvidia.com/gpu": "1"}
    # Kubernetes wants as many GPUs for a limit as are requested.
    assert container["resources"]["limits"]["nvidia.com/gpu"] == "1"
    assert pod["volumes"][0]["persistentVolumeClaim"] == {"claimName": "volume"}
    assert pod["securityContext"]["runAsNonRoot"] is True


@pytest.mark.parametrize(("ended", "status"), [(0, "success"), (1, "failed"), (None, "running")])
def test_snakemake_is_told_how_a_job_is(ended, status, jobs, scripts):
    (jobs / "radiogenomics-train-abcde.json").write_text(json.dumps({"exit": ended}))
    assert said(scripts / "status", "job.batch/radiogenomics-train-abcde") == status
    assert said(scripts / "status", "job.batch/another") == "failed"


def test_the_pod_of_the_guide_is_one(repository):
    text = (repository / "docs" / "guides" / "kubernetes.md").read_text()
    pod = yaml.safe_load(re.search(r"```yaml\n(.*?)```", text, re.DOTALL).group(1))["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["volumeMounts"][0]["mountPath"] == "/runs" and container["workingDir"].startswith("/runs/")
    for path in (*container["command"], *container["args"]):
        if path.startswith("/opt/radiogenomics/"):
            assert (repository / path.removeprefix("/opt/radiogenomics/")).is_file(), path


def test_a_run_by_the_profile_submits_its_jobs(jobs, repository, scripts, tmp_path):
    if importlib.util.find_spec("snakemake_executor_plugin_cluster_generic") is None:
        pytest.skip("snakemake-executor-plugin-cluster-generic is not installed; pip install -e '.[kubernetes]'")
    profile, run = tmp_path / "profile", tmp_path / "run"
    profile.mkdir()
    run.mkdir()
    text = (repository / NAME).read_text().replace("/opt/radiogenomics/", f"{repository}/")
    text = text.replace("-checks: 20", "-checks: 1").replace("latency-wait: 60", "latency-wait: 5")
    target = "results/simulated/upenn_gbm"

    def snakemake(written, *arguments):
        (profile / "config.yaml").write_text(written)
        command = [sys.executable, "-m", "snakemake", *arguments, target, "--profile", str(profile)]
        overlay = ["--configfile", str(repository / "tests" / "workflow" / "tiny.yaml"), "--config", FEWER]
        command += ["--snakefile", str(repository / "Snakefile"), *overlay]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(command, cwd=run, capture_output=True, text=True, env=environment)

    refused = snakemake(text, "--dry-run")
    assert refused.returncode and f"ERROR: {NAME}: image is still IMAGE; replace it by" in refused.stderr
    assert "Traceback" not in refused.stderr
    done = snakemake(text.replace(": IMAGE", ": i").replace(": CLAIM", ": volume"))
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
    assert (run / target).is_dir()
    (job,) = (json.loads(path.read_text()) for path in jobs.iterdir())
    assert job["metadata"]["generateName"] == "radiogenomics-simulate-cohort-" and job["exit"] == 0
