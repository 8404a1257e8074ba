"""Results of three models as they were before tables had names and tests came from libraries: nothing moved."""

from pathlib import Path

import pandas as pd
import pytest

from radiogenomics.evaluation.comparison_tables import comparison_table
from radiogenomics.evaluation.comparisons import compare_models
from radiogenomics.evaluation.ensembles import measure
from radiogenomics.evaluation.published import published_comparisons, published_metrics
from radiogenomics.evaluation.published_and_ours import published_and_ours, published_tests_and_ours
from radiogenomics.evaluation.published_table import published_table
from radiogenomics.evaluation.tables import metrics_table
from radiogenomics.files import write_table

FOLDER = Path(__file__).parent / "reference"
OURS = {"random": "Random initialisation", "transfer": "Transferred weights"}


@pytest.fixture
def results(make_predictions, schmitz, titles) -> dict[str, pd.DataFrame]:
    predictions, titles = make_predictions(), {**titles, **OURS}
    figures, tests = published_metrics(schmitz), published_comparisons(schmitz)
    metrics = measure(predictions, seed=42, published=figures, draws=200)
    comparisons = compare_models(predictions)
    published = pd.concat(
        [published_and_ours(figures, metrics), published_tests_and_ours(tests, comparisons)], ignore_index=True
    )
    return {
        "metrics": metrics,
        "metrics_spottune": metrics_table(metrics[metrics["model"] == "spottune"], "spottune", titles),
        "comparisons": comparisons,
        "comparisons_with_ties": compare_models(predictions.assign(probability=predictions["probability"].round(1))),
        "comparison_table": comparison_table(comparisons, titles, tests),
        "published": published,
        "published_table": published_table(published, titles),
    }


def test_results_are_those_of_the_reference(results, tmp_path):
    assert set(results) == {path.stem for path in FOLDER.glob("*.csv")}
    for name, table in results.items():
        write_table(table, tmp_path / f"{name}.csv")
        found, expected = (pd.read_csv(folder / f"{name}.csv") for folder in (tmp_path, FOLDER))
        # In whatever order the columns stand: which come first is the page's matter.
        assert sorted(found) == sorted(expected), name
        found = found[list(expected)]
        pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=1e-6, atol=1e-9, obj=name)
