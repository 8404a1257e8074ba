"""Maps of saliency over the scans of a few test patients."""

from radiogenomics.explanations.explain import first_patients, patients_of, read_head
from radiogenomics.explanations.figure import explained, saliency_figure
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure

with job(snakemake.log[0], snakemake.output):
    params, source = snakemake.params, snakemake.input
    cohort = patients_of(read_table(source.cohort))
    splits = read_table(source.splits)
    shown = []
    for folder, name, scan, group in zip(source.maps, params.inputs, params.scans, params.groups, strict=True):
        for number, patient in enumerate(first_patients(splits, group, params.patients), start=1):
            head = read_head(cohort.loc[patient], scan, params.mask)
            shown.append(explained(patient, f"{name}\npatient {number}", head, folder))
    save_figure(saliency_figure(shown), snakemake.output.svg, snakemake.output.png, simulated=params.simulated)
