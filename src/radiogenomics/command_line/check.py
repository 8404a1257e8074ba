"""`radiogenomics check patients.csv`: read everything once and say what is wrong or suspicious."""

from pathlib import Path
from typing import Annotated

import typer

from radiogenomics.command_line.options import Columns, ConfigFiles, Convention, named_pairs
from radiogenomics.command_line.own_cohort import own_cohort
from radiogenomics.command_line.progress import each


def check(
    table: Annotated[
        Path | None,
        typer.Argument(help="Table of the patients, one row each, or a folder of scans; without it, --configfile."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for problems.csv and a picture sheet of each patient.")] = Path(
        "check"
    ),
    column: Columns = None,
    identifier: Annotated[str, typer.Option(help="Column of the patients' identifiers.")] = "patient_id",
    label: Annotated[str | None, typer.Option(help="Column of what is to be predicted.")] = None,
    label_convention: Convention = None,
    configfile: ConfigFiles = None,
    cohort: Annotated[
        str | None, typer.Option(help="Cohort of the configuration that is read as its section `own` says.")
    ] = None,
    pictures: Annotated[bool, typer.Option(help="Whether picture sheets are drawn.")] = True,
) -> None:
    """Read all scans and segmentations of a table once; print what is wrong, or suspicious, and what to do.

    Exit code 1 where there are errors, 0 where there are suspicions at most.
    """
    # Imported here: the help of other commands need not load what reads scans.
    from radiogenomics.checking.patients import read_own_patients, read_patients
    from radiogenomics.checking.problems import (
        ERROR,
        check_patient,
        check_table,
        file_problems,
        oddities_as_problems,
        problem_table,
    )
    from radiogenomics.checking.sheet import patient_sheet
    from radiogenomics.checking.suspicions import same_grid
    from radiogenomics.cohorts.own_settings import ID, OwnPatientsSettings
    from radiogenomics.errors import InputError
    from radiogenomics.files import name_of_file, write_table
    from radiogenomics.images.cohort_facts import mask_facts, notice_odd_among_masks, notice_odd_among_scans, scan_facts
    from radiogenomics.report.style import save_figure

    columns, wrong, site = named_pairs(column, "--column"), [], "site"
    if configfile:
        if table is not None or columns or identifier != ID:
            raise InputError("--configfile: the table and its columns stand in the configuration; give no others")
        section = own_cohort(configfile, cohort)
        table, label_convention = Path(section.local_dir), label_convention or section.label_convention
        own = section.own or OwnPatientsSettings()
        patients, rows, wrong = read_own_patients(table, own)
        site = own.table.site or site
    elif table is None:
        raise InputError("no patients are given; name a table or a folder, or a cohort by --configfile")
    else:
        patients, rows = read_patients(table, columns, identifier)
    problems, seen = [*check_table(rows, identifier, label), *file_problems(wrong), *oddities_as_problems()], {}
    all_scans, all_masks = [], []
    for patient in each(patients, "patient", lambda patient: patient.identifier):
        found, scans, mask, placed = check_patient(patient, label_convention, seen)
        problems += [*found, *oddities_as_problems()]
        all_scans += [scan_facts(scan, patient.identifier, name) for name, scan in scans.items()]
        if mask is not None:
            on_grid = {name: scan for name, scan in placed.items() if same_grid(scans[name], mask)}
            all_masks.append(mask_facts(mask, patient.identifier, on_grid))
        if pictures and scans:
            sheet = patient_sheet(patient.identifier, scans, mask)
            save_figure(sheet, out / "sheets" / f"{name_of_file(patient.identifier)}.png", simulated=False)
    notice_odd_among_scans(all_scans)
    notice_odd_among_masks(all_masks, {one.identifier: one.cells[site] for one in patients if one.cells.get(site)})
    listed = problem_table([*problems, *oddities_as_problems()])
    write_table(listed, out / "problems.csv")
    for row in listed.itertuples():
        where = ": ".join(part for part in (row.patient_id or table.name, row.file) if part)
        typer.echo(f"{row.severity}: {where}: {row.problem}; {row.what_to_do}")
    errors = int((listed["severity"] == ERROR).sum())
    typer.echo(f"{len(patients)} patients: {errors} errors, {len(listed) - errors} suspicions; {out / 'problems.csv'}")
    raise typer.Exit(1 if errors else 0)
