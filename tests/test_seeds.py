from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.seeds import derive_seed


@given(st.integers(0, 2**32), st.lists(st.text(max_size=8), max_size=4))
def test_is_a_valid_seed_and_repeats(seed, names):
    value = derive_seed(seed, *names)
    assert 0 <= value < 2**63
    assert value == derive_seed(seed, *names)


def test_jobs_have_different_seeds():
    seeds = {
        derive_seed(seed, patient, kind) for seed in (1, 2) for patient in ("a", "b") for kind in ("flip", "noise")
    }
    assert len(seeds) == 8


def test_names_are_not_run_together():
    assert derive_seed(1, "ab", "c") != derive_seed(1, "a", "bc")


def test_is_the_same_on_every_machine():
    assert derive_seed(42, "UPENN-GBM-00001", "flip") == 913377920487699495
