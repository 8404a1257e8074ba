from hypothesis import given
from hypothesis import strategies as st

from radiogenomics.training.batches import epoch_batches


@given(st.integers(1, 60), st.integers(2, 13), st.integers(0, 2**63 - 1))
def test_every_example_is_in_one_batch_and_no_batch_is_a_single(n_examples, batch_size, seed):
    batches = epoch_batches(n_examples, batch_size, seed)
    assert sorted(row for batch in batches for row in batch) == list(range(n_examples))
    assert all(2 <= len(batch) <= batch_size + 1 for batch in batches) or n_examples == 1
    assert all(len(batch) == batch_size for batch in batches[:-1])


def test_order_depends_on_the_seed_alone():
    assert epoch_batches(50, 7, 1) == epoch_batches(50, 7, 1)
    assert epoch_batches(50, 7, 1) != epoch_batches(50, 7, 2)


def test_no_batch_is_smaller_than_asked_for():
    batches = epoch_batches(13, 5, 1, smallest=4)
    assert [len(batch) for batch in batches] == [5, 8]
    assert sorted(row for batch in batches for row in batch) == list(range(13))
