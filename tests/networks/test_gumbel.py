import numpy as np
import pytest
import torch

from radiogenomics.networks.gumbel import gumbel_noise, sample, straight_through

CPU = torch.device("cpu")


def generator(seed: int = 3) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_noise_follows_the_standard_gumbel_distribution():
    noise = gumbel_noise((200_000,), generator(), CPU)
    assert noise.mean().item() == pytest.approx(np.euler_gamma, abs=0.01)
    assert noise.var().item() == pytest.approx(np.pi**2 / 6, rel=0.02)
    assert torch.isfinite(noise).all()


def test_noise_is_repeated_by_its_generator_and_taken_from_torch_without_one():
    assert torch.equal(gumbel_noise((5,), generator(), CPU), gumbel_noise((5,), generator(), CPU))
    torch.manual_seed(3)
    assert torch.equal(gumbel_noise((5,), None, CPU), gumbel_noise((5,), generator(), CPU))


def test_samples_have_the_probabilities_of_the_softmax():
    logits = torch.tensor([0.3, -1.2, 0.9])
    chosen = sample(logits, gumbel_noise((100_000, 3), generator(), CPU))
    shares = torch.bincount(chosen) / len(chosen)
    torch.testing.assert_close(shares, logits.softmax(0), atol=0.006, rtol=0)


def test_straight_through_is_exactly_one_hot_and_agrees_with_the_sample():
    logits, noise = torch.randn(50, 4, 2), gumbel_noise((50, 4, 2), generator(), CPU)
    chosen = straight_through(logits, noise, temperature=100.0)
    assert set(chosen.unique().tolist()) == {0.0, 1.0}
    assert torch.equal(chosen.argmax(-1), sample(logits, noise))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 100.0])
def test_straight_through_gradient_is_that_of_equation_3(temperature):
    logits = torch.randn(6, 2, dtype=torch.float64, requires_grad=True)
    noise, weight = torch.randn(6, 2, dtype=torch.float64), torch.randn(6, 2, dtype=torch.float64)
    (straight_through(logits, noise, temperature) * weight).sum().backward()
    y = ((logits.detach() + noise) / temperature).softmax(-1)
    expected = y * (weight - (y * weight).sum(-1, keepdim=True)) / temperature
    torch.testing.assert_close(logits.grad, expected)
