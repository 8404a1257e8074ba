import httpx
import pytest

from radiogenomics.downloads.partial import begin, begun, part_of, version_of


@pytest.fixture
def part(tmp_path):
    path = part_of(tmp_path / "scan.nii.gz")
    assert path.name == "scan.nii.gz.part"
    return path


@pytest.mark.parametrize(
    ("headers", "version"),
    [
        ({"ETag": '"a"', "Last-Modified": "Sat, 21 Nov 2026 10:00:00 GMT"}, '"a"'),
        ({"ETag": 'W/"a"', "Last-Modified": "Sat, 21 Nov 2026 10:00:00 GMT"}, "Sat, 21 Nov 2026 10:00:00 GMT"),
        ({"ETag": 'W/"a"'}, ""),
        ({}, ""),
    ],
)
def test_what_comes_belongs_to_the_version_that_the_server_names(headers, version, part):
    part.write_bytes(b"of an older version")
    version_of(part).write_text("older")
    begin(part, httpx.Response(200, headers=headers))
    assert not part.exists()
    part.write_bytes(b"new")
    assert begun(part, verifiable=False) == ((3, version) if version else (0, ""))


def test_a_known_checksum_vouches_for_bytes_of_no_version(part):
    part.write_bytes(b"new")
    assert begun(part, verifiable=True) == (3, "")


def test_nothing_has_begun_where_there_is_nothing(part):
    assert begun(part, verifiable=True) == (0, "")
