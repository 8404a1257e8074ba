import re

import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.published import (
    published_characteristics,
    published_comparisons,
    published_metrics,
    published_p,
    published_value,
)
from radiogenomics.evaluation.published_index import METRICS, published_index, published_titles, tables_with

DISTANCE = "95 % Hausdorff distance, mm"
ENSEMBLES = ("DSC", "DTI", "Struct", "DSC+DTI", "DSC+Struct", "DTI+Struct", "DSC+DTI+Struct")
SCHMITZ = tuple(f"schmitz2024_{name}" for name in ("table2", "table3", "table4", "text", "table5"))
FIGURES, TESTS = published_metrics(SCHMITZ), published_comparisons(SCHMITZ)
KEYS = {title.casefold(): key for key, title in published_titles(SCHMITZ).items()} | {"best overall": "best"}


@pytest.fixture
def paper(shared) -> str:
    path = shared / "papers" / "schmitz2024_spottune_mgmt.md"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    return path.read_text().replace("<b>", "").replace("</b>", "")


@pytest.mark.parametrize(
    ("model", "heading"),
    [
        ("spottune", "SpotTune results"),
        ("random", "Randomly initialized weights results"),
        ("transfer", "Transferred weights results"),
    ],
)
def test_tables_2_to_4_are_the_papers(paper, model, heading):
    lines = paper[paper.index(f"\n{heading}") :].splitlines()
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in lines[3:10]}
    assert tuple(rows) == ENSEMBLES
    for ensemble, printed in rows.items():
        for metric, text in zip(("AUC", "AP", "SEN", "SPE"), printed, strict=True):
            assert published_value(FIGURES, model, KEYS[ensemble.casefold()], metric) == float(text)


def test_table_5_is_the_papers(paper):
    lines = paper[paper.index("Friedman chi-square & Nemenyi p-values") :].splitlines()[2:26]
    family = None
    for name, friedman, pair, nemenyi in (line.split("\t") for line in lines):
        family = KEYS[name.casefold()] if name else family
        models = [KEYS[model.casefold()] for model in pair.split(", ")]
        assert published_p(TESTS, family, "nemenyi", *models) == float(nemenyi)
        if friedman:
            assert published_p(TESTS, family, "friedman") == float(friedman)
    assert family == "best"


def test_table_1_is_the_papers_and_adds_up(paper):
    lines = paper[paper.index("Gender\tMale") :].splitlines()[:6]
    table = published_characteristics(["schmitz2024_table1", *SCHMITZ])
    for line, row in zip(lines, table.itertuples(), strict=True):
        numbers = [float(number) for number in re.findall(r"[\d.]+", line.split("\t", 2)[2])]
        found = (row.n, row.percent, row.n_positive, row.percent_positive, row.n_negative, row.percent_negative)
        assert list(found) == numbers
    assert (table.groupby("characteristic")["n"].sum() == 240).all()
    assert (table["n"] == table["n_positive"] + table["n_negative"]).all()


def test_figures_of_the_running_text_are_the_papers(paper):
    text = " ".join(paper.split())
    assert "ROC AUC of 0.5764, an AP 0.4886, a sensitivity of 0.2174 and a specificity of 0.9355" in text
    assert [published_value(FIGURES, "forest", "struct", m) for m in ("AUC", "AP", "SEN", "SPE")] == [
        0.5764,
        0.4886,
        0.2174,
        0.9355,
    ]
    assert "resulting in an AUC of 0.5758" in text
    assert published_value(FIGURES, "spottune", "dsc_channels", "AUC") == 0.5758
    assert "an AUC of 0.5341, an AP of 0.5134, a SEN of 0.5417, and a SPE of 0.4848" in text
    runs = "transfer_two_blocks", "struct_two_blocks"
    found = [published_value(FIGURES, *runs, m) for m in ("AUC", "AP", "SEN", "SPE")]
    assert found == [0.5341, 0.5134, 0.5417, 0.4848]


def test_all_63_published_auc_sen_spe_are_possible_with_24_and_33_patients():
    table = FIGURES
    checked = table[table["source"].str.startswith("Table") & (table["metric"] != "AP")]
    assert len(checked) == 63
    assert set(zip(checked["n_positive"], checked["n_negative"], strict=True)) == {(24, 33)}
    assert checked["attainable"].all()


