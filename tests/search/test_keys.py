import json

from radiogenomics.search.keys import read_best, with_values

TRAINING = {"epochs": 9, "phases": [{"name": "transfer", "epochs": 3}, {"name": "fine_tuning", "epochs": 4}]}


def test_values_are_set_in_their_own_section_and_phase():
    values = {"training.epochs": 7, "training.fine_tuning.epochs": 2, "model.epochs": 1}
    found = with_values(TRAINING, "training", values)
    assert found["epochs"] == 7
    assert [phase["epochs"] for phase in found["phases"]] == [3, 2]
    assert TRAINING["epochs"] == 9 and TRAINING["phases"][1]["epochs"] == 4
    assert with_values(TRAINING, "training", {"training.another.epochs": 7}) == TRAINING
    assert with_values({"depth": 10}, "model", values) == {"depth": 10, "epochs": 1}


def test_only_what_a_study_takes_over_is_read(tmp_path):
    path = tmp_path / "best.json"
    path.write_text(json.dumps({"parameters": {"training.epochs": 7, "model.width": 2}, "value": 0.5}))
    assert read_best([path], ["model"]) == {"model.width": 2}
    assert read_best([], []) == {}
