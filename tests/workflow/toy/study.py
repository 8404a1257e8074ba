"""A kind of study for the test of the seams: networks, squared errors, no pictures of images."""

from typing import ClassVar, Literal

from pydantic import Field

from radiogenomics.studies.networks.settings import NetworkStudySettings
from radiogenomics.studies.networks.study import NetworkStudy


class ToyStudySettings(NetworkStudySettings):
    """A study of another kind."""

    kind: Literal["toy"] = Field(description="Kind of the study.")


class ToyStudy(NetworkStudy):
    """As a study of networks, with a task of its own and a page that is shorter."""

    settings: ToyStudySettings
    settings_class: ClassVar = ToyStudySettings
    task: ClassVar[str] = "toy"

    def _own_sections(self) -> dict[str, list[str]]:
        return {title: files for title, files in super()._own_sections().items() if title != "Images"}
