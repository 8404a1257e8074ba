import pandas as pd
import pytest

from radiogenomics.evaluation.published import FOLDER
from radiogenomics.evaluation.titles import TITLES, key_of, title_of

PRINTED = {
    **{"spottune": "SpotTune", "random": "Random", "transfer": "Transfer"},
    **{"dsc": "DSC", "dti": "DTI", "struct": "Struct", "dsc_dti": "DSC+DTI", "dsc_struct": "DSC+Struct"},
    **{"dti_struct": "DTI+Struct", "dsc_dti_struct": "DSC+DTI+Struct"},
}
"""As in Tables 2 to 5 of Schmitz 2024."""


@pytest.mark.parametrize(("key", "title"), PRINTED.items())
def test_key_and_title_of_the_paper_lead_to_each_other(key, title):
    assert title_of(key) == title
    assert key_of(title) == key_of(title.upper()) == key_of(key) == key


def test_no_two_keys_have_one_title():
    titles = [title.casefold() for title in TITLES.values()]
    assert len(set(titles)) == len(titles) > len(PRINTED)


def test_everything_in_the_published_tables_has_a_title():
    tables = pd.concat([pd.read_csv(path) for path in sorted(FOLDER.glob("schmitz2024_table[234].csv"))])
    assert set(tables["model"]) == {"spottune", "random", "transfer"}
    assert set(tables["model"]) | set(tables["ensemble"]) <= set(TITLES)


def test_titles_of_the_config_come_first_and_unknown_keys_are_their_own_title():
    assert title_of("random", {"random": "Random initialisation"}) == "Random initialisation"
    assert title_of("dsc_dti", {"random": "Random initialisation"}) == "DSC+DTI"
    assert title_of("mine") == key_of("mine") == "mine"
