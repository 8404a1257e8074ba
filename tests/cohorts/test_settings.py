"""Settings of a cohort, its archive and its label."""

from radiogenomics.cohorts.settings import LabelSettings


def test_the_rule_of_a_label_that_is_made_of_a_number():
    days = LabelSettings(column="days", above="median", censored="followed")
    assert days.rule == (
        "made here of the column days: above the median of all baseline scans whose number is known, test patients "
        "included; who was followed beyond it (followed) counts as above"
    )
    assert days.unknown == "excluded, unless followed beyond the threshold"
    assert LabelSettings(column="days", above=390).rule == "made here of the column days: above 390"
    assert (LabelSettings().rule, LabelSettings().unknown) == (None, "excluded")
