"""External predictions: what is read, and what is refused in one line with file, patient and what to do."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.errors import InputError
from radiogenomics.files import sha256_of
from radiogenomics.oddities import noticed_since_last
from radiogenomics.predictions.external import as_predictions, checksums_of, of_test_patients, read_external
from radiogenomics.predictions.external_settings import ExternalSettings

LABEL = LabelSettings()
TEST_LABELS = pd.DataFrame({"patient_id": ["P3", "P1", "P2"], "label": [1, 0, 1]})
SPLITS = pd.DataFrame({"patient_id": ["P1", "P2", "P3", "P4", "P5"], "subset": ["test"] * 3 + ["train", "unused"]})
GOOD = "patient_id,probability\nP1,0.25\nP2,1\nP3,0\n"


@pytest.fixture
def external(tmp_path):
    def write(text: str, **settings) -> ExternalSettings:
        path = tmp_path / "theirs.csv"
        path.write_text(text)
        return ExternalSettings(title="Theirs", path=str(path), **settings)

    return write


def refusal(call, *arguments) -> str:
    """The one line with which a call refuses its input."""
    with pytest.raises(InputError) as raised:
        call(*arguments)
    message = str(raised.value)
    assert "\n" not in message
    return message


def test_table_becomes_predictions_of_one_fold_in_the_order_of_the_ids(external):
    given = read_external(external("patient_id,probability\nP3,0\nP1,0.25\nP2,1\n"), LABEL)
    table = as_predictions(of_test_patients(given, TEST_LABELS, SPLITS, "theirs.csv"), "study", "theirs")
    assert table["patient_id"].tolist() == ["P1", "P2", "P3"]
    assert table["probability"].tolist() == [0.25, 1, 0]
    row = {"study": "study", "model": "theirs", "input": "external", "fold": 0, "subset": "test", "n_draws": 1}
    assert (table[list(row)] == pd.Series(row)).all(axis=None)


def test_columns_are_named_in_the_config_and_byte_order_mark_and_blanks_do_no_harm(external):
    settings = external(
        "\ufeffCase, p(mut) \nP1, 0.5\n\nP2 ,1e-3\nP3,0.9\n", patient_column="Case", probability_column="p(mut)"
    )
    table = read_external(settings.model_copy(update={"probability_column": "p(mut) "}), LABEL)
    assert table["patient_id"].tolist() == ["P1", "P2", "P3"]
    assert table["probability"].tolist() == [0.5, 0.001, 0.9]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_every_probability_is_read_as_written(tmp_path_factory, probabilities):
    path = tmp_path_factory.mktemp("external") / "theirs.csv"
    pd.DataFrame({"patient_id": [f"P{i}" for i in range(len(probabilities))], "probability": probabilities}).to_csv(
        path, index=False
    )
    table = read_external(ExternalSettings(title="Theirs", path=str(path)), LABEL)
    assert table["probability"].tolist() == pytest.approx(probabilities, abs=1e-15)


@pytest.mark.parametrize("cell", ["1.3", "-0.01", "nan", "inf", "high", "87 %", "NA"])
def test_b37_what_is_no_probability_is_refused(external, cell):
    settings = external(f"patient_id,probability\nP1,0.25\nP2,{cell}\nP3,0\n")
    message = refusal(read_external, settings, LABEL)
    assert message.startswith(f"{settings.path}: patient P2 has probability {cell!r}, which is not a probability")
    assert "correct the table, or the key `probability_column`" in message


def test_b37_missing_probability_is_refused(external):
    assert "patient P3 has no probability; correct" in refusal(
        read_external, external(GOOD.replace("P3,0", "P3,")), LABEL
    )


def test_b38_patient_unknown_to_the_study_is_refused_and_the_nearest_named(external):
    given = read_external(external(GOOD + "P33,0.5\nP34,0.5\n"), LABEL)
    message = refusal(of_test_patients, given, TEST_LABELS, SPLITS, "theirs.csv")
    assert message == (
        "theirs.csv: patient P33 is not in the study's test set (unknown to it (nearest: 'P3')), and so with 1 more; "
        "remove such rows"
    )


@pytest.mark.parametrize(("patient", "who"), [("P4", "a training patient"), ("P5", "not used by the split")])
def test_b38_patient_of_another_subset_is_refused_and_told_which(external, patient, who):
    given = read_external(external(f"{GOOD}{patient},0.5\n"), LABEL)
    message = refusal(of_test_patients, given, TEST_LABELS, SPLITS, "theirs.csv")
    assert f"patient {patient} is not in the study's test set ({who}); remove" in message


def test_b38_test_patient_whom_the_table_lacks_is_named(external):
    given = read_external(external("patient_id,probability\nP2,0.5\n"), LABEL)
    message = refusal(of_test_patients, given, TEST_LABELS, SPLITS, "theirs.csv")
    assert message.startswith("theirs.csv: test patient P1 has no prediction, and so with 1 more; add a row")


def test_b38_label_that_disagrees_with_the_studys_is_refused(external):
    settings = external(
        "patient_id,probability,truth\nP1,0.2,Unmethylated\nP2,0.3,Unmethylated\nP3,1,Indeterminate\n",
        label_column="truth",
    )
    message = refusal(of_test_patients, read_external(settings, LABEL), TEST_LABELS, SPLITS, "theirs.csv")
    assert "patient P2 has the label 'Unmethylated', which means 0, but in the study 1; find out" in message


def test_labels_that_agree_or_are_not_known_pass(external):
    settings = external(
        "patient_id,probability,truth\nP1,0.2,Unmethylated\nP2,0.3,\nP3,1,Methylated\n", label_column="truth"
    )
    table = of_test_patients(read_external(settings, LABEL), TEST_LABELS, SPLITS, "theirs.csv")
    assert len(table) == 3


def test_b15_patient_twice_is_refused(external):
    assert "patient P1 is there twice; keep one" in refusal(read_external, external(GOOD + "P1,0.3\n"), LABEL)


def test_patient_without_an_id_and_table_without_rows_are_refused(external):
    assert "patient row 4 has no patient_id" in refusal(read_external, external(GOOD + ",0.3\n"), LABEL)
    assert "no rows below the header" in refusal(read_external, external("patient_id,probability\n"), LABEL)


def test_b25_misspelt_column_names_the_nearest(external):
    message = refusal(read_external, external(GOOD.replace("probability", "Probabilities")), LABEL)
    assert "column 'probability' is missing (nearest: 'Probabilities')" in message


def test_missing_file_is_named(tmp_path):
    settings = ExternalSettings(title="Theirs", path=str(tmp_path / "none.csv"))
    assert "none.csv: no such file" in refusal(read_external, settings, LABEL)


def test_checksums_of_the_files(external):
    path = external(GOOD).path
    table = checksums_of([path, path])
    assert table.to_dict("records") == [{"source": path, "sha256": sha256_of(Path(path))}]


def many(probability) -> str:
    rows = [
        f"P{number},{probability(number)},{LABEL.positive if number % 2 else LABEL.negative}" for number in range(12)
    ]
    return "\n".join(["patient_id,probability,label", *rows]) + "\n"


def test_the_labels_are_no_probabilities(external):
    settings = external(many(lambda number: number % 2), label_column="label")
    assert "the probabilities are the labels of all 12 patients" in refusal(read_external, settings, LABEL)
    given = read_external(settings.model_copy(update={"label_column": None}), LABEL)
    labels = pd.DataFrame({"patient_id": given["patient_id"], "label": given["probability"]})
    said = refusal(of_test_patients, given, labels, labels.assign(subset="test"), "theirs.csv")
    assert said.startswith("theirs.csv: the probabilities are the labels of all 12 patients")


def test_decisions_are_told_to_be_none_of_probabilities(external):
    noticed_since_last()
    read_external(external(many(lambda number: number % 3 % 2), label_column="label"), LABEL)
    ((_, _, what),) = noticed_since_last()
    assert what.startswith("column 'probability' holds nothing but 0 and 1, as of decisions")


def test_ids_that_all_lost_their_zeros_are_not_to_be_removed(external):
    given = read_external(external("patient_id,probability\n1,0.5\n2,0.5\n"), LABEL)
    said = refusal(of_test_patients, given, TEST_LABELS, SPLITS, "theirs.csv")
    assert "none of its 2 ids is of a patient of the study; the first is '1'" in said
    assert "correct the ids (zeros in front count)" in said and "remove" not in said


def test_rows_that_were_counted_from_0_are_not_to_be_removed(external):
    """Following that, all patients would get the probability of the one before."""
    splits = SPLITS.assign(patient_id=["1", "2", "3", "4", "5"])
    test_labels = TEST_LABELS.assign(patient_id=["3", "1", "2"])
    given = read_external(external("patient_id,probability\n0,0.5\n1,0.6\n2,0.7\n"), LABEL)
    said = refusal(of_test_patients, given, test_labels, splits, "theirs.csv")
    assert "its ids are numbers from 0 on, the study's from 1 on" in said and "remove" not in said
    given = read_external(external("patient_id,probability\n7,0.5\n1,0.6\n2,0.7\n"), LABEL)
    assert "patient 7 is not in the study's test set" in refusal(of_test_patients, given, test_labels, splits, "t.csv")


def test_several_rows_of_a_patient_are_to_be_averaged(external):
    text = "patient_id,probability\n" + "P1,0.5\nP2,0.25\n" * 5
    said = refusal(read_external, external(text), LABEL)
    assert "patient P1 is there 5 times; keep one row per patient: of several folds, slices or draws, the mean" in said


@pytest.mark.parametrize("spoilt", ["7", "7.0", "p 07"])
def test_an_id_in_another_form_is_to_be_corrected_and_not_removed(external, spoilt):
    ours = "P07" if spoilt.startswith("p") else "007"
    labels = pd.DataFrame({"patient_id": [ours, "P1"], "label": [1, 0]})
    given = read_external(external(f"patient_id,probability\nP1,0.25\n{spoilt},0.5\n"), LABEL)
    said = refusal(of_test_patients, given, labels, labels.assign(subset="test"), "theirs.csv")
    assert said.startswith(f"theirs.csv: patient {spoilt} is called {ours} in the study; correct the id (zeros in")


def test_rounded_ids_are_told_as_such(external):
    said = refusal(read_external, external("patient_id,probability\n1.2E+11,0.5\n1.2E+11,0.25\n"), LABEL)
    assert "the patient_id '1.2E+11' is a number that a spreadsheet program has rounded" in said
