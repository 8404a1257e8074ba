"""Notice masks predicted elsewhere that are the truth, another patient's, or numbered otherwise than is declared."""

from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.oddities import write_oddities
from radiogenomics.segmentation.odd_predictions import facts_of_masks, notice_odd_predictions
from radiogenomics.segmentation.predicted_masks import masks_to_score
from radiogenomics.splits.subsets import patient_ids

with job(snakemake.log[0], snakemake.output):
    source, params = snakemake.input, snakemake.params
    tested = patient_ids(read_table(source.splits), [params.group], "test")
    cohort = read_table(source.cohort, ["patient_id", "included"])
    masks = masks_to_score({}, params.externals, tested)
    notice_odd_predictions(facts_of_masks(masks, cohort, params.mask, snakemake.threads))
    write_oddities(snakemake.output.oddities)
