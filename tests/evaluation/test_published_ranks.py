import pandas as pd
import pytest

from radiogenomics.evaluation.friedman import from_mean_ranks
from radiogenomics.evaluation.published import published_comparisons
from radiogenomics.evaluation.published_index import published_titles
from radiogenomics.evaluation.published_ranks import (
    INTERPOLATION_ERROR,
    contradictions,
    exact_third_p,
    family_of,
    family_possible,
    rankings_matching,
)

TABLE = published_comparisons(["schmitz2024_table5"])
TITLES = published_titles(["schmitz2024_table5"])
FAMILIES = {family: rows for family, rows in TABLE.groupby("family", sort=False)}
# Largest Nemenyi p by the recovered ranks; the paper prints 0.9, 0.822, 0.876, 0.554, 0.9, 0.661 and 0.768.
EXACT = {
    "dsc": 0.9952,
    "dti": 0.8403,
    "struct": 0.8862,
    "dsc_dti": 0.5577,
    "dsc_struct": 0.9952,
    "dti_struct": 0.6763,
    "dsc_dti_struct": 0.7892,
}


@pytest.mark.parametrize("family", EXACT)
def test_every_possible_family_of_table_5_is_reproduced_from_its_recovered_ranks(family):
    printed = family_of(FAMILIES[family])
    rankings = rankings_matching(printed)
    # One ranking and its mirror image.
    assert len(rankings) == 2
    assert rankings == pytest.approx(4 - rankings[::-1])
    for ranks in rankings:
        assert (57 * ranks).round(6).tolist() == (57 * ranks).round().tolist()
        result = from_mean_ranks(ranks, 57, ["spottune", "random", "transfer"])
        pairs = result.pairs.set_index(["model_a", "model_b"])["p"]
        assert float(f"{result.p:.3g}") == printed.friedman
        assert pairs["spottune", "random"] == pytest.approx(printed.first_second, rel=INTERPOLATION_ERROR)
        assert pairs["random", "transfer"] == pytest.approx(printed.second_third, rel=INTERPOLATION_ERROR)
        assert pairs["spottune", "transfer"] == pytest.approx(EXACT[family], abs=5e-5)


def test_the_familys_third_p_is_the_papers_only_within_its_interpolation():
    for family, exact in EXACT.items():
        printed = family_of(FAMILIES[family])
        assert exact_third_p(printed) == pytest.approx(exact, abs=5e-5)
        assert printed.first_third <= 0.9
        assert printed.first_third < exact


@pytest.mark.parametrize(("family", "ranks"), [("struct", (1.842, 2.228, 1.930)), ("dsc_dti", (1.754, 2.298, 1.947))])
def test_mean_ranks_behind_two_families(family, ranks):
    printed = family_of(FAMILIES[family])
    assert min(rankings_matching(printed).tolist()) == pytest.approx(ranks, abs=5e-4)


def test_best_overall_cannot_be():
    assert not family_possible(FAMILIES["best"])
    assert exact_third_p(family_of(FAMILIES["best"])) is None


def test_the_report_says_where_the_published_table_contradicts_itself():
    interpolated, best = contradictions(TABLE, TITLES)
    assert "table that ends at 0.9" in interpolated
    assert "DSC 0.9 (0.995); DTI 0.822 (0.840); Struct 0.876 (0.886); DSC+DTI 0.554 (0.558)" in interpolated
    assert best == (
        "Best overall repeats the Nemenyi p-values of DSC+DTI+Struct (0.0181, 0.0982, and 0.768 as 0.0768), but no "
        "ranking of the 57 patients with them has the published Friedman p of 0.0636."
    )


def test_family_without_twin_is_named_too():
    table = pd.concat([FAMILIES["dsc"].assign(p=[0.5, 0.001, 0.001, 0.9]), FAMILIES["dti"]])
    assert contradictions(table, TITLES)[1].startswith("DSC (0.001, 0.001): no ranking of the 57 patients")


def test_other_tests_than_friedmans_and_nemenyis_of_three_models_are_not_checked():
    rows = FAMILIES["dsc"]
    assert family_possible(rows) is True
    for others in (rows.head(3), rows.assign(test="wilcoxon"), pd.concat([rows, rows.tail(1).assign(model_b="d")])):
        assert family_possible(others) is None
        assert contradictions(others, TITLES) == []
