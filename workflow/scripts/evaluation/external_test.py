"""What the trained models are worth on the patients of another cohort, compared with the study's own test patients."""

from radiogenomics.cohorts.simulation.truth import ideal_areas
from radiogenomics.evaluation.curves import roc_figure
from radiogenomics.evaluation.ensembles import ensemble_probabilities, labelled_scores, with_labels
from radiogenomics.evaluation.external_table import external_note, external_table, measured_together
from radiogenomics.evaluation.reliability_figure import reliability_figure
from radiogenomics.files import read_json, read_table, write_table
from radiogenomics.job import job
from radiogenomics.leakage.reading import read_all
from radiogenomics.leakage.records import read_fitted
from radiogenomics.predictions.external_cohort import refuse_seen
from radiogenomics.report.style import save_figure
from radiogenomics.report.table_files import write_table_files

with job(snakemake.log[0], snakemake.output):
    params, source, output, test = snakemake.params, snakemake.input, snakemake.output, snakemake.params.test
    titles, kinds = test["titles"], test["patients"]
    labels, own_labels = (read_table(path, dtype={"patient_id": str}) for path in (source.labels, source.test_labels))
    predictions, own = read_all(source.external), read_table(source.predictions, dtype={"patient_id": str})
    refuse_seen(predictions, read_fitted(source.fitted), snakemake.wildcards.cohort)
    write_table(with_labels(predictions, labels).assign(patients=kinds["external"]), output.predictions)
    own = own[own["model"].isin(predictions["model"])].drop(columns="label")
    internal = ensemble_probabilities(own, own_labels, test["ensembles"])
    external = ensemble_probabilities(predictions, labels, test["ensembles"])
    measured = measured_together({"internal": internal, "external": external}, params.seed, params.draws)
    write_table(measured.assign(study=snakemake.wildcards.study, patients=measured["of"].map(kinds)), output.metrics)
    note = external_note(test, read_json(source.shared), read_json(source.compared)["compared"])
    caption = f"{test['label']}: external test"
    planted = test["planted"]
    ideal = {name: ideal_areas(of, planted["modalities"]) for name, of in planted.get("simulations", {}).items()}
    table, simulated = external_table(measured, titles, ideal), "simulated" in kinds.values()
    write_table_files(table, f"{caption}, {titles['external']}", note, simulated, output.csv, output.html)
    curves = labelled_scores(external[external["ensemble"] == test["drawn"]], titles)
    heading, simulated = f"External test: {titles[test['drawn']]}", kinds["external"] == "simulated"
    roc = roc_figure(curves, heading, simulated, params.seed, params.draws)
    save_figure(roc, output.roc_svg, output.roc_png, simulated=simulated)
    reliability = reliability_figure(curves, heading, simulated, params.seed, params.draws)
    save_figure(reliability, output.reliability_svg, output.reliability_png, simulated=simulated)
