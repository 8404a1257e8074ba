from radiogenomics.features.source import TableSource

INPUTS = [{"tables": ["captk"], "features": None, "modalities": ["T1"]}]
SOURCE = TableSource("results/s", ["captk", "clinical"], INPUTS)


def test_the_gate_compares_tables_and_what_they_were_made_from():
    assert SOURCE.gate_files == {
        "tables": ["results/s/features/captk.csv", "results/s/features/clinical.csv"],
        "sources": ["results/s/features/captk_sources.csv", "results/s/features/clinical_sources.csv"],
    }
    assert SOURCE.gate_parameters == {"tables": ["captk", "clinical"], "inputs": INPUTS}


def test_reading_a_table_is_no_fit():
    assert SOURCE.expected_fits == [] and SOURCE.fitted_records == []
    assert SOURCE.recorded == [
        f"features/{name}" for name in ("captk", "captk_sources", "clinical", "clinical_sources")
    ]
