"""A small folder of results, as the workflow leaves it."""

from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from radiogenomics.files import write_json, write_table
from radiogenomics.report.about import About
from radiogenomics.report.style import save_figure
from radiogenomics.report.table_files import write_table_files

MODELS = {"forest": "Forest", "net": "Elastic net"}
SUBJECTS = {"struct": "Struct", "dti": "DTI"}


class ParsedPage(HTMLParser):
    """What a page holds; elements that are not closed in turn, or an id that is there twice, are an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.elements, self.ids, self.texts = [], [], [], []
        self.feed(text)
        assert self.open == []
        assert len(self.ids) == len(set(self.ids))

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in {"meta", "br", "hr", "link", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def parse():
    """Function from a page to what it holds."""
    return ParsedPage


@pytest.fixture
def about() -> About:
    return About(
        name="mgmt",
        title="Radiomics for MGMT <methylation>",
        subject="input",
        is_trained=True,
        simulated=False,
        label="MGMT",
        classes=("Methylated", "Unmethylated"),
        models=MODELS,
        subjects=SUBJECTS,
        cohort="upenn_gbm",
        described_group="structural",
        folds=2,
        seed=42,
        groups={"struct": ["structural"], "dti": ["DTI"]},
        model_settings={"forest": {"classifier": "forest", "trees": 100}},
        inputs={"forest": ["struct", "dti"], "net": ["struct", "dti"]},
        modalities=["FLAIR", "DTI_FA"],
        tables=["captk"],
        libraries=["scikit-learn", "numpy"],
        settings={
            "label_unknown": "excluded",
            "source": "UPENN-GBM",
            "tables": "captk (captk)",
            "test_share": "30 % of the patients",
        },
    )


@pytest.fixture
def folder(tmp_path) -> Path:
    """Results of four training and two test patients of two groups, with two models on two inputs."""
    folder = tmp_path / "results" / "mgmt"
    write_table(flow_table(), folder / "cohort_flow.csv")
    write_table(cohort_table(), folder / "cohort.csv")
    write_table(splits_table(), folder / "splits.csv")
    write_table(
        pd.DataFrame({"patient_id": ["P6"], "group": ["DTI"], "label": [1], "reason": ["without DTI_FA"]}),
        folder / "dropped.csv",
    )
    write_table(metrics_table(), folder / "metrics.csv")
    write_table(_chance_table([0.2, 0.9, 1.0, 0.4]), folder / "chance.csv")
    write_table(pd.DataFrame({"source": ["/home/somebody/features.zip"], "sha256": ["ab" * 32]}), sources(folder))
    figure = Figure(figsize=(7, 2))
    figure.add_subplot().plot([0, 1])
    save_figure(figure, folder / "figures" / "roc_dti.svg", folder / "figures" / "roc_dti.png", simulated=False)
    save_figure(figure, folder / "figures" / "flow.svg", simulated=False)
    table = pd.DataFrame({"Model": ["Forest"], "AUC": ["0.600 (0.40–0.80)"]})
    write_table_files(table, "Metrics & more", "n = 2", False, folder / "tables/m.csv", folder / "tables/m.html")
    write_json(provenance_record(), folder / "provenance.json")
    (folder / "workflow").mkdir()
    (folder / "workflow" / "Snakefile").write_text("rule all:\n")
    return folder


@pytest.fixture
def external_test(folder) -> Path:
    """A test of two models on three patients of the cohort `elsewhere`, and on the study's own two test patients."""
    there = folder / "external" / "elsewhere"
    columns = ["of", "model", "ensemble", "metric", "value", "n", "n_positive", "patients"]
    rows = [
        ("internal", "forest", "dti", "AUC", 0.6, 2, 1, "real"),
        ("internal", "net", "dti", "AUC", 0.6, 2, 1, "real"),
        ("external", "forest", "dti", "AUC", 0.7, 3, 1, "real"),
        ("external", "net", "dti", "AUC", 0.4, 3, 1, "real"),
        ("external", "net", "dti", "Brier", 0.1, 3, 1, "real"),
    ]
    write_table(pd.DataFrame(rows, columns=columns), there / "metrics.csv")
    patients = {"patient_id": ["E1", "E2", "E3", "E4"], "label": [1, 0, 0, None], "age": [40.0, 50.0, None, 90.0]}
    cohort = pd.DataFrame({**patients, "sex": ["F", "F", "M", "M"], "included": [True, True, True, False]})
    write_table(cohort, there / "cohort.csv")
    steps = [("all scans", 5, 5), ("label known", 5, 3)]
    write_table(pd.DataFrame(steps, columns=["step", "n_before", "n_after"]), there / "cohort_flow.csv")
    write_json({"shared": 0, "linked": False, "crosswalks": []}, there / "shared.json")
    write_json({"compared": 12}, there / "compared_images.json")
    return there


