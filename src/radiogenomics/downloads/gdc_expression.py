"""Expression of the Genomic Data Commons (GDC) with what GDC knows of its patients."""

from pathlib import Path

from radiogenomics.downloads import gdc
from radiogenomics.downloads.catalogue import Part
from radiogenomics.downloads.checksums import FileRecord
from radiogenomics.downloads.gdc_cases import write_cases


def receive(part: Part, folder: Path) -> list[FileRecord]:
    """Fetch the STAR gene counts of GDC projects as `gdc.receive`, and the tables of aliquots and treatments.

    Raises:
        InputError: as of `gdc.receive` and `gdc_cases.write_cases`.
    """
    records = gdc.receive(part, folder)
    write_cases(part.location.split(), folder)
    return records
