"""From results that are older than a corrected table no model is exported, and a comparison says so."""

import numpy as np
import pandas as pd
import pytest

OVERLAY = """
cohorts:
  upenn_gbm: null
  mine: {source: own, local_dir: data}
studies:
  spottune_mgmt: null
  feat:
    kind: features
    title: Features of my patients
    cohort: mine
    label: {column: label, positive: "1", negative: "0"}
    groups: {structural: [T1GD]}
    described_group: structural
    split: {test_fraction: 0.3, test_group: structural, folds: 2}
    cross_validation: null
    mask: none
    tables: {given: {type: csv, path: features.csv}}
    inputs: {struct: {title: Given, group: structural, tables: [given]}}
    models:
      majority: {title: Majority, classifier: majority}
      neighbours: {title: Neighbours, classifier: nearest_neighbours}
    compare: [majority, neighbours]
    figure_ensembles: [struct]
  theirs:
    kind: predictions
    title: Predictions of a colleague
    label: {column: label, positive: "1", negative: "0"}
    models: {reader: {title: Theirs, path: theirs.csv}}
"""
TABLES = ("data/patients.csv", "features.csv", "theirs.csv")


@pytest.fixture(scope="module")
def own(repository, workflow_class, tmp_path_factory):
    """A finished run on tables alone."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "data").mkdir()
    (folder / "own.yaml").write_text(OVERLAY)
    random = np.random.default_rng(0)
    labels = pd.DataFrame({"patient_id": [f"P{number:03}" for number in range(40)], "label": np.arange(40) % 2})
    labels["has_T1GD"] = "yes"
    labels.to_csv(folder / TABLES[0], index=False)
    numbers = pd.DataFrame(random.normal(9, 1, (40, 4)), columns=list("abcd")).round(3)
    pd.concat([labels[["patient_id"]], numbers], axis=1).to_csv(folder / TABLES[1], index=False)
    theirs = labels[["patient_id", "label"]].assign(probability=random.random(40).round(3))
    theirs.to_csv(folder / TABLES[2], index=False)
    workflow = workflow_class(repository, folder, folder / "own.yaml")
    done = workflow.run(
        *(f"results/{name}.csv" for name in ("feat/predictions", "feat/thresholds", "theirs/predictions"))
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return workflow


def corrected(path):
    """Another label, or another last number, of the first patient."""
    head, first, *rest = path.read_text().splitlines()
    first = first.replace(",0,", ",1,") if path.name == "patients.csv" else f"{first[:-1]}{9 - int(first[-1])}"
    path.write_text("\n".join([head, first, *rest]) + "\n")


def export(program, folder):
    names = ["--study", "feat", "--model", "neighbours", "--out", "model"]
    return program(folder, "export", "--configfile", "own.yaml", *names)


@pytest.mark.parametrize("table", TABLES[:2])
def test_no_model_is_exported_from_results_older_than_a_table(own, copy_of, program, table):
    folder = copy_of(own).folder
    corrected(folder / table)
    refused = export(program, folder)
    assert refused.returncode == 2 and not (folder / "model").exists()
    assert refused.stderr.strip() == (
        f"radiogenomics: {table}: changed since the results of study feat were made from it; run Snakemake in this "
        "folder first"
    )


def test_what_is_not_changed_is_exported_and_compared_in_silence(own, copy_of, program):
    folder = copy_of(own).folder
    for table in TABLES:
        (folder / table).touch()
    (folder / "data/notes.txt").write_text("new")
    # Another study's table.
    corrected(folder / "theirs.csv")
    assert export(program, folder).returncode == 0 and (folder / "model").is_dir()
    corrected(folder / "theirs.csv")
    done = program(folder, "compare", "--configfile", "own.yaml")
    assert done.returncode == 0 and "changed" not in done.stderr, done.stderr


def test_a_comparison_with_a_corrected_table_says_so(own, copy_of, program):
    folder = copy_of(own).folder
    corrected(folder / "theirs.csv")
    done = program(folder, "compare", "--configfile", "own.yaml")
    assert done.returncode == 0 and (folder / "results/compare.html").is_file()
    assert [line for line in done.stderr.splitlines() if "changed" in line] == [
        "study theirs: theirs.csv: changed since its predictions were made from it, and what is shown is of before; "
        "run Snakemake first"
    ]
