"""Dates of one header that contradict each other are told, and the day that most agree on counts."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from radiogenomics.cohorts.dicom_dates import notice_after_surgery, with_agreed_dates
from radiogenomics.cohorts.own_patients import read_scans
from radiogenomics.oddities import noticed_since_last

DATES = ("study_date", "acquisition_date", "series_date", "content_date")
DAYS = [f"202003{day:02}" for day in range(1, 7)]


@pytest.fixture
def series():
    """Two series of each of six patients, as scanners date them."""
    rows = [
        {
            "owner": f"P{number}",
            "folder": Path(f"P{number}/{name}"),
            "study": f"1.{number}",
            **dict.fromkeys(DATES, day),
        }
        for number, day in enumerate(DAYS)
        for name in ("t1", "t2")
    ]
    noticed_since_last()
    return pd.DataFrame(rows)


def of(series, patient, *dates):
    changed = series.copy()
    changed.loc[changed["owner"] == patient, list(DATES)] = dates
    return changed


def judged(series, patient="P0"):
    """The day of a patient's series, and what was told of it."""
    found = with_agreed_dates(series)
    (day,) = found.loc[found["owner"] == patient, "study_date"].unique()
    return day, [(each.patient_id, each.what) for each in noticed_since_last()]


def test_a_study_date_that_all_others_contradict_is_told_once_and_the_others_count(series):
    day, told = judged(of(series, "P0", "20190101", "20200710", "20200710", "20200711"))
    assert day == "20200710" and told == [
        (
            "P0",
            "StudyDate is 20190101, but AcquisitionDate, SeriesDate 20200710 and ContentDate 20200711; 20200710 "
            "counts; if StudyDate is right, correct the others",
        )
    ]


@pytest.mark.parametrize(
    "dates",
    [
        ("20190501", "20200710", "20190501", "20200710"),
        ("20190501", "20200710", "", ""),
        ("20190501", "20200710", "20200110", "20180110"),
        ("20190501", "", "20180710", "20180710"),
    ],
)
def test_where_most_do_not_agree_it_is_told_and_the_study_date_counts(series, dates):
    day, ((patient, what),) = judged(of(series, "P0", *dates))
    assert day == "20190501" and patient == "P0" and what.endswith("; StudyDate counts; if it is wrong, correct it")


@pytest.mark.parametrize(
    "dates",
    [
        ("20200301", "20200302", "20200302", "20200302"),
        ("20200301", "20200303", "20200304", "20200304"),
        ("20200301", "20200301", "20200517", "20200517"),
        ("20200301", "", "20200517", "20200517"),
        ("20200301", "", "", ""),
        ("20200301", "19000101", "19000101", "19000101"),
        ("20200301", "20000101", "20000101", ""),
        ("20200301", "20201350", "anonymous", ""),
        ("", "20200517", "20200517", ""),
    ],
)
def test_examinations_after_midnight_later_reformats_and_dates_of_nothing_are_not_told(series, dates):
    assert judged(of(series, "P0", *dates)) == (dates[0], [])
    assert judged(series, "P3") == (DAYS[3], [])


def test_what_was_changed_in_most_headers_is_told_once(series):
    shifted = series.assign(study_date="20150505")
    day, ((patient, what),) = judged(shifted)
    assert day == DAYS[0] and patient == "" and what.startswith("dates in the headers of 6 patients contradict each")
    assert "P0, whose StudyDate is 20150505" in what


def test_studies_that_study_date_tells_apart_stay_apart(series):
    later = series[series["owner"] == "P0"].assign(study_date="20200901", study="1.9")
    both = of(pd.concat([series, later], ignore_index=True), "P1", *[DAYS[1]] * 4)
    both.loc[both["owner"] == "P0", list(DATES[1:])] = "20190606"
    found = with_agreed_dates(both)
    assert sorted(found.loc[found["owner"] == "P0", "study_date"].unique()) == [DAYS[0], "20200901"]


@pytest.mark.parametrize(
    "text",
    ["MR Kopf post OP", "postop", "MRI Brain Post-Operative", "Schädel nach OP", "brain follow-up", "RT planning MRI"],
)
def test_an_examination_after_surgery_is_told(text):
    noticed_since_last()
    chosen = pd.DataFrame(
        {"owner": ["P1", "P1", "P2"], "folder": ["a", "b", "c"], "study_description": [text, text, ""]}
    )
    notice_after_surgery(chosen)
    ((patient, file, what),) = noticed_since_last()
    assert (patient, file) == ("P1", "a") and what.startswith(f"its StudyDescription is {text!r}, as of an examination")
    notice_after_surgery(chosen.assign(study_description=text))
    ((patient, _, what),) = noticed_since_last()
    assert patient == "" and what.startswith(f"StudyDescription of 2 patients is {text!r}")


@pytest.mark.parametrize(
    "text",
    [
        *("MR Kopf", "MRI brain pre and post contrast", "Kopf nach KM", "brain w/wo", "stealth planning", "post optic"),
        *(
            "prä-OP",
            "MRI preop",
            "preop and postop protocol",
            "posterior fossa",
            "Navigation",
            "MR Kopf nativ und post KM",
        ),
    ],
)
def test_other_examinations_are_not_told(text):
    noticed_since_last()
    notice_after_surgery(pd.DataFrame({"owner": ["P1"], "folder": ["a"], "study_description": [text]}))
    assert noticed_since_last() == []


def test_the_study_before_surgery_is_taken_though_the_other_s_study_date_is_earlier(tmp_path, write_series):
    array = np.random.default_rng(0).integers(0, 2000, (4, 6, 5))
    for name, study, day in (("a", "20200312", "20200312"), ("b", "20190101", "20200710")):
        dates = {"StudyDate": study, "SeriesDate": day, "AcquisitionDate": day, "ContentDate": day}
        described = {"PatientID": "P1", "StudyInstanceUID": f"1.{study}", "SeriesDescription": "T1"}
        write_series(tmp_path / name, array, StudyDescription="post OP" if name == "b" else "MR", **dates, **described)
    (tmp_path / "patients.csv").write_text("patient_id\nP1\n")
    noticed_since_last()
    scans = read_scans(tmp_path, ["T1"], {"files_by": "dicom"})
    assert scans["path_T1"].tolist() == [str(tmp_path / "a")]
    told = [each.what for each in noticed_since_last() if each.patient_id == "P1"]
    assert "has studies of several dates; that of 20200312 is taken, those of 20200710 are not" in told
    assert any(what.startswith("StudyDate is 20190101, but") for what in told) and not any(
        "surgery" in what for what in told
    )
