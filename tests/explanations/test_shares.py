import numpy as np
import pandas as pd
import pytest

from radiogenomics.explanations.shares import (
    BRAIN,
    OEDEMA_PART,
    OUTSIDE,
    PLANTED,
    POINTING,
    TUMOUR_CORE,
    WHOLE,
    WHOLE_BRAIN,
    agreement,
    saliency_shares,
)


@pytest.fixture
def head() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels, brain, and what the network sees of a volume of 1,000 voxels."""
    mask, brain, seen = (np.zeros((10, 10, 10), kind) for kind in (np.uint8, bool, bool))
    brain[1:9, 1:9, 1:9] = True
    mask[3:7, 3:7, 3:7] = 2
    mask[4:6, 4:6, 4:6] = 4
    mask[4, 4, 4] = 1
    seen[:, 1:, :] = True
    return mask, brain, seen


def by_part(table: pd.DataFrame, column: str = "value") -> dict[str, float]:
    return table.set_index("part")[column].to_dict()


def test_a_map_that_is_the_same_everywhere_is_at_chance(head):
    table = saliency_shares(np.ones((10, 10, 10)), *head)
    assert by_part(table) == pytest.approx(by_part(table, "chance"))
    assert by_part(table, "chance") == pytest.approx(
        {
            TUMOUR_CORE: 8 / 900,
            OEDEMA_PART: 56 / 900,
            BRAIN: (512 - 64) / 900,
            OUTSIDE: 388 / 900,
            WHOLE: 64 / 900,
            POINTING: 64 / 900,
        }
    )


def test_parts_add_up_and_only_what_is_seen_counts(head):
    saliency = np.random.default_rng(0).uniform(0, 1, (10, 10, 10))
    saliency[:, 0] = 1e6
    found = by_part(saliency_shares(saliency, *head))
    assert sum(found[part] for part in (TUMOUR_CORE, OEDEMA_PART, BRAIN, OUTSIDE)) == pytest.approx(1)
    assert found[WHOLE] == pytest.approx(found[TUMOUR_CORE] + found[OEDEMA_PART])


def test_the_pointing_game_asks_for_the_highest_voxel(head):
    saliency = np.ones((10, 10, 10))
    saliency[4, 5, 6] = 2
    assert by_part(saliency_shares(saliency, *head))[POINTING] == 1
    saliency[1, 1, 1] = 2
    assert by_part(saliency_shares(saliency, *head))[POINTING] == 0.5
    saliency[1, 1, 1] = 3
    assert by_part(saliency_shares(saliency, *head))[POINTING] == 0


def test_the_planted_region_stands_beside_chance(head):
    planted = np.zeros((10, 10, 10), bool)
    planted[3, 3, 3:7] = True
    saliency = np.where(planted, 3.0, 0.0)
    saliency[1, 1, 1] = 4
    table = saliency_shares(saliency, *head, planted)
    assert by_part(table)[PLANTED] == pytest.approx(0.75)
    assert by_part(table, "chance")[PLANTED] == pytest.approx(4 / 900)


def test_a_tumour_without_regions_counts_as_core(head):
    mask, brain, seen = head
    whole = np.where(mask > 0, 255, 0).astype(np.uint8)
    found = by_part(saliency_shares(np.ones((10, 10, 10)), whole, brain, seen))
    assert found[TUMOUR_CORE] == found[WHOLE] and found[OEDEMA_PART] == 0


def test_without_a_mask_there_are_brain_and_outside(head):
    _, brain, seen = head
    table = saliency_shares(np.ones((10, 10, 10)), None, brain, seen)
    assert by_part(table) == pytest.approx({WHOLE_BRAIN: 512 / 900, OUTSIDE: 388 / 900})


def test_an_empty_map_has_no_shares(head):
    table = saliency_shares(np.zeros((10, 10, 10)), *head)
    assert table["value"].isna().all() and table["chance"].notna().all()


def test_agreement_is_the_correlation_of_every_pair_where_it_is_asked_for():
    random = np.random.default_rng(0)
    first, where = random.uniform(0, 1, (5, 5, 5)), random.random((5, 5, 5)) < 0.6
    second = np.where(where, 1 - first, 99)
    table = agreement({"0": first, "1": second, "2": np.ones((5, 5, 5))}, where)
    assert table[["first", "second"]].to_numpy().tolist() == [["0", "1"], ["0", "2"], ["1", "2"]]
    assert table["correlation"].tolist() == [
        pytest.approx(-1),
        pytest.approx(np.nan, nan_ok=True),
        pytest.approx(np.nan, nan_ok=True),
    ]
