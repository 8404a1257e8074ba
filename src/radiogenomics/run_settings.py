"""What a configuration says besides its studies: patients, folders, weights, machines."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from radiogenomics.cohorts.settings import CohortSettings
from radiogenomics.devices.settings import GpuSettings
from radiogenomics.downloads.archives import Archive, archive_of, folder_of
from radiogenomics.downloads.data_folder import data_folder
from radiogenomics.settings import Settings
from radiogenomics.training.settings import PretrainingSettings


class RunSettings(Settings):
    """What all studies of a run have in common."""

    seed: int = Field(42, ge=0, description="Seed from which the seed of every job is derived.")
    cohorts: dict[str, CohortSettings] = Field(description="Groups of patients by name.")
    data_dir: Annotated[str, AfterValidator(data_folder)] = Field(
        "data",
        validate_default=True,
        description="Folder for what is downloaded (`~` is the home folder); it is kept, and what lies there is not "
        "fetched again.",
    )
    weights: str = Field(
        "pretrain",
        description="Transferred weights: `pretrain` on separate simulated patients, `download` MedicalNet's, or a "
        "folder that holds the file of every transferred model: `resnet_<depth>.pth` of each depth, "
        "`<tag>.safetensors` of timm.",
    )
    gpus: GpuSettings = Field(GpuSettings(), description="How jobs use GPUs.")
    pretraining: PretrainingSettings = Field(PretrainingSettings(), description="For `weights: pretrain`.")

    def own_weights(self, name: str) -> list[str]:
        """Path of a file in the user's folder of weights; none where weights are made or downloaded."""
        return [] if self.weights in ("pretrain", "download") else [f"{self.weights}/{name}"]

    def archives(self, cohorts: Iterable[str], contents: Iterable[str]) -> list[Archive]:
        """What a job waits for that reads some contents of the archives of some cohorts."""
        wanted = list(contents)
        return [archive_of(name, self.cohorts[name], wanted, self.data_dir) for name in cohorts]

    def folders(self, cohorts: Iterable[str]) -> dict[str, tuple[str, str, dict[str, Any] | None]]:
        """Archive, whose reader the files need, folder, and how they are read, of some cohorts, by name."""
        sections = {name: self.cohorts[name] for name in cohorts}
        return {
            name: (section.archive, folder_of(name, section, self.data_dir), section.reading)
            for name, section in sections.items()
        }
