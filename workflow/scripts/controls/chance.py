"""Whether each result is better than chance and than age and sex, and how far it moves without any change of method."""

import pandas as pd

from radiogenomics.controls.chance import chance
from radiogenomics.controls.chance_tables import chance_note, chance_table, spread_note, spread_table
from radiogenomics.controls.refit import PERMUTATION, SEED, joined
from radiogenomics.controls.retrained import read_retrained, retrained_areas
from radiogenomics.controls.spread import difference_over_splits, fold_areas, spread
from radiogenomics.evaluation.ensembles import ensemble_probabilities
from radiogenomics.evaluation.published import published_metrics
from radiogenomics.evaluation.published_index import published_claims
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

NO_BASELINE = pd.DataFrame(columns=["patient_id", "probability"])

with job(snakemake.log[0], snakemake.output):
    params, files, output = snakemake.params, snakemake.input, snakemake.output
    names = {"study": snakemake.wildcards.study, "patients": params.patients}
    predictions, labels = read_table(files.predictions), read_table(files.test_labels)
    probabilities = ensemble_probabilities(predictions, labels, params.ensembles)
    clinical = read_table(files.clinical[0]) if files.clinical else NO_BASELINE
    retrained = [
        retrained_areas(read_retrained(paths), variation, labels, params.ensembles, params.seed)
        for variation, paths in ((PERMUTATION, files.permuted), (SEED, files.seeds))
    ]
    refitted = joined([*map(read_table, files.refits), *retrained])
    found = chance(probabilities, clinical, refitted, params.permutations, params.seed)
    moved = spread(fold_areas(predictions, labels, params.ensembles), refitted)
    found, moved = (table.assign(**names)[[*names, *table.columns]] for table in (found, moved))
    write_table(found, output.chance)
    write_table(moved, output.spread)
    titles, what = {**params.model_titles, **params.ensemble_titles}, params.label
    published, claims = published_metrics(params.published_tables), published_claims(params.published_tables)
    note = spread_note(moved, found, difference_over_splits(refitted), published, claims, titles)
    simulated = params.patients == "simulated"
    for as_text, rows, caption, text, csv, html in (
        (chance_table, found, "AUC against chance", chance_note(found, refitted), output.csv, output.html),
        (spread_table, moved, "spread of the AUC", note, output.spread_csv, output.spread_html),
    ):
        table = as_text(rows, titles, params.ensemble_name)
        write_table_files(table, f"{what}: {caption}", text, simulated, csv, html)
