import numpy as np
import pandas as pd
import pytest

from radiogenomics.images.missing_labels import notice_missing_labels, sites_of
from radiogenomics.oddities import noticed_since_last

ALL = (1, 2, 4)


def told(**labels):
    """What is said of the labels of masks by site."""
    noticed_since_last()
    masks = {f"{site}{n}": each for site, of_site in labels.items() for n, each in enumerate(of_site)}
    notice_missing_labels(masks.items(), {patient: patient.rstrip("0123456789") for patient in masks})
    found = noticed_since_last()
    assert all(each[:2] == ("", "") for each in found)
    return [each.what for each in found]


@pytest.mark.parametrize(
    ("label", "named"),
    [(4, "label 4 (enhancing tumour)"), (1, "label 1 (necrotic core)"), (2, "label 2 (oedema)")],
)
def test_a_label_that_one_site_lacks_is_told(label, named):
    rest = tuple({*ALL} - {label})
    (what,) = told(Basel=[ALL] * 10, Kiel=[rest] * 6)
    assert what.startswith(f"none of the 6 masks of the site Kiel has {named}, and 10 of 10 of other sites have")


def test_every_site_that_lacks_it_is_named():
    what = told(Basel=[ALL] * 19 + [(1, 2)], Kiel=[(1, 2)] * 4, Bern=[(1, 2)] * 5, Ulm=[(1, 2)])
    assert ["Kiel" in each for each in what] == [True, False] and "Bern" in what[1]


def test_what_chance_or_other_tumours_make_is_not_told():
    assert told(Basel=[ALL] * 10, Kiel=[ALL] + [(1, 2)] * 8) == []
    assert told(Basel=[ALL] * 7 + [(1, 2)] * 3, Kiel=[(1, 2)] * 6) == []
    assert told(Basel=[ALL] * 9 + [(1, 2)], Kiel=[(1, 2)] * 3) == []
    assert told(Basel=[ALL] * 40, Kiel=[(1, 2)] * 2) == []
    assert told(Basel=[(1, 2)] * 10, Kiel=[(1, 2)] * 10) == []
    assert told(Basel=[ALL] * 10, Kiel=[(255,)] * 10) == []


def test_sites_are_those_that_are_known():
    table = pd.DataFrame({"patient_id": ["A", "B", "C", "D"], "site": ["Kiel ", np.nan, "", 3]})
    assert sites_of(table) == {"A": "Kiel", "D": "3"}
    assert sites_of(table.drop(columns="site")) == {}
