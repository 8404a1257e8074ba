import pytest

from radiogenomics.evaluation.titles import TITLES, key_of, title_of


@pytest.mark.parametrize("key", TITLES)
def test_key_and_title_lead_to_each_other(key):
    assert key_of(title_of(key)) == key_of(key) == key


def test_titles_of_the_config_come_first_and_unknown_keys_are_their_own_title():
    assert title_of("random", {"random": "Random initialisation"}) == "Random initialisation"
    assert title_of("dsc_dti", {"random": "Random initialisation"}) == "DSC+DTI"
    assert title_of("mine") == key_of("mine") == "mine"
