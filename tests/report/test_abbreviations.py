import pytest

from radiogenomics.report.abbreviations import ABBREVIATIONS, abbreviations_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("<th>SEN</th><td>0.5 (NPV 0.2)</td>", ["NPV", "SEN"]),
        ("DTI_FA and DSC+Struct", ["DSC", "DTI", "Struct"]),
        ("Apparent reSENse, Nobody", []),
        ('<img src="data:AP+SEN/ACC">', []),
    ],
)
def test_abbreviations_are_those_that_occur_as_words(text, names):
    assert [name for name, _ in abbreviations_in(text)] == names


def test_they_are_in_alphabetical_order():
    assert list(ABBREVIATIONS) == sorted(ABBREVIATIONS, key=str.lower)
