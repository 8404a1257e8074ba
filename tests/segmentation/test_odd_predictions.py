"""Masks from elsewhere that are copies of the truth, or another patient's, are told; honest ones are not."""

import numpy as np
import pytest

from radiogenomics.oddities import noticed_since_last
from radiogenomics.segmentation.odd_predictions import notice_odd_predictions, prediction_facts
from radiogenomics.segmentation.predicted_masks import ELSEWHERE, PredictedMask

SHAPE = (30, 40, 50)
PLACES = ((4, 5, 6), (14, 5, 6), (4, 25, 6), (14, 25, 6), (4, 5, 30), (14, 25, 30))


def tumour(place, size=12):
    """A tumour with a ring of oedema around an enhancing part with a necrotic core."""
    labels = np.zeros(SHAPE, np.uint8)
    for label, margin in ((2, 0), (4, 2), (1, 4)):
        labels[tuple(slice(at + margin, at + size - margin) for at in place)] = label
    return labels


def predicted(truth, seed):
    """As a network draws: some voxels of all surfaces otherwise."""
    random = np.random.default_rng(seed)
    moved = np.roll(truth, random.choice((-1, 1)), axis=int(random.integers(0, 3)))
    return np.where(random.random(truth.shape) < 0.5, truth, moved)


@pytest.fixture
def told(volume):
    """Function that says of masks, as (truth, prediction) by patient, what is noticed by patient."""

    def tell(pairs, model="theirs", origins=None):
        noticed_since_last()
        facts = []
        for patient, (truth, labels) in pairs.items():
            mask = PredictedMask(model, ELSEWHERE, patient, f"masks/{patient}.nii.gz")
            origin = (origins or {}).get(patient, (0.0, 0.0, 0.0))
            facts.append(prediction_facts(mask, volume(truth, origin=origin), volume(labels, origin=origin)))
        notice_odd_predictions(facts)
        return {oddity.patient_id: oddity.what for oddity in noticed_since_last()}

    return tell


@pytest.fixture
def honest():
    truths = {f"P{number}": tumour(place) for number, place in enumerate(PLACES)}
    return {patient: (truth, predicted(truth, n)) for n, (patient, truth) in enumerate(truths.items())}


def exchanged(pairs, owners):
    return {who: (truth, pairs[owners.get(who, who)][1]) for who, (truth, _) in pairs.items()}


def test_honest_predictions_are_not_told(told, honest):
    assert told(honest) == {}


def test_copies_of_the_truth_are_told_patient_by_patient(told, honest):
    pairs = honest | {who: (honest[who][0],) * 2 for who in ("P1", "P4")}
    found = told(pairs)
    assert set(found) == {"P1", "P4"}
    assert all("'theirs' is equal to the true segmentation" in each for each in found.values())


def test_a_copy_that_was_changed_a_little_is_told(told, honest):
    truth = honest["P2"][0]
    changed = truth.copy()
    changed[4, 25, 6:10] = 0
    found = told(honest | {"P2": (truth, changed)})
    assert list(found) == ["P2"] and "overlaps with the true segmentation by 0.999" in found["P2"]


def test_an_outline_that_is_exact_with_other_regions_is_told(told, honest):
    truth = honest["P2"][0]
    found = told(honest | {"P2": (truth, np.where(truth == 1, 4, truth).astype(np.uint8))})
    assert "overlaps with the true segmentation by 1.000" in found["P2"]


def test_a_tumour_of_few_voxels_may_be_met_by_chance(told, honest):
    truth = np.zeros(SHAPE, np.uint8)
    truth[3:6, 3:6, 3:6] = 2
    assert told(honest | {"P9": (truth, truth)}) == {}


def test_files_that_were_exchanged_are_told_with_their_owners(told, honest):
    found = told(exchanged(honest, {"P0": "P3", "P3": "P0"}))
    assert set(found) == {"P0", "P3"} and "with that of P3 by 0.9" in found["P0"] and "of P0 by" in found["P3"]


def test_files_that_were_exchanged_in_a_round_or_for_all_are_told(told, honest):
    names = list(honest)
    for some in (names[:3], names):
        owners = dict(zip(some, [*some[1:], some[0]], strict=True))
        found = told(exchanged(honest, owners))
        assert {who: f"prediction of {owner}," in found[who] for who, owner in owners.items()} == dict.fromkeys(
            some, True
        )


