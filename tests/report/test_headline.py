import json

import pandas as pd
import pytest

from radiogenomics.evaluation.recovery import WITHIN
from radiogenomics.report.first_lines import first_lines
from radiogenomics.report.headline import headline, main, what_to_make_of_it
from radiogenomics.report.results import Results
from radiogenomics.report.summary import summary


@pytest.fixture
def metrics():
    return pd.DataFrame(
        [
            ("simulated", model, ensemble, metric, 0.66, 0.51, 0.80, 33, 14)
            for model in ("spottune", "random")
            for ensemble in ("dsc", "dsc_dti")
            for metric in ("AUC", "AP")
            if (model, ensemble) != ("random", "dsc_dti")
        ],
        columns=["patients", "model", "ensemble", "metric", "value", "ci_low", "ci_high", "n", "n_positive"],
    )


def test_headline_is_a_text_table_that_says_whether_simulated(metrics):
    titles = {"spottune": "SpotTune", "random": "Random initialisation", "dsc": "DSC", "dsc_dti": "DSC+DTI"}
    lines = headline(metrics, titles).splitlines()
    assert lines[0] == "AUC (95 % confidence interval), 33 simulated test patients (14 positive)"
    assert lines[2].split() == ["SpotTune", "Random", "initialisation"]
    assert lines[3] == "DSC      0.66 (0.51–0.80)  0.66 (0.51–0.80)"
    assert lines[4] == "DSC+DTI  0.66 (0.51–0.80)  –"
    assert lines[2].index("Random initialisation") == lines[3].rindex("0.66")


def test_headline_of_a_run_has_the_titles_of_its_config(metrics, repository, tmp_path, capsys):
    text = (repository / "config" / "config.yaml").read_text().replace("title: DSC+DTI,", "title: Both,")
    (tmp_path / "config.yaml").write_text(text)
    folder = tmp_path / "spottune_mgmt"
    folder.mkdir()
    metrics.to_csv(folder / "metrics.csv", index=False)
    planted = "As much of it as can be seen was found in 1 of 2 combinations."
    summary = {"Best (of how many)": "Net (small), DSC+DTI (21)", "Result": "AUC 0.97 (0.90–0.99)"}
    record = {
        "title": "SpotTune",
        "simulated": True,
        "lines": [["Leaks", "none"], ["Planted effect", planted]],
        "summary": {**summary, "Ideal observer": "0.99"},
    }
    (folder / "first_lines.json").write_text(json.dumps(record))
    main(str(folder / "metrics.csv"), str(tmp_path / "config.yaml"))
    lines = capsys.readouterr().out.splitlines()
    assert "Random initialisation" in lines[2] and lines[4].startswith("Both ")
    assert lines[-2] == f"Planted effect: {planted}"
    assert lines[-1] == (
        "Highest of 21: Net (small), DSC+DTI, AUC 0.97 (0.90–0.99); the ideal observer, who knows the planted effect, "
        "reaches an AUC of 0.99 there."
    )


def test_of_real_patients_there_is_nothing_to_make(about, folder):
    results = Results(folder)
    assert what_to_make_of_it({"lines": first_lines(about, results), "summary": summary(about, results)}) == ""


def test_the_best_auc_stands_beside_the_ideal_of_its_own_input(about, folder):
    truth = pd.DataFrame({"level": "ensemble", "name": ["dti", "struct"], "ideal_auc": [0.9, 0.8]})
    truth.to_csv(folder / "ground_truth.csv", index=False)
    verdicts = pd.DataFrame({"Network": ["Forest"], "Ensemble": ["Struct"], "Verdict": [WITHIN]})
    verdicts.to_csv(folder / "tables" / "recovery.csv", index=False)
    results = Results(folder)
    text = what_to_make_of_it({"lines": first_lines(about, results), "summary": summary(about, results)})
    assert "found in 1 of 1" in text
    assert "Highest of 4: Forest, Struct, AUC 0.60 (0.40–0.80)" in text and "an AUC of 0.80 there" in text
