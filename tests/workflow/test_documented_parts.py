"""The study and the network of docs/ARCHITECTURE.md, put into a checkout as the page says, are run by the workflow."""

import os
import re
import subprocess
import sys

import pandas as pd
import yaml

from radiogenomics.report.fragments import table_of_page

EXAMPLE = re.compile(r"^```(?:python|yaml)\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINE = '    "readers": ReaderStudy,\n'
IMPORT = "from radiogenomics.studies.readers.study import ReaderStudy\n"
LABELS = ["Methylated", "Unmethylated", "Methylated", "Unmethylated"]
RATINGS = {"first": [0.9, 0.2, 0.8, 0.1], "second": [0.7, 0.6, 0.9, 0.3]}


def write_ratings(folder):
    """A table of each reader, and the configuration of their study."""
    models = {}
    for name, ratings in RATINGS.items():
        models[name] = {
            "title": f"The {name}",
            "path": f"{name}.csv",
            "patient_column": "id",
            "probability_column": "p",
        }
        table = pd.DataFrame({"id": [f"P{number}" for number in range(4)], "p": ratings, "MGMT": LABELS})
        table.to_csv(folder / f"{name}.csv", index=False)
    label = {"column": "MGMT", "positive": "Methylated", "negative": "Unmethylated"}
    return {"studies": {"ratings": {"kind": "readers", "title": "Ratings", "label": label, "models": models}}}


def test_the_documented_parts_are_found_planned_and_run(repository, checkout, tmp_path, workflow_class):
    examples = EXAMPLE.findall((repository / "docs" / "ARCHITECTURE.md").read_text())
    for name, text in examples:
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text(text)
    registry = checkout / "src/radiogenomics/studies/registry.py"
    head, entry, rest = registry.read_text().partition('    "networks": NetworkStudy,\n')
    assert entry
    registry.write_text(head.replace("\n\nKINDS", f"\n{IMPORT}\n\nKINDS") + LINE + entry + rest)
    run = workflow_class(checkout, tmp_path / "run", "config/minimal_study.yaml", "mine.yaml", "ratings.yaml")
    run.folder.mkdir()
    (checkout / "ratings.yaml").write_text(yaml.safe_dump(write_ratings(run.folder)))

    tested = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *(name for name, _ in examples if "test_" in name),
    ]
    own = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    assert subprocess.run(tested, cwd=checkout, env=own).returncode == 0

    planned = run.planned()
    # Three models of two inputs in three folds: the network is trained as the others are.
    assert planned["train"] == 3 * 2 * 3 and planned["agreement"] == planned["read_predictions"] == 1

    target = "results/ratings/tables/agreement.html"
    done = run.run(target)
    assert "models: random, transfer, small on" in done.stderr
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    table = pd.read_csv((run.folder / target).with_suffix(".csv"))
    # They agree on three of four patients, where chance would have them agree on two.
    assert table[["one", "other", "kappa"]].values.tolist() == [["The first", "The second", 0.5]]
    assert "Agreement" in table_of_page(run.folder / target, "table-agreement")
