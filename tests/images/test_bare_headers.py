from pathlib import Path

import pytest

from radiogenomics.images.bare_headers import has_bare_header, notice_bare_headers
from radiogenomics.images.volume import read_volume
from radiogenomics.oddities import noticed_since_last


@pytest.mark.parametrize(
    ("origin", "direction", "is_bare"),
    [
        ((0, 0, 0), (-1, 0, 0, 0, -1, 0, 0, 0, 1), True),
        ((0, 0, 0), None, False),
        ((0, -239, 0), None, False),
        ((12, 0, 0), (-1, 0, 0, 0, -1, 0, 0, 0, 1), False),
    ],
)
def test_the_header_of_an_array_alone(write_nifti, head, origin, direction, is_bare):
    scan = read_volume(write_nifti(head, "scan.nii.gz", origin=origin, direction=direction))
    assert has_bare_header(scan.stored) is is_bare


def test_it_is_odd_among_others_alone():
    noticed_since_last()
    notice_bare_headers([("P1", Path("a"), True), ("P2", Path("b"), True)])
    assert noticed_since_last() == []
    notice_bare_headers([("P1", Path("a"), False), ("P2", Path("b"), True)])
    assert [(each.patient_id, each.file) for each in noticed_since_last()] == [("P2", "b")]
