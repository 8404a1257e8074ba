"""Simulated cohorts in the layouts of all archives but UPENN-GBM, made once."""

from pathlib import Path

import pytest

from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.archive import simulate_archive
from radiogenomics.cohorts.simulation.latent import draw_latent
from radiogenomics.cohorts.simulation.layouts.registry import layout_of
from radiogenomics.cohorts.simulation.patient import SimulatedPatient, simulate_patient
from radiogenomics.cohorts.simulation.roster import Scan, enrol

SEED = 7


class Cohort:
    """A cohort on disk, and what was simulated."""

    def __init__(self, folder: Path, settings: SimulationSettings) -> None:
        self.folder, self.settings = folder, settings
        self.layout = layout_of(settings.layout)
        self.seed = self.layout.seed(SEED)
        self.scans = enrol(settings, self.seed, self.layout.patient_id)
        self.baselines = {scan.patient_id: scan for scan in self.scans if scan.is_baseline}

    def patient(self, scan: Scan) -> SimulatedPatient:
        settings, modalities = self.settings, self.settings.modalities
        drawn = (self.seed, scan.patient_id, scan.label, settings.effect, settings.correlation, modalities)
        return simulate_patient(
            settings,
            self.seed,
            scan.patient_id,
            draw_latent(*drawn),
            necrosis=scan.has_necrosis,
            enhancement=scan.has_enhancement,
            scanner=scan.scanner,
            scan=scan.scan,
        )


@pytest.fixture(scope="session")
def cohort(tmp_path_factory):
    """Function that gives the simulated cohort of a layout."""
    made = {}

    def make(layout: str) -> Cohort:
        if layout not in made:
            settings = SimulationSettings(
                layout=layout,
                patients=10,
                unlabelled=2,
                follow_ups={"brats2021": 2, "tcga": 2, "ucsf_pdgm": 2}.get(layout, 0),
                spacing=8.0,
                modalities=["T1", "T1GD", "T2", "FLAIR"],
                effect={"T1GD": 1.5},
            )
            folder = tmp_path_factory.mktemp(layout)
            simulate_archive(folder, settings, SEED)
            made[layout] = Cohort(folder, settings)
        return made[layout]

    return make
