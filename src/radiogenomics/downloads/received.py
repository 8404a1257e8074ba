"""Records of received parts, held against the files that are there now."""

from pathlib import Path

from radiogenomics.downloads.checksums import read_records
from radiogenomics.downloads.known import RECORDS
from radiogenomics.errors import InputError


def damaged_records(data_dir: Path) -> dict[Path, str]:
    """Records of parts whose files are not there any more as they were received, and what is wrong with the first.

    Only looks, and only at sizes.

    Args:
        data_dir: folder that has a folder per source.
    """
    records = sorted(data_dir.glob(f"*/{RECORDS}/*.csv"))
    return {record: fault for record in records if (fault := _fault(record))}


def _fault(record: Path) -> str:
    try:
        files = read_records(record)
    except (InputError, ValueError):
        return "not a record of a download"
    for file in files:
        path = record.parent.parent / file.file
        if not path.is_file():
            return f"{path} is gone"
        if (size := path.stat().st_size) != file.size:
            return f"{path} has {size} bytes where {file.size} came"
    return ""
