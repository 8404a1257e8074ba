import pytest
from pydantic import ValidationError

from radiogenomics.controls.settings import ControlSettings


def test_fewer_than_fifty_repeats_are_refused():
    assert ControlSettings(null_repeats=50).null_repeats == 50
    with pytest.raises(ValidationError):
        ControlSettings(null_repeats=49)


def test_an_input_is_refitted_once():
    with pytest.raises(ValidationError, match="'dsc' is listed twice"):
        ControlSettings(refit={"forest": ["dsc", "dsc"]})
