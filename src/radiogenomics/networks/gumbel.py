"""The Gumbel-max trick: sampling from a categorical distribution, and a gradient through the sample.

Schmitz et al. 2024, equations 2 and 3; Guo et al. 2018 (arXiv:1811.08737), section 3.2. Logits stand for log α: they
differ from log-probabilities by a constant that neither the argmax nor the softmax sees.
"""

import torch
from torch import Tensor


def gumbel_noise(shape: tuple[int, ...], generator: torch.Generator | None, device: torch.device) -> Tensor:
    """Independent standard Gumbel numbers G of the given shape, float32.

    They are drawn on the generator's own device and then moved: a CPU generator gives the same numbers everywhere.
    """
    origin = device if generator is None else generator.device
    return -torch.empty(shape, device=origin).exponential_(generator=generator).log().to(device)


def sample(logits: Tensor, noise: Tensor) -> Tensor:
    """Categories X = argmax(log α + G) over the last axis (equation 2)."""
    return (logits + noise).argmax(dim=-1)


def straight_through(logits: Tensor, noise: Tensor, temperature: float) -> Tensor:
    """One-hot samples of equation 2 whose gradient is that of the relaxation Y of equation 3.

    Args:
        logits: (..., categories).
        noise: standard Gumbel numbers of the same shape.
        temperature: τ; the larger, the flatter Y and the smaller its gradient (the paper takes 100).
    """
    relaxed = ((logits + noise) / temperature).softmax(dim=-1)
    chosen = torch.nn.functional.one_hot(sample(logits, noise), logits.shape[-1])
    # The difference is exactly 0, so the value is exactly one-hot; only the gradient is that of `relaxed`.
    return chosen + (relaxed - relaxed.detach())
