"""Say what the controls of all studies came to, and fail where one of them failed."""

import sys

from radiogenomics.controls.verdict import main
from radiogenomics.job import job

with job(snakemake.log[0], []):
    status = main(snakemake.input.controls)
sys.exit(status)
