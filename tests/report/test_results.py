from radiogenomics.report.results import Results


def test_what_a_study_lacks_is_none_and_no_error(folder):
    results = Results(folder)
    assert results.table("spread.csv") is None
    assert results.record("before_training/leakage.json") is None
    assert results.rows("spread.csv", "forest", "dti") is None
    assert not results.has("cards/*.html") and results.names("cards/*.html") == []


def test_rows_are_of_one_model_on_one_subject(folder):
    rows = Results(folder).rows("metrics.csv", "net", "struct")
    assert rows["metric"].tolist() == ["AUC", "SEN"]
    assert not {"study", "patients", "model", "ensemble"} & set(rows)


def test_names_are_below_the_folder_and_sorted(folder):
    assert Results(folder).names("figures/*") == ["figures/flow.svg", "figures/roc_dti.png", "figures/roc_dti.svg"]


def test_what_an_earlier_configuration_left_is_there_only_for_those_who_ask_for_all(about, folder):
    (folder / "features" / "removed_sources.csv").write_text("source,sha256\n")
    assert Results(folder).names("features/*_sources.csv") == [
        "features/captk_sources.csv",
        "features/removed_sources.csv",
    ]
    results = Results(folder, about)
    assert results.names("features/*_sources.csv") == ["features/captk_sources.csv"]
    assert not results.has("features/removed_sources.csv") and results.table("features/removed_sources.csv") is None


def test_names_of_models_are_the_titles_and_unknown_ones_stay(about):
    assert about.called("forest", "dti") == "Forest, DTI"
    assert about.called("other", "external") == "other, external"
