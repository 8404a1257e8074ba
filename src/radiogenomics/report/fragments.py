"""Tables and figures as parts of a page that has others, and needs no other file."""

import base64
import re
from html import escape, unescape
from pathlib import Path

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.report.html import LONG, table_block

MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
WIDE = 105
"""Characters of a row, with the space between its cells, beyond which a table is printed on paper turned sideways."""
BROAD = 4.5
"""Inches beyond which a figure cannot be read in the width of a phone: it scrolls there."""

DROPPED = ["group", "reason"]
EXCLUSIONS = ["modality", "region", "reason"]
EVERYBODY = "all"
"""Stands for a patient in rows on what is true of all of them, as that a feature is not known of anybody."""


def table_of_page(path: str | Path, identifier: str) -> str:
    """The table of a page that `table_html` wrote, under another identifier of its caption.

    Raises:
        InputError: the page holds no such table.
    """
    page = Path(path).read_text(encoding="utf-8")
    found = re.search(r'<div class="scroll".*?</table>\n</div>\n(<p class="note">.*?</p>\n)?', page, re.DOTALL)
    if found is None or '<caption id="caption">' not in found[0]:
        raise InputError(
            f"{path}: holds no table as `radiogenomics.report.table_files.write_table_files` writes it; write it so, "
            "and delete this file, so that it is made again"
        )
    block = found[0].replace('aria-labelledby="caption"', f'aria-labelledby="{identifier}"')
    return framed(block.replace('<caption id="caption">', f'<caption id="{identifier}">'))


def caption_of_page(path: str | Path) -> str:
    """Caption of the table of a page that `table_html` wrote, as text."""
    return caption_of_block(Path(path).read_text(encoding="utf-8")) or Path(path).stem


def caption_of_block(block: str) -> str:
    """Caption of the first table of some HTML, as text; empty where there is none."""
    found = re.search(r"<caption[^>]*>(.*?)</caption>", block, re.DOTALL)
    return unescape(re.sub("<[^>]*>", "", found[1])) if found else ""


def folded(block: str, title: str) -> str:
    """A table that opens when its title is asked for; on paper it is open."""
    kind = ' class="wide"' if is_wide(block) else ""
    return f"<details{kind}>\n<summary>{escape(title)}</summary>\n{block}</details>\n"


def with_number(block: str, number: int) -> str:
    """A table with its number on the page before its caption; the number in a paper follows in brackets."""

    def numbered(found: re.Match) -> str:
        caption = re.sub(r"^(Tables? [\w ,–-]+)\. (.*)$", r"\2 (\1 of the paper)", found[2])
        return f"{found[1]}Table {number}. {caption}</span></caption>"

    return re.sub(r"(<caption[^>]*><span>)(.*?)</span></caption>", numbered, block, count=1, flags=re.DOTALL)


def framed(block: str) -> str:
    """A table as a part of a page; what is wide is printed on paper turned sideways."""
    return f'<div class="table{" wide" * (_characters(block) > WIDE)}">\n{block}</div>\n'


def is_wide(block: str) -> bool:
    """Whether a framed table, folded or not, is printed on paper turned sideways."""
    return re.match(r'<(div class="table|details class=")[^>]*\bwide"', block) is not None


def _characters(block: str) -> float:
    """Length of a table's longest row; cells of text can be broken and count as one line of it."""
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>.*?</tr>", block, re.DOTALL)]
    return max(sum(min(len(unescape(cell)), LONG) + 2.5 for cell in row) for row in rows[1:] or [[]])


def counted(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Number of patients with the same values in some columns, `all` where a row is of all; no patient is named."""
    known = [column for column in columns if column in rows]
    groups = rows.fillna("").groupby(known, sort=False)["patient_id"]
    numbers = groups.nunique().astype(object).mask(groups.agg(lambda ids: (ids == EVERYBODY).any()), EVERYBODY)
    return numbers.rename("patients").reset_index()


def table_of_csv(path: str | Path, rows: pd.DataFrame, title: str, simulated: bool, identifier: str) -> str:
    """One of our CSV files as a table for readers; files about patients are counted, so that nobody is listed."""
    name = Path(path).name
    who = "simulated patients" if simulated else "real patients"
    if "patient_id" in rows:
        n = rows["patient_id"][rows["patient_id"] != EVERYBODY].nunique()
        rows = counted(rows, EXCLUSIONS if name.endswith("_exclusions.csv") else DROPPED)
        note = f"n = {n} {who}. Every patient has a row in {name}."
    else:
        rows = rows.drop(columns=["study", "patients"], errors="ignore")
        note = f"{who.capitalize()}; from {name}."
    if rows.empty:
        return f'<p class="note">{escape(title)}: none.</p>\n'
    headings = {column: heading(column) for column in rows}
    return framed(table_block(rows.rename(columns=headings), title, note, identifier))


def heading(column: str) -> str:
    """Column name for readers: words, the first with a capital; `n` stays as it is."""
    words = column.replace("_", " ")
    return words if words in ("n", "p") or words.startswith(("n ", "p ")) else words[:1].upper() + words[1:]


def figure_block(path: str | Path, number: int, title: str, caption: str, simulated: bool) -> str:
    """A figure with its number, title and caption, its picture within the page itself."""
    path = Path(path)
    source = f"data:{MEDIA_TYPES[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode()}"
    alternative = f"{title}{' (simulated patients)' * simulated}"
    return (
        f'<figure>\n<div class="picture{" broad" * (inches_wide(path) > BROAD)}" tabindex="0">'
        f'<img src="{source}" alt="{escape(alternative)}"></div>\n'
        f"<figcaption><b>Figure {number}. {escape(title)}.</b> {escape(caption)}</figcaption>\n</figure>\n"
    )


def inches_wide(path: Path) -> float:
    """Width of an SVG file, or of a PNG file with the 300 dpi of `save_figure`, in inches."""
    if path.suffix == ".png":
        return int.from_bytes(path.read_bytes()[16:20], "big") / 300
    width = re.search(r'<svg[^>]*?\swidth="([\d.]+)pt"', path.read_text(encoding="utf-8"))
    return float(width[1]) / 72 if width else 0.0


def link(address: str, text: str) -> str:
    """Link to a file next to the page, or to a place on it."""
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def facts_list(pairs: list[tuple[str, str]], name: str = "facts") -> str:
    """Terms and sentences about them, as a list of definitions."""
    items = "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(text)}</dd></div>\n" for term, text in pairs)
    return f'<dl class="{name}">\n{items}</dl>\n'
