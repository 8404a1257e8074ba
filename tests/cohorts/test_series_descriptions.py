import pytest

from radiogenomics.cohorts.series_descriptions import DescribedSequences, listed
from radiogenomics.errors import InputError

NAMES = {"T1": ["t1 axial"], "T1GD": ["t1-axial stealth post", "3D GAD"], "T2": ["t2"], "FLAIR": ["flair"]}


def sequence(description, names=NAMES):
    fit = DescribedSequences(names, {"T1": "T1", "DTI_FA": "DTI_FA"}, "own.sequences").fit(description)
    return fit and fit.what


@pytest.mark.parametrize(
    ("description", "what"),
    [
        ("t1 axial: Processed_CaPTk", "T1"),
        ("t1 axial stealth-post : Processed_CaPTk", "T1GD"),
        ("AXIAL 3D_GAD", "T1GD"),
        ("t2_Flair_axial", "FLAIR"),
        ("Axial T2 tse", "T2"),
        ("localizer", None),
        ("", None),
        # The project's own names are all of a description, or nothing.
        ("dti-fa", "DTI_FA"),
        ("t1", "T1"),
        ("t1 sagittal", None),
    ],
)
def test_the_longest_name_that_is_in_a_description_counts(description, what):
    assert sequence(description) == what


def test_a_name_that_is_all_of_a_description_is_the_most_specific():
    names = DescribedSequences({"T1": ["t1 axial"]}, {}, "")
    assert names.fit("T1_axial").specific > names.fit("T1 axial repeat").specific


def test_names_of_two_sequences_that_fit_equally_well_are_refused():
    said = r"own.sequences: the description 'ax t1 post' fits names of T1 and T1GD equally well; give a longer part"
    with pytest.raises(InputError, match=said):
        sequence("ax t1 post", {"T1": ["ax t1"], "T1GD": ["post"]})


def test_descriptions_are_listed_each_once_and_the_most_frequent_first():
    assert listed(["a", "b", "b"]) == "'b' (2 times), 'a'"
    assert listed(map(str, range(20))).endswith("'11' and 8 more")
