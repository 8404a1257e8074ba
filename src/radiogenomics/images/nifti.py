"""NIfTI files that are whole.

ITK reads a truncated or corrupt file without a word, fills the rest with what it finds in memory, and turns NaN into 0.
The header is therefore checked before ITK sees the file, and the voxels that ITK returns are held against the file's
own checksum.
"""

import gzip
import math
import os
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from radiogenomics.contents import FIRST_BYTES, other_content
from radiogenomics.errors import InputError

HEADER_BYTES = 348
GZIP_MAGIC = b"\x1f\x8b"
DEFLATE_RATIO = 1032  # Deflate packs at most so many bytes into one.
BY_PROGRAM = "with ITK-SNAP, SimpleITK or nibabel"
OTHER_IMAGES = (
    (b"\x1c\x02\0\0", "NIfTI-2", f"save it as NIfTI-1 {BY_PROGRAM}"),
    (b"\0\0\x02\x1c", "NIfTI-2", f"save it as NIfTI-1 {BY_PROGRAM}"),
    (b"NRRD", "NRRD", f"convert it {BY_PROGRAM}"),
    (b"ObjectType", "MetaImage", f"convert it {BY_PROGRAM}"),
    (b"\0\0\0\x01\0\0", "FreeSurfer's MGH", "convert it with mri_convert or nibabel"),
    (GZIP_MAGIC, "packed twice by gzip", "unpack it once"),
    (b"PK\x03\x04", "a zip archive", "unpack it"),
)
"""Beginnings of files that are called as NIfTI, what they are, and what to do."""
FLOATING_TYPES = {16: "f4", 64: "f8"}  # NIfTI-1 codes of the types that have NaN and infinity


@dataclass(frozen=True)
class Header:
    """What a NIfTI-1 header says of its voxels.

    Attributes:
        begin: first byte of the voxels.
        end: length of the (unpacked) file in bytes.
        floating_type: type of the voxels, or None where they are integers.
    """

    begin: int
    end: int
    floating_type: np.dtype | None


def describe(path: Path, patient: str | None) -> str:
    """Beginning of an error message: the patient, where known, and the file."""
    return f"patient {patient}: {path}" if patient else str(path)


