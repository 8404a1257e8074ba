from dataclasses import replace

import pytest

from radiogenomics.report.current_files import is_current

MINE = [
    *("metrics.csv", "thresholds_fitted.json", "cohort.csv", "tables/table2.html", "labels/train.csv"),
    *("predictions/clinical_baseline.csv", "predictions/clinical_baseline_fitted.json"),
    *(f"predictions/external/other{part}.csv" for part in ("", "_sources", "_oddities")),
    *("predictions/forest/dti.csv", "predictions/forest/dti_fitted.json", "predictions/forest/dti_routes.csv"),
    *("refits/net/struct.csv", "importance/net/struct.csv", "cross_validation/net/struct.csv"),
    *("training/forest/dti/fold1/fitted.json", "figures/importance_forest/dti.svg"),
    *("figures/roc_best.svg", "figures/decision_struct.png", "figures/routing_forest.svg", "figures/flow.svg"),
    *("figures/overlay_DTI_FA.png", "images/DTI_FA_augmented.csv", "images/window.json", "images/window_fitted.json"),
    *(f"features/captk{part}.csv" for part in ("", "_exclusions", "_oddities")),
    *("masks/forest.csv", "masks/forest_steps.csv", "masks/forest/fold0/P1.nii.gz", "masks.csv"),
    *("predicted/forest.csv", "predicted/forest/P1.nii.gz", "figures/segmentation_curves_forest.svg"),
]
LEFT = [
    *("predictions/external/removed.csv", "predictions/external/removed_sources.csv", "predictions/oldmodel/dti.csv"),
    *("predictions/forest/removed.csv", "predictions/oldmodel/dti_fitted.json", "refits/oldmodel/struct.csv"),
    *("importance/net/removed.csv", "cross_validation/oldmodel/struct.csv", "training/oldmodel/dti/fold0/history.csv"),
    *("training/forest/dti/fold2/history.csv", "figures/importance_oldmodel/dti.svg", "figures/roc_removed.svg"),
    *("masks/oldmodel.csv", "masks/oldmodel_steps.csv", "masks/oldmodel/fold0/P1.nii.gz", "predicted/oldmodel.csv"),
    *("predicted/oldmodel/P1.nii.gz", "figures/segmentation_curves_oldmodel.png"),
    *("figures/learning_curves_oldmodel.png", "figures/overlay_T2.png", "images/T2.csv", "features/removed.csv"),
]


@pytest.mark.parametrize("name", MINE)
def test_files_of_the_study_as_configured(about, name):
    assert is_current(name, replace(about, external=["other"]))


@pytest.mark.parametrize("name", LEFT)
def test_files_that_an_earlier_configuration_left(about, name):
    assert not is_current(name, replace(about, external=["other"]))


@pytest.mark.parametrize("table", ["external", "kept_thresholds", "case_mix"])
def test_tables_of_an_external_test_go_with_its_cohort(about, table):
    tested = replace(about, external_cohorts=["tcga"])
    assert is_current(f"tables/{table}_tcga.html", tested) and not is_current(f"tables/{table}_ucsf.html", tested)
