from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from radiogenomics.cohorts.settings import CohortSettings, SimulationSettings
from radiogenomics.cohorts.simulation.layouts.registry import layout_of
from radiogenomics.cohorts.simulation.roster import enrol
from radiogenomics.cohorts.sources import SOURCES as KNOWN
from radiogenomics.cohorts.sources import reader_of
from radiogenomics.errors import InputError
from radiogenomics.modalities import modalities_of

SOURCES = get_args(CohortSettings.model_fields["source"].annotation)


def test_every_source_of_the_config_is_known():
    assert SOURCES == KNOWN


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_has_a_reader_that_takes_its_modalities(source: str, tmp_path: Path):
    """An empty folder has no table, which is all that may be wrong."""
    with pytest.raises(InputError, match="in it or below"):
        reader_of(source)(tmp_path, list(modalities_of(source)))


def test_simulated_patients_lie_as_in_upenn_gbm():
    assert reader_of("simulated") is reader_of("upenn_gbm")


def test_b28_an_unknown_source_is_named_with_the_nearest():
    with pytest.raises(InputError, match=r"source 'upen_gbm' is not known \(nearest: 'upenn_gbm'\)"):
        reader_of("upen_gbm")


def test_every_reader_gives_the_columns_that_selection_needs(archive, write_mapping, write_xlsx, tmp_path):
    simulation = SimulationSettings(layout="tcga", patients=12, modalities=["T1"], effect={})
    layout, tcga = layout_of("tcga"), tmp_path / "tcga"
    layout.write_tables(tcga, enrol(simulation, 1, layout.patient_id), simulation, 1)
    write_mapping(archive)
    columns = ["Subject", "IDH", "1p19q", "Grade"]
    write_xlsx(archive / "Genetic_and_Histological_labels.xlsx", pd.DataFrame([("EGD-0001", 1, 0, 4)], columns=columns))
    clinical = pd.DataFrame([("EGD-0001", 50, "M")], columns=["Subject", "Age", "Sex"])
    write_xlsx(archive / "Clinical_data.xlsx", clinical)
    (archive / "patients.csv").write_text("patient_id,IDH\nP1,1\n")
    (archive / "UCSF-PDGM-metadata_v5.csv").write_text("ID,Sex,Age at MRI\nUCSF-PDGM-004,M,66\n")
    needed = {"patient_id", "scan_id", "baseline", "fault", "site", "age", "sex", "has_T1", "path_T1"}
    needed |= {f"{kind}_{name}" for kind in ("has", "path") for name in ("automatic", "corrected")}
    for source in SOURCES:
        scans = reader_of(source)(tcga if source in ("tcga", "simulated_tcga") else archive, ["T1"])
        assert needed <= set(scans), source
        assert scans[["baseline", "has_T1", "has_automatic", "has_corrected"]].dtypes.eq(bool).all(), source
        assert scans["fault"].map(type).eq(str).all(), source
