"""What names a DICOM series: its folder, or where several series lie in one folder, one of its files."""

from pathlib import Path

MARK, MARK_BEGINS = b"DICM", 128
"""What every file of DICOM has behind its preamble (PS3.10, 7.1)."""
NIFTI = (".nii", ".nii.gz")


def is_series(path: Path) -> bool:
    """Whether a path names a DICOM series: a folder, or a file of DICOM, which stands for its whole series."""
    return path.is_dir() or is_file_of_series(path)


def is_file_of_series(path: Path) -> bool:
    """Whether a path is a file of DICOM by its content; what is called NIfTI is not looked into."""
    if path.name.lower().endswith(NIFTI):
        return False
    try:
        with path.open("rb") as file:
            file.seek(MARK_BEGINS)
            return file.read(len(MARK)) == MARK
    except OSError:  # Whoever reads it says what is wrong with it.
        return False


def folder_of_series(path: Path) -> Path:
    """The folder in which the files of a series lie, which holds others too where the series is named by a file."""
    return path if path.is_dir() else path.parent
