from itertools import product

import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.evaluation.routing import block_names, mean_shares, routing_figure


@pytest.fixture
def shares() -> pd.DataFrame:
    keys = list(product(["spottune"], ["T2", "FLAIR"], range(2), ["a", "b", "c"], range(16)))
    table = pd.DataFrame(keys, columns=["model", "input", "fold", "patient_id", "block"])
    return table.assign(share_fine_tuned=table["block"] / 15 * np.where(table["input"] == "T2", 1, 0.5))


@pytest.mark.parametrize(("count", "last"), [(4, "layer4.0"), (8, "layer4.1"), (16, "layer4.2")])
def test_blocks_are_named_as_in_a_residual_network(count, last):
    names = block_names(count)
    assert (names[0], names[-1], len(set(names))) == ("layer1.0", last, count)


def test_resnet50_has_3_4_6_3_blocks():
    assert [sum(name.startswith(f"layer{i}.") for name in block_names(16)) for i in (1, 2, 3, 4)] == [3, 4, 6, 3]


def test_shares_are_means_over_patients_and_folds(shares):
    table = mean_shares(shares.sample(frac=1, random_state=0).sort_values("input", ascending=False, kind="stable"))
    assert list(table.index) == ["T2", "FLAIR"]
    assert list(table.columns) == block_names(16)
    assert table.loc["T2"].to_numpy() == pytest.approx(np.arange(16) / 15)
    assert table.loc["FLAIR", "layer4.2"] == pytest.approx(0.5)


def test_several_models_are_told_apart(shares):
    both = pd.concat([shares, shares.assign(model="other")])
    assert list(mean_shares(both).index) == ["spottune: T2", "spottune: FLAIR", "other: T2", "other: FLAIR"]


def test_missing_block_is_refused(shares):
    with pytest.raises(InputError, match="FLAIR lacks a block"):
        mean_shares(shares.query("not (input == 'FLAIR' and block == 3)"))
    with pytest.raises(InputError, match="15 blocks"):
        mean_shares(shares.query("block != 3"))


def test_heatmap_labels_blocks_and_modalities_and_says_simulated(shares):
    axes = routing_figure(shares, simulated=True).axes[0]
    assert [text.get_text() for text in axes.get_xticklabels()] == block_names(16)
    assert [text.get_text() for text in axes.get_yticklabels()] == ["T2", "FLAIR"]
    texts = [text.get_text() for text in axes.texts]
    assert texts.count("100") == 1
    assert "n = 3 simulated patients; % of draws, mean over patients and 2 folds" in texts
