from pathlib import Path

import pytest
import yaml
from snakemake.utils import update_config

from radiogenomics.config import read_config, studies_of
from radiogenomics.errors import InputError

CONFIG = "tests/workflow/segmentation_tiny.yaml"


@pytest.fixture
def raw(repository, tmp_path, monkeypatch):
    """The tiny configuration, in a folder that holds the masks from elsewhere that it names."""
    monkeypatch.chdir(tmp_path)
    Path("masks_from_elsewhere").mkdir()
    config = yaml.safe_load((repository / "config" / "config.yaml").read_text())
    update_config(config, yaml.safe_load((repository / CONFIG).read_text()))
    return config


def with_radiomics(raw, **keys):
    update_config(raw, {"studies": {"radiomics": keys}})
    return raw


def test_a_study_waits_for_the_masks_of_another_and_the_gate_for_its_records(raw):
    study = studies_of(read_config(raw))["radiomics"]
    assert study.mask_files == {
        "masks": ["results/segmentation/predicted/segresnet.csv"],
        "mask_records": [
            f"results/segmentation/training/segresnet/structural/fold{fold}/fitted.json" for fold in range(2)
        ],
    }
    assert study.predicted_masks.title == "SegResNet, Dice"
    assert study.settings.archive_contents == {"tables", "T1", "T1GD", "T2", "FLAIR"}


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"mask": "corrected"}, r"radiomics.predicted_masks and `mask: predicted` need each other"),
        ({"predicted_masks": None}, r"radiomics.predicted_masks and `mask: predicted` need each other"),
        ({"predicted_masks": {"study": "segmentatoin"}}, r"predicted_masks.study: 'segmentatoin'.*segmentation"),
        ({"predicted_masks": {"model": "segresent"}}, r"no network 'segresent'.*segresnet"),
        ({"predicted_masks": {"study": "slices"}}, r"study slices segments nobody; name a study of kind segmentation"),
        ({"predicted_masks": {"compare_with": "slices"}}, r"compare_with: models"),
        ({"predicted_masks": {"compare_with": "nothing"}}, r"compare_with: 'nothing'"),
    ],
)
def test_masks_that_nobody_predicts_or_reads_are_refused(raw, keys, message):
    with pytest.raises(InputError, match=message) as error:
        read_config(with_radiomics(raw, **keys))
    assert "\n" not in str(error.value)


def test_features_of_other_segmentations_are_refused(raw):
    raw["studies"]["radiomics"]["tables"] = {"shapes": {"type": "captk"}}
    with pytest.raises(InputError, match=r"tables.shapes: CaPTk's features are of the archive's own segmentations"):
        read_config(raw)


def test_every_fold_has_to_be_trained(raw):
    update_config(raw, {"studies": {"segmentation": {"trained_folds": 1}}})
    with pytest.raises(InputError, match=r"trains 1 of 2 folds.*remove `trained_folds`"):
        read_config(raw)


def test_the_cohort_has_to_be_the_same(raw):
    raw["cohorts"]["other"] = raw["cohorts"]["segmented"]
    with pytest.raises(InputError, match="segments the cohort 'segmented', and not 'other'"):
        read_config(with_radiomics(raw, cohort="other"))


def test_a_comparison_is_part_of_the_page(raw):
    given = {**raw["studies"]["radiomics"], "mask": "corrected", "predicted_masks": None}
    update_config(raw, {"studies": {"given": given, "radiomics": {"predicted_masks": {"compare_with": "given"}}}})
    studies = studies_of(read_config(raw))
    assert studies["radiomics"].compared_with is studies["given"]
    sections = dict(studies["radiomics"].sections())
    assert sections["Given and predicted masks"] == ["tables/masks.html"]
    assert "Given and predicted masks" not in dict(studies["given"].sections())
