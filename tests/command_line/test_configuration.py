import pytest

from radiogenomics.command_line.configuration import CHECKOUT, DEFAULT, merged, with_default
from radiogenomics.errors import InputError


def test_overlays_are_merged_as_the_workflow_does(tmp_path):
    (tmp_path / "one.yaml").write_text("a: {b: 1, c: [1, 2]}\nstudies: {x: {kind: k}, y: {kind: k}}\n")
    (tmp_path / "two.yaml").write_text("a: {c: [3]}\nstudies: {x: null}\n")
    found = merged([tmp_path / "one.yaml", tmp_path / "two.yaml"])
    assert found["a"] == {"b": 1, "c": [3]} and set(found["studies"]) == {"y"}


def test_the_default_configuration_comes_first_and_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    overlay = tmp_path / "mine.yaml"
    assert with_default([overlay]) == [CHECKOUT / DEFAULT, overlay]
    assert with_default([CHECKOUT / DEFAULT]) == [CHECKOUT / DEFAULT]
    (tmp_path / "config").mkdir()
    (tmp_path / DEFAULT).touch()
    assert with_default([overlay]) == [DEFAULT, overlay]


def test_what_is_no_configuration_is_refused(tmp_path):
    (tmp_path / "list.yaml").write_text("- 1\n")
    with pytest.raises(InputError, match="holds no sections; give a configuration"):
        merged([tmp_path / "list.yaml"])
    (tmp_path / "broken.yaml").write_text("a: [1\n")
    with pytest.raises(InputError, match=r"broken\.yaml: not YAML"):
        merged([tmp_path / "broken.yaml"])
