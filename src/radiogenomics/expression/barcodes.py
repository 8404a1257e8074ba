"""TCGA's barcodes: which patient and which tissue a column of a table is of.

A barcode may stop anywhere: `TCGA-02-0006` is a patient, `TCGA-02-0006-01A` a sample (01 is a primary tumour),
`TCGA-02-0006-01A-01R-1849-01` an aliquot (https://docs.gdc.cancer.gov/Encyclopedia/pages/TCGA_Barcode/).
"""

import re
from dataclasses import dataclass

from radiogenomics.cohorts.tcga_tables import PATIENT
from radiogenomics.errors import InputError

PRIMARY = "01"
SAMPLE_TYPES = {
    PRIMARY: "primary tumour",
    "02": "recurrent tumour",
    "06": "metastasis",
    "10": "normal blood",
    "11": "normal tissue",
    "12": "normal cells of the mouth",
    "14": "normal bone marrow",
    "20": "control analyte",
}
"""Those that occur, or could be met, in TCGA's glioma projects."""

BARCODE = re.compile(
    rf"(?P<patient>{PATIENT})"
    r"(-(?P<sample_type>\d{2})(?P<vial>[A-Z])?"
    r"(-(?P<portion>\w{2})(?P<analyte>[A-Z])?"
    r"(-(?P<plate>\w{4})(-(?P<centre>\w{2}))?)?)?)?"
)


@dataclass(frozen=True)
class Barcode:
    """The parts of a barcode; those beyond its end are empty."""

    patient: str
    sample_type: str = ""
    vial: str = ""
    portion: str = ""
    analyte: str = ""
    plate: str = ""
    centre: str = ""

    @property
    def batch(self) -> str:
        """The plate, where the barcode tells it, else the hospital that sent the tissue (`TCGA-02`)."""
        return self.plate or self.patient[: len("TCGA-02")]

    @property
    def tissue(self) -> str:
        """The type of the sample in words; that of a barcode which names a patient alone is not said."""
        if not self.sample_type:
            return "not said"
        return SAMPLE_TYPES.get(self.sample_type, f"sample type {self.sample_type}")


def is_barcode(text: str) -> bool:
    """Whether a text is meant as a barcode of TCGA, written with hyphens, points or underscores, in any case."""
    return re.match(r"TCGA[-._]", text, re.IGNORECASE) is not None


def read_barcode(text: str, where: str) -> Barcode:
    """Parts of a barcode of any length, written with hyphens, points (`TCGA.CS.4938`) or underscores.

    Args:
        text: the barcode.
        where: file or table that holds it, for error messages.

    Raises:
        InputError: it is none, or is cut within a part.
    """
    match = BARCODE.fullmatch(re.sub("[._]", "-", text.strip()).upper())
    if match is None:
        raise InputError(
            f"{where}: {text!r} is not a barcode like TCGA-02-0006, TCGA-02-0006-01A or TCGA-02-0006-01A-01R-1849-01; "
            "correct it"
        )
    return Barcode(**{part: value or "" for part, value in match.groupdict().items()})
