import re

import pytest

from radiogenomics.report.captions import KNOWN, caption_of


@pytest.fixture(scope="session")
def captions(repository):
    return repository / "workflow" / "report"


def test_titles_stand_for_names(captions):
    caption = caption_of("figures/roc_dsc_dti.svg", captions, {"dsc_dti": "DSC+DTI"})
    assert caption.title == "ROC curves, DSC+DTI"
    assert caption.text.startswith("ROC curves of the compared models")


def test_best_is_no_ensemble(captions):
    assert caption_of("figures/roc_best.svg", captions, {}).title == "ROC curves, best of each model"


def test_two_names_of_one_figure(captions):
    caption = caption_of("figures/importance_forest/dti.svg", captions, {"forest": "Forest", "dti": "DTI"})
    assert caption.title == "Feature importance, Forest, DTI"


def test_figures_of_a_paper_are_in_no_caption_that_other_studies_share(captions):
    files = {*captions.glob("*.rst")} - {captions / "table1.rst"}
    assert len(files) > 50
    for path in files:
        assert "Schmitz" not in path.read_text(encoding="utf-8"), path
    for kind in ("roc", "precision_recall"):
        text = caption_of(f"figures/{kind}_dsc_dti.svg", captions, {}).text
        assert text.endswith(".") and " ." not in text
    assert "(DeLong, or Newcombe with few patients of a class)." in caption_of("figures/roc_dti.svg", captions, {}).text
    assert not [path.name for path in captions.glob("*.rst") if "the paper" in path.read_text(encoding="utf-8")]


def test_templates_are_filled(captions):
    assert "{" not in caption_of("figures/overlay_FLAIR.png", captions, {}).text
    assert "FLAIR" in caption_of("figures/overlay_FLAIR.png", captions, {}).text


def test_the_flow_of_patients_explains_the_names_of_its_groups(captions):
    groups = "DSC: DSC_PH; DSC_channels: DSC_PH as the channels of one network"
    assert caption_of("figures/flow.svg", captions, {}, {"groups": groups}).text.endswith(f"have: {groups}.")
    for params in ({}, {"groups": ""}, None):
        assert caption_of("figures/flow.svg", captions, {}, params).text.endswith("where all groups share them.")


def test_an_unknown_figure_has_a_title_and_no_caption(captions):
    caption = caption_of("figures/new_figure.svg", captions, {})
    assert (caption.title, caption.text) == ("New figure", "")


def test_a_missing_caption_is_no_error(tmp_path):
    assert caption_of("figures/roc_dti.svg", tmp_path, {}).text == ""


def test_captions_are_plain_text_of_balanced_templates(captions):
    files = [captions / f"{name}.rst" for _, name, _ in KNOWN]
    assert sum(file.is_file() for file in files) > len(files) / 2
    for file in files:
        if file.is_file():
            assert not re.search(r"\*\*|``|^\.\. ", file.read_text())
