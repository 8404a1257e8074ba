"""What `snakemake plan` says of a study."""

import pytest

from radiogenomics.devices.measured import Rate
from radiogenomics.studies.fits import CLASSIFIERS, CROSS_VALIDATED, PERMUTED, PRETRAINED, TRAININGS, Fits
from radiogenomics.studies.plan import Plan, checkpoint_bytes, describe_study, planned_rows

FITS = [
    Fits(TRAININGS, "net", "FLAIR", 3),
    Fits(TRAININGS, "net", "FLAIR", 3, PERMUTED, "_permuted1"),
    Fits(TRAININGS, "weights.pth", "", 1, PRETRAINED, predicts=False),
]
ROW = {"model": "net", "input": "FLAIR", "why": "", "variant": "", "trainings": 3, "patients": 10}
ROW |= {"images_per_epoch": 20, "training_flops": 9e12, "prediction_flops": 1e12, "bytes": 300, "precision": "32-true"}


@pytest.fixture
def plan():
    other = {**ROW, "variant": "_permuted1", "precision": "bf16-mixed"}
    rows = planned_rows([ROW, other])
    return Plan(rows, 1000, checkpoint_bytes(rows), ["a note"])


def test_time_is_that_of_each_precision_and_divided_among_the_devices(plan):
    rates = {"32-true": Rate(1e-3, "told so"), "bf16-mixed": Rate(2e-3, "measured")}
    one, two = (describe_study("study", FITS, plan, rates, devices) for devices in (1, 2))
    hours = (10e12 / 1e9 + 10e12 / 2e9) / 3600
    assert (
        f"time: {hours:.3g} GPU-hours at 0.001 TFLOP/s sustained (told so), 0.002 TFLOP/s sustained (measured)" in one
    )
    assert f"{hours:.3g} h on 1 device(s)" in one and f"{hours / 2:.3g} h on 2 device(s)" in two
    assert one.startswith(
        "study: 7 trainings of networks: 3 for the results, 3 to permuted labels, 1 of initial weights"
    )
    assert "predictions of networks: 2" in one and one.endswith("  a note")
    assert "net: 6 trainings on 1 inputs, 40 images per epoch" in one


def test_checkpoints_are_those_of_the_largest_training():
    rows = planned_rows([ROW, {**ROW, "bytes": 30, "trainings": 1}])
    assert checkpoint_bytes(rows) == 2 * 4 * 100


def test_studies_whose_networks_are_not_counted_or_that_have_none_say_so():
    classifiers = [Fits(CLASSIFIERS, "forest", "struct", 5), Fits(CLASSIFIERS, "forest", "struct", 15, CROSS_VALIDATED)]
    assert (
        describe_study("s", classifiers, None, {}, 1)
        == "s: 20 fits of classifiers: 5 for the results, 15 in cross-validation"
    )
    assert describe_study("s", FITS, None, {}, 1).endswith("arithmetic: not counted for networks of this kind")
    assert describe_study("s", [], None, {}, 1) == "s: nothing is fitted"
