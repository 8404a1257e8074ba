import csv
import string
from dataclasses import replace

import pandas as pd
import pytest

from radiogenomics.files import write_table
from radiogenomics.report.checklists import OPEN, SHEETS, TEMPLATES, filled_sheet, names_in, sheet_note, write_sheet
from radiogenomics.report.facts import study_facts
from radiogenomics.report.results import Results

ITEMS = {"claim": 44, "tripod_ai": 52, "metrics": 30}


def template(name: str) -> list[dict[str, str]]:
    with (TEMPLATES / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def filled(about, folder):
    """Function from a sheet's name to the sheet of the small study, by item."""
    results = Results(folder)
    return lambda name: filled_sheet(name, study_facts(about, results), results).set_index("item")


@pytest.mark.parametrize("name", SHEETS)
def test_every_item_is_there_once_and_in_order(name, filled):
    items = filled(name).index
    assert len(items) == ITEMS[name] and items.is_unique
    numbers = [int(item.rstrip(string.ascii_lowercase)) for item in items]
    assert sorted(set(numbers)) == list(range(1, max(numbers) + 1)) and numbers == sorted(numbers)


def test_the_parts_of_tripod_ai_are_those_of_its_27_items():
    parts = {row["item"] for row in template("tripod_ai")}
    assert {"3a", "3b", "3c", "12a", "12g", "18f", "23b", "27c"} <= parts
    assert len({part.rstrip(string.ascii_lowercase) for part in parts}) == 27


def test_weights_of_metrics_add_up_to_one():
    weights = {row["item"]: float(row["weight"]) for row in template("metrics")}
    assert sum(weights.values()) == pytest.approx(1)


@pytest.mark.parametrize("name", SHEETS)
def test_templates_say_what_they_claim(name):
    for row in template(name):
        assert row["state"] in ("filled", "partly", "open")
        assert (row["state"] == "open") == (row["known"] == "")
        assert row["topic"] and row["section"]
        assert names_in(row["known"]) <= KNOWN_FACTS, row["item"]


@pytest.mark.parametrize("name", SHEETS)
def test_no_unknown_fact_and_no_template_is_left_in_a_sheet(name, filled):
    sheet = filled(name)
    assert not sheet["known"].str.contains("[{}]|nan|None\\b(?!\\.)", regex=True).any()
    assert (sheet.loc[sheet["state"] == "open", "known"] == OPEN).all()
    assert (sheet["state"] == "open").any() and (sheet["state"] == "filled").any()


def test_what_the_run_knows_stands_in_the_sheet(filled):
    claim = filled("claim")
    assert claim.loc["35", "known"].startswith("8 scans or patients in the table that was read, 6 included, 2 excluded")
    assert claim.loc["35", "files"] == "cohort_flow.csv, figures/flow.svg"
    assert claim.loc["32", "state"] == "filled" and "2 held-out patients" in claim.loc["32", "known"]


def test_an_item_is_open_where_its_files_are_missing(filled, folder):
    assert filled("metrics").loc["22", "state"] == "open"
    (folder / "calibration.csv").write_text("model\n")
    sheet = filled("metrics")
    assert (sheet.loc["22", "state"], sheet.loc["22", "files"]) == ("filled", "calibration.csv")


def test_what_only_an_author_knows_stays_open(filled):
    assert (filled("claim").loc[["2", "15", "41", "44"], "state"] == "open").all()
    assert (filled("tripod_ai").loc[["2", "14", "17", "18a", "19", "25"], "state"] == "open").all()
    assert (filled("metrics").loc[["7", "14", "28"], "state"] == "open").all()


def test_ethics_and_identity_are_no_question_for_simulated_patients(about, folder):
    (folder / "ground_truth.csv").write_text("level\n")
    about = replace(about, simulated=True, settings={**about.settings, "spacing": "4"})
    results = Results(folder)
    sheet = filled_sheet("claim", study_facts(about, results), results).set_index("item")
    assert sheet.loc["11", "known"] == "Not needed: the patients are simulated."
    assert sheet.loc["13", "known"] == "Simulated on a grid with voxels of 4 mm."


def test_a_study_of_predictions_trains_nothing(about, folder):
    (folder / "splits.csv").unlink()
    (folder / "predictions.csv").write_text("model\n")
    results = Results(folder)
    about = replace(about, is_trained=False, cohort="", folds=None, settings={"kind_of_models": "Published"})
    sheet = filled_sheet("tripod_ai", study_facts(about, results), results).set_index("item")
    assert sheet.loc["4", "known"] == "Evaluation of published predictions; no development."
    assert sheet.loc["12a", "state"] == "open"


@pytest.fixture
def published_sheets(about, folder):
    """All sheets of a study that evaluates the predictions of one model, and trains nothing."""
    for name in ("splits.csv", "cohort.csv", "dropped.csv", "features/captk_sources.csv"):
        (folder / name).unlink()
    for name in ("predictions.csv", "predictions_sources.csv", "labels/test.csv", "figures/decision_published.svg"):
        write_table(pd.DataFrame(columns=["model"]), folder / name)
    write_table(pd.DataFrame(columns=["test", "p"]), folder / "area_tests.csv")
    write_table(pd.DataFrame(columns=["over"]), folder / "spread.csv")
    chance = pd.read_csv(folder / "chance.csv").head(1).assign(auc_clinical=None)
    for name in ("chance.csv", "operating_points.csv", "calibration.csv"):
        write_table(chance, folder / name)
    settings = {"kind_of_models": "Published predictions"}
    about = replace(
        about,
        **{"is_trained": False, "cohort": "", "folds": None, "settings": settings, "models": {"forest": "Forest"}},
        **{"subjects": {"published": "As published"}, "inputs": {}, "tables": [], "modalities": []},
    )
    results = Results(folder, about)
    facts = study_facts(about, results)
    return {name: filled_sheet(name, facts, results).set_index("item") for name in SHEETS}


def test_a_study_of_predictions_claims_nothing_that_was_not_done(published_sheets):
    claim, tripod, metrics = (published_sheets[name] for name in ("claim", "tripod_ai", "metrics"))
    assert claim.loc["29", "known"] == "95 % intervals of every measure."
    assert claim.loc["30", "state"] == "open"
    assert claim.loc["32", "state"] == "open" and claim.loc["33", "state"] == "partly"
    assert claim.loc["37", "known"].endswith("held against chance: 1.")
    assert claim.loc["38", "known"].startswith("Sensitivity, specificity and predictive values at the threshold 0.5")
    assert tripod.loc["15", "known"] == "Probability of Methylated; the threshold is 0.5."
    assert metrics.loc[["18", "19", "23", "24", "26"], "state"].eq("open").all()
    for sheet in published_sheets.values():
        known = " ".join(sheet["known"])
        for claimed in ("validation", "Friedman", "age and sex", "paired", "same cohort", "held-out", "folds"):
            assert claimed not in known, claimed


def test_sentences_on_held_out_patients_leave_room_for_cross_validation(about, folder):
    for name in ("labels/test.csv", "before_training/leakage.json", "before_evaluation/leakage.json"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("{}\n")
    about = replace(about, settings={**about.settings, "split_seed": 1})
    results = Results(folder, about)
    facts = study_facts(about, results)
    for name, item in (("claim", "17"), ("tripod_ai", "8c"), ("metrics", "18")):
        known = filled_sheet(name, facts, results).set_index("item").loc[item, "known"]
        assert "o fit behind the held-out result" in known, name
        assert "cross-validation and repeated splits, where they are run, are other results" in known, name
    assert "evaluation alone reads" not in (TEMPLATES / "claim.csv").read_text(encoding="utf-8")


def test_a_row_counts_only_if_all_of_its_files_are_there(filled, folder):
    (folder / "thresholds.csv").write_text("model\n")
    assert "validation" not in filled("claim").loc["38", "known"]
    for name in ("operating_points.csv", "calibration.csv"):
        (folder / name).write_text("model\n")
    claim = filled("claim")
    assert "validation" in claim.loc["38", "known"]
    assert claim.loc["38", "files"] == "thresholds.csv, operating_points.csv, calibration.csv"


def test_predictions_of_a_removed_model_are_no_external_test(about, folder):
    write_table(pd.DataFrame(columns=["probability"]), folder / "predictions" / "external" / "removed.csv")

    def state(**changes):
        changed = replace(about, **changes)
        results = Results(folder, changed)
        return filled_sheet("claim", study_facts(changed, results), results).set_index("item").loc["33", "state"]

    assert state() == "open"
    assert state(external=["removed"]) == "partly"


def test_an_external_test_fills_the_items_that_ask_for_it(about, folder, external_test):
    about = replace(about, external_cohorts=["elsewhere"], settings={**about.settings, "split_seed": 1})
    for name in ("tables/table1_partition.html", "tables/external_elsewhere.html"):
        (folder / name).write_text("")

    def items(changed):
        results = Results(folder, changed)
        facts = study_facts(changed, results)
        sheets = (filled_sheet(name, facts, results).assign(sheet=name) for name in SHEETS)
        return pd.concat(sheets).set_index(["sheet", "item"])

    without = items(replace(about, external_cohorts=[]))
    assert not without["files"].str.contains("external").any()
    assert without.loc[("claim", "33"), "state"] == without.loc[("metrics", "27"), "state"] == "open"
    assert "other cohorts" not in " ".join(without["known"])
    found = items(about)
    for item in (("claim", "33"), ("metrics", "27")):
        assert found.loc[item, "state"] == "filled"
        assert "3 (1 Methylated)" in found.loc[item, "known"] and "nothing is fitted" in found.loc[item, "known"]
        assert "external/elsewhere/metrics.csv" in found.loc[item, "files"]
    tripod = found.loc["tripod_ai"]
    assert tripod.loc["4", "known"].endswith("on other cohorts (elsewhere).")
    assert "used for evaluation alone" in tripod.loc["12a", "known"]
    assert "no model is recalibrated" in tripod.loc["12f", "known"]
    assert (tripod.loc[["16", "20c"], "state"] == "partly").all()
    assert tripod.loc["16", "known"].count("% Methylated") == 2
    assert "elsewhere: AUC 0.40 to 0.70" in tripod.loc["23a", "known"]


@pytest.mark.parametrize("simulated", [True, False])
def test_both_files_show_open_items_and_the_kind_of_patients(tmp_path, filled, parse, simulated):
    sheet = filled("metrics").reset_index()[["section", "item", "weight", "topic", "state", "known", "files"]]
    write_sheet(sheet, "metrics", "mgmt", simulated, tmp_path)
    written = pd.read_csv(tmp_path / "metrics.csv", dtype={"item": str})
    assert written["study"].unique().tolist() == ["mgmt"]
    assert written["patients"].unique().tolist() == ["simulated" if simulated else "real"]
    text = parse((tmp_path / "metrics.html").read_text(encoding="utf-8")).text
    assert text.count("□ open") == (written["state"] == "open").sum()
    assert ("Simulated patients" in text) == simulated
    assert "No score is computed" in text


@pytest.mark.parametrize("name", SHEETS)
def test_notes_name_the_publication_and_say_whose_words_the_topics_are(name):
    assert "2024" in sheet_note(name) and "our own short words" in sheet_note(name)


def test_hardware_of_published_predictions_is_that_of_the_evaluation(published_sheets):
    row = published_sheets["claim"].loc["23"]
    assert row["state"] == "partly" and row["known"].startswith("Of this evaluation")


def test_hardware_of_a_training_is_shown_by_the_record_of_the_run(filled):
    row = filled("claim").loc["23"]
    assert (row["state"], row["files"]) == ("filled", "provenance.json") and "torch" not in row["known"]


def test_segmentations_of_simulated_patients_come_from_no_archive(about, folder):
    (folder / "ground_truth.csv").write_text("level\n")
    (folder / "cards").mkdir()
    (folder / "cards" / "forest_dti.html").write_text("")
    about = replace(about, simulated=True, settings={**about.settings, "mask": "automatic", "spacing": "4"})
    results = Results(folder)
    for name, items in (("metrics", ["8", "10"]), ("tripod_ai", ["9b"])):
        known = filled_sheet(name, study_facts(about, results), results).set_index("item").loc[items, "known"]
        assert known.str.contains("simulat").all() and not known.str.contains("archive").any()


def test_a_fit_is_shown_by_its_record_and_not_by_the_files_it_read(about, folder):
    (folder / "predictions" / "forest").mkdir(parents=True)
    (folder / "predictions" / "forest" / "dti_fitted.json").write_text("[]\n")
    results = Results(folder, about)
    for name, items in (("claim", ["24", "25"]), ("tripod_ai", ["12b"])):
        sheet = filled_sheet(name, study_facts(about, results), results).set_index("item").loc[items]
        assert (sheet["state"] == "filled").all()
        assert sheet["files"].str.contains("dti_fitted.json").all() and not sheet["files"].str.contains("sources").any()


KNOWN_FACTS = {
    *("title", "study", "label", "positive", "negative", "cohort", "patients", "models", "subjects", "subject"),
    *(
        "label_unknown",
        "n_combinations",
        "reference",
        "folds",
        "division",
        "trainings",
        "seed",
        "weights",
        "group",
        "kind_of_models",
        "draws",
        "source",
    ),
    *("modalities", "test_share", "test_group", "split_seed", "mask", "spacing", "preprocessing", "training"),
    *("model_descriptions", "initial_weights", "imputation", "tables", "n_scans", "n_included", "n_excluded"),
    *("steps", "exclusions", "n_train", "n_train_by_group", "n_unused", "n_sites", "n_without_age", "n_without_sex"),
    *("n_test", "n_test_positive", "n_test_negative", "metrics", "python", "libraries", "devices", "config_sha256"),
    *(
        "revision",
        "several_models",
        "several_sites",
        "area_tests",
        "with_intervals",
        "examined_by",
        "rank_tests",
        "n_against_chance",
        "auc_clinical",
        "spread_over",
    ),
    *("external_cohorts", "external_patients", "external_selection", "external_overlap", "external_mix"),
    "external_areas",
}
