from radiogenomics.evaluation.titles import BEST, numbered, title_of


def test_titles_that_are_given_come_first_and_unknown_keys_are_their_own_title():
    assert title_of("random", {"random": "Random initialisation"}) == "Random initialisation"
    assert title_of("spottune") == "spottune"
    assert (title_of(BEST), title_of(BEST, {"best": "The best"})) == ("Best overall", "The best")


def test_a_number_in_a_paper_stands_before_the_caption_and_nothing_where_there_is_none():
    assert numbered("Tests", "Table 5") == "Table 5. Tests"
    assert numbered("Tests", "") == numbered("Tests", None) == "Tests"
