import pytest

from radiogenomics.errors import InputError
from radiogenomics.leakage.records import FittedStep, read_fitted, write_fitted


def test_records_of_several_jobs_are_read_in_order(tmp_path):
    scaler = FittedStep("scaler", "svm", "T2", 0, ("P2", "P1", "P2"))
    threshold = FittedStep("threshold", "svm", "all", None, (), ("P3",))
    write_fitted([scaler], tmp_path / "a.json")
    write_fitted([threshold], tmp_path / "b.json")
    first, second = read_fitted([tmp_path / "a.json", tmp_path / "b.json"])
    assert first == FittedStep("scaler", "svm", "T2", 0, ("P1", "P2"))
    assert second == threshold


@pytest.mark.parametrize("text", ["", "[]", '{"fitted": [{"step": "scaler"}]}'])
def test_a_damaged_record_is_an_error_in_one_line(tmp_path, text):
    (tmp_path / "fitted.json").write_text(text)
    with pytest.raises(InputError, match=r"fitted\.json: not a readable record .* delete it"):
        read_fitted([tmp_path / "fitted.json"])
