"""Compare what the networks found with what was planted in the simulated patients."""

from pathlib import Path

from radiogenomics.cohorts.simulation.truth import ideal_scores
from radiogenomics.evaluation.ensembles import ensemble_probabilities
from radiogenomics.evaluation.recovery import planted_effect_recovery
from radiogenomics.evaluation.recovery_table import recovery_note, recovery_table
from radiogenomics.files import read_table
from radiogenomics.job import job
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params = snakemake.params
    labels = read_table(snakemake.input.test_labels)
    ensembles = {name: params.ensembles[name] for name in params.modalities}
    probabilities = ensemble_probabilities(read_table(snakemake.input.predictions), labels, ensembles)
    latent = read_table(Path(snakemake.params.archive) / "latent_contrasts.csv")
    effect, correlation = params.simulation["effect"], params.simulation["correlation"]
    others = params.simulation.get("others", ())
    scores = {
        name: ideal_scores(latent, effect, correlation, inputs, others) for name, inputs in params.modalities.items()
    }
    recovery = planted_effect_recovery(probabilities, read_table(snakemake.input.ground_truth), scores)
    table = recovery_table(recovery, {**params.model_titles, **params.ensemble_titles})
    caption = "Planted and recovered effect: AUC of each model compared with the ideal observer's"
    write_table_files(table, caption, recovery_note(recovery), True, snakemake.output.csv, snakemake.output.html)
