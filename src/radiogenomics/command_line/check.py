"""`radiogenomics check patients.csv`: read everything once and say what is wrong or suspicious."""

from pathlib import Path
from typing import Annotated

import typer

from radiogenomics.errors import InputError


def check(
    table: Annotated[Path, typer.Argument(help="Table of the patients, one row each.")],
    out: Annotated[Path, typer.Option(help="Folder for problems.csv and a picture sheet of each patient.")] = Path(
        "check"
    ),
    column: Annotated[
        list[str] | None,
        typer.Option(help="Column of the paths of a sequence, as T1GD=t1ce_file; of the segmentation mask=…"),
    ] = None,
    identifier: Annotated[str, typer.Option(help="Column of the patients' identifiers.")] = "patient_id",
    label: Annotated[str | None, typer.Option(help="Column of what is to be predicted.")] = None,
    label_convention: Annotated[
        str | None, typer.Option(help="What the numbers of segmentations mean: brats, brats2023 or whole_tumour.")
    ] = None,
    pictures: Annotated[bool, typer.Option(help="Whether picture sheets are drawn.")] = True,
) -> None:
    """Read all scans and segmentations of a table once; print what is wrong, or suspicious, and what to do."""
    # Imported here: the help of other commands need not load what reads scans.
    from radiogenomics.checking.patients import read_patients
    from radiogenomics.checking.problems import ERROR, check_patient, check_table, problem_table
    from radiogenomics.checking.sheet import patient_sheet
    from radiogenomics.files import nearest, write_table
    from radiogenomics.images.labels import CONVENTIONS
    from radiogenomics.report.style import save_figure

    if label_convention is not None and label_convention not in CONVENTIONS:
        raise InputError(
            f"--label-convention: {label_convention!r} is not known{nearest(label_convention, CONVENTIONS)}"
        )
    columns = dict(_pair(text) for text in column or [])
    patients, rows = read_patients(table, columns, identifier)
    problems, seen = check_table(rows, identifier, label), {}
    for patient in patients:
        found, scans, mask = check_patient(patient, label_convention, seen)
        problems += found
        if pictures and scans:
            sheet = patient_sheet(patient.identifier, scans, mask)
            save_figure(sheet, out / "sheets" / f"{patient.identifier}.png", simulated=False)
    listed = problem_table(problems)
    write_table(listed, out / "problems.csv")
    for row in listed.itertuples():
        typer.echo(f"{row.kind}: {row.patient_id or table.name}: {row.file}: {row.problem}; {row.what_to_do}")
    errors = int((listed["kind"] == ERROR).sum())
    typer.echo(f"{len(patients)} patients: {errors} errors, {len(listed) - errors} suspicions; {out / 'problems.csv'}")
    raise typer.Exit(1 if errors else 0)


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not value:
        raise InputError(f"--column {text}: write a sequence and its column, as T1GD=t1ce_file")
    return name, value
