"""Score the masks of all test patients, by the study's networks and by others."""

from pathlib import Path

from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.segmentation.predicted_masks import masks_to_score
from radiogenomics.segmentation.scoring import score_masks
from radiogenomics.segmentation.summary import summarise
from radiogenomics.splits.subsets import patient_ids

with job(snakemake.log[0], snakemake.output):
    source, params, output = snakemake.input, snakemake.params, snakemake.output
    tested = patient_ids(read_table(source.splits), [params.group], "test")
    tables = {Path(path).stem: read_table(path) for path in source.tables}
    masks = masks_to_score(tables, params.externals, tested)
    cohort = read_table(source.cohort, ["patient_id", "included"])
    scores = score_masks(masks, cohort, params.mask, snakemake.wildcards.study, snakemake.threads)
    write_table(scores.assign(patients=params.patients), output.scores)
    summary = summarise(scores, params.seed, params.draws)
    write_table(summary.assign(study=snakemake.wildcards.study, patients=params.patients), output.summary)
