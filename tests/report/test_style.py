import re
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

from radiogenomics.errors import InputError
from radiogenomics.report.style import COLOURS, STYLE, WATERMARK, journal_style, save_figure


@journal_style()
def picture() -> Figure:
    figure = Figure(figsize=(3, 2))
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], label="a line")
    axes.set_xlabel("Recall")
    figure.legend(loc="outside lower center")
    return figure


def test_simulated_figures_carry_the_mark_in_svg_text_and_png_pixels(tmp_path):
    for simulated in (True, False):
        name = tmp_path / f"{simulated}"
        save_figure(picture(), f"{name}.svg", f"{name}.png", simulated=simulated)
        assert (WATERMARK in (tmp_path / f"{simulated}.svg").read_text()) == simulated
    marked, plain = (imread(tmp_path / f"{simulated}.png") for simulated in (True, False))
    assert marked.shape == plain.shape
    changed = np.abs(marked - plain).max(axis=-1) > 0.02
    assert 0.005 < changed.mean() < 0.3


def test_the_mark_can_be_read_on_dark_images_and_fades_nothing_on_paper(tmp_path):
    for colour in ("black", "white"):
        figure = Figure(figsize=(3, 2), facecolor=colour)
        save_figure(figure, tmp_path / f"{colour}.png", simulated=True)
    dark, light = (imread(tmp_path / f"{colour}.png")[..., 0] for colour in ("black", "white"))
    assert 0.005 < (dark > 0.5).mean() < 0.1
    assert 0.005 < (light < 0.95).mean() < 0.2


def test_mark_stays_within_the_figure_and_does_not_stay_on_it(tmp_path):
    figure = picture()
    save_figure(figure, tmp_path / "a.svg", simulated=True)
    save_figure(figure, tmp_path / "b.svg", simulated=False)
    assert WATERMARK not in (tmp_path / "b.svg").read_text()
    assert figure.texts == []


def test_text_stays_text_and_svg_is_valid_xml(tmp_path):
    save_figure(picture(), tmp_path / "a.svg", simulated=False)
    texts = [e.text for e in ElementTree.parse(tmp_path / "a.svg").iter() if e.tag.endswith("}text")]
    assert "Recall" in texts
    assert "a line" in texts


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_same_figure_gives_the_same_bytes(tmp_path, suffix):
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for path in paths:
        save_figure(picture(), path, simulated=True)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_svg_holds_no_date(tmp_path):
    save_figure(picture(), tmp_path / "a.svg", simulated=False)
    assert not re.search(r"<dc:date>|20\d\d-\d\d-\d\d", (tmp_path / "a.svg").read_text())


def test_png_has_300_dpi(tmp_path):
    save_figure(picture(), tmp_path / "a.png", simulated=False)
    assert imread(tmp_path / "a.png").shape[:2] == (600, 900)


def test_style_is_left_behind_nowhere():
    before = {key: mpl.rcParams[key] for key in STYLE}
    picture()
    assert {key: mpl.rcParams[key] for key in STYLE} == before


def test_style_does_not_depend_on_the_users_own(tmp_path):
    save_figure(picture(), tmp_path / "a.svg", simulated=False)
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.fonttype": "path"}):
        save_figure(picture(), tmp_path / "b.svg", simulated=False)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_other_format_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(InputError, match=r"a\.jpg: figures are written as \.svg or \.png"):
        save_figure(picture(), tmp_path / "a.svg", tmp_path / "a.jpg", simulated=False)
    assert list(tmp_path.iterdir()) == []


def test_f07_figure_that_cannot_be_drawn_leaves_no_file(tmp_path, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    figure = picture()
    monkeypatch.setattr(figure, "savefig", full)
    with pytest.raises(OSError, match="No space left"):
        save_figure(figure, tmp_path / "a.svg", simulated=True)
    assert list(tmp_path.iterdir()) == []
    assert figure.texts == []


def test_colours_are_distinct_in_lightness_or_hue():
    rgb = np.array([mpl.colors.to_rgb(colour) for colour in COLOURS])
    distance = np.linalg.norm(rgb[:, None] - rgb, axis=-1) + np.eye(len(rgb))
    assert distance.min() > 0.25
