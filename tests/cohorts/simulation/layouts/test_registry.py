"""What holds of every layout: the archive's own reader finds what was simulated."""

from typing import get_args

import pandas as pd
import pytest
from pydantic import ValidationError

from radiogenomics.cohorts.selection import select_patients
from radiogenomics.cohorts.settings import CohortSettings, LabelSettings, SimulationSettings
from radiogenomics.cohorts.simulation.archive import simulate_archive
from radiogenomics.cohorts.simulation.layouts.registry import LAYOUTS, layout_of
from radiogenomics.cohorts.sources import SOURCES, reader_of
from radiogenomics.errors import InputError
from radiogenomics.files import sha256_of
from radiogenomics.images.masks import label_convention, mask_path
from radiogenomics.images.volume import check_geometry, read_mask, read_volume

MODALITIES = ["T1", "T1GD", "T2", "FLAIR"]
OTHERS = [name for name in LAYOUTS if name != "upenn_gbm"]
LABELS = {
    "rsna_miccai": LabelSettings(column="MGMT_value", positive="1", negative="0", missing=[""]),
    "brats2021": LabelSettings(column="MGMT value", positive="1", negative="0", missing=[""]),
    "egd": LabelSettings(column="IDH", positive="1", negative="0", missing=["-1"]),
    "tcga": LabelSettings(column="IDH_mutated", positive="1", negative="0", missing=["-1"]),
    "ucsf_pdgm": LabelSettings(
        column="MGMT status", positive="positive", negative="negative", missing=["indeterminate", "unknown"]
    ),
}


def make(**changes) -> SimulationSettings:
    values = {"patients": 10, "unlabelled": 0, "follow_ups": 0, "modalities": ["T1"], "effect": {}, "spacing": 8.0}
    return SimulationSettings(**values | changes)


def test_every_layout_is_that_of_a_source():
    assert get_args(SimulationSettings.model_fields["layout"].annotation) == LAYOUTS
    assert set(LAYOUTS) < set(SOURCES)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_simulated_cohort_is_of_the_archive_whose_layout_it_has(layout):
    simulated = CohortSettings(source="simulated", simulation=make(layout=layout))
    assert simulated.archive == layout
    assert CohortSettings(source=layout).archive == layout
    # Patients simulated for pre-training alone decide on nothing.
    assert CohortSettings(source="own", local_dir=".", simulation=make(layout=layout)).archive == "own"


@pytest.mark.parametrize("layout", OTHERS)
def test_labels_ages_and_sexes_are_read_as_simulated(cohort, layout):
    made = cohort(layout)
    selected, _ = select_patients(reader_of(layout)(made.folder, MODALITIES), LABELS[layout], MODALITIES, "none")
    baselines = selected.drop_duplicates("patient_id").set_index("patient_id")
    assert set(baselines.index) == set(made.baselines)
    for patient_id, scan in made.baselines.items():
        label = baselines.loc[patient_id, "label"]
        assert pd.isna(label) if not scan.is_labelled else label == scan.label
        if layout in ("egd", "tcga", "ucsf_pdgm"):
            assert baselines.loc[patient_id, "sex"] == scan.sex
            assert baselines.loc[patient_id, "age"] == (scan.age if layout == "egd" else int(scan.age))
    included = selected[selected.included].patient_id.tolist()
    faulty = {"BraTS2021_00109"} if layout == "rsna_miccai" else set()
    assert set(included) == {name for name, scan in made.baselines.items() if scan.is_labelled} - faulty
    assert len(included) == len(set(included))


@pytest.mark.parametrize("layout", OTHERS)
def test_latent_contrasts_have_the_names_that_the_reader_gives(cohort, layout):
    made = cohort(layout)
    latent = pd.read_csv(made.folder / "latent_contrasts.csv")
    labelled = {name for name, scan in made.baselines.items() if scan.is_labelled}
    assert set(latent.patient_id) == labelled
    assert labelled <= set(reader_of(layout)(made.folder, MODALITIES).patient_id)
    truth = pd.read_csv(made.folder / "ground_truth.csv").set_index("name")
    assert truth.ideal_auc["T1GD"] > 0.8 and truth.ideal_auc["T2"] == 0.5


@pytest.mark.parametrize("layout", OTHERS)
def test_all_scans_are_found_and_can_be_read(cohort, layout):
    made = cohort(layout)
    scans = reader_of(layout)(made.folder, MODALITIES)
    assert len(scans) == len(made.scans)
    for _, scan in scans.iterrows():
        for modality in MODALITIES:
            read_volume(scan[f"path_{modality}"], scan.patient_id)


@pytest.mark.parametrize("layout", ["egd", "brats2021", "tcga", "ucsf_pdgm"])
def test_masks_lie_on_their_scans_and_have_the_archives_labels(cohort, layout):
    made = cohort(layout)
    scans = reader_of(layout)(made.folder, MODALITIES)
    with_mask = scans[scans.has_automatic]
    assert len(with_mask) >= 10
    for _, scan in with_mask.iterrows():
        mask = read_mask(mask_path(scan, "automatic"), scan.patient_id, label_convention(scan))
        check_geometry(read_volume(scan.path_FLAIR), mask)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_same_bytes_whatever_the_workers(cohort, layout, tmp_path):
    settings = make(layout=layout, patients=10, unlabelled=1)
    for name, workers in (("one", 1), ("two", 2)):
        simulate_archive(tmp_path / name, settings, 3, workers)
    one, two = (
        {path.relative_to(tmp_path / name): sha256_of(path) for path in (tmp_path / name).rglob("*") if path.is_file()}
        for name in ("one", "two")
    )
    assert one == two


def test_no_person_is_in_two_archives_but_those_of_brats_and_the_competition():
    seeds = {name: layout_of(name).seed(11) for name in LAYOUTS}
    assert seeds["upenn_gbm"] == 11
    assert seeds["brats2021"] == seeds["rsna_miccai"]
    assert len(set(seeds.values())) == len(LAYOUTS) - 1
    names = {name: [layout_of(name).patient_id(number) for number in range(1, 900)] for name in LAYOUTS}
    assert names["brats2021"] == names["rsna_miccai"]
    for name, patients in names.items():
        assert len(set(patients)) == len(patients), name


def test_b28_unknown_layout_is_named_with_the_nearest():
    with pytest.raises(InputError, match=r"layout 'rsna' is not known \(nearest: 'rsna_miccai'\)"):
        layout_of("rsna")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"layout": "egd", "follow_ups": 1}, "follow_ups must not exceed 0 in the layout egd"),
        ({"layout": "brats2021", "follow_ups": 3}, "follow_ups must not exceed 2 in the layout brats2021"),
        ({"layout": "ucsf_pdgm", "follow_ups": 7}, "follow_ups must not exceed 6 in the layout ucsf_pdgm"),
        ({"layout": "tcga", "modalities": ["T1", "DTI_FA"]}, "modality DTI_FA is not in the layout tcga"),
        ({"layout": "ucsf_pdgm", "modalities": ["DTI_TR"]}, "modality DTI_TR is not in the layout ucsf_pdgm"),
        ({"layout": "tcga", "effect": {"DSC_PH": 1.0}}, "modality DSC_PH is not in the layout tcga"),
    ],
)
def test_what_an_archive_does_not_have_is_refused(changes, told):
    with pytest.raises(ValidationError, match=told):
        make(**changes)
