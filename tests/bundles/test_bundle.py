import json

import pytest

from radiogenomics.bundles.bundle import FORMAT, open_bundle
from radiogenomics.bundles.layout import ENSEMBLE, THRESHOLDS, TRAINING, write_checksums
from radiogenomics.errors import InputError


@pytest.fixture
def folder(tmp_path):
    def write(version):
        inputs = {"A": {"share": 0.5, "channels": ["T1", "T2"]}, "B": {"share": 0.5, "channels": ["T1"]}}
        parts = {
            ENSEMBLE: {"format": version, "form": "volumes", "inputs": inputs, "folds": 3},
            THRESHOLDS: {"thresholds": []},
            TRAINING: {"training": {"T1": {}}, "scans": {}, "networks": {}},
        }
        for name, content in parts.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(json.dumps(content))
        write_checksums(tmp_path)
        return tmp_path

    return write


def test_a_bundle_says_what_it_is_made_of(folder):
    bundle = open_bundle(folder(FORMAT))
    assert bundle.channels == ["T1", "T2"] and bundle.folds == 3 and bundle.form == "volumes"
    assert bundle.training == {"T1": {}}


def test_another_format_is_refused(folder):
    with pytest.raises(InputError, match="exported in another format; export the model again with this version"):
        open_bundle(folder(FORMAT + 1))


def test_a_damaged_list_of_checksums_is_refused(folder):
    path = folder(FORMAT)
    (path / "checksums.sha256").write_text("nonsense\n")
    with pytest.raises(InputError, match=r"checksums\.sha256: damaged; copy the folder of the model again"):
        open_bundle(path)