def read_header(path: Path, patient: str | None = None) -> Header:
    """Read the header of a compressed or plain NIfTI-1 file and check that it announces one 3-D volume.

    Raises:
        InputError: the file is missing, cannot be read, is not NIfTI-1 or not 3-D.
    """
    name = describe(path, patient)
    if path.is_dir():
        raise InputError(f"{name}: a folder, where one NIfTI file (.nii or .nii.gz) is needed; convert what is in it")
    if path.is_symlink() and not path.exists():
        raise InputError(
            f"{name}: a link that leads nowhere, as where git-annex has not fetched the file; fetch it by "
            "`datalad get`, or correct the link"
        )
    if not path.is_file():
        raise InputError(f"{name}: no such file; download it again or remove the patient from the tables")
    data = _unpacked(path, name, HEADER_BYTES)
    order = next((order for order in "<>" if data[:4] == struct.pack(f"{order}i", HEADER_BYTES)), None)
    if order is None or len(data) < HEADER_BYTES or data[344:347] != b"n+1":
        what, fix = _other_image(path, _unpacked(path, name, FIRST_BYTES))
        raise InputError(f"{name}: not a NIfTI-1 file (.nii or .nii.gz), but {what}; {fix}")
    dimensions, *sizes = struct.unpack_from(f"{order}8h", data, 40)
    sizes = sizes[: max(dimensions, 0)]
    if dimensions < 3 or 1 in sizes[:3] or any(size > 1 for size in sizes[3:]):
        text = "×".join(map(str, sizes))
        raise InputError(f"{name}: not a 3-D volume (its size is {text}); give one 3-D volume per file")
    code, bits = struct.unpack_from(f"{order}2h", data, 70)
    (begin,) = struct.unpack_from(f"{order}f", data, 108)
    if min(sizes) < 1 or bits < 1 or not HEADER_BYTES <= begin < math.inf:
        raise InputError(f"{name}: the header is damaged; download or export it again")
    floating_type = np.dtype(order + FLOATING_TYPES[code]) if code in FLOATING_TYPES else None
    return Header(int(begin), int(begin) + math.prod(sizes) * bits // 8, floating_type)


def _other_image(path: Path, data: bytes) -> tuple[str, str]:
    """What a file is that is no NIfTI-1 by its first bytes, and what to do."""
    is_header = HEADER_BYTES in struct.unpack_from("<i", data.ljust(4)) + struct.unpack_from(">i", data.ljust(4))
    if is_header or path.suffix.lower() == ".img":
        return "Analyze, or a header apart from its voxels (.hdr and .img)", f"write one file .nii.gz {BY_PROGRAM}"
    if not data.strip(b"\0"):
        return ("empty" if not data else "nothing but zeros"), "download or copy it again"
    known = other_content(data) or next(
        ((what, fix) for begin, what, fix in OTHER_IMAGES if data.startswith(begin)), None
    )
    if known is not None:
        return known
    if data[128:132] == b"DICM":
        return "DICOM", "convert the series, for example with dcm2niix, or give its folder"
    return "something else", f"convert it {BY_PROGRAM}"


def first_bytes(path: Path, patient: str | None = None) -> bytes:
    """The header as it is stored.

    Raises:
        InputError: the file cannot be read.
    """
    return _unpacked(path, describe(path, patient), HEADER_BYTES)


def refuse_packed_name(path: Path, patient: str | None = None) -> None:
    """Refuse a packed file whose name says that it is not, which ITK cannot read.

    Raises:
        InputError: it is one.
    """
    if _is_compressed(path) and not path.name.lower().endswith(".gz"):
        raise InputError(f"{describe(path, patient)}: packed by gzip, but not called so; rename it to {path.name}.gz")


def check_file(path: Path, header: Header, patient: str | None = None) -> None:
    """Check a file as `read_whole` does.

    Raises:
        InputError: as `read_whole`.
    """
    read_whole(path, header, patient)


def read_whole(path: Path, header: Header, patient: str | None = None) -> bytes:
    """Unpack the whole file, which verifies its checksum, and check its length and its voxels.

    Returns:
        the unpacked file; its voxels begin at `header.begin`.

    Raises:
        InputError: the file is truncated or damaged, header and data disagree, or a voxel is NaN or infinite.
    """
    name = describe(path, patient)
    data = _unpacked_at_once(path, header.end) or _unpacked(path, name)
    if len(data) != header.end:
        raise InputError(
            f"{name}: header and data disagree (the header announces {header.end} bytes, there are {len(data)}); "
            "download or export it again"
        )
    if header.floating_type and not np.isfinite(np.frombuffer(data, header.floating_type, offset=header.begin)).all():
        raise InputError(f"{name}: some voxels are NaN or infinite; replace them by 0 or export the file again")
    return data


def check_voxels(path: Path, header: Header, array: np.ndarray, patient: str | None = None) -> None:
    """Check that `array`, as read from the file, holds the voxels that were written into it.

    The checksum of the header and `array` equals the one at the end of a gzip file unless the file is damaged, or its
    voxels were rescaled, byte-swapped or (NaN) replaced on reading. Only then is the file unpacked a second time
    (`check_file`), which would take longer than reading it.

    Raises:
        InputError: as `check_file`.
    """
    if _is_compressed(path):
        head = _unpacked(path, describe(path, patient), header.begin)
        with path.open("rb") as file:
            file.seek(-8, os.SEEK_END)
            checksum = int.from_bytes(file.read(4), "little")
        if zlib.crc32(np.ascontiguousarray(array), zlib.crc32(head)) == checksum:
            return
    check_file(path, header, patient)


def _is_compressed(path: Path) -> bool:
    """Whether the file begins as gzip does, whatever its suffix says."""
    with path.open("rb") as file:
        return file.read(len(GZIP_MAGIC)) == GZIP_MAGIC


def _unpacked_at_once(path: Path, size: int) -> bytes | None:
    """A gzip file of one part that unpacks to `size` bytes, in half of the time; None for any other, and for faults."""
    with suppress(OSError, zlib.error):
        packed = path.read_bytes()
        # Room is made for what the header announces only where deflate could have packed so much.
        if packed.startswith(GZIP_MAGIC) and size <= DEFLATE_RATIO * len(packed):
            data = zlib.decompress(packed, zlib.MAX_WBITS | 16, size)
            return data if len(data) == size else None
    return None


def _unpacked(path: Path, name: str, count: int = -1) -> bytes:
    """The first `count` bytes (all, if −1) of a file, unpacked where it is compressed."""
    try:
        with gzip.open(path) if _is_compressed(path) else path.open("rb") as file:
            return file.read(count)
    except EOFError:
        raise InputError(f"{name}: the gzip file is truncated; download or copy it again") from None
    except (gzip.BadGzipFile, zlib.error):
        raise InputError(f"{name}: the gzip file is damaged; download or copy it again") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror}); check its permissions and the disk") from None
