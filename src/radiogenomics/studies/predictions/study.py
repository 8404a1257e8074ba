"""A study of predictions that somebody else made, as rules and reports ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from radiogenomics.evaluation.published_index import known_cohorts
from radiogenomics.predictions.external import read_external
from radiogenomics.predictions.external_settings import ExternalSettings
from radiogenomics.studies.names import check_known, check_readable_tables
from radiogenomics.studies.predictions.settings import PredictionStudySettings
from radiogenomics.studies.study import Sections, Study


class PredictionStudy(Study):
    """Probabilities as they were given, with the labels of their patients; nothing is trained."""

    settings: PredictionStudySettings
    settings_class: ClassVar = PredictionStudySettings
    rules: ClassVar[tuple[str, ...]] = ("external",)
    subject: ClassVar[str] = "source"
    kind_of_models: ClassVar[str] = "Published predictions"
    libraries: ClassVar[list[str]] = ["scikit-learn", "scipy", "pandas", "numpy"]

    def check(self, key: str) -> None:
        """Refuse an archive that does not exist, and tables that cannot be opened, or lack a column or a value."""
        if self.settings.patients_of is not None:
            check_known(f"{key}.patients_of", [self.settings.patients_of], known_cohorts())
        check_readable_tables(f"{key}.models", self.settings.models)
        for table in self.settings.models.values():
            read_external(table, self.settings.label, self.settings.label.column)

    @property
    def is_simulated(self) -> bool:
        """Whether the patients are simulated."""
        return self.settings.simulated

    @property
    def patient_source(self) -> str | None:
        """Archive that the patients are of, as the study says; None where it does not."""
        return self.settings.patients_of

    @property
    def externals(self) -> Mapping[str, ExternalSettings]:
        """Sections of the models, all of whose predictions come from elsewhere."""
        return self.settings.models

    @property
    def oddities(self) -> list[str]:
        """The table of what was noticed in the predictions and kept."""
        return [self.path("predictions_oddities.csv")]

    def _own_sections(self) -> Sections:
        return {
            "Patients": ["tables/oddities.html"],
            "Results": ["tables/metrics.html", "tables/area_tests.html", *self.curves("roc", "precision_recall")],
        }

    def _own_recorded(self) -> Sequence[str]:
        return ["predictions_sources", *(["published"] if self.published.names else [])]
