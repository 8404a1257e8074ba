"""What `radiogenomics predict` takes from a table of patients."""

from pathlib import Path

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.command_line.predict import _patients

BUNDLE = Bundle(Path("model"), {"form": "volumes", "inputs": {"T1": {"share": 1.0, "channels": ["T1"]}}}, [], {})


def test_sequences_that_the_model_does_not_use_are_left_aside_and_said(tmp_path, capsys):
    table = tmp_path / "patients.csv"
    table.write_text("patient_id,T1,FLAIR,T2,mask\nP1,a.nii.gz,,b.nii.gz,m.nii.gz\nP2,c.nii.gz,d.nii.gz,,\n")
    found = _patients(BUNDLE, ["T1"], table, {}, "patient", {}, "patient_id", False)
    assert [sorted(one.files) for one in found] == [["T1", "mask"], ["T1"]]
    assert capsys.readouterr().out == "not used by this model: T2, FLAIR\n"
    _patients(BUNDLE, ["T1", "T2", "FLAIR"], table, {}, "patient", {}, "patient_id", False)
    assert capsys.readouterr().out == ""
