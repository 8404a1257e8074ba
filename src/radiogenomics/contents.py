"""What a file holds that is not what its name says, so that messages give the advice that helps."""

from pathlib import Path

from radiogenomics.errors import InputError

FIRST_BYTES = 512
"""Bytes that tell."""
BEGINNINGS = (
    (b"version https://git-lfs", "a pointer of Git LFS to the file", "fetch the file itself by `git lfs pull`"),
    (b"/annex/objects/", "a pointer of git-annex to the file", "fetch the file itself by `datalad get`"),
    (b"<!doctype html", "a web page, as of a log-in or an error", "download the file again"),
    (b"<html", "a web page, as of a log-in or an error", "download the file again"),
    (b"%pdf", "a PDF", "give the data that it shows"),
)
"""Beginning of a file in small letters, what it is, and what to do."""
NO_TABLES = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive", "export its sheet as comma-separated UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "export its sheet as comma-separated UTF-8"),
    (b"\x1f\x8b", "packed by gzip", "unpack it"),
    (b"\xff\xfe", "text in UTF-16", "export it as comma-separated UTF-8"),
    (b"\xfe\xff", "text in UTF-16", "export it as comma-separated UTF-8"),
)
"""The same for what may be read where no table is asked for."""


def other_content(first: bytes) -> tuple[str, str] | None:
    """What a file is and what to do, where it is a pointer to another one or a page; None for all others.

    Args:
        first: the file's first bytes.
    """
    plain = first.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next(((what, fix) for begin, what, fix in BEGINNINGS if plain.startswith(begin)), None)


def refuse_no_table(first: bytes, where: str | Path) -> None:
    """Refuse what is no table of text.

    Args:
        first: the file's first bytes.
        where: file, for the message.

    Raises:
        InputError: the file is empty, a workbook, packed, in UTF-16, a web page, or a pointer to the file.
    """
    found = ("empty", "export or copy it again") if not first.strip() else other_content(first)
    found = found or next(((what, fix) for begin, what, fix in NO_TABLES if first.startswith(begin)), None)
    if found is not None:
        raise InputError(f"{where}: not a readable CSV or TSV, but {found[0]}; {found[1]}")
