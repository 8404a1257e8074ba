import os
import shutil
import subprocess
import sys

import pytest

from radiogenomics import source
from radiogenomics.networks.registry import network_file


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with a script that imports one module, which imports another; a third is not used."""
    folder = tmp_path / "radiogenomics"
    (folder / "room").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "room" / "__init__.py").touch()
    (folder / "room" / "used.py").write_text("from radiogenomics.deep import value\n")
    (folder / "room" / "unused.py").write_text("x = 1\n")
    (folder / "deep.py").write_text('"""Docstring."""\nvalue = 1\n')
    (tmp_path / "script.py").write_text("from radiogenomics.room import used\n")
    monkeypatch.setattr(source, "PACKAGE", folder)
    return folder


def version(package, *modules):
    for cached in (source._read, source._imported, source._files_of_module):
        cached.cache_clear()
    return source.source_version(package.parent / "script.py", modules)


def test_changes_with_a_module_imported_indirectly(package):
    before = version(package)
    (package / "deep.py").write_text("value = 2\n")
    assert version(package) != before


def test_changes_with_the_script(package):
    before = version(package)
    (package.parent / "script.py").write_text("from radiogenomics.room import used\nused.value\n")
    assert version(package) != before


def test_ignores_modules_that_are_not_imported(package):
    before = version(package)
    (package / "room" / "unused.py").write_text("x = 2\n")
    assert version(package) == before


def test_modules_that_are_found_by_name_count_with_all_that_they_import(package):
    found = package / "room" / "unused.py"
    assert version(package, found) != version(package)
    before = version(package, found)
    found.write_text("x = 2\n")
    changed = version(package, found)
    assert changed != before
    found.write_text("from radiogenomics import other\nx = 2\n")
    (package / "other.py").write_text("y = 1\n")
    before = version(package, found)
    (package / "other.py").write_text("y = 2\n")
    assert version(package, found) != before


def test_ignores_comments_docstrings_and_times(package):
    before = version(package)
    (package / "deep.py").write_text('"""Other words."""\n# why\nvalue   =   1\n')
    assert version(package) == before


def test_what_is_kept_is_what_the_files_say_and_damage_is_read_anew(package, tmp_path, monkeypatch):
    fresh = version(package)
    monkeypatch.setattr(source, "KEPT", tmp_path / "__pycache__" / "kept.json")
    source._keep()
    with monkeypatch.context() as unable:
        unable.setattr(source, "parsed", None)
        source._kept.cache_clear()
        assert version(package) == fresh
    for damage in (None, b"", b'{"half'):
        if damage is not None:
            source.KEPT.write_bytes(damage)
        source._kept.cache_clear()
        assert version(package) == fresh
        (package / "deep.py").write_text("value = 2\n")
        assert version(package) != fresh
        (package / "deep.py").write_text('"""Docstring."""\nvalue = 1\n')
    source._kept.cache_clear()


def test_does_not_depend_on_where_the_checkout_lies(package, tmp_path, monkeypatch):
    before = version(package)
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    shutil.move(package, moved / "radiogenomics")
    shutil.move(tmp_path / "script.py", moved / "script.py")
    monkeypatch.setattr(source, "PACKAGE", moved / "radiogenomics")
    assert version(moved / "radiogenomics") == before


def test_child_processes_import_this_very_package(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", "/other")
    source.share_with_jobs()
    source.share_with_jobs()
    code = "import radiogenomics, os; print(radiogenomics.__file__, os.environ['PYTHONPATH'], sep='\\n')"
    file, folders = subprocess.check_output([sys.executable, "-c", code], cwd=tmp_path, text=True).splitlines()
    assert file == str(source.PACKAGE / "__init__.py")
    assert folders.split(os.pathsep) == [str(source.PACKAGE.parent), "/other"]


@pytest.mark.parametrize(("script", "uses_them"), [("training/train.py", False), ("predictions/predict.py", True)])
def test_what_makes_predictions_fast_retrains_nothing(repository, script, uses_them):
    networks = [network_file(name) for name in ("spottune", "resnet")]
    files = source.source_files(repository / "workflow" / "scripts" / script, networks)
    names = {str(path.relative_to(source.PACKAGE)) for path in files if path.is_relative_to(source.PACKAGE)}
    assert {"networks/spottune.py", "networks/medicalnet.py"} <= names
    fast = {"networks/predictor.py", "networks/cpu/fused.py", "networks/cpu/sublattices.py", "predictions/draws.py"}
    assert fast <= names if uses_them else not fast & names