def test_a_file_of_another_patient_that_is_a_copy_of_the_truth_of_that_one_is_told(told, honest):
    found = told(honest | {"P0": (honest["P0"][0], honest["P5"][0])})
    assert list(found) == ["P0"] and "that of P5 by 1.00" in found["P0"]


def test_a_prediction_that_missed_is_not_told(told, honest):
    truth = honest["P0"][0]
    for labels in (
        np.zeros_like(truth),
        tumour((13, 24, 5), 16),
        tumour((4, 5, 20), 9),
        np.where(truth == 2, 0, truth),
    ):
        assert told(honest | {"P0": (truth, labels)}) == {}


def test_one_that_has_the_very_form_of_the_tumour_elsewhere_is_told(told, honest):
    truth = honest["P0"][0]
    found = told(honest | {"P0": (truth, np.roll(truth, 9, 2))})
    assert list(found) == ["P0"] and "by 0.25 (Dice), and by 1.00 where it is moved by 0, 0, -9 voxels" in found["P0"]
    assert "if it lies beside the tumour" in found["P0"]


@pytest.mark.parametrize("moved", [(2, 0, 0), (0, 3, -2), (4, -4, 6)])
def test_masks_that_are_all_moved_alike_are_told_as_such(told, honest, moved):
    found = told({patient: (truth, np.roll(labels, moved, (0, 1, 2))) for patient, (truth, labels) in honest.items()})
    back = ", ".join(f"{-step:+d}" if step else "0" for step in moved)
    assert set(found) == set(honest)
    assert all(f"where it is moved by {back} voxels (z, y, x), as most masks" in what for what in found.values())


def test_on_another_grid_it_is_nobody_elses(told, honest):
    pairs = honest | {"P0": (honest["P0"][0], honest["P3"][1])}
    assert "if it is the prediction of P3" in told(pairs)["P0"]
    assert "P3" not in told(pairs, origins={"P0": (40.0, 0.0, 0.0)})["P0"]


@pytest.mark.parametrize(("axes", "sides"), [(2, "left and right"), (1, "front and back")])
def test_masks_that_a_program_turned_are_told_as_such_and_not_as_another_patient_s(told, honest, axes, sides):
    turned = {patient: (truth, np.flip(labels, axes)) for patient, (truth, labels) in honest.items()}
    found = told(turned)
    assert len(found) >= len(turned) - 1, "one may lie in the middle"
    assert all(f"where {sides} are exchanged" in what for what in found.values())


def test_models_are_judged_by_themselves(told, honest, volume):
    facts = []
    for model, pairs in (("one", honest), ("two", exchanged(honest, {"P0": "P3", "P3": "P0"}))):
        for patient, (truth, labels) in pairs.items():
            mask = PredictedMask(model, ELSEWHERE, patient, f"{model}/{patient}.nii.gz")
            facts.append(prediction_facts(mask, volume(truth), volume(labels)))
    notice_odd_predictions(facts)
    assert {oddity.file for oddity in noticed_since_last()} == {"two/P0.nii.gz", "two/P3.nii.gz"}


def test_what_is_kept_counts_voxels_by_both_labels(volume):
    truth, labels = np.zeros(SHAPE, np.uint8), np.zeros(SHAPE, np.uint8)
    truth[0, 0, :6] = (1, 1, 2, 4, 4, 4)
    labels[0, 0, :7] = (1, 2, 2, 0, 4, 1, 4)
    facts = prediction_facts(PredictedMask("m", ELSEWHERE, "P", "P.nii.gz"), volume(truth), volume(labels))
    rest = truth.size - 7
    assert facts.confusion.tolist() == [[rest, 0, 0, 1], [0, 1, 0, 1], [0, 1, 1, 0], [1, 0, 0, 1]]
    assert facts.dice == pytest.approx(2 * 5 / (6 + 6))


def test_parts_in_the_air_are_told(volume, honest):
    truth, labels = honest["P0"]
    background = np.ones(SHAPE, bool)
    background[2:-2, 2:-2, 2:-2] = False
    stray = labels.copy()
    stray[:1, :4, :4] = 2
    noticed_since_last()
    for found, expected in ((labels, []), (stray, ["16 voxels of the mask predicted by 'm' lie in the background"])):
        mask = PredictedMask("m", ELSEWHERE, "P0", "P0.nii.gz")
        notice_odd_predictions([prediction_facts(mask, volume(truth), volume(found), background)])
        assert [each.what.split(" of the scan")[0] for each in noticed_since_last()] == expected
