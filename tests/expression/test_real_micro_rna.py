"""MicroRNA (not messenger RNA) of lower-grade glioma and the response to therapy: what is known of these tables."""

import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from radiogenomics.classifiers.fit import cross_validate
from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.cohorts.expression import mark_expressed
from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.tcga import read_scans
from radiogenomics.evaluation.confounding import confounding_table
from radiogenomics.expression.matrix import read_matrix
from radiogenomics.expression.normalisation import ExpressionNormaliser
from radiogenomics.expression.patients import match_patients
from radiogenomics.expression.settings import NormalisationSettings
from radiogenomics.splits.settings import CrossValidationSettings

NOT_KNOWN = ["", "[Not Available]", "[Unknown]", "[Not Applicable]", "[Discrepancy]"]
RESPONSE = LabelSettings(
    column="treatment_outcome_first_course",
    title="response to therapy",
    positive=["Complete Remission/Response", "Partial Remission/Response"],
    negative=["Stable Disease", "Progressive Disease"],
    missing=NOT_KNOWN,
)
IDH = LabelSettings(column="IDH.status", title="IDH", positive="Mutant", negative="WT", missing=[""])
# Few trees, for the test's time; 500 give 0.65.
FOREST = ClassifierSettings(title="Forest", classifier="forest", cross_validation_trees=60)
FOLDS = CrossValidationSettings(folds=5, repeats=2)


@pytest.fixture(scope="module")
def matrix(shared):
    return read_matrix(shared / "real" / "tcga" / "LGG_miRNAseq_linkedomics_log2RPM.csv", expected="log2")


@pytest.fixture(scope="module")
def scans(shared, matrix):
    return mark_expressed(read_scans(shared / "real" / "tcga", ["T1", "expression"]), matrix.values.index)


def included(scans: pd.DataFrame, label: LabelSettings) -> tuple[pd.Series, pd.DataFrame]:
    """Labels by patient, and the flow."""
    cohort, flow = select_patients(scans, label, ["expression"], mask="none")
    return cohort[cohort["included"]].set_index("patient_id")["label"].astype(int).sort_index(), flow


def mean_area(labels: pd.Series, predictions: pd.DataFrame) -> float:
    return (
        predictions.groupby("repeat")
        .apply(lambda rows: roc_auc_score(labels[rows["patient_id"]], rows["probability"]), include_groups=False)
        .mean()
    )


def test_every_patient_of_the_matrix_is_in_the_cohort_s_tables(matrix, scans):
    table = match_patients(matrix.values.index, scans["patient_id"], "microRNA")
    assert (table["has_expression"] & table["in_cohort"]).sum() == 512
    assert "microRNA (not messenger RNA)" in matrix.said()


def test_response_and_idh_have_the_known_numbers_and_say_who_is_left_out(scans):
    labels, flow = included(scans, RESPONSE)
    assert labels.value_counts().to_dict() == {0: 246, 1: 195}
    known = flow.set_index("step").loc["label known", "why"]
    assert "treatment_outcome_first_course is [Unknown]: " in known
    assert flow.set_index("step").loc["imaging available", "why"].startswith("none of expression: ")
    labels, _ = included(scans, IDH)
    assert labels.value_counts().to_dict() == {1: 415, 0: 94}


def test_response_from_micro_rna_and_how_much_of_it_is_idh(matrix, scans):
    labels, _ = included(scans, RESPONSE)
    status = scans.set_index("patient_id")["IDH.status"].reindex(labels.index)
    predictions = cross_validate(matrix.values.loc[labels.index], labels, FOREST, FOLDS, 1)
    assert mean_area(labels, predictions) == pytest.approx(0.64, abs=0.03)
    scores = predictions.groupby("patient_id")["probability"].mean()
    table = confounding_table(labels, scores, status, (status == "Mutant").astype(float)).set_index("quantity")
    assert table.loc["model", "n"] == 438
    # By hand: 179 of 195 responders and 181 of 243 others have a mutant IDH.
    assert table.loc["confounder alone", "auc"] == pytest.approx((179 / 195 + 62 / 243) / 2)
    # Some of it is IDH; within patients of one status most of it is left.
    assert table.loc["model, stratified", "auc"] == pytest.approx(0.615, abs=0.03)
    assert table.loc["model, stratified", "ci_low"] > 0.5
    assert table.loc["model, stratified", "auc"] < table.loc["model", "auc"]


def test_idh_from_micro_rna_is_an_easy_label(matrix, scans):
    labels, _ = included(scans, IDH)
    folds = CrossValidationSettings(folds=3, repeats=1)
    assert mean_area(labels, cross_validate(matrix.values.loc[labels.index], labels, FOREST, folds, 1)) > 0.95


def test_the_normalisation_takes_logarithms_as_they_are(matrix):
    normaliser = ExpressionNormaliser(NormalisationSettings(transform="none", most_variable=200))
    values = normaliser.fit(matrix.values[:300]).transform(matrix.values)
    assert values.shape == (512, 200) and len(normaliser.fitted_on) == 300
