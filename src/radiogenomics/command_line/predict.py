"""`radiogenomics predict --model FOLDER --scan T1GD=…`: apply a trained ensemble."""

from pathlib import Path
from typing import Annotated

import typer

from radiogenomics.errors import InputError


def predict(
    model: Annotated[Path, typer.Option(help="Folder of an exported model.")],
    scan: Annotated[list[str] | None, typer.Option(help="A sequence and its file, as T1GD=t1ce.nii.gz.")] = None,
    t1: Annotated[Path | None, typer.Option(help="File of T1.")] = None,
    t1gd: Annotated[Path | None, typer.Option(help="File of T1 with contrast agent.")] = None,
    t2: Annotated[Path | None, typer.Option(help="File of T2.")] = None,
    flair: Annotated[Path | None, typer.Option(help="File of FLAIR.")] = None,
    mask: Annotated[Path | None, typer.Option(help="Segmentation of the tumour.")] = None,
    patient: Annotated[str, typer.Option(help="Identifier; it seeds the draws.")] = "patient",
    patients: Annotated[
        Path | None, typer.Option(help="Instead of single files: a table of patients, or a folder with patients.csv.")
    ] = None,
    label_convention: Annotated[str | None, typer.Option(help="brats, brats2023 or whole_tumour.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for predictions.json, .csv and .html.")] = Path("prediction"),
) -> None:
    """Predict patients whose scans are registered and without skull, by an exported model. For research only."""
    # Imported here: the other commands, and the help, need no torch.
    import pandas as pd

    from radiogenomics.bundles.bundle import open_bundle
    from radiogenomics.bundles.page import prediction_page
    from radiogenomics.bundles.predict import NOTICE, flat, predict_patient
    from radiogenomics.bundles.prepare import prepared
    from radiogenomics.checking.patients import MASK, Patient, read_patients
    from radiogenomics.devices.compute import compute_on
    from radiogenomics.files import write_json, write_table
    from radiogenomics.report.page import write_page

    bundle = open_bundle(model)
    single = {"T1": t1, "T1GD": t1gd, "T2": t2, "FLAIR": flair}
    files = {name: path for name, path in single.items() if path is not None} | dict(map(_pair, scan or []))
    if patients is not None:
        table = patients / "patients.csv" if patients.is_dir() else patients
        everybody = [
            Patient(p.identifier, {n: f for n, f in p.files.items() if n in (*bundle.modalities, MASK)})
            for p in read_patients(table, {})[0]
        ]
    elif files:
        everybody = [Patient(patient, files | ({MASK: mask} if mask else {}))]
    else:
        raise InputError(
            f"no scans are given; the model needs {', '.join(bundle.modalities)}: use --scan or --patients"
        )
    compute, summaries, tables, routes = compute_on("cpu"), [], [], []
    for each in everybody:
        scans = {name: path for name, path in each.files.items() if name != MASK}
        images = prepared(bundle, scans, each.files.get(MASK), each.identifier, label_convention)
        summary, rows, routing = predict_patient(bundle, images, each.identifier, compute)
        summaries.append(summary)
        tables.append(rows)
        routes.append(routing)
        typer.echo(f"{each.identifier}: {summary['probability']:.3f}")
    routing = pd.concat(routes, ignore_index=True)
    written = {
        "notice": NOTICE,
        "model": {key: bundle.description[key] for key in ("study", "model_title", "ensemble_title", "label")},
        "patients": summaries,
        "networks": pd.concat(tables).to_dict("records"),
        "routing": routing.to_dict("records"),
    }
    write_json(written, out / "predictions.json")
    write_table(pd.DataFrame(map(flat, summaries)), out / "predictions.csv")
    write_page(prediction_page(bundle, summaries, routing), out / "predictions.html")
    typer.echo(f"{NOTICE}\n{out / 'predictions.html'}")


def _pair(text: str) -> tuple[str, Path]:
    name, separator, value = text.partition("=")
    if not separator or not value:
        raise InputError(f"--scan {text}: write a sequence and its file, as T1GD=t1ce.nii.gz")
    return name, Path(value)
