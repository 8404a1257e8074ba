"""The bottleneck of an autoencoder as a picture, coloured by what the patients are known to be.

What a plate or a hospital explains of it is no biology; the share of the variance that each colouring explains stands
above its panel.
"""

from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

from radiogenomics.errors import InputError
from radiogenomics.report.style import COLOURS, PAGE_WIDTH, journal_style
from radiogenomics.seeds import derive_seed

HEIGHT = 3.1
FEWEST = 3
PERPLEXITY = 30.0
NOT_KNOWN = "not known"
MARKERS = "osD^vPX"
SEEDS = 2**32


def bottleneck_plane(
    bottleneck: pd.DataFrame, method: Literal["pca", "tsne"] = "pca", seed: int = 0
) -> tuple[pd.DataFrame, tuple[str, str]]:
    """Lay the bottleneck of each patient out in a plane, for a picture alone.

    Args:
        bottleneck: patients × width, by patient_id.
        method: `pca`: the first two principal components; `tsne`: neighbours stay neighbours, distances mean nothing.
        seed: of what `tsne` draws.

    Returns:
        By patient: x, y; and the names of the two axes, for `pca` with the share of the variance that each explains.

    Raises:
        InputError: fewer than three patients, or all have the same bottleneck.
    """
    if len(bottleneck) < FEWEST or not (bottleneck.max() > bottleneck.min()).any():
        raise InputError(
            f"bottleneck: {len(bottleneck)} patient(s), all alike or too few for a picture; look at the curve of the "
            "reconstruction's loss"
        )
    values = bottleneck.to_numpy(float)
    if method == "pca":
        components = PCA(2 if values.shape[1] > 1 else 1, svd_solver="full").fit(values)
        plane = np.zeros((len(values), 2))
        plane[:, : components.n_components_] = components.transform(values)
        shares = [*components.explained_variance_ratio_, 0.0][:2]
        names = tuple(f"Component {number} ({share:.0%})" for number, share in enumerate(shares, start=1))
    else:
        perplexity = min(PERPLEXITY, (len(values) - 1) / 3)
        embedding = TSNE(perplexity=perplexity, init="pca", random_state=derive_seed(seed, "t-SNE") % SEEDS)
        plane, names = embedding.fit_transform(values.astype(np.float32)), ("t-SNE 1", "t-SNE 2")
    return pd.DataFrame(plane, bottleneck.index, ["x", "y"]), names


def explained_share(bottleneck: pd.DataFrame, groups: pd.Series) -> float:
    """Share η² of the bottleneck's variance, over all its dimensions, that lies between groups of patients.

    With g groups of n patients it is about (g − 1) / (n − 1) where groups mean nothing. Patients whose group is not
    known (missing or empty) do not count; NaN where fewer than two groups are known.
    """
    known = groups.reindex(bottleneck.index)
    known = known[known.notna() & (known.astype(str) != "")]
    if known.nunique() < 2:
        return float("nan")
    values = bottleneck.loc[known.index]
    means = values.groupby(known).transform("mean")
    return float(((means - values.mean()) ** 2).to_numpy().sum() / ((values - values.mean()) ** 2).to_numpy().sum())


@journal_style()
def bottleneck_figure(
    bottleneck: pd.DataFrame,
    colourings: pd.DataFrame,
    title: str,
    simulated: bool,
    method: Literal["pca", "tsne"] = "pca",
    seed: int = 0,
) -> Figure:
    """One panel per colouring, with the same patients at the same places.

    Args:
        bottleneck: patients × width, by patient_id.
        colourings: by patient_id, one column per panel, such as the label, IDH and batch; a column's name is its title.
        title: what the study predicts, and which patients these are.
        simulated: whether the patients are.
        method: as of `bottleneck_plane`.
        seed: as of `bottleneck_plane`.

    Raises:
        InputError: as of `bottleneck_plane`.
    """
    plane, names = bottleneck_plane(bottleneck, method, seed)
    figure = Figure(figsize=(PAGE_WIDTH, HEIGHT))
    who = "simulated patients" if simulated else "patients"
    figure.suptitle(f"{title}: bottleneck of {len(plane)} {who}", x=0.01, ha="left", fontsize=8, color="0.3")
    panels = figure.subplots(1, colourings.shape[1], squeeze=False, sharex=True, sharey=True)[0]
    for number, (axes, column) in enumerate(zip(panels, colourings, strict=True)):
        groups = colourings[column].reindex(plane.index)
        share = explained_share(bottleneck, groups)
        _scatter(axes, plane, groups)
        explains = "one group" if np.isnan(share) else f"{share:.0%} of the variance"
        axes.set_title(f"{'abcdefg'[number]}  {column}:\n{explains}", fontsize=7.5)
        axes.set_xlabel(names[0])
    panels[0].set_ylabel(names[1])
    return figure


def _scatter(axes: Axes, plane: pd.DataFrame, groups: pd.Series) -> None:
    names = groups.astype(object).where(groups.notna() & (groups.astype(str) != ""), NOT_KNOWN).astype(str)
    known = sorted(set(names) - {NOT_KNOWN})
    for number, name in enumerate([*known, *({NOT_KNOWN} & set(names))]):
        points = plane[names == name]
        colour = "0.75" if name == NOT_KNOWN else COLOURS[number % len(COLOURS)]
        marker = MARKERS[(number // len(COLOURS)) % len(MARKERS)] if len(known) > len(COLOURS) else MARKERS[number % 7]
        text = f"{name} ({len(points)})"
        axes.scatter(points["x"], points["y"], s=7, color=colour, marker=marker, linewidths=0, alpha=0.8, label=text)
    if len(known) <= len(COLOURS):
        axes.legend(loc="best", fontsize=6, handletextpad=0.2)
    else:
        axes.text(0.02, 0.98, f"{len(known)} groups", transform=axes.transAxes, va="top", fontsize=6)
