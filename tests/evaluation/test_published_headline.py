"""The one figure that a paper puts forward."""

import pandas as pd
import pytest

from radiogenomics.evaluation.published_headline import headline_text, published_headline
from radiogenomics.evaluation.published_index import FOLDER, tables_of_all_papers
from radiogenomics.files import read_table


def test_every_headline_is_a_figure_of_its_table_and_every_paper_has_one():
    names = list(read_table(FOLDER / "headlines.csv")["name"])
    found = [published_headline([name]) for name in names]
    tables = [read_table(FOLDER / f"{name}.csv") for name in tables_of_all_papers()]
    assert {row["paper"] for row in found} == set(pd.concat(tables)["paper"])


@pytest.mark.parametrize(
    ("name", "metric", "value"),
    [
        ("schmitz2024_table2", "AUC", 0.6604),
        ("spoorthy2023_mgmt", "ACC", 0.7192),
        ("tuberlin", "AUC", 0.665),
        ("tuberlin_segmentation", "Dice", 0.855),
        ("mackinnon_idh", "AUC", 0.935),
        ("lyu_response", "ACC", 0.85),
    ],
)
def test_the_papers_say_so(name, metric, value):
    row = published_headline(["schmitz2024_table5", name])
    assert (row["metric"], row["value"]) == (metric, value)


def test_in_words_with_ours_where_there_is_one():
    ours = pd.DataFrame({"model": ["spottune"], "ensemble": ["dsc_dti"], "metric": ["AUC"], "value": [0.951]})
    names = ["schmitz2024_table1", "schmitz2024_table2"]
    assert headline_text(names, ours) == "AUC 0.6604 (DSC+DTI); ours 0.95"
    for others in (None, ours.assign(metric="ACC"), ours.assign(value=None)):
        assert headline_text(names, others) == "AUC 0.6604 (DSC+DTI)"


def test_a_study_without_a_headline_has_no_text():
    assert headline_text([]) == headline_text(["schmitz2024_table1"]) == ""
