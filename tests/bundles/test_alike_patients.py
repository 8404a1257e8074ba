"""A patient who is predicted with another's features is told, and patients who merely share some are not."""

import numpy as np
import pytest

from radiogenomics.bundles.alike_patients import alike_patients
from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.features import FeatureForm
from radiogenomics.checking.patients import Patient

NAMES = [f"feature_{number}" for number in range(12)]


@pytest.fixture
def cells() -> dict[str, dict[str, str]]:
    """Rows of eight patients."""
    values = np.random.default_rng(0).gamma(3, 20, (8, 12))
    return {f"N{n}": {"patient_id": f"N{n}", **dict(zip(NAMES, map(repr, map(float, row)), strict=True))}
            for n, row in enumerate(values)}  # fmt: skip


def suspected(cells: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    patients = [Patient(name, {}, row) for name, row in cells.items()]
    found = alike_patients(patients, NAMES)
    assert found == FeatureForm().suspicions(Bundle("m", {"inputs": {"i": {"channels": NAMES}}}, [], {}), patients)
    assert all(each["severity"] == "suspicion" and each["what_to_do"] for lines in found.values() for each in lines)
    return {name: [each["what"] for each in lines] for name, lines in found.items()}


def test_patients_of_their_own_are_not_told(cells):
    cells["N3"] |= {name: cells["N1"][name] for name in NAMES[:6]}
    cells["N4"] |= dict.fromkeys(NAMES, "")
    cells["N5"] |= dict.fromkeys(NAMES, "text")
    assert suspected(cells) == {}
    assert suspected({"N1": cells["N1"]}) == {}


def test_a_copied_row_is_told_of_both(cells):
    cells["N6"] = {**cells["N2"], "patient_id": "N6"}
    said = "its features are those of {} (12 of 12 are equal)"
    assert suspected(cells) == {"N2": [said.format("N6")], "N6": [said.format("N2")]}
    cells["N6"][NAMES[0]] = ""
    assert list(suspected(cells)) == ["N2", "N6"], "an empty cell does not hide it"


def test_a_row_that_was_rounded_is_told(cells):
    cells["N6"] = {name: str(round(float(cells["N2"][name]), 3)) for name in NAMES}
    assert suspected(cells)["N6"] == ["its features are those of N2 but for rounding"]
