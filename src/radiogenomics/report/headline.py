"""The result of a study in a few lines of text."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from radiogenomics.config import read_config
from radiogenomics.evaluation.titles import title_of
from radiogenomics.files import read_json, read_table
from radiogenomics.report.answers import PLANTED
from radiogenomics.report.index import LINES
from radiogenomics.report.summary import BEST, IDEAL, RESULT

NONE = "–"


def headline(metrics: pd.DataFrame, titles: Mapping[str, str] | None = None) -> str:
    """AUC with its 95 % interval of every model and ensemble, as text for a terminal.

    Args:
        metrics: rows of metrics.csv (patients, model, ensemble, metric, value, ci_low, ci_high, n, n_positive).
        titles: titles of models and ensembles by key; what has none is called by its key.
    """
    rows = metrics[metrics["metric"] == "AUC"]
    text = rows.apply(lambda row: f"{row['value']:.2f} ({row['ci_low']:.2f}–{row['ci_high']:.2f})", axis=1)
    table = (
        rows.assign(text=text, model=rows["model"].map(lambda key: title_of(key, titles)))
        .assign(ensemble=rows["ensemble"].map(lambda key: title_of(key, titles)))
        .pivot_table(index="ensemble", columns="model", values="text", aggfunc="first", sort=False)
        .fillna(NONE)
    )
    lines = [["", *table.columns], *([name, *cells] for name, cells in zip(table.index, table.to_numpy(), strict=True))]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    body = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    sizes = rows.drop_duplicates(["patients", "n", "n_positive"])
    who = "; ".join(f"{row.n} {row.patients} test patients ({row.n_positive} positive)" for row in sizes.itertuples())
    return "\n".join([f"AUC (95 % confidence interval), {who}", "", *body])


def what_to_make_of_it(record: Mapping[str, Any]) -> str:
    """What became of the effect that was planted into simulated patients; empty for real ones.

    Args:
        record: first_lines.json of the study: `lines`, term and text of each of the first lines of its page, and
            `summary`, whose best result is said with the ideal observer's.
    """
    found = [f"{term}: {text}" for term, text in record["lines"] if term == PLANTED]
    return "\n".join([*found, *_with_the_ideal(record["summary"])] if found else [])


def _with_the_ideal(summary: Mapping[str, str]) -> list[str]:
    """The highest AUC, of how many, and what an ideal observer reaches on the same input."""
    if not summary[IDEAL]:
        return []
    best, _, count = summary[BEST].rpartition(" (")
    return [
        f"Highest of {count.rstrip(')')}: {best}, {summary[RESULT]}; the ideal observer, who knows the planted effect, "
        f"reaches an AUC of {summary[IDEAL]} there."
    ]


def main(metrics: str, config: str) -> None:
    """Print the headline of `results/<study>/metrics.csv` under the titles of a config file, and what to make of it."""
    study = read_config(yaml.safe_load(Path(config).read_text())).studies[Path(metrics).parent.name]
    print(headline(read_table(metrics), {**study.model_titles, **study.ensemble_titles}))
    lines = Path(metrics).parent / LINES
    if lines.is_file():
        print(f"\n{what_to_make_of_it(read_json(lines))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
