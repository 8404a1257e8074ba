"""Register the sequences and segmentations of one scan."""

from radiogenomics.cohorts.scan_table import SEGMENTATIONS
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.registration.atlas import open_atlas
from radiogenomics.registration.files import write_registered
from radiogenomics.registration.patient import register_patient
from radiogenomics.registration.settings import RegistrationSettings

with job(snakemake.log[0], snakemake.output):
    params, scan = snakemake.params, snakemake.wildcards.scan
    settings = RegistrationSettings(**params.registration)
    table = read_table(snakemake.input.scans, ["scan_id"], dtype=str)
    patient = table.set_index("scan_id").loc[scan, "patient_id"]
    masks = {name: path for name, path in params.files.items() if name in SEGMENTATIONS}
    sequences = {name: path for name, path in params.files.items() if name not in SEGMENTATIONS}
    atlas = open_atlas(settings.atlas, settings.atlas_brain, settings.spacing)
    found = register_patient(sequences, masks, atlas, settings, patient)
    write_registered(found, snakemake.output.folder, scan, patient, params.simulated)
