"""Preprocess one modality of the patients of another cohort, as that of the study's own patients."""

from pathlib import Path

from radiogenomics.files import read_json, read_table
from radiogenomics.images.crop import CropWindow
from radiogenomics.images.modality import write_images
from radiogenomics.images.same_grid import refuse_other_grid
from radiogenomics.images.settings import ImageSettings
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities
from radiogenomics.splits.subsets import patients_of_groups

with job(snakemake.log[0], snakemake.output):
    source, output, modality = snakemake.input, snakemake.output, snakemake.wildcards.modality
    cohort = read_table(source.cohort, ["patient_id", "included"])
    patients = patients_of_groups(cohort, read_table(source.splits), snakemake.params.groups)
    write_images(
        patients,
        modality,
        CropWindow.from_dict(read_json(source.window)),
        ImageSettings(**snakemake.params.images),
        output.array,
        output.index,
        workers=snakemake.threads,
    )
    # Of one cohort all scans have one grid.
    first, trained = patients.iloc[0], read_table(source.trained, ["source"])
    refuse_other_grid(Path(first[f"path_{modality}"]), Path(trained["source"][0]), str(first["patient_id"]))
    write_oddities(output.oddities)
