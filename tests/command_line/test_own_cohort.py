"""The cohort of one's own that a configuration describes."""

import pytest

from radiogenomics.command_line.own_cohort import own_cohort
from radiogenomics.errors import InputError


def overlay(tmp_path, text):
    (tmp_path / "mine.yaml").write_text(text)
    return [tmp_path / "mine.yaml"]


def test_the_only_cohort_of_ones_own_needs_no_name(tmp_path):
    text = f"cohorts: {{mine: {{source: own, local_dir: {tmp_path}, own: {{files_by: bids}}}}}}\n"
    assert own_cohort(overlay(tmp_path, text), None).own.files_by == "bids"
    with pytest.raises(InputError, match=r"--cohort: 'min' is no cohort with `source: own` \(nearest: 'mine'\)"):
        own_cohort(overlay(tmp_path, text), "min")


def test_none_or_several_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"mine.yaml: has no `source: own`; add a cohort of yours"):
        own_cohort(overlay(tmp_path, "seed: 1\n"), None)
    text = "cohorts: {" + ", ".join(f"{name}: {{source: own, local_dir: {tmp_path}}}" for name in "ab") + "}\n"
    with pytest.raises(InputError, match=r"has 2 cohorts .*\(a, b\); name one by --cohort"):
        own_cohort(overlay(tmp_path, text), None)
    assert own_cohort(overlay(tmp_path, text), "b").source == "own"
