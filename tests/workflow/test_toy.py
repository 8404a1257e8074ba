"""A kind of study, a task and a network that the project does not know: one file each, and a line in one registry."""

import json
import shutil

import pandas as pd

FILES = {
    "study.py": "src/radiogenomics/studies/toy.py",
    "task.py": "src/radiogenomics/training/tasks/toy.py",
    "network.py": "src/radiogenomics/networks/toy.py",
}
LINE = '    "toy": ToyStudy,\n'
IMPORT = "from radiogenomics.studies.toy import ToyStudy\n"


def test_a_study_of_a_new_kind_runs_from_patients_to_page(checkout, tmp_path, workflow_class):
    folder = checkout / "tests/workflow/toy"
    for name, place in FILES.items():
        shutil.copy2(folder / name, checkout / place)
    registry = checkout / "src/radiogenomics/studies/registry.py"
    head, entry, rest = registry.read_text().partition('    "networks": NetworkStudy,\n')
    assert entry
    registry.write_text(head.replace("\n\nKINDS", f"\n{IMPORT}\n\nKINDS") + entry + LINE + rest)
    run = workflow_class(checkout, tmp_path / "run", "tests/workflow/toy/toy.yaml")
    run.folder.mkdir()
    done = run.run()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    study = run.folder / "results" / "toy"
    metrics = pd.read_csv(study / "metrics.csv")
    assert set(metrics["model"]) == {"toy", "small"}
    # Both trainings minimised the toy task's loss, which is at most 1 and no cross-entropy.
    histories = [pd.read_csv(path) for path in study.glob("training/*/FLAIR/fold*/history.csv")]
    assert len(histories) == 4
    assert all(history["training_loss"].between(0, 0.5).all() for history in histories)
    # Two models are compared by Wilcoxon's test.
    assert set(pd.read_csv(study / "comparisons.csv")["test"]) == {"wilcoxon"}
    assert "Two numbers: mean and spread" in (study / "checklists" / "claim.csv").read_text()
    assert "A study of another kind" in (study / "report.html").read_text()
    report = json.loads((study / "before_evaluation" / "leakage.json").read_text())
    assert any(check["name"] == "records" and not check["found"] for check in report["checks"])
    assert not list(study.glob("figures/overlay_*"))
    _check_external_test(study)


def _check_external_test(study):
    """Volumes of another cohort, in the layout of UCSF-PDGM, go through the networks of both folds."""
    external = study / "external" / "ucsf_pdgm"
    cohort = pd.read_csv(external / "cohort.csv").set_index("scan_id")
    assert cohort.loc[~cohort["included"], "exclusion_reason"].to_dict() == {
        "UCSF-PDGM-0391_FU016d": "follow-up scan",
        "UCSF-PDGM-9001": "MGMT status is indeterminate",
    }
    table = pd.read_csv(external / "predictions.csv")
    assert set(table["patient_id"]) == set(cohort.loc[cohort["included"], "patient_id"])
    assert table.groupby(["model", "fold"]).size().to_dict() == {
        (model, fold): 12 for model in ("toy", "small") for fold in (0, 1)
    }
    assert "external test, UCSF-PDGM (simulated)" in (study / "report.html").read_text()
