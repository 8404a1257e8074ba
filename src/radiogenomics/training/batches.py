"""Which examples form the batches of an epoch."""

import torch


def epoch_batches(n_examples: int, batch_size: int, seed: int, smallest: int = 2) -> list[list[int]]:
    """Shuffle all examples into batches; every example is in exactly one.

    Batch norm cannot estimate a variance from one image, so a last batch of one, or of fewer than `smallest`, joins the
    batch before it, which is then larger than `batch_size`. Nothing is dropped.

    Args:
        n_examples: size of the training set.
        batch_size: images per batch.
        seed: seed of the shuffling, another one in each epoch.
        smallest: size of the smallest batch, if there are so many examples.

    Returns:
        Rows of the examples, batch by batch.
    """
    order = torch.randperm(n_examples, generator=torch.Generator().manual_seed(seed))
    batches = [batch.tolist() for batch in order.split(batch_size)]
    if len(batches) > 1 and len(batches[-1]) < smallest:
        rest = batches.pop()
        batches[-1] += rest
    return batches
