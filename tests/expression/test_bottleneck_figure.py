import numpy as np
import pandas as pd
import pytest

from radiogenomics.errors import InputError
from radiogenomics.expression.bottleneck_figure import bottleneck_figure, bottleneck_plane, explained_share
from radiogenomics.report.style import save_figure


@pytest.fixture
def patients():
    """Bottlenecks of 60 patients in which the batch is plain, and colourings."""
    random = np.random.default_rng(0)
    ids = [f"P{number:02}" for number in range(60)]
    batch = pd.Series(np.arange(60) % 3, ids)
    values = random.normal(size=(60, 8)) + 5 * np.eye(8)[batch]
    colours = pd.DataFrame({"response": ["yes", "no"] * 30, "IDH": ["Mutant", "WT", ""] * 20, "batch": batch.map(str)})
    return pd.DataFrame(values, ids), colours.set_index(pd.Index(ids))


def test_the_plane_is_that_of_the_largest_variance(patients):
    bottleneck, _ = patients
    plane, names = bottleneck_plane(bottleneck)
    centred = bottleneck - bottleneck.mean()
    _, lengths, _ = np.linalg.svd(centred)
    np.testing.assert_allclose((plane**2).sum(), lengths[:2] ** 2)
    assert names[0] == f"Component 1 ({lengths[0] ** 2 / (lengths**2).sum():.0%})"


def test_neighbours_stay_neighbours(patients):
    bottleneck, colours = patients
    plane, names = bottleneck_plane(bottleneck, "tsne", seed=1)
    assert names == ("t-SNE 1", "t-SNE 2")
    assert explained_share(plane, colours["batch"]) > 0.8
    pd.testing.assert_frame_equal(plane, bottleneck_plane(bottleneck, "tsne", seed=1)[0])


def test_a_bottleneck_of_one_number_is_a_line(patients):
    bottleneck, _ = patients
    plane, names = bottleneck_plane(bottleneck[[0]])
    assert not plane["y"].any() and names[1] == "Component 2 (0%)"


def test_shares_of_the_variance(patients):
    bottleneck, colours = patients
    assert explained_share(bottleneck, colours["batch"]) > 0.5
    assert explained_share(bottleneck, colours["response"]) == pytest.approx(1 / 59, abs=0.03)
    exact = pd.DataFrame({"x": [0.0, 2, 10, 12]})
    assert explained_share(exact, pd.Series(["a", "a", "b", "b"])) == pytest.approx(100 / 104)
    assert np.isnan(explained_share(exact, pd.Series(["a"] * 4)))


def test_the_figure_names_its_groups_and_who_is_not_known(patients, tmp_path):
    bottleneck, colours = patients
    figure = bottleneck_figure(bottleneck, colours, "Response", simulated=True)
    save_figure(figure, tmp_path / "b.svg", simulated=True)
    text = (tmp_path / "b.svg").read_text()
    for words in ("a  response:", "b  IDH:", "c  batch:", "not known (20)", "Mutant (20)", "60 simulated patients"):
        assert words in text
    share = explained_share(bottleneck, colours["batch"])
    assert "c  batch:" in text and f"{share:.0%} of the variance" in text


def test_too_few_or_equal_patients_stop(patients):
    bottleneck, _ = patients
    for table in (bottleneck[:2], bottleneck * 0):
        with pytest.raises(InputError, match="all alike or too few for a picture"):
            bottleneck_plane(table)
