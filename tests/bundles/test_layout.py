import pytest

from radiogenomics.bundles.layout import CHECKSUMS, check_bundle, write_checksums
from radiogenomics.errors import InputError


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "a_fold0.safetensors").write_bytes(b"weights")
    (tmp_path / "card.md").write_text("card")
    write_checksums(tmp_path)
    return tmp_path


def test_a_whole_bundle_passes(folder):
    check_bundle(folder)
    assert len((folder / CHECKSUMS).read_text().splitlines()) == 2


def test_a_bundle_that_a_rule_of_the_workflow_made_passes(folder):
    # Snakemake leaves it in each folder that is an output.
    (folder / ".snakemake_timestamp").touch()
    check_bundle(folder)


def test_a_changed_a_missing_and_a_further_file_are_named(folder):
    (folder / "further.pt").write_bytes(b"code")
    with pytest.raises(InputError, match=r"further\.pt: no part of the model"):
        check_bundle(folder)
    (folder / "further.pt").unlink()
    (folder / "models" / "a_fold0.safetensors").write_bytes(b"weightz")
    with pytest.raises(InputError, match=r"a_fold0\.safetensors: changed"):
        check_bundle(folder)
    (folder / "models" / "a_fold0.safetensors").unlink()
    with pytest.raises(InputError, match=r"a_fold0\.safetensors: missing"):
        check_bundle(folder)


def test_a_folder_that_is_no_bundle_is_refused(tmp_path):
    with pytest.raises(InputError, match="no model of this project"):
        check_bundle(tmp_path)
