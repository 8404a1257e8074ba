"""Whole HTML pages that need no other file: light and dark, on paper and on a phone."""

from html import escape
from pathlib import Path

from radiogenomics.files import atomic_path

SIMULATED = (
    "Simulated patients. These numbers say how the workflow behaves, and nothing about any real person or biomarker."
)
CSS = """
:root { color-scheme: light dark; --ink: #1b1f24; --faint: #57606a; --line: #d0d7de; --page: #ffffff; --band: #f6f8fa;
  --warn: #7a4100; --warn-page: #fff4e0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --faint: #9aa4ae; --line: #3a424b; --page: #12161b;
  --band: #1a2027; --warn: #ffd08a; --warn-page: #33260f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 84rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
.simulated { margin: 0 0 1.25rem; padding: .6rem .9rem; border-left: .3rem solid currentColor; border-radius: .2rem;
  background: var(--warn-page); color: var(--warn); }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid #0072b2; outline-offset: 4px; }
table { width: 100%; border-collapse: collapse; border-bottom: 2px solid var(--ink);
  font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { padding-bottom: .75rem; text-align: left; font-size: 1.15rem; font-weight: 600; }
th, td { padding: .35rem .42rem; text-align: left; vertical-align: top; white-space: nowrap; }
thead th { border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); vertical-align: bottom;
  white-space: normal; }
tbody { border-top: 1px solid var(--line); }
tbody:nth-of-type(even) { background: var(--band); }
tbody th { font-weight: 600; }
tbody .within { font-weight: 400; }
.number { text-align: right; }
.text { min-width: 15rem; white-space: normal; }
.note { max-width: 60rem; color: var(--faint); font-size: .9rem; }
.name { position: sticky; left: 0; background: var(--page); }
tbody:nth-of-type(even) .name { background: var(--band); }
caption > span { position: sticky; left: 0; display: inline-block; max-width: calc(100vw - 2rem); }
@media (max-width: 40rem) { body { padding: 1rem .75rem; font-size: .9rem; } th, td { padding: .35rem .5rem; }
  tbody th { white-space: normal; } tbody .name { min-width: 6.5rem; } tbody th.text { min-width: 11rem; } }
@page { size: A4; margin: 16mm 14mm; }
@media print { body { max-width: none; padding: 0; font-size: 8.5pt; } .scroll { overflow: visible; }
  caption > span { max-width: none; }
  .name { position: static; }
  th, td { padding: .2rem .4rem; white-space: normal; } .text { min-width: 0; }
  td.number { white-space: nowrap; }
  :root { --ink: #000; --faint: #333; --line: #999; --page: #fff; --band: #fff; --warn: #000; --warn-page: #fff; } }
"""
REPORT_CSS = """
@page sideways { size: A4 landscape; margin: 14mm; }
html { scroll-padding-top: 1rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
a { color: inherit; text-underline-offset: .15em; }
h1 { margin: 0 0 .25rem; font-size: 1.7rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 3rem 0 1rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); font-size: 1.3rem; }
.kind { margin: 0 0 1.25rem; color: var(--faint); }
.facts { margin: 0 0 1.5rem; padding: .4rem 1rem; border: 1px solid var(--line); border-radius: .3rem;
  background: var(--band); }
.facts div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; padding: .4rem 0; }
.facts div + div { border-top: 1px solid var(--line); }
.facts dt { font-weight: 600; }
.facts dd { margin: 0; max-width: 60rem; overflow-wrap: anywhere; }
nav ol { columns: 15rem; margin: 0; padding-left: 1.4rem; }
nav h2 { margin-top: 2rem; } nav li { break-inside: avoid; } nav { margin-bottom: 1.5rem; }
.table { margin: 0 0 2.25rem; }
details { margin: 0 0 1.25rem; }
summary { cursor: pointer; font-weight: 600; }
details[open] > summary { margin-bottom: .75rem; }
details .table { margin-bottom: 0; }
.files td, .files th { white-space: normal; overflow-wrap: anywhere; }
figure { margin: 0 0 2.25rem; }
.picture { overflow-x: auto; }
figure img { display: block; width: auto; max-width: min(100%, 50rem); height: auto; background: #fff; }
figcaption { max-width: 60rem; margin-top: .5rem; font-size: .9rem; }
@media screen and (min-width: 56rem) { figure:has(.picture:not(.broad)) { display: inline-block; vertical-align: top;
  width: 25rem; margin-right: 2rem; } }
@media (max-width: 40rem) { .facts div { grid-template-columns: 1fr; } h1 { font-size: 1.35rem; }
  h2 { margin-top: 2rem; } .picture.broad img { max-width: none; width: 42rem; } }
@media print { html { font-size: 11.5px; } nav, .skip, summary { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; } h1 { font-size: 16pt; }
  h2 { font-size: 13pt; margin: 1.2rem 0 .6rem; }
  h2, caption { break-after: avoid; } .table, figure, .facts { break-inside: avoid; }
  /* Rows of a group that must not be broken would be one block, and leave the table's head alone on a page. */
  tr:only-child { break-inside: avoid; }
  figure img { max-width: 100%; max-height: 190mm; } .picture { overflow: visible; } table { font-size: 7.5pt; }
  .wide { page: sideways; } .wide table { font-size: 7pt; } thead { display: table-header-group; } }
"""
"""Rules of pages with text and sections: a study, a model card."""


def whole_page(title: str, body: str, css: str = "") -> str:
    """HTML page around a body.

    Args:
        title: what the browser shows as the page's name; escaped here.
        body: elements of the page's main part.
        css: rules that this page needs in addition to those of all pages.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{CSS}{css}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def simulated_banner(simulated: bool) -> str:
    """Line that says that the patients are simulated, or nothing where they are real."""
    return f'<p class="simulated" role="note">{escape(SIMULATED)}</p>\n' if simulated else ""


def write_page(page: str, path: str | Path) -> None:
    """Write a page, whole or not at all."""
    with atomic_path(path) as temporary:
        temporary.write_text(page, encoding="utf-8")
