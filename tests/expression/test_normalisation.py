import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from radiogenomics.errors import InputError
from radiogenomics.expression.normalisation import ExpressionNormaliser, log_cpm
from radiogenomics.expression.settings import NormalisationSettings


def fitted(expression: pd.DataFrame, **settings) -> ExpressionNormaliser:
    return ExpressionNormaliser(NormalisationSettings(**settings)).fit(expression)


def test_log_cpm_by_hand():
    assert log_cpm(np.array([[0, 99.0]])) == pytest.approx(np.log2([[0.5 / 100 * 1e6, 99.5 / 100 * 1e6]]))


@given(st.integers(2, 50))
def test_log_cpm_hardly_knows_the_size_of_the_library(factor):
    counts = np.array([[1000.0, 20000, 500]])
    np.testing.assert_allclose(log_cpm(factor * counts), log_cpm(counts), atol=2e-3)


def test_training_patients_get_mean_0_and_variance_1(expression):
    values = fitted(expression).transform(expression)
    assert values.columns.tolist() == ["G0", "G1", "G2", "G3", "G5"]
    np.testing.assert_allclose(values.mean(), 0, atol=1e-5)
    np.testing.assert_allclose(values.std(ddof=0), 1, rtol=1e-5)
    assert (values.dtypes == np.float32).all()


@pytest.mark.parametrize("transform", ["log_cpm", "log_tpm"])
def test_a_gene_that_is_0_in_all_tells_nothing_but_the_library_and_goes_out(expression, transform):
    table = fitted(expression.assign(G5=7.0), transform=transform, most_variable=3).gene_table().set_index("gene")
    assert table.loc["G4", "reason"] == "0 in all training patients"
    assert table["kept"].sum() == 3
    others = {"log_cpm": "not among the most variable", "log_tpm": "equal in all training patients"}
    assert table["kept"]["G5"] or table.loc["G5", "reason"] == others[transform]


def test_the_most_variable_genes_are_kept_in_the_order_of_the_table(expression):
    logs = np.log2(1 + expression)
    normaliser = fitted(expression, transform="log_tpm", most_variable=2, scale=False)
    assert list(normaliser.kept) == sorted(logs.var().nlargest(2).index)
    pd.testing.assert_frame_equal(
        normaliser.transform(expression), logs[list(normaliser.kept)].astype(np.float32), check_exact=False
    )


@given(others=arrays(float, (3, 6), elements=st.integers(1, 10**6)))
def test_nothing_of_another_patient_reaches_the_fit(others):
    random = np.random.default_rng(0)
    training = pd.DataFrame(random.poisson(50, (8, 6)) + 1.0, [f"P{i}" for i in range(8)], list("abcdef"))
    normaliser = fitted(training, most_variable=3)
    before = normaliser.transform(training)
    normaliser.transform(pd.DataFrame(others, columns=list("abcdef")))
    pd.testing.assert_frame_equal(normaliser.transform(training), before)
    assert normaliser.fitted_on == tuple(training.index)


def test_the_record_names_the_patients_that_the_fit_was_given(expression):
    record = fitted(expression[:5]).record("gene_tower", "expression", 2)
    assert record.patients == ("P00", "P01", "P02", "P03", "P04")
    assert str(record) == "expression normalisation of gene_tower on expression, fold 2"


def test_what_is_stored_is_the_same_and_no_pickle(expression, tmp_path):
    normaliser = fitted(expression, most_variable=3)
    normaliser.save(tmp_path / "n.npz")
    again = ExpressionNormaliser.load(tmp_path / "n.npz")
    pd.testing.assert_frame_equal(again.transform(expression), normaliser.transform(expression))
    assert (again.fitted_on, again.settings, again.genes) == (
        normaliser.fitted_on,
        normaliser.settings,
        normaliser.genes,
    )
    assert all(array.dtype != object for array in np.load(tmp_path / "n.npz", allow_pickle=False).values())


@pytest.mark.parametrize("content", [b"", b"not a file", b"PK\x03\x04"])
def test_a_damaged_file_stops(tmp_path, content):
    (tmp_path / "n.npz").write_bytes(content)
    with pytest.raises(InputError, match=r"n\.npz: not a stored normalisation"):
        ExpressionNormaliser.load(tmp_path / "n.npz")


def test_genes_are_found_by_name_and_a_missing_one_is_named(expression):
    normaliser = fitted(expression)
    shuffled = expression[expression.columns[::-1]]
    pd.testing.assert_frame_equal(normaliser.transform(shuffled), normaliser.transform(expression))
    with pytest.raises(InputError, match="gene G3 of the training patients is missing"):
        normaliser.transform(expression.drop(columns="G3"))


def with_patient(expression: pd.DataFrame, patient_id: str, value: float) -> pd.DataFrame:
    changed = expression.copy()
    changed.loc[patient_id] = value
    return changed


def test_what_cannot_be_normalised_stops(expression):
    with pytest.raises(InputError, match="1 training patient"):
        fitted(expression[:1])
    with pytest.raises(InputError, match="patient P03 has negative values"):
        fitted(with_patient(expression, "P03", -1.0))
    with pytest.raises(InputError, match="patient P03 has no reads at all"):
        fitted(with_patient(expression, "P03", 0.0))
    with pytest.raises(InputError, match="none of 6 genes varies"):
        fitted(expression * 0 + 1)
    with pytest.raises(InputError, match="not fitted"):
        ExpressionNormaliser(NormalisationSettings()).transform(expression)
