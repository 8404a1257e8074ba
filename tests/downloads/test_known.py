from radiogenomics.downloads.catalogue import read_part
from radiogenomics.downloads.checksums import Digest, FileRecord
from radiogenomics.downloads.known import known_checksums, remember_first_downloads, repository_checksums

FEATURES = read_part("upenn_gbm", "features")
FIRST = FileRecord("new.csv", 3, "sha256", "0" * 64, "first download", "")


def test_the_repository_knows_checksums_of_copies(tmp_path):
    known = known_checksums(FEATURES, tmp_path)
    assert known == repository_checksums("upenn_gbm") and {digest.origin for digest in known.values()} == {"copy"}


def test_a_first_download_is_remembered_beside_the_files(tmp_path):
    archive = FileRecord("old.csv", 3, "md5", "1" * 32, "archive", "")
    remember_first_downloads(FEATURES, tmp_path, [FIRST, archive])
    known = known_checksums(FEATURES, tmp_path)
    assert known["new.csv"] == Digest("sha256", "0" * 64, "first download") and "old.csv" not in known
    assert known["new.csv"].listed_in == str(tmp_path / ".downloaded" / "features.sha256")


def test_what_the_repository_knows_comes_before_a_first_download(tmp_path):
    name = "radiomic_features_CaPTk.zip"
    remember_first_downloads(FEATURES, tmp_path, [FileRecord(name, 3, "sha256", "0" * 64, "first download", "")])
    assert known_checksums(FEATURES, tmp_path)[name].origin == "copy"


def test_where_all_was_known_nothing_is_written(tmp_path):
    remember_first_downloads(FEATURES, tmp_path, [FileRecord("a", 3, "md5", "1" * 32, "archive", "")])
    assert list(tmp_path.iterdir()) == []


def test_a_source_without_a_list_knows_nothing():
    assert repository_checksums("egd") == {}
