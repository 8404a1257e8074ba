import pandas as pd

from radiogenomics.report.headline import headline


def test_headline_is_a_text_table_that_says_whether_simulated():
    metrics = pd.DataFrame(
        [
            ("simulated", model, ensemble, metric, 0.66, 0.51, 0.80, 33, 14)
            for model in ("spottune", "random")
            for ensemble in ("dsc", "dsc_dti")
            for metric in ("AUC", "AP")
            if (model, ensemble) != ("random", "dsc_dti")
        ],
        columns=["patients", "model", "ensemble", "metric", "value", "ci_low", "ci_high", "n", "n_positive"],
    )
    lines = headline(metrics, {"random": "Random initialisation"}).splitlines()
    assert lines[0] == "AUC (95 % confidence interval), 33 simulated test patients (14 positive)"
    assert lines[2].split() == ["SpotTune", "Random", "initialisation"]
    assert lines[3] == "DSC      0.66 (0.51–0.80)  0.66 (0.51–0.80)"
    assert lines[4] == "DSC+DTI  0.66 (0.51–0.80)  –"
    assert lines[2].index("Random initialisation") == lines[3].rindex("0.66")
