import gzip
import re
import struct
from pathlib import Path

import numpy as np
import pytest
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.images.volume import read_mask, read_volume


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(0).random((12, 14, 16), dtype=np.float32)


def _refused(path: Path, capfd: pytest.CaptureFixture) -> str:
    """One line without a traceback's words, and nothing said behind the reader's back."""
    with pytest.raises(InputError) as caught:
        read_volume(path, "UPENN-GBM-00001")
    message = str(caught.value)
    assert message.startswith(f"patient UPENN-GBM-00001: {path}: ")
    assert "\n" not in message
    assert ";" in message, "nothing says what to do"
    assert not any(word in message for word in ("ITK ERROR", ".cxx", "Exception", "sitk"))
    assert capfd.readouterr() == ("", "")
    return message


def test_b01_missing(tmp_path, capfd):
    assert "no such file" in _refused(tmp_path / "absent.nii.gz", capfd)


@pytest.mark.parametrize("kept", [0.999, 0.5, 0.02])
def test_b02_gzip_truncated(write_nifti, noise, capfd, kept):
    path = write_nifti(noise, "scan.nii.gz")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert "truncated" in _refused(path, capfd)


@pytest.mark.parametrize("lost", [1, 4, 8])
def test_b02_last_bytes_of_the_checksum_missing(write_nifti, noise, capfd, lost):
    path = write_nifti(noise, "scan.nii.gz")
    path.write_bytes(path.read_bytes()[:-lost])
    assert "truncated" in _refused(path, capfd)


def test_b02_gzip_corrupt_in_the_middle(write_nifti, noise, capfd):
    path = write_nifti(noise, "scan.nii.gz")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 40] = bytes(40)
    path.write_bytes(content)
    assert "gzip file is" in _refused(path, capfd)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"<html>not found</html>" * 100, gzip.compress(b"text" * 1000, mtime=0)],
    ids=["empty", "two bytes", "web page", "zipped text"],
)
def test_b03_not_a_nifti(tmp_path, capfd, content):
    path = tmp_path / "scan.nii.gz"
    path.write_bytes(content)
    assert "not a NIfTI-1 file" in _refused(path, capfd)


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("change", [-100, 100])
def test_b04_header_and_data_disagree(write_nifti, noise, tmp_path, capfd, compress, change):
    data = write_nifti(noise, "scan.nii").read_bytes()
    data = data[:change] if change < 0 else data + bytes(change)
    path = tmp_path / "wrong.nii.gz"
    path.write_bytes(gzip.compress(data) if compress else data)
    assert "header and data disagree" in _refused(path, capfd)


@pytest.mark.parametrize("length", [50, 3, -5, 0])
def test_b04_other_size_in_the_header(write_nifti, noise, capfd, length):
    path = write_nifti(noise, "scan.nii")
    data = bytearray(path.read_bytes())
    struct.pack_into("<h", data, 42, length)
    path.write_bytes(data)
    assert "header" in _refused(path, capfd)


@pytest.mark.parametrize("shape", [(14, 16), (1, 14, 16), (3, 12, 14, 16)])
def test_b07_not_three_dimensions(write_nifti, capfd, shape):
    path = write_nifti(np.random.default_rng(0).random(shape, dtype=np.float32), "scan.nii.gz")
    assert "not a 3-D volume" in _refused(path, capfd)


def test_b07_several_values_per_voxel(tmp_path, noise, capfd):
    image = SimpleITK.GetImageFromArray(np.stack([noise] * 3, axis=-1), isVector=True)
    SimpleITK.WriteImage(image, str(tmp_path / "vector.nii.gz"))
    _refused(tmp_path / "vector.nii.gz", capfd)


def test_header_that_itk_refuses_is_reported_without_its_words(write_nifti, noise, capfd):
    path = write_nifti(noise, "scan.nii")
    data = bytearray(path.read_bytes())
    struct.pack_into("<h", data, 70, 1536)  # 128-bit floats
    struct.pack_into("<h", data, 72, 32)
    path.write_bytes(data)
    assert "ITK refuses the header" in _refused(path, capfd)


def test_rescaled_voxels_are_not_taken_for_damage(write_nifti, noise):
    """The stored integers differ from the voxels, so the checksum of the voxels says nothing."""
    path = write_nifti((noise * 1000).astype(np.int16), "scan.nii")
    data = bytearray(path.read_bytes())
    struct.pack_into("<ff", data, 112, 0.001, 0.5)
    packed = path.with_suffix(".nii.gz")
    packed.write_bytes(gzip.compress(data))
    expected = (noise * 1000).astype(np.int16) * 0.001 + 0.5
    np.testing.assert_allclose(read_volume(packed).array, expected, rtol=1e-6)


def test_plain_and_compressed_files_and_a_fourth_axis_of_one_read_alike(write_nifti, noise):
    plain, packed = (read_volume(write_nifti(noise, name)) for name in ("scan.nii", "scan.nii.gz"))
    four = read_volume(write_nifti(noise[None], "four.nii.gz"))
    np.testing.assert_array_equal(plain.array, noise)
    np.testing.assert_array_equal(packed.array, noise)
    np.testing.assert_array_equal(four.array, noise)


def test_a_packed_file_that_is_not_called_so(noise, tmp_path, capfd):
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(noise), str(tmp_path / "a.nii.gz"))
    path = (tmp_path / "a.nii.gz").rename(tmp_path / "scan.nii")
    with pytest.raises(InputError, match=r"packed by gzip, but not called so; rename it to scan\.nii\.gz"):
        read_volume(path)


def test_a_folder_is_no_mask(tmp_path):
    with pytest.raises(InputError, match="a folder, where one NIfTI file"):
        read_mask(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n",
            "a pointer of Git LFS .*; .* `git lfs pull`",
        ),
        (b"/annex/objects/MD5E-s1--abc.nii.gz\n", "a pointer of git-annex .* `datalad get`"),
        (b"\n<!DOCTYPE html><html>log in</html>", "a web page.*; download the file again"),
        (b"", "but empty; download or copy it again"),
        (bytes(800), "nothing but zeros; download or copy it again"),
        (b"\x1c\x02\0\0" + bytes(600), "NIfTI-2; save it as NIfTI-1"),
        (b"NRRD0004\n", "NRRD; convert it with"),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "packed twice by gzip; unpack it once"),
        (b"PK\x03\x04" + bytes(500), "a zip archive; unpack it"),
        (bytes(128) + b"DICM" + bytes(300), "DICOM; convert the series, for example with dcm2niix"),
        (struct.pack("<i", 348) + b"x" * 340 + b"ni1\0", r"\(.hdr and .img\); write one file .nii.gz"),
        (b"any text", "something else; convert it with"),
    ],
)
def test_what_is_no_nifti_is_called_what_it_is(tmp_path, capfd, content, told):
    (tmp_path / "scan.nii.gz").write_bytes(content)
    assert re.search(told, _refused(tmp_path / "scan.nii.gz", capfd))


def test_the_voxels_of_a_pair_of_files_are_no_damage(tmp_path, capfd):
    (tmp_path / "scan.img").write_bytes(bytes(900))
    assert "a header apart from its voxels (.hdr and .img); write one" in _refused(tmp_path / "scan.img", capfd)


def test_a_link_that_leads_nowhere(tmp_path, capfd):
    (tmp_path / "scan.nii.gz").symlink_to(tmp_path / ".git" / "annex" / "objects" / "x")
    assert "a link that leads nowhere, as where git-annex" in _refused(tmp_path / "scan.nii.gz", capfd)
