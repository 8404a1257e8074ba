"""What stands above and under the tables of segmentation."""

from collections.abc import Sequence

from radiogenomics.segmentation.names import PERCENTILE

SCORES = "Dice coefficients and distances of regions on the test patients"
EMPTY = "Regions that a patient, or a prediction, does not have"
EMPTY_NOTE = (
    "A region that neither the true nor the predicted mask has counts as found: Dice 1, distance 0. One that only "
    "one of them has counts as missed or invented: Dice 0, and as distance the diagonal of the volume, as in BraTS. "
    "Regions without any such patient are left out."
)
TESTS = "Tests between the networks on the same test patients"
TESTS_NOTE = (
    "Differences are of the first minus the second network. p adjusted: after Holm over all rows of the same test. A "
    "patient with predictions of several folds counts once, with the mean over the folds."
)
STEPS = "Dice coefficients after each step of the clean-up"
STEPS_NOTE = (
    "argmax: the likeliest label of each voxel; threshold: the likeliest label of the tumour where the tumour is at "
    "least as likely as the threshold, where one is set; clean-up: opening and removal of small parts on top of that, "
    "which is what the other tables score."
)


def titled(caption: str, number: str) -> str:
    """A caption after the number that the study's paper gives the table, if it gives one."""
    return f"{number}. {caption}" if number else caption


def scores_note(with_published: bool, left_out: Sequence[str]) -> str:
    """What stands under the scores."""
    note = (
        "Means over the test patients with 95 % intervals of the bootstrap over patients (none below ten patients). "
        f"NCR: necrotic core, ED: oedema, ET: enhancing tumour, TC: tumour core (NCR and ET), WT: whole tumour. HD95: "
        f"{PERCENTILE}th percentile of the Hausdorff distance. The background makes nearly all voxels and is nearly "
        "always right, so that a mean with it is higher and says less."
    )
    if with_published:
        note += (
            " Published: Ferreira, Laule and Orabe (TU Berlin) on BraTS 2021; their mean of 0.855 counts the "
            "background, without it 0.809. Which percentile their distances are of is not printed."
        )
    return " ".join([note, *left_out])
