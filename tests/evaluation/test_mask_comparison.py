import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.delong import paired_test, roc_area
from radiogenomics.evaluation.mask_comparison import CONSTANT, compare_masks, mask_note, mask_table


def probabilities(seed: int, patients: range, models=("forest",)) -> pd.DataFrame:
    """A row per model and patient; who has an even number is positive."""
    random = np.random.default_rng(seed)
    labels = np.array([1 - number % 2 for number in patients])
    rows = {"patient_id": [f"P{number}" for number in patients], "label": labels, "ensemble": "all"}
    return pd.concat(
        [
            pd.DataFrame({**rows, "model": name, "probability": labels + random.normal(0, 1, len(labels))})
            for name in models
        ]
    )


def test_areas_and_tests_are_those_of_the_patients_of_both():
    given, predicted = probabilities(0, range(40), ("forest", "net")), probabilities(1, range(4, 44))
    row = compare_masks(given, predicted).iloc[0]
    common = [f"P{number}" for number in range(4, 40)]
    one, other = (table[table["model"] == "forest"].set_index("patient_id").loc[common] for table in (predicted, given))
    expected = paired_test(one["label"], one["probability"], other["probability"])
    assert row["auc_given"] == roc_area(other["label"], other["probability"]).auc
    assert row["auc_predicted"] == roc_area(one["label"], one["probability"]).auc
    assert (row["difference"], row["p"]) == (expected.value, expected.p)
    assert row[["n", "n_positive", "n_given", "n_predicted"]].tolist() == [36, 18, 40, 40]


def test_models_of_one_study_alone_have_no_row_and_constant_ones_no_test():
    given = probabilities(0, range(30), ("forest", "majority", "net"))
    predicted = probabilities(1, range(30), ("forest", "majority", "other"))
    predicted.loc[predicted["model"] == "majority", "probability"] = 0.5
    found = compare_masks(given, predicted).set_index("model")
    assert list(found.index) == ["forest", "majority"]
    assert found.loc["majority", "method"] == CONSTANT and np.isnan(found.loc["majority", "p"])
    assert found.loc["forest", "p_adjusted"] == found.loc["forest", "p"]


def test_studies_without_a_common_test_patient_are_refused():
    with pytest.raises(InputError, match="no patient is tested by both"):
        compare_masks(probabilities(0, range(10)), probabilities(0, range(10, 20)))


def test_the_table_names_what_is_compared_and_the_note_says_who_is_missing():
    given, predicted = probabilities(0, range(40)), probabilities(1, range(4, 40))
    comparison = compare_masks(given, predicted)
    table = mask_table(comparison, {"forest": "Forest", "all": "All"})
    assert table.iloc[0][["Model", "Input", "Patients (positive)"]].tolist() == ["Forest", "All", "36 (18)"]
    assert "Not everybody is tested by both" in mask_note(comparison, "SegResNet", "Radiomics", simulated=True)
    same = compare_masks(given, given)
    assert "Not everybody" not in mask_note(same, "SegResNet", "Radiomics", simulated=False)
    assert same["difference"].tolist() == [0]
