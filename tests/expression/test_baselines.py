import pandas as pd
import pytest

from radiogenomics.expression.baselines import BASELINES, REIMPLEMENTED, runnable
from radiogenomics.modalities import DSC, DTI, MODALITIES, STRUCTURAL


@pytest.fixture
def cohort():
    """30 patients with everything, and one who is excluded."""
    table = pd.DataFrame({f"has_{modality}": [True] * 31 for modality in MODALITIES})
    return table.assign(included=[True] * 30 + [False], age=50.0, sex="F")


def test_every_method_says_that_it_is_a_re_implementation():
    for baseline in BASELINES.values():
        assert baseline.title.endswith(f"({REIMPLEMENTED})") and baseline.differs
        assert baseline.classifier is None or baseline.classifier.title == baseline.title


def test_with_everything_all_run(cohort):
    table = runnable(cohort, weights="inception.safetensors")
    assert table["runs"].all() and (table["reason"] == "").all()
    assert table["n_patients"].tolist() == [30] * 4


def test_tcga_has_neither_diffusion_nor_perfusion(cohort):
    table = runnable(cohort.drop(columns=[f"has_{modality}" for modality in (*DTI, *DSC)]), weights="x").set_index(
        "name"
    )
    assert table.index[~table["runs"]].tolist() == ["diffusion_and_perfusion"]
    assert table.loc["diffusion_and_perfusion", "reason"] == f"the cohort has no {', '.join((*DTI, *DSC))}"


def test_what_nobody_asks_for_or_gives_weights_of_is_skipped_with_its_reason(cohort):
    table = runnable(cohort, ["inception_resnet", "t1gd_texture_forest"]).set_index("name")
    assert table.index[table["runs"]].tolist() == ["t1gd_texture_forest"]
    assert table.loc["inception_resnet", "reason"].endswith("are not given (`slice_weights`)")
    assert table.loc["multiresolution_radiomics", "reason"].endswith("does not ask for it (`published_methods`)")


def test_patients_without_clinical_data_or_scans_do_not_count(cohort):
    cohort.loc[:14, "age"] = float("nan")
    table = runnable(cohort).set_index("name")
    assert table.loc["t1gd_texture_forest", "reason"] == "15 patients have all it needs, fewer than 20"
    assert table.loc["multiresolution_radiomics", "runs"]
    table = runnable(cohort.assign(has_T1=False)).set_index("name")
    assert table.loc["inception_resnet", "reason"] == "the cohort has no T1"


def test_features_of_several_resolutions_are_those_of_four_scans():
    tables = BASELINES["multiresolution_radiomics"].radiomics
    assert [table.resampling for table in tables] == [1, 2, 4]
    assert {feature.modality for feature in tables[0].features(STRUCTURAL)} == set(STRUCTURAL)
