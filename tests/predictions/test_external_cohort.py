import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.leakage.records import FittedStep
from radiogenomics.predictions.external_cohort import refuse_seen

PREDICTIONS = pd.DataFrame({"patient_id": ["T1", "T2"]})


def test_strangers_pass():
    refuse_seen(PREDICTIONS, [FittedStep("network", "vgg", "FLAIR", 0, ("A", "B"), ("C",))], "tcga")


@pytest.mark.parametrize(("seen", "chosen"), [(("A", "T2"), ()), (("A",), ("T2",))])
def test_who_was_seen_by_a_fit_or_a_choice_is_refused(seen, chosen):
    with pytest.raises(InputError, match="cohort tcga: patient T2 was seen by network of vgg on FLAIR, fold 0"):
        refuse_seen(PREDICTIONS, [FittedStep("network", "vgg", "FLAIR", 0, seen, chosen)], "tcga")
