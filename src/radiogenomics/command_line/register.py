"""`radiogenomics register patients.csv`: scans as they come from a scanner, for `predict` and for studies."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from radiogenomics.command_line.options import Columns, named_pairs
from radiogenomics.command_line.progress import each
from radiogenomics.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from radiogenomics.bundles.bundle import Bundle
    from radiogenomics.checking.patients import Patient
    from radiogenomics.registration.atlas import Atlas

MOST = 8.0
"""Largest voxel edge in mm."""


def register(
    table: Annotated[Path, typer.Argument(help="Table of the patients, one row each, or a folder of scans.")],
    out: Annotated[Path, typer.Option(help="Folder for the scans, patients.csv, quality.csv and pictures.")] = Path(
        "registered"
    ),
    column: Columns = None,
    identifier: Annotated[str, typer.Option(help="Column of the patients' identifiers.")] = "patient_id",
    model: Annotated[
        Path | None, typer.Option(help="Exported model that is to predict them: its training grid is taken.")
    ] = None,
    spacing: Annotated[float | None, typer.Option(help="Voxel edge in mm, without --model; 1 where not given.")] = None,
    reference: Annotated[str, typer.Option(help="Sequence to which a patient's others are registered.")] = "T1GD",
    atlas: Annotated[
        Path | None,
        typer.Option(
            help="NIfTI of the atlas, as SRI-24; else the MNI152 template in its place. `simulated`: the template of "
            "simulated patients, which is taken for models that were trained on them."
        ),
    ] = None,
    atlas_brain: Annotated[Path | None, typer.Option(help="NIfTI of its brain, where the atlas has a skull.")] = None,
    brain: Annotated[
        Literal["installed", "hd-bet", "synthstrip", "atlas"], typer.Option(help="What tells the brain from the rest.")
    ] = "installed",
    bias_correction: Annotated[bool, typer.Option(help="Whether the bias field is taken out (N4).")] = True,
) -> None:
    """Register the scans of new patients to the atlas, without skull and bias field, segmentations with them.

    Exit code 1 where some could not be registered: quality.csv says who, and why.
    """
    # Imported here: the help of other commands need not load what reads scans.
    import pandas as pd

    from radiogenomics.checking.patients import MASK, read_patients, refuse_unclear_patients
    from radiogenomics.files import name_of_file, write_table
    from radiogenomics.oddities import say_oddities
    from radiogenomics.registration.atlas import open_atlas
    from radiogenomics.registration.brain import ATLAS
    from radiogenomics.registration.files import write_registered
    from radiogenomics.registration.patient import register_patient
    from radiogenomics.registration.scans import PICTURE, QUALITY, SCAN, gathered
    from radiogenomics.registration.settings import RegistrationSettings

    columns = named_pairs(column, "--column")
    patients, rows = read_patients(table, columns, identifier)
    refuse_unclear_patients(rows, identifier, table)
    bundle = _bundle(model, spacing)
    settings = RegistrationSettings(
        prepare="register",
        reference=reference,
        atlas=_atlas(atlas, bundle),
        atlas_brain=atlas_brain and str(atlas_brain),
        spacing=_spacing(bundle, spacing),
        brain=brain,
        bias_correction=bias_correction,
    )
    onto, folders = open_atlas(settings.atlas, settings.atlas_brain, settings.spacing), []
    _refuse_other_grid(onto, bundle)
    for patient in each(patients, "patient", lambda patient: patient.identifier):
        scans = {name: path for name, path in patient.files.items() if name != MASK}
        masks = {name: path for name, path in patient.files.items() if name == MASK}
        found = register_patient(scans, masks, onto, settings, patient.identifier)
        folders.append(out / name_of_file(patient.identifier))
        write_registered(found, folders[-1], patient.identifier, patient.identifier, simulated=False)
        if found.fault:
            typer.echo(f"radiogenomics: patient {patient.identifier}: {found.fault}", err=True)
    say_oddities()
    registered = gathered(folders, SCAN)
    quality = gathered(folders, QUALITY)
    write_table(quality, out / QUALITY)
    usable = _usable(patients, registered, out, columns.values())
    write_table(pd.DataFrame(usable, columns=None if usable else [identifier]), out / "patients.csv")
    failed = int((registered["fault"] != "").sum())
    typer.echo(f"{len(patients) - failed} of {len(patients)} patients are registered: {out / 'patients.csv'}")
    typer.echo(f"Look at each patient's picture before anything is predicted: {out}/*/{PICTURE}")
    if (quality["brain_by"] == ATLAS).any():
        typer.echo(
            "The brain is the atlas's, which fits no scan exactly; HD-BET or SynthStrip find it where installed."
        )
    raise typer.Exit(1 if failed else 0)


def _bundle(model: Path | None, spacing: float | None) -> "Bundle | None":
    """The model that is to predict the patients, where one is named."""
    if spacing is not None and not 0 < spacing <= MOST:
        raise InputError(f"--spacing: {spacing:g} is no voxel edge in mm; use one above 0 and up to {MOST:g}")
    if model is None:
        return None
    if spacing is not None:
        raise InputError("--spacing: the model has its own; give the one or the other")
    from radiogenomics.bundles.bundle import open_bundle

    return open_bundle(model)


def _atlas(path: Path | None, bundle: "Bundle | None") -> str | None:
    """The atlas that is asked for, or the one to which a model's training patients were registered."""
    from radiogenomics.registration.atlas import SIMULATED

    if path is None:
        return SIMULATED if bundle is not None and bundle.description["simulated"] else None
    return str(path)


def _spacing(bundle: "Bundle | None", spacing: float | None) -> float:
    """The voxel edge that is asked for, or that of the scans a model was trained on."""
    from radiogenomics.bundles.grids import MILLIMETRE, registered_spacing

    if bundle is None:
        return MILLIMETRE if spacing is None else spacing
    return registered_spacing(bundle.folder, bundle.description)


def _refuse_other_grid(onto: "Atlas", bundle: "Bundle | None") -> None:
    """Where a model counts voxels, what is registered must have as many as its training scans."""
    if bundle is None:
        return
    # Imported here: it loads torch, which scans without a model do not need.
    from radiogenomics.bundles.forms import FORMS
    from radiogenomics.bundles.grids import check_atlas

    if FORMS[bundle.form].same_shape(bundle.description):
        check_atlas(onto.image, bundle.folder, bundle.description)


def _usable(
    patients: "list[Patient]", registered: "pd.DataFrame", out: Path, named: Iterable[str]
) -> list[dict[str, str]]:
    """Rows of the registered patients: their cells, and paths of what was written instead of those that were read."""
    from radiogenomics.checking.patients import SUFFIXES

    paths = [name for name in registered if name.startswith("path_")]
    old = {*named, *SUFFIXES, "path_segmentation", *(f"path_{name}" for name in SUFFIXES)}
    kept = registered[registered["fault"] == ""].set_index("patient_id")
    return [
        {
            **{name: cell for name, cell in patient.cells.items() if name not in old},
            **{name: str(Path(path).relative_to(out)) for name in paths if (path := kept.at[patient.identifier, name])},
        }
        for patient in patients
        if patient.identifier in kept.index
    ]
