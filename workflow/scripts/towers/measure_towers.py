"""What each modality adds, and what an accuracy is worth compared with always naming the larger class."""

from radiogenomics.evaluation.titles import numbered
from radiogenomics.files import read_table, write_table
from radiogenomics.job import job
from radiogenomics.report.style import save_figure
from radiogenomics.report.table_files import write_table_files
from radiogenomics.towers.measures import (
    cross_validated_models,
    ideal_areas,
    judged_models,
    modality_gain,
    tower_accuracy,
)
from radiogenomics.towers.tables import accuracy_figure, accuracy_note, accuracy_text, gain_note, gain_text

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    labels = read_table(snakemake.input.test_labels).set_index("patient_id")["label"]
    probabilities = judged_models(read_table(snakemake.input.predictions), labels)
    ideal = ideal_areas(snakemake.input.ground_truth, params.inputs)
    accuracy = tower_accuracy(labels, probabilities, params.seed)
    judged = {"test": (labels, probabilities)}
    if snakemake.input.cross_validation:
        of_complete = cross_validated_models([read_table(path) for path in snakemake.input.cross_validation])
        cohort = read_table(snakemake.input.cohort)
        known = cohort[cohort["included"]].set_index("patient_id")["label"]
        judged["cross-validation"] = known.loc[of_complete.index].astype(int), of_complete
    gain = modality_gain(judged, params.fusions, params.towers, ideal, params.seed)
    patients = {"study": snakemake.wildcards.study, "patients": "simulated" if params.simulated else "real"}
    write_table(accuracy.assign(**patients), output.accuracy)
    write_table(gain.assign(**patients), output.gain)
    titles, simulated = params.model_titles, params.simulated
    caption = numbered(f"{params.label}: accuracy, precision, recall and F1 of the test patients", params.number)
    table, note = accuracy_text(accuracy, titles), accuracy_note(accuracy)
    write_table_files(table, caption, note, simulated, output.accuracy_csv, output.accuracy_html)
    caption = f"{params.label}: what each modality adds"
    table, note = gain_text(gain, titles), gain_note(gain, titles)
    write_table_files(table, caption, note, simulated, output.gain_csv, output.gain_html)
    save_figure(accuracy_figure(accuracy, titles, params.inputs), output.svg, output.png, simulated=simulated)
