"""The jobs of every ready configuration stay as they were recorded: files and parameters, by dry run.

Where a change is meant, `python tests/workflow/test_dag.py` records all of them anew; the tiny configuration is
recorded word for word, so that its difference can be read.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
GOLDEN = HERE / "golden"
EXTERNAL = {"reader": {"title": "A reader", "path": "table.csv", "patient_column": "id", "probability_column": "p"}}
CONFIGURATIONS = {
    "tiny": (["tests/workflow/tiny.yaml"], {}),
    "tiny_with_everything": (
        ["tests/workflow/tiny.yaml"],
        {"studies": {"spottune_mgmt": {"report_supplementary": True, "external": EXTERNAL}}},
    ),
    "registered": (
        ["tests/workflow/tiny.yaml"],
        {"cohorts": {"upenn_gbm": {"images": {"prepare": "register", "reference": "FLAIR", "spacing": 4.0}}}},
    ),
    "demo": ([], {}),
    "null_cohort": (["config/null_cohort.yaml"], {}),
    "upenn_gbm": (["config/upenn_gbm.yaml"], {}),
    "upenn_gbm_local": (["config/upenn_gbm.yaml"], {"cohorts": {"upenn_gbm": {"local_dir": "archive"}}}),
    "dress_rehearsal": (["config/upenn_gbm.yaml", "config/dress_rehearsal.yaml"], {}),
    "upenn_radiomics": (["config/upenn_radiomics.yaml"], {}),
    "radiomics": (["config/radiomics.yaml"], {}),
    "published_predictions": (["config/published_predictions.yaml"], {}),
    "efficientnet_mgmt": (["config/efficientnet_mgmt.yaml"], {}),
    "efficientnet_mgmt_real": (
        ["config/efficientnet_mgmt.yaml", "config/efficientnet_mgmt_real.yaml"],
        {"cohorts": {"rsna_miccai": {"local_dir": "archive"}}},
    ),
    "pseudocolour_idh": (["config/pseudocolour_idh.yaml"], {}),
    "segmentation": (["config/segmentation.yaml"], {}),
    "segmentation_real": (
        ["config/segmentation.yaml", "config/segmentation_real.yaml"],
        {"cohorts": {"segmented": {"local_dir": "archive"}}},
    ),
    "own_patients": (["config/own_patients.yaml"], {"cohorts": {"mine": {"local_dir": "archive"}}}),
    "twin_tower_response": (["config/twin_tower_response.yaml"], {}),
    "twin_tower_response_real": (["config/twin_tower_response.yaml", "config/twin_tower_response_real.yaml"], {}),
    "tcga_mirna": (["config/tcga_mirna.yaml"], {}),
}
"""Name of the record: overlays on `config/config.yaml`, and keys that overlays leave to the user."""
WORD_FOR_WORD = ("tiny",)


def jobs(name: str, folder: Path) -> dict:
    """All jobs of a configuration, in a folder where the user's files that it names lie."""
    for archive in ("archive", "TCGA"):
        (folder / archive).mkdir()
    tables = ("table.csv", "test_predictions.csv", "archive/patients.csv", "TCGA/LGG_miRNAseq_linkedomics_log2RPM.csv")
    for table in tables:
        (folder / table).touch()
    overlays, overrides = CONFIGURATIONS[name]
    configs = [str(REPOSITORY / overlay) for overlay in overlays]
    command = [sys.executable, str(HERE / "dag.py"), str(REPOSITORY), json.dumps(overrides), *configs]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def record_of(name: str, rules: dict) -> dict:
    from dag import digests

    return rules if name in WORD_FOR_WORD else digests(rules)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_jobs_are_those_that_were_recorded(name, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(HERE))
    recorded = json.loads((GOLDEN / f"{name}.json").read_text())
    found = record_of(name, jobs(name, tmp_path))
    assert found.keys() == recorded.keys()
    for rule, expected in recorded.items():
        assert found[rule] == expected, rule


if __name__ == "__main__":
    import tempfile

    GOLDEN.mkdir(exist_ok=True)
    for each in sys.argv[1:] or CONFIGURATIONS:
        with tempfile.TemporaryDirectory() as folder:
            text = json.dumps(record_of(each, jobs(each, Path(folder))), indent=1, sort_keys=True)
        (GOLDEN / f"{each}.json").write_text(text + "\n")
        print(each)
