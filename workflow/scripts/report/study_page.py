"""The study's page, with checklists and model cards."""

from pathlib import Path

from radiogenomics.files import write_json
from radiogenomics.job import job
from radiogenomics.report.about import About
from radiogenomics.report.checklists import SHEETS, filled_sheet, write_sheet
from radiogenomics.report.facts import study_facts
from radiogenomics.report.first_lines import first_lines
from radiogenomics.report.model_cards import card_names, model_card
from radiogenomics.report.page import write_page
from radiogenomics.report.results import Results
from radiogenomics.report.study_page import study_page
from radiogenomics.report.summary import summary
from radiogenomics.source import CHECKOUT

with job(snakemake.log[0], snakemake.output):
    params, output = snakemake.params, snakemake.output
    about = About(**params.about)
    results = Results(Path(output.page).parent, about)
    facts = study_facts(about, results)
    Path(output.cards).mkdir(parents=True, exist_ok=True)
    for model, subject in card_names(results):
        card = model_card(about, results, facts, model, subject)
        write_page(card, Path(output.cards) / f"{model}_{subject}.html")
    for name in SHEETS:
        write_sheet(filled_sheet(name, facts, results), name, about.name, about.simulated, output.checklists)
    captions = CHECKOUT / "workflow" / "report"
    write_page(study_page(about, results, params.sections, captions), output.page)
    lines = {"lines": first_lines(about, results), "summary": summary(about, results, params.published_tables)}
    write_json({"title": about.title, "simulated": about.simulated, **lines}, output.lines)
