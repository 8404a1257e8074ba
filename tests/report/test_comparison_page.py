"""The page of two studies that share patients, and the tables beside it."""

import pandas as pd
import pytest

from radiogenomics.evaluation.compared import Compared
from radiogenomics.report.comparison_page import write_comparison


def a_study(folder, name, title, probabilities, label="MGMT"):
    rows = [("net", "T1", 0, "test", f"P{number:02}", value, number % 2) for number, value in enumerate(probabilities)]
    columns = ["model", "input", "fold", "subset", "patient_id", "probability", "label"]
    pd.DataFrame(rows, columns=columns).to_csv(folder / f"{name}.csv", index=False)
    path = str(folder / f"{name}.csv")
    return Compared(name, title, label, ("Methylated", "Unmethylated"), True, path, {"net": "A <net>"}, {"net": ["T1"]})


@pytest.fixture
def written(tmp_path):
    good = [0.1 + 0.7 * (number % 2) for number in range(24)]
    bad = [number / 24 for number in range(24)]
    studies = [
        a_study(tmp_path, "one", "First study", good),
        a_study(tmp_path, "two", "Second study", bad),
        a_study(tmp_path, "three", "Third study", bad, label="IDH"),
    ]
    write_comparison(studies, tmp_path / "out" / "compare.html")
    return tmp_path / "out"


def test_studies_that_share_patients_have_one_forest_plot_and_one_table_of_tests(written):
    page = (written / "compare.html").read_text()
    assert page.count("<figure>") == 2 and page.count("Differences between models") == 1
    assert "1.00 (" in page and "A &lt;net&gt; (First study)" in page and "Holm" in page
    assert "shares its test patients with no other one" in page and "Simulated patients" in page
    assert "n = 24 simulated test patients that all models here predict; positive: Methylated." in page
    assert "<h2>MGMT: Methylated against Unmethylated</h2>" in page and "<h2>IDH: Third study</h2>" in page


def test_the_tables_beside_the_page_have_every_area_and_test(written):
    areas = pd.read_csv(written / "compare.csv").set_index("model")
    assert areas.loc["one: net", "value"] == 1 and areas["group"].to_dict() == {
        "one: net": 1,
        "two: net": 1,
        "three: net": 2,
    }
    tests = pd.read_csv(written / "compare_tests.csv")
    assert len(tests) == 1 and tests["difference"].iloc[0] == pytest.approx(1 - areas.loc["two: net", "value"])
