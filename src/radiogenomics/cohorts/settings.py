"""Config sections on patients: where they come from and what is predicted of them."""

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import (
    ConfigDict,
    Field,
    FiniteFloat,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from radiogenomics.cohorts.own_settings import OwnPatientsSettings
from radiogenomics.expression.settings import TowerSimulationSettings
from radiogenomics.images.labels import LabelConvention
from radiogenomics.modalities import MODALITIES, modalities_of
from radiogenomics.registration.settings import RegistrationSettings
from radiogenomics.settings import Settings, UniqueList, repeated

MOST_FOLLOW_UPS = {"rsna_miccai": 0, "egd": 0, "brats2021": 2, "ucsf_pdgm": 6}
"""Follow-up scans that a simulated archive can have, as the real one; the others have any number."""
FURTHER_LABELS = {"upenn_gbm": ("IDH1",)}
"""Columns of the labels besides its own that an archive's simulated patients may carry an effect of."""
Source = Literal[
    "simulated",
    "simulated_tcga",
    "upenn_gbm",
    "upenn_gbm_dicom",
    "brats2021",
    "rsna_miccai",
    "egd",
    "tcga",
    "ucsf_pdgm",
    "own",
]
SIMULATED_TCGA = "simulated_tcga"
"""Source of patients who are simulated in the layouts of TCGA and of GDC."""


class FurtherLabelSettings(Settings):
    """Another label of a simulated archive, drawn independently of the first one, that carries an effect too."""

    effect: dict[str, float] = Field(
        description="Distance between this label's classes, as `effect` of the simulation. Where modalities carry "
        "effects of several labels, these add up, and the ideal observer of one label does not know the others."
    )
    positive_fraction: float = Field(0.3, gt=0, lt=1, description="Share of the patients who are positive.")
    unknown_fraction: float = Field(0.1, ge=0, lt=1, description="Share of the patients whose label is not known.")


class SimulationSettings(Settings):
    """A simulated cohort in the layout of an archive, with a planted effect of known size."""

    layout: Literal["upenn_gbm", "rsna_miccai", "egd", "brats2021", "tcga", "ucsf_pdgm"] = Field(
        "upenn_gbm",
        description="Archive whose files, tables and oddities the patients have. The label is MGMT promoter "
        "methylation in `upenn_gbm`, `rsna_miccai` (where one labelled case is officially faulty), `brats2021` and "
        "`ucsf_pdgm`, the IDH mutation in `egd` and `tcga`; all but `upenn_gbm` have the structural modalities alone, "
        "`ucsf_pdgm` also `DTI_AD` and `DTI_FA`.",
    )
    patients: int = Field(120, ge=10, description="Baseline scans whose label is known.")
    unlabelled: int = Field(
        8, ge=0, description="Further baseline scans with label `Indeterminate` or `Not Available`."
    )
    follow_ups: int = Field(4, ge=0, description="Follow-up scans of labelled patients, never to be used.")
    pretraining_patients: int = Field(
        32, ge=2, description="Separate simulated patients, never written to disk, for `weights: pretrain`."
    )
    spacing: float = Field(
        4.0,
        ge=1.0,
        le=8.0,
        description="Voxel edge in mm; 1.0 gives the archive's 240×240×155 grid, 2.0 gives 120×120×78.",
    )
    modalities: UniqueList[str] = Field(min_length=1, description="Modalities to write, by the archive's file suffix.")
    effect: dict[str, float] = Field(
        description="Distance between the classes' means, in standard deviations, of each modality's latent contrast "
        "between tumour core and oedema; 0 for modalities not named; 0 everywhere gives a null cohort."
    )
    mean_contrast: dict[str, float] = Field(
        {},
        description="Mean latent contrast by modality, in standard deviations; 0, for modalities not named, is the "
        "archive's own ratio of core to oedema. Half of `effect` leaves patients of the negative class at that ratio.",
    )
    correlation: float = Field(
        0.3, ge=0, lt=1, description="Correlation between the latent contrasts of any two modalities of a patient."
    )
    positive_fraction: float = Field(
        0.42, gt=0, lt=1, description="Share of labelled patients who are positive: methylated, or IDH mutated."
    )
    further_labels: dict[str, FurtherLabelSettings] = Field(
        {},
        description="Other labels that carry an effect, by their column of the archive's tables: `IDH1` in "
        "`upenn_gbm`. Labels that are not named tell nothing about the images.",
    )
    fraction_with_dti: float = Field(
        0.83, gt=0, le=1, description="Share of patients with DTI (everyone with DSC has DTI)."
    )
    fraction_with_dsc: float = Field(0.72, gt=0, le=1, description="Share of patients with DSC.")
    fraction_without_necrosis: float = Field(0.06, ge=0, lt=0.5, description="Share of tumours without label 1.")
    fraction_without_enhancement: float = Field(0.04, ge=0, lt=0.5, description="Share of tumours without label 4.")
    tumour_volume_sd: float = Field(
        0.35,
        ge=0,
        le=1,
        description="Standard deviation of the logarithm of the tumours' volume; what varies besides the planted "
        "contrast makes it harder to learn.",
    )
    scanners: int = Field(3, ge=1, description="Scanners, each with its own gain, bias field and noise.")
    noise: float = Field(
        0.04,
        ge=0,
        le=0.5,
        description="Standard deviation of the Rician noise, as a share of the modality's white-matter level.",
    )

    @model_validator(mode="after")
    def _check_counts(self) -> "SimulationSettings":
        if self.follow_ups > self.patients:
            raise ValueError(f"follow_ups must not exceed patients ({self.patients}); lower it")
        if self.fraction_with_dsc > self.fraction_with_dti:
            raise ValueError("fraction_with_dsc must not exceed fraction_with_dti; lower it")
        return self

    @model_validator(mode="after")
    def _check_layout(self) -> "SimulationSettings":
        most = MOST_FOLLOW_UPS.get(self.layout, self.patients)
        if self.follow_ups > most:
            raise ValueError(f"follow_ups must not exceed {most} in the layout {self.layout}; lower it")
        known = modalities_of(self.layout)
        for modality in (*self.modalities, *self.effect, *self.mean_contrast):
            if modality in MODALITIES and modality not in known:
                raise ValueError(f"modality {modality} is not in the layout {self.layout}; use {', '.join(known)}")
        labels = FURTHER_LABELS.get(self.layout, ())
        for name in self.further_labels:
            if name not in labels:
                fix = f"use {', '.join(labels)}" if labels else "remove it, or choose the layout upenn_gbm"
                raise ValueError(f"further_labels: no effect of {name!r} is planted in the layout {self.layout}; {fix}")
        return self

    @model_serializer(mode="wrap")
    def _without_empty_keys(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without `further_labels` and `mean_contrast` where there are none: patients are who they were before."""
        absent = {name for name in ("further_labels", "mean_contrast") if not getattr(self, name)}
        return {key: value for key, value in serialise(self).items() if key not in absent}


class CohortSettings(Settings):
    """A group of patients and the archive layout their files have."""

    source: Source = Field(
        description="`simulated` makes the patients of `simulation`, `simulated_tcga` those of `response_simulation` "
        "in the layouts of TCGA and of GDC; any other reads an archive: UPENN-GBM (processed NIfTI, or, as "
        "`upenn_gbm_dicom`, the DICOM release with skull), BraTS 2021 (NIfTI), RSNA-MICCAI 2021 (DICOM), the Erasmus "
        "Glioma Database, TCGA's preoperative scans, UCSF-PDGM, or patients of your `own`: a table `patients.csv` "
        "with `patient_id`, labels, and where known `age`, `sex` and `site`, next to scans "
        "`<patient_id>_<modality>.nii.gz` and `<patient_id>_segm.nii.gz`, or as `own` says."
    )
    local_dir: str | None = Field(
        None,
        description="Folder that holds a copy of the archive's tables and images, found by file name at any depth "
        "(`old/` excluded), relative to the working directory; where it is empty, what the studies need is downloaded "
        "to `data_dir`.",
    )
    download: Literal["needed", "everything"] = Field(
        "needed",
        description="What is downloaded where `local_dir` is empty: what the studies read, or everything that the "
        "archive has (but raw DICOM).",
    )
    own: OwnPatientsSettings | None = Field(
        None,
        description="For `source: own`: how the table and the files are called, where not as the project has them.",
    )
    exclude_patients: dict[str, str] = Field(
        {}, description="Patients who do not take part, by id, each with the reason."
    )
    label_convention: LabelConvention | None = Field(
        None,
        description="What the numbers in segmentations mean: `brats` (1, 2, 4), `brats2023` (1, 2, 3) or "
        "`whole_tumour` (1 or 255); where empty, as the archive has them. Masks that hold no label but 1 in all "
        "patients of one's own are refused until it is set.",
    )
    exclude_patients_of: UniqueList[str] = Field(
        [], description="Other cohorts, whose patients are excluded from this one by the published crosswalks."
    )
    images: RegistrationSettings = Field(
        RegistrationSettings(), description="What is done to the scans before any study reads them."
    )
    simulation: SimulationSettings | None = Field(None, description="Needed by `source: simulated`.")
    response_simulation: TowerSimulationSettings | None = Field(None, description="Needed by `source: simulated_tcga`.")

    @property
    def is_simulated(self) -> bool:
        """Whether the patients are simulated."""
        return self.source in ("simulated", SIMULATED_TCGA)

    @property
    def planted(self) -> dict[str, Any]:
        """The simulation of the patients, in plain values, where they are simulated."""
        section = self.response_simulation if self.source == SIMULATED_TCGA else self.simulation
        return section.model_dump()

    @property
    def archive(self) -> str:
        """The archive whose layout the cohort's files have: its source, or that of the simulated patients."""
        return self.simulation.layout if self.source == "simulated" and self.simulation else self.source

    @property
    def reading(self) -> dict[str, Any] | None:
        """How the reader of the archive is to read its files, in plain values, where the cohort says so."""
        return None if self.own is None else self.own.model_dump()


SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[\W_]+(?=[^\W\d_])")
"""What stands between two letters and is none, as in `wild-type`."""
OTHER_THAN_NEGATIVE, OTHER_THAN_POSITIVE = "other than negative", "other than positive"
"""In place of the values of a class: all that the other class does not have."""
UNKNOWN = re.compile(
    r"[-–—?.]+|#.*|n\.?/?a\.?n?|n\.?/?[dk]\.?|null|unk|unknown|missing|indeterminate|inconclusive|equivocal|pending|failed"
    r"|not(available|done|known|tested|determined|performed|assessed|applicable|reported|evaluable|interpretable)"
    r"|(no|insufficient)(data|result|tissue|material|information).*",
    re.IGNORECASE,
)
"""What people and spreadsheet programs write where nothing is known, without blanks: `?`, `n/a`, `#N/A`, `notdone`."""
ClassValues = str | Annotated[list[str], Field(min_length=1)]
"""What a column says of one class: a value, or several."""


class LabelSettings(Settings):
    """The binary label of a study: a column's values of two classes, or a number above and below a threshold."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    column: str = Field("MGMT", description="Column of the clinical table.")
    title: str | None = Field(None, description="What is predicted, in tables and figures; where empty, the column.")
    positive: ClassValues = Field(
        "Methylated",
        description="Value of the positive class (label 1), or a list of several values that make it; `other than "
        "negative` is any value that is neither negative nor missing nor an empty cell, nor a word for what is not "
        "known.",
    )
    negative: ClassValues = Field(
        "Unmethylated",
        description="Value of the negative class (label 0), or a list of several values that make it; `other than "
        "positive` is any value that is neither positive nor missing nor an empty cell, nor a word for what is not "
        "known.",
    )
    above: FiniteFloat | Literal["median"] | None = Field(
        None,
        description="Instead of `positive` and `negative`: the column holds numbers, and label 1 is above this one; "
        "`median` is that of all baseline scans whose number is known.",
    )
    censored: str | None = Field(
        None,
        description="For `above`: column with the number up to which a patient whose own is not known was followed; "
        "above the threshold, it tells label 1.",
    )
    missing: list[str] = Field(
        ["Indeterminate", "Not Available"],
        description="Declared values that mean the label is not known; any other value stops the run.",
    )

    @model_validator(mode="after")
    def _check_values(self) -> "LabelSettings":
        for value in repeated([*_listed(self.positive), *_listed(self.negative), *self.missing]):
            raise ValueError(f"{value!r} is there twice among positive, negative and missing; correct one")
        if self.positive == OTHER_THAN_NEGATIVE and self.negative == OTHER_THAN_POSITIVE:
            raise ValueError("one of positive and negative must name its values; `other than` needs them")
        if self.censored is not None and self.above is None:
            raise ValueError("`censored` belongs to `above`; set both or neither")
        return self

    @property
    def name(self) -> str:
        """What is predicted, in words."""
        return self.title or self.column

    @property
    def meanings(self) -> dict[str, int | None]:
        """Label (1, 0, or None where it is not known) of each declared value of the column."""
        labels = {1: _listed(self.positive), 0: _listed(self.negative), None: self.missing}
        others = (OTHER_THAN_NEGATIVE, OTHER_THAN_POSITIVE)
        return {value: label for label, values in labels.items() for value in values if value not in others}

    def meanings_of(self, values: Iterable[str]) -> dict[str, int | None]:
        """Label of each declared value, and of those of some values that `other than` means.

        That is never an empty cell, nor a text that stands for nothing being known, nor a declared value in other
        letters (`methylated` for `Methylated`) or with a sign in the word (`wild-type` for `wildtype`).
        """
        others = {OTHER_THAN_NEGATIVE: self.positive, OTHER_THAN_POSITIVE: self.negative}
        label = next((1 if name == OTHER_THAN_NEGATIVE else 0 for name, given in others.items() if given == name), None)
        declared = {_one_word(value) for value in self.meanings}
        plain = {value: "".join(value.casefold().split()) for value in values}
        others = [
            value
            for value, text in plain.items()
            if text and _one_word(text) not in declared and not UNKNOWN.fullmatch(text)
        ]
        undeclared = dict.fromkeys(others, label) if label is not None else {}
        return undeclared | self.meanings

    @property
    def class_names(self) -> tuple[str, str]:
        """What the positive and the negative class are, for tables."""
        if self.above is None:
            return tuple(map(self._class_name, (self.positive, self.negative)))
        threshold = "the median" if self.above == "median" else f"{self.above:g}"
        return f"above {threshold}", f"not above {threshold}"

    def _class_name(self, values: ClassValues) -> str:
        other = {OTHER_THAN_NEGATIVE: self.negative, OTHER_THAN_POSITIVE: self.positive}.get(str(values))
        return " or ".join(_listed(values)) if other is None else f"other than {' or '.join(_listed(other))}"

    @property
    def positive_values(self) -> list[str]:
        """Values that make the positive class; of a number, in words."""
        return _listed(self.positive) if self.above is None else [self.class_names[0]]

    @property
    def rule(self) -> str | None:
        """How the label is made of a number, in words; None where the column holds the label itself."""
        if self.above is None:
            return None
        median = "the median of all baseline scans whose number is known, test patients included"
        rule = f"made here of the column {self.column}: above {median if self.above == 'median' else f'{self.above:g}'}"
        return f"{rule}; who was followed beyond it ({self.censored}) counts as above" if self.censored else rule

    @property
    def unknown(self) -> str:
        """What becomes of a patient whose label is not known."""
        return "excluded, unless followed beyond the threshold" if self.censored else "excluded"


def _listed(values: ClassValues) -> list[str]:
    return [values] if isinstance(values, str) else values


def _one_word(value: str) -> str:
    """A value in small letters, without blanks and signs between letters."""
    return SIGN_IN_WORD.sub("", "".join(value.casefold().split()))
