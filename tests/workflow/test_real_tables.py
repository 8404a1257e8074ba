"""The first run on real input: UPENN-GBM's tables give the published Table 1 and test set."""

import pandas as pd
import pytest

from radiogenomics.report.page import SIMULATED

STUDY = "results/spottune_mgmt"


@pytest.fixture(scope="module")
def study(repository, shared, tmp_path_factory, workflow_class):
    workflow = workflow_class(repository, tmp_path_factory.mktemp("real"), "config/upenn_gbm.yaml")
    local_dir = shared / "real" / "upenn_gbm"
    done = workflow.run(f"{STUDY}/tables/table1.html", config=f"cohorts={{upenn_gbm: {{local_dir: {local_dir}}}}}")
    assert done.returncode == 0, done.stderr[-3000:]
    return workflow.folder / STUDY


def test_table_1_equals_the_published_one_in_every_cell(study, repository):
    ours = pd.read_csv(study / "tables" / "table1.csv")
    published = pd.read_csv(repository / "resources" / "published" / "schmitz2024_table1.csv")
    columns = ["n", "percent", "n_positive", "percent_positive", "n_negative", "percent_negative"]
    ours = ours.set_index("category").loc[published.category, columns]
    # The paper prints 27.2 % for 65 of 240 patients, which are 27.08 %: the one cell that cannot be matched.
    assert published.set_index("category").loc["70+", "percent"] == 27.2
    published.loc[published.category == "70+", "percent"] = 27.1
    pd.testing.assert_frame_equal(ours, published.set_index("category")[columns], check_dtype=False)


def test_the_test_set_has_24_methylated_and_33_unmethylated_patients(study):
    labels = pd.read_csv(study / "labels" / "test.csv")
    assert labels.label.value_counts().to_dict() == {0: 33, 1: 24}


def test_training_sets_and_dropped_patients_are_the_published_ones(study):
    splits = pd.read_csv(study / "splits.csv")
    train = splits[splits.subset == "train"].groupby("group").size()
    assert train.to_dict() == {"structural": 183, "DTI": 151, "DSC": 132, "DSC_channels": 132}
    assert len(pd.read_csv(study / "dropped.csv")) == 22


def test_nothing_real_is_called_simulated(study):
    assert SIMULATED not in (study / "tables" / "table1.html").read_text()
