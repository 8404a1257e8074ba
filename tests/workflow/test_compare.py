"""A table of predictions that somebody drops into the configuration is compared with the networks of a finished run."""

import pandas as pd

STUDY = "spottune_mgmt"
OVERLAY = """
studies:
  theirs:
    kind: predictions
    title: Predictions of a colleague
    simulated: true
    label: {column: MGMT, positive: Methylated, negative: Unmethylated}
    models:
      reader: {title: Reader, path: theirs.csv}
"""


def test_predictions_made_elsewhere_stand_beside_the_networks(finished, copy_of, workflow_class, program, repository):
    copied = copy_of(finished)
    ours = pd.read_csv(copied.folder / "results" / STUDY / "predictions.csv").query("subset == 'test'")
    patients = ours.groupby("patient_id")["label"].first()
    names = patients.map({1: "Methylated", 0: "Unmethylated"})
    theirs = pd.DataFrame({"MGMT": names, "probability": 0.2 + 0.5 * patients}).reset_index()
    theirs.to_csv(copied.folder / "theirs.csv", index=False)
    (copied.folder / "theirs.yaml").write_text(OVERLAY)
    workflow = workflow_class(repository, copied.folder, *finished.configs, copied.folder / "theirs.yaml")
    done = workflow.run("results/compare.html")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    areas = pd.read_csv(copied.folder / "results" / "compare.csv").set_index("model")
    assert areas.loc["theirs: reader", "value"] == 1 and set(areas["group"]) == {1}
    assert list(areas.index[:3]) == [f"{STUDY}: {model}" for model in ("spottune", "random", "transfer")]
    tests = pd.read_csv(copied.folder / "results" / "compare_tests.csv")
    assert len(tests) == 6 and (tests["p_adjusted"] >= tests["p"]).all()
    page = (copied.folder / "results" / "compare.html").read_text()
    assert "Reader" in page and "Predictions of a colleague" in page and page.count("<figure>") == 1
    # The program reads the same files, of the configurations that it is given.
    configs = [repository / config for config in finished.configs]
    options = [argument for path in configs for argument in ("--configfile", path)]
    done = program(copied.folder, "compare", *options, "--out", "own.html")
    assert done.returncode == 0, done.stderr
    own = pd.read_csv(copied.folder / "own.csv").set_index("model")
    assert own["value"].to_dict() == areas["value"].drop("theirs: reader").to_dict()
