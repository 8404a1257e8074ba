"""Config section of one table of features."""

from typing import Literal

from pydantic import Field, model_validator

from radiogenomics.features.settings import RadiomicsSettings
from radiogenomics.images.settings import SEGMENTATIONS_READ
from radiogenomics.settings import Settings


class TableSettings(Settings):
    """Where a table of features comes from."""

    type: Literal["captk", "csv", "clinical", "pyradiomics", "expression"] = Field(
        description="`captk`: the archive's own features (the zip as it is shipped, or unpacked); `csv`: a table of "
        "yours; `clinical`: age, sex and tumour volumes; `pyradiomics`: extracted from the scans; `expression`: a "
        "matrix of genes (or microRNA) × patients, or the other way round, whose patients are those with `expression`."
    )
    path: str | None = Field(
        None,
        description="The table, for `type: csv` and `type: expression`; relative to the working directory. Expression "
        "without a path is that of the archive (TCGA: GDC's files and Ensembl's annotation).",
    )
    patient_column: str = Field(
        "patient_id",
        description="Column of the CSV that holds the patient's or the scan's id (pyradiomics' `ID`, CaPTk's "
        "`SubjectID`; an empty text for a first column without a name); all others are features, but those that say of "
        "what and by what features were computed.",
    )
    incomplete: bool = Field(
        False,
        description="Whether a CSV may lack patients of the study; they keep their place, with the fold's medians.",
    )
    volumes: Literal["captk", "segmentation", "none"] = Field(
        "segmentation",
        description="Where `type: clinical` takes the volumes of the tumour's regions from: the archive's own features "
        "or the segmentations.",
    )
    numbers: Literal["counts", "log2", "values"] = Field(
        "counts",
        description="What the numbers of `type: expression` must be: `counts` of reads, which become binary logarithms "
        "of counts per million; `values` that are not negative, such as transcripts per million, which become "
        "log2(1 + value); or logarithms, which stay as they are. None of that is fitted to anybody.",
    )
    radiomics: RadiomicsSettings = Field(RadiomicsSettings(), description="For `type: pyradiomics`.")

    @model_validator(mode="after")
    def _check_path(self) -> "TableSettings":
        if self.type == "csv" and self.path is None:
            raise ValueError("`type: csv` needs `path`; set it")
        if self.path is not None and self.type not in ("csv", "expression"):
            raise ValueError("`path` belongs to `type: csv` and `type: expression`; remove it")
        return self

    @property
    def own_paths(self) -> list[str]:
        """Files of the user's that it is made from, besides the archive."""
        return [] if self.path is None else [self.path]

    @property
    def reads_captk(self) -> bool:
        """Whether it is made from the archive's own features."""
        return self.type == "captk" or (self.type == "clinical" and self.volumes == "captk")

    @property
    def is_extracted(self) -> bool:
        """Whether its features are extracted from the scans, and not read."""
        return self.type == "pyradiomics"

    @property
    def measures_segmentations(self) -> bool:
        """Whether it has volumes that are measured in segmentations."""
        return self.type == "clinical" and self.volumes == "segmentation"

    @property
    def describes_regions(self) -> bool:
        """Whether its features are of the regions of a segmentation."""
        return self.is_extracted or self.type == "captk" or (self.type == "clinical" and self.volumes != "none")

    def archive_contents(self, modalities: list[str], mask: str) -> set[str]:
        """What of the archive the table is made from: `features`, segmentations, modalities."""
        if self.reads_captk:
            return {"features"}
        if self.type == "expression":
            return set() if self.path else {"expression", "annotation"}
        if not self.describes_regions:
            return set()
        masks = SEGMENTATIONS_READ[mask]
        return masks if self.type == "clinical" else {*masks, *(self.radiomics.named_modalities or modalities)}
