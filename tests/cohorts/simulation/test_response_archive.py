import pandas as pd
import pytest

from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import LabelSettings
from radiogenomics.cohorts.simulation.response_archive import simulate_response_archive
from radiogenomics.cohorts.simulation.response_roster import enrol_responders
from radiogenomics.cohorts.tcga import read_scans
from radiogenomics.errors import InputError
from radiogenomics.expression.gdc_folder import read_gdc_folder
from radiogenomics.expression.settings import TowerSimulationSettings
from radiogenomics.images.tumour_slice import tumour_slice

SETTINGS = TowerSimulationSettings(
    mri_only=3, gene_only=12, complete=4, genes=100, pathway_genes=10, spacing=8.0, positive_fraction=0.5
)
MODALITIES = ["T1", "T1GD", "T2", "FLAIR", "expression"]
RESPONSE = LabelSettings(
    column="treatment_outcome_gdc",
    title="response to therapy",
    positive=["Complete Response", "Partial Response"],
    negative=["Stable Disease", "Progressive Disease"],
    missing=["", "Unknown"],
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("response")
    simulate_response_archive(folder, SETTINGS, 1)
    return folder


def test_the_readers_of_the_real_archives_read_it(archive):
    cohort, flow = select_patients(read_scans(archive, MODALITIES), RESPONSE, MODALITIES, mask="none")
    truth = {patient.patient_id: patient.label for patient in enrol_responders(SETTINGS, 1)}
    included = cohort[cohort["included"]].set_index("patient_id")
    assert included["label"].to_dict() == truth
    assert included["has_expression"].sum() == 16 and included["has_T1"].sum() == 7
    assert (included["has_expression"] & included["has_FLAIR"]).sum() == 4
    assert flow["n_after"].iloc[-1] == 19


def test_expression_is_that_of_the_primary_tumours(archive):
    expression, samples = read_gdc_folder(archive)
    with_expression = [p.patient_id for p in enrol_responders(SETTINGS, 1) if p.has_expression]
    assert expression.index.tolist() == with_expression
    assert samples["reason"].eq("recurrent tumour").sum() == 2
    assert samples["reason"].str.startswith("of the same patient").sum() == 2


def test_slices_of_the_simulated_tumours(archive):
    scans = read_scans(archive, MODALITIES)
    image, _ = tumour_slice(scans[scans["has_T1"]].iloc[0], size=30)
    assert image.shape == (5, 30, 30) and image[-1].any()


def test_ground_truth_says_what_images_genes_and_both_can_reach(archive):
    truth = pd.read_csv(archive / "ground_truth.csv").set_index("name")["ideal_auc"]
    assert truth["both"] > max(truth["images"], truth["genes"]) > 0.75


def test_workers_make_no_difference_and_an_earlier_simulation_is_replaced(archive, tmp_path):
    for seed, workers in ((2, 1), (1, 2)):
        simulate_response_archive(tmp_path, SETTINGS, seed, workers)
    ours, theirs = (
        {f.relative_to(g): f for g in [g] for f in g.rglob("*") if f.is_file()} for g in (archive, tmp_path)
    )
    assert sorted(ours) == sorted(theirs)
    assert all(ours[name].read_bytes() == theirs[name].read_bytes() for name in ours)


def test_a_real_archive_is_not_overwritten(tmp_path):
    (tmp_path / "gdc_files.csv").write_text("file_id\n")
    with pytest.raises(InputError, match="holds an archive that is not simulated"):
        simulate_response_archive(tmp_path, SETTINGS, 1)
