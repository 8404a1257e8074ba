import hashlib
import re

import pytest

from radiogenomics.downloads.checksums import Digest
from radiogenomics.downloads.verify import fault_of, is_right, what_to_do

RIGHT = Digest("md5", hashlib.md5(b"abc").hexdigest(), "archive")
WRONG = Digest("md5", "0" * 32, "archive")


@pytest.fixture
def path(tmp_path):
    (tmp_path / "scan").write_bytes(b"abc")
    return tmp_path / "scan"


@pytest.mark.parametrize(
    ("size", "digest", "right"),
    [(None, None, True), (3, None, True), (3, RIGHT, True), (4, RIGHT, False), (None, WRONG, False), (3, WRONG, False)],
)
def test_a_file_is_right_where_nothing_known_speaks_against_it(size, digest, right, path):
    assert is_right(path, size, digest) is right
    assert (fault_of(path, size, digest) == "") is right


def test_a_missing_file_is_not_right(tmp_path):
    assert not is_right(tmp_path / "none", None, None)


def test_a_fault_names_what_was_found_and_expected(path):
    assert fault_of(path, 4, None) == "3 bytes where 4 were expected"
    assert fault_of(path, None, WRONG) == f"md5 {RIGHT.value} where {WRONG.value} was expected"


@pytest.mark.parametrize(
    ("digest", "words"),
    [
        (None, "try again later"),
        (RIGHT, "try again later"),
        (Digest("md5", "", "copy", "list.sha256"), "the checksum of a copy: if .* correct it in list.sha256"),
        (Digest("md5", "", "first download"), "the checksum of the first download: if .* correct it$"),
    ],
)
def test_what_to_do_depends_on_who_says_what_was_expected(digest, words):
    assert re.search(words, what_to_do(digest))
