"""`radiogenomics predict --model FOLDER --scan T1GD=…`: apply a trained ensemble."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from radiogenomics.bundles.asked import INTERVAL_WIDTH, Asked
from radiogenomics.command_line.options import Columns, Convention, IntervalWidth, named_pairs
from radiogenomics.command_line.progress import each
from radiogenomics.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radiogenomics.bundles.bundle import Bundle
    from radiogenomics.checking.patients import Patient


def predict(
    model: Annotated[Path, typer.Option(help="Folder of an exported model.")],
    scan: Annotated[list[str] | None, typer.Option(help="A sequence and its file, as T1GD=t1ce.nii.gz.")] = None,
    t1: Annotated[Path | None, typer.Option(help="File of T1.")] = None,
    t1gd: Annotated[Path | None, typer.Option(help="File of T1 with contrast agent.")] = None,
    t2: Annotated[Path | None, typer.Option(help="File of T2.")] = None,
    flair: Annotated[Path | None, typer.Option(help="File of FLAIR.")] = None,
    mask: Annotated[Path | None, typer.Option(help="Segmentation of the tumour.")] = None,
    segmentation: Annotated[
        Path | None, typer.Option(help="Folder of an exported model that segments patients without segmentation.")
    ] = None,
    expression: Annotated[
        Path | None, typer.Option(help="Table of gene expression, with the patients as columns or as rows.")
    ] = None,
    patient: Annotated[str, typer.Option(help="Identifier; it seeds the draws.")] = "patient",
    patients: Annotated[
        Path | None, typer.Option(help="Instead of single files: a table of patients, or a folder of their scans.")
    ] = None,
    column: Columns = None,
    identifier: Annotated[str, typer.Option(help="Column of the patients' identifiers.")] = "patient_id",
    label_convention: Convention = None,
    interval_width: IntervalWidth = INTERVAL_WIDTH,
    saliency: Annotated[
        bool, typer.Option(help="Whether maps of where the networks look are computed and drawn.")
    ] = True,
    out: Annotated[Path, typer.Option(help="Folder for predictions.json, .csv and .html.")] = Path("prediction"),
) -> None:
    """Predict patients by an exported model: a probability or a segmentation, with its spread. Research only.

    Exit code 1 where some of several patients could not be predicted.
    """
    # Imported here: the other commands, and the help, need no torch.
    from radiogenomics.bundles.bundle import open_bundle
    from radiogenomics.bundles.forms import FORMS
    from radiogenomics.bundles.notice import NOTICE
    from radiogenomics.bundles.predict import lines_of, predict_patient
    from radiogenomics.bundles.predicted_mask import open_segmenter, source_of_mask
    from radiogenomics.bundles.results import write_results
    from radiogenomics.bundles.saliency import write_saliency
    from radiogenomics.devices.compute import compute_on
    from radiogenomics.oddities import say_oddities

    bundle = replace(open_bundle(model), asked=Asked(interval_width, saliency))
    single = {"T1": t1, "T1GD": t1gd, "T2": t2, "FLAIR": flair, "mask": mask}
    files = {name: path for name, path in single.items() if path is not None}
    files |= {name: Path(path) for name, path in named_pairs(scan, "--scan").items()}
    form, columns, has_expression = FORMS[bundle.form], named_pairs(column, "--column"), expression is not None
    segmenter = None if segmentation is None else open_segmenter(segmentation, bundle, out)
    sequences = [*form.sequences(bundle), *(segmenter.bundle.channels if segmenter else [])]
    everybody = _patients(bundle, sequences, patients, files, patient, columns, identifier, has_expression)
    if expression is not None:
        everybody = form.with_expression(bundle, everybody, expression)
    compute, said, outcomes, left_out = compute_on("cpu", bundle.precision), [], [], {}
    suspicions = form.suspicions(bundle, everybody)
    for one in each(everybody, "patient", lambda one: one.identifier):
        try:
            masked, convention = segmenter.with_mask(one, label_convention) if segmenter else (one, label_convention)
            found, outcome = predict_patient(bundle, masked, compute, convention)
        except InputError as error:
            if len(everybody) == 1:
                raise
            left_out[one.identifier] = str(error)
            typer.echo(f"radiogenomics: {error}", err=True)
            continue
        if segmenter:
            found |= source_of_mask(one)
        found["noticed"] = [*suspicions.get(one.identifier, []), *found["noticed"]]
        if outcome.saliency:
            found |= write_saliency(one.identifier, outcome.saliency, out)
        said.append(found)
        # Of all patients together, the maps would not fit into the memory.
        outcomes.append(replace(outcome, saliency=()))
        typer.echo(form.result.line(found))
        for line in lines_of(found):
            typer.echo(line, err=True)
    say_oddities()
    write_results(bundle, said, outcomes, left_out, out)
    typer.echo(f"{NOTICE}\n{out / 'predictions.html'}")
    raise typer.Exit(1 if left_out else 0)


def _patients(
    bundle: "Bundle",
    sequences: "Sequence[str]",
    table: Path | None,
    files: dict[str, Path],
    name: str,
    columns: dict[str, str],
    identifier: str,
    has_expression: bool,
) -> "list[Patient]":
    """Patients of a table or folder, with their files of some sequences, or the one whose files are given."""
    from radiogenomics.bundles.forms import FORMS
    from radiogenomics.checking.patients import MASK, Patient, read_patients, read_rows, refuse_unclear_patients

    form = FORMS[bundle.form]
    if table is None:
        if not set(files) - {MASK} and not has_expression:
            use = f"use {form.example(bundle.description)}, or --patients"
            what = f"scans are given; the model needs {', '.join(sequences or bundle.channels)}: {use}"
            raise InputError(f"no {what if form.needs_scans else 'table is given; name one by --patients'}")
        return [Patient(name, files)]
    if files:
        raise InputError(f"--patients {table}: single scans are given, too; give the one or the others")
    found, rows = read_patients(table, columns, identifier) if form.needs_scans else read_rows(table, identifier)
    refuse_unclear_patients(rows, identifier, table)
    read = {*sequences, MASK}
    if others := [name for name in dict.fromkeys(key for one in found for key in one.files) if name not in read]:
        typer.echo(f"not used by this model: {', '.join(others)}")
    return [
        Patient(one.identifier, {key: file for key, file in one.files.items() if key in read}, one.cells)
        for one in found
    ]
