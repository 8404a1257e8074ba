"""Say how the registration of a study's scans went."""

from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.registration.figure import registration_sheet
from radiogenomics.registration.scans import least_sure
from radiogenomics.registration.summary import registration_note, registration_summary
from radiogenomics.report.style import save_figure
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    quality = read_table(snakemake.input.quality[0], ["scan_id", "sequence"], dtype={"scan_id": str})
    write_table_files(
        registration_summary(quality),
        "Registration of the scans",
        registration_note(quality),
        snakemake.params.simulated,
        snakemake.output.csv,
        snakemake.output.html,
        study=snakemake.wildcards.study,
    )
    figure = registration_sheet(least_sure(quality, snakemake.params.cohort))
    save_figure(figure, snakemake.output.png, simulated=snakemake.params.simulated)