def sources(folder: Path) -> Path:
    return folder / "features" / "captk_sources.csv"


def flow_table() -> pd.DataFrame:
    columns = ["step", "n_before", "n_after", "n_positive", "n_negative", "why"]
    rows = [("all scans", 8, 8, 3, 4, "as in the archive's clinical table"), ("label known", 8, 6, 3, 3, "unknown: 2")]
    return pd.DataFrame(rows, columns=columns)


def cohort_table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "patient_id": [f"P{k}" for k in range(1, 7)],
            "label": [1, 0, 1, 0, 0, 1],
            "age": [50.0, 60.0, 70.0, None, 55.0, 65.0],
            "sex": ["M", "F", "M", "F", None, "M"],
            "site": ["A", "A", "B", "B", "A", "B"],
            "included": True,
        }
    )


def splits_table() -> pd.DataFrame:
    structural = pd.DataFrame(
        {
            "patient_id": [f"P{k}" for k in range(1, 7)],
            "group": "structural",
            "subset": ["train"] * 4 + ["test"] * 2,
            "fold": [0, 1, 0, 1, None, None],
        }
    )
    dti = structural[structural.patient_id != "P4"].assign(group="DTI")
    return pd.concat([structural, dti], ignore_index=True)


def metrics_table() -> pd.DataFrame:
    rows = [
        ("mgmt", "real", model, subject, metric, value, value - 0.2, value + 0.2, "bootstrap", 2, 1, None)
        for (model, subject), value in zip(pairs(), [0.6, 0.55, 0.5, 0.45], strict=True)
        for metric in ("AUC", "SEN")
    ]
    columns = ["study", "patients", "model", "ensemble", "metric", "value", "ci_low", "ci_high", "method"]
    return pd.DataFrame(rows, columns=[*columns, "n", "n_positive", "published"])


def pairs() -> list[tuple[str, str]]:
    return [(model, subject) for model in MODELS for subject in SUBJECTS]


@pytest.fixture
def chance_table():
    """Function from four adjusted p-values to the rows of chance.csv."""
    return _chance_table


def _chance_table(adjusted: list[float]) -> pd.DataFrame:
    models, subjects = zip(*pairs(), strict=True)
    return pd.DataFrame(
        {
            "study": "mgmt",
            "patients": "real",
            "model": models,
            "ensemble": subjects,
            "auc": [0.6, 0.55, 0.5, 0.45],
            "ci_low": 0.4,
            "ci_high": 0.8,
            "p_fixed": adjusted,
            "p_fixed_adjusted": adjusted,
            "minimal_detectable_auc": 0.71,
            "auc_clinical": 0.58,
            "difference_clinical": 0.02,
            "difference_low": -0.1,
            "difference_high": 0.14,
            "difference_p": 0.04,
            "difference_p_adjusted": 0.16,
            "n": 2,
            "n_positive": 1,
        }
    )


def provenance_record() -> dict:
    return {
        "git": {"revision": "f" * 40, "dirty": False},
        "config_sha256": "c" * 64,
        "seed": 42,
        "python": "3.12.1",
        "packages": {
            "radiogenomics": "0.1.0",
            "snakemake": "9.27.1",
            "torch": "2.13.0+cpu",
            "scikit-learn": "1.9.1",
            "absent": None,
        },
        "platform": "Linux 6 x86_64",
        "processors": 2,
        "devices": ["CPU"],
        "created": "2026-01-02T03:04:05+00:00",
        "files": [{"path": "results/mgmt/metrics.csv", "sha256": "d" * 64}],
        "weights": [],
    }
