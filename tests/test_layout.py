import json

import pytest

from radiogenomics.errors import InputError
from radiogenomics.layout import LAYOUT, PATH, record_layout, refuse_other_layout
from radiogenomics.version import own_version


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_results_of_this_layout_are_taken_up():
    refuse_other_layout()
    record_layout()
    refuse_other_layout()
    assert json.loads(PATH.read_text()) == {"layout": LAYOUT, "version": own_version()}


def test_the_first_version_stays_on_record():
    record_layout()
    PATH.write_text(json.dumps({"layout": LAYOUT, "version": "0.0.1"}))
    record_layout()
    assert json.loads(PATH.read_text())["version"] == "0.0.1"


@pytest.mark.parametrize("layout", [LAYOUT - 1, LAYOUT + 1])
def test_b39_results_of_another_layout_are_refused_in_one_line(layout, folder):
    PATH.parent.mkdir()
    PATH.write_text(json.dumps({"layout": layout, "version": "9.9"}))
    with pytest.raises(InputError, match=r"written by version 9\.9 .* move results/ away") as error:
        refuse_other_layout()
    assert str(folder) in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("content", ["", "[]", "{}", "7"])
def test_b39_a_damaged_record_is_refused(content):
    PATH.parent.mkdir()
    PATH.write_text(content)
    with pytest.raises(InputError, match="not a record of the workflow's version; move results/ away"):
        refuse_other_layout()
