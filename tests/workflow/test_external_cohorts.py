"""Patients who are in two cohorts are left out of external tests by the archives' own tables, without any scan."""

import pandas as pd
import pytest
import yaml

from radiogenomics.cohorts.brats2021_tables import CASE_COLUMN, COLLECTION_COLUMN, MAPPING_TABLE, TCIA_COLUMN
from radiogenomics.cohorts.settings import SimulationSettings
from radiogenomics.cohorts.simulation.layouts.registry import layout_of
from radiogenomics.cohorts.simulation.roster import enrol
from radiogenomics.cohorts.ucsf_pdgm_tables import CASE_COLUMN as CASE_OF_UCSF

STUDY = "results/spottune_external/external"
IN_TCIA = {
    "BraTS2021_00000": ("UPENN-GBM", "UPENN-GBM-00003_11"),
    "BraTS2021_00001": ("UCSF-PDGM", 1),
    "BraTS2021_00002": ("TCGA-GBM", "TCGA-06-0001"),
}
KNOWN_TO_UCSF = ("UCSF-PDGM-002", "BraTS2021_00003")


def write_tables(folder, name: str) -> None:
    """Tables of twelve simulated patients of an archive, as if they were real."""
    settings = SimulationSettings(
        layout=name, patients=12, unlabelled=0, follow_ups=0, effect={}, modalities=["T1", "T1GD", "T2", "FLAIR"]
    )
    layout = layout_of(name)
    layout.write_tables(folder, enrol(settings, layout.seed(5), layout.patient_id), settings, layout.seed(5))


@pytest.fixture(scope="module")
def workflow(repository, tmp_path_factory, workflow_class):
    """Selections of two cohorts by the ready configuration."""
    folder = tmp_path_factory.mktemp("external")
    names = ("upenn_gbm", "ucsf_pdgm", "brats2021", "tcga")
    for name in names:
        write_tables(folder / name, name)
    mapping = pd.read_excel(folder / "brats2021" / MAPPING_TABLE, dtype=object).set_index(CASE_COLUMN)
    for case, (collection, patient) in IN_TCIA.items():
        mapping.loc[case, [COLLECTION_COLUMN, TCIA_COLUMN]] = [collection, patient]
    mapping.reset_index().to_excel(folder / "brats2021" / MAPPING_TABLE, index=False)
    table = folder / "ucsf_pdgm" / "UCSF-PDGM-metadata_v5.csv"
    exams = pd.read_csv(table, dtype=str, keep_default_na=False).set_index("ID")
    patient, case = KNOWN_TO_UCSF
    exams.loc[patient, CASE_OF_UCSF] = case
    exams.reset_index().to_csv(table, index=False)
    own = folder / "own.yaml"
    own.write_text(yaml.safe_dump({"cohorts": {name: {"local_dir": str(folder / name)} for name in names}}))
    workflow = workflow_class(repository, folder, "config/upenn_gbm_external.yaml", own)
    done = workflow.run(f"{STUDY}/brats2021/cohort.csv", f"{STUDY}/ucsf_pdgm/cohort.csv")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return workflow


def test_b17_brats_2021_is_tested_without_patients_of_the_three_other_cohorts(workflow):
    cohort = pd.read_csv(workflow.folder / STUDY / "brats2021" / "cohort.csv").set_index("scan_id")
    mapping, metadata = "BraTS2021_MappingToTCIA.xlsx", "UCSF-PDGM-metadata_v5.csv"
    assert cohort.loc[~cohort["included"], "exclusion_reason"].to_dict() == {
        "BraTS2021_00000": f"also in upenn_gbm ({mapping})",
        "BraTS2021_00001": f"also in ucsf_pdgm ({mapping})",
        "BraTS2021_00002": f"also in tcga ({mapping})",
        "BraTS2021_00003": f"also in ucsf_pdgm ({metadata})",
    }
    assert len(cohort) == 12


def test_the_flow_counts_them_by_cohort(workflow):
    flow = pd.read_csv(workflow.folder / STUDY / "brats2021" / "cohort_flow.csv").set_index("step")
    assert flow.loc["without fault", ["n_before", "n_after"]].tolist() == [12, 8]
    for name in ("upenn_gbm", "tcga"):
        assert f"also in {name} (BraTS2021_MappingToTCIA.xlsx): 1" in flow.loc["without fault", "why"]


def test_ucsf_pdgm_is_tested_as_a_whole(workflow):
    cohort = pd.read_csv(workflow.folder / STUDY / "ucsf_pdgm" / "cohort.csv")
    assert cohort["included"].all() and cohort["patient_id"].str.fullmatch(r"UCSF-PDGM-\d{4}").all()
    assert set(cohort["patients"]) == {"real"}
