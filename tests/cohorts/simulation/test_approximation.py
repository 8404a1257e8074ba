import numpy as np

from radiogenomics.cohorts.simulation.approximation import approximate_segmentation
from radiogenomics.cohorts.simulation.patient import simulate_patient


def test_automatic_segmentation_resembles_the_true_one(vary):
    patient = simulate_patient(vary(spacing=2.5, modalities=["T1"]), 3, "P1")
    automatic = approximate_segmentation(patient.segmentation, patient.brain, patient.spacing, np.random.default_rng(0))
    assert automatic.dtype == np.uint8
    assert set(np.unique(automatic)) == {0, 1, 2, 4}
    for label in (1, 2, 4):
        true, guess = patient.segmentation == label, automatic == label
        dice = 2 * np.count_nonzero(true & guess) / (np.count_nonzero(true) + np.count_nonzero(guess))
        assert 0.75 < dice < 1
    assert not automatic[~patient.brain].any()


def test_label_that_is_absent_stays_absent(vary):
    patient = simulate_patient(vary(modalities=["T1"]), 3, "P1", necrosis=False)
    automatic = approximate_segmentation(patient.segmentation, patient.brain, patient.spacing, np.random.default_rng(0))
    assert set(np.unique(automatic)) == {0, 2, 4}