def test_figures_of_the_running_text_are_possible_too():
    text = FIGURES.query("not source.str.startswith('Table') and metric != 'AP'")
    assert len(text) == 7
    assert text["attainable"].all()


def test_table_5_is_possible_but_for_its_last_family():
    possible = TESTS.groupby("family")["attainable"].all()
    assert not possible["best"]
    assert possible.drop("best").all()
    assert len(possible) == 8


def test_what_is_not_published_is_none():
    assert published_value(FIGURES, "spottune", "dsc_dti", "AUC") == 0.6604
    assert published_value(FIGURES, "spottune", "dsc_dti", "F1") is None
    assert published_value(FIGURES, "mine", "dsc_dti", "AUC") is None
    assert published_p(TESTS, "dsc_dti", "nemenyi", "random", "spottune") == 0.0103
    assert published_p(TESTS, "dsc_dti", "wilcoxon", "random", "spottune") is None
    assert published_p(TESTS, "best", "friedman") == 0.0636
    assert published_p(TESTS, "mine", "friedman") is None
    assert published_p(TESTS, "dsc", "nemenyi", "spottune", "mine") is None


def test_other_published_tables_are_read_by_name_and_checked_where_the_numbers_of_patients_are_known():
    table = published_metrics(["radiomics_mgmt"]).set_index(["model", "ensemble", "metric"])
    assert table.loc[("forest", "li2018", "AUC"), "attainable"] and table.loc[("forest", "li2018", "SEN"), "attainable"]
    with pytest.raises(InputError, match=r"no table 'radiomics_mgtm' \(nearest: 'radiomics_mgmt'\)"):
        published_metrics(["radiomics_mgtm"])


def test_every_function_takes_the_tables_of_its_content_alone_and_none_of_them_give_no_rows():
    assert set(published_metrics(["schmitz2024_table2", "schmitz2024_table5"])["source"]) == {"Table 2"}
    for names in ((), ["schmitz2024_table5"]):
        empty = published_metrics(names)
        assert empty.empty and set(empty) == set(FIGURES)
        assert published_value(empty, "spottune", "dsc", "AUC") is None
    for names in ((), ["schmitz2024_table2"]):
        empty = published_comparisons(names)
        assert empty.empty and set(empty) == set(TESTS)
        assert published_p(empty, "dsc", "friedman") is None
    assert published_characteristics(()).empty


@pytest.mark.parametrize("name", tables_with(published_index().index, METRICS))
def test_every_table_of_metrics_is_whole_and_names_its_sources(name):
    table = published_metrics([name])
    assert set(table["metric"]) <= {"AUC", "AP", "SEN", "SPE", "ACC", "PPV", "NPV", "F1", "Dice", DISTANCE}
    assert table["value"].between(0, 1).where(table["metric"] != DISTANCE, table["value"] > 0).all()
    assert (table["printed"].astype(float) == table["value"]).all()
    assert table[["paper", "model", "ensemble", "source"]].ne("").all(axis=None)
    assert not table.duplicated(["paper", "model", "ensemble", "metric"]).any()
    both = table[["n_positive", "n_negative"]].notna().all(axis=1)
    assert ((table["n_positive"] + table["n_negative"])[both] == table["n"][both]).all()
    if published_index().loc[name, "paper"] != "Schmitz 2024":
        assert (table["counts_from"] != "").where(~table["metric"].isin(["Dice", DISTANCE]), True).all()


@pytest.mark.parametrize(
    ("name", "paper", "rows"),
    [
        ("mackinnon_idh", "mackinnon_color_of_time_idh.md", {"VGG16, fine-tuned": "(ours) Finetuned VGG16"}),
        ("lyu_response", "lyu_costen_twin_tower.md", {"mixture": "MoE", "twin_tower": "proposed model"}),
    ],
)
def test_figures_of_other_papers_are_as_printed(shared, name, paper, rows):
    lines = (shared / "papers" / paper).read_text().replace("<b>", "").replace("</b>", "").splitlines()
    table = published_metrics([name])
    for model, heading in rows.items():
        printed = next(line for line in lines if line.startswith(heading + "\t")).split("\t")[1:]
        figures = table.loc[table["model"] == model, "printed"].tolist()
        assert figures == printed[: len(figures)]
