"""What a saliency map says in numbers: how much of it lies where, and what chance would put there.

All maps are on the grid of the scan; only the voxels that the network's input shows count. Chance is a part's share of
those voxels: that of a map that is the same everywhere. The pointing game (Zhang et al. 2018, IJCV 126:1084–1102) asks
whether the highest voxel lies in the tumour.
"""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from radiogenomics.images.labels import ENHANCING, NECROTIC_CORE, OEDEMA, WHOLE_TUMOUR

TUMOUR_CORE, OEDEMA_PART, BRAIN, OUTSIDE = "tumour core", "oedema", "brain outside the tumour", "outside the brain"
WHOLE_BRAIN = "brain"
WHOLE, POINTING, PLANTED = "whole tumour", "pointing game, whole tumour", "planted region"
COLUMNS = ("part", "value", "chance")


def saliency_shares(
    saliency: np.ndarray,
    mask: np.ndarray | None,
    brain: np.ndarray,
    seen: np.ndarray,
    planted: np.ndarray | None = None,
) -> pd.DataFrame:
    """Shares of one saliency map in the parts of the head.

    Args:
        saliency: (z, y, x), nowhere negative.
        mask: labels 0, 1, 2, 4, or 255 where the regions of the tumour are not known; None where nobody segmented it.
        brain: bool, where the scan is not 0; the tumour counts as brain.
        seen: bool, which voxels the network's input shows.
        planted: bool, the region that a simulation planted the label in; None on real patients.

    Returns:
        part, value, chance. The first four parts add up to 1; then come the whole tumour, the pointing game (1, 0, or
        the share of the highest voxels where several are equal) and the planted region. All values are NaN where the
        map is 0 in all seen voxels. Without a mask there are the brain and what is outside, and nothing else.
    """
    parts = {WHOLE_BRAIN: brain, OUTSIDE: ~brain} if mask is None else _parts(mask, brain)
    if planted is not None:
        parts[PLANTED] = planted
    values = np.where(seen, saliency, 0).astype(np.float64)
    total, n_seen = values.sum(), np.count_nonzero(seen)
    rows = []
    for part, where in parts.items():
        share = values[where].sum() / total if total > 0 else np.nan
        rows.append((part, share, np.count_nonzero(where & seen) / n_seen))
    if mask is None:
        return pd.DataFrame(rows, columns=list(COLUMNS))
    tumour = parts[WHOLE]
    highest = seen & (values == values.max())
    hit = np.count_nonzero(highest & tumour) / np.count_nonzero(highest) if total > 0 else np.nan
    rows.append((POINTING, hit, np.count_nonzero(tumour & seen) / n_seen))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _parts(mask: np.ndarray, brain: np.ndarray) -> dict[str, np.ndarray]:
    tumour = mask > 0
    return {
        TUMOUR_CORE: np.isin(mask, (NECROTIC_CORE, ENHANCING, WHOLE_TUMOUR)),
        OEDEMA_PART: mask == OEDEMA,
        BRAIN: brain & ~tumour,
        OUTSIDE: ~brain & ~tumour,
        WHOLE: tumour,
    }


def agreement(maps: Mapping[str, np.ndarray], where: np.ndarray) -> pd.DataFrame:
    """Pearson's correlation between every two maps of one patient, such as those of the folds' networks.

    Args:
        maps: saliency (z, y, x) by what made it.
        where: bool, the voxels that are compared; outside the brain maps agree for no good reason.

    Returns:
        first, second, correlation; NaN where a map is the same in all of these voxels.
    """
    rows = []
    for first, second in combinations(maps, 2):
        pair = maps[first][where], maps[second][where]
        flat = any(values.size < 2 or values.min() == values.max() for values in pair)
        rows.append((first, second, np.nan if flat else float(np.corrcoef(*pair)[0, 1])))
    return pd.DataFrame(rows, columns=["first", "second", "correlation"])
