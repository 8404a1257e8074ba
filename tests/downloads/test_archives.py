import pytest

from radiogenomics.cohorts.settings import CohortSettings
from radiogenomics.downloads.archives import archive_of, downloaded_parts, folder_of, is_simulated
from radiogenomics.downloads.catalogue import EVERYTHING, read_parts
from radiogenomics.errors import InputError

SIMULATION = {"modalities": ["T1"], "effect": {"T1": 1.0}}


def test_simulated_patients_are_made_and_nothing_is_downloaded_for_them():
    cohort = CohortSettings(source="simulated", simulation=SIMULATION)
    assert is_simulated(cohort) and downloaded_parts(cohort, ["tables"]) == []
    archive = archive_of("mine", cohort, ["tables"], "data")
    assert archive.paths == ["results/simulated/mine"] == [folder_of("mine", cohort, "data")]
    assert not archive.is_users_own


def test_a_folder_of_the_user_s_own_is_waited_for_as_it_is():
    cohort = CohortSettings(source="upenn_gbm", local_dir="/copies/upenn")
    assert archive_of("u", cohort, ["tables", "T1"], "data") == (["/copies/upenn"], True, "upenn_gbm", None)
    assert folder_of("u", cohort, "data") == "/copies/upenn" and downloaded_parts(cohort, ["T1"]) == []


def test_what_is_read_is_downloaded_part_by_part():
    cohort = CohortSettings(source="upenn_gbm")
    tables = downloaded_parts(cohort, ["tables"])
    assert tables and set(tables) < set(downloaded_parts(cohort, ["tables", "T1"]))
    archive = archive_of("u", cohort, ["tables"], "data")
    assert archive.paths == [f"data/upenn_gbm/.downloaded/{part}.csv" for part in tables] and not archive.is_users_own


def test_everything_is_every_part_but_the_raw_scans():
    names = {part.name for part in read_parts("upenn_gbm") if part.provides != ("dicom",)}
    assert set(downloaded_parts(CohortSettings(source="upenn_gbm"), [EVERYTHING])) == names


def test_contents_that_no_part_provides_are_refused():
    with pytest.raises(InputError, match="no part provides 'DTI_FA'"):
        archive_of("b", CohortSettings(source="brats2021"), ["DTI_FA"], "data")
