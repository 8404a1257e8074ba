import weakref

import pytest
import torch

from radiogenomics.networks.spottune import SpotTune
from radiogenomics.predictions import draws
from radiogenomics.predictions.draws import draw_probabilities, draw_routes

SEEDS = [11, 12, 13]


@pytest.fixture(scope="module")
def images():
    return torch.rand((3, 1, 17, 20, 18), generator=torch.Generator().manual_seed(1))


@pytest.fixture(scope="module")
def network(images):
    """Small network whose branches differ, whose agent is undecided and whose batch norms have seen images."""
    torch.manual_seed(0)
    network = SpotTune(depth=50, width=4)
    with torch.no_grad():
        for parameter in network.fine_tuned.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
        network.agent.head.bias.normal_()
        for _ in range(5):
            network(images)
    return network.eval()


@torch.no_grad()
def one_pass_per_draw(network, images, routes):
    """Probabilities (n, draws) of given routes, computed naively."""
    rows = []
    for image, image_routes in zip(images.split(1), routes, strict=True):
        for route in image_routes:
            states = network.frozen.stem(image)
            for block, fine_tuned in enumerate(route):
                states = (network.fine_tuned if fine_tuned else network.frozen.blocks)[block](states)
            rows.append(network.head(states.mean((2, 3, 4))).sigmoid())
    return torch.stack(rows).view(routes.shape[:2])


def blocks_evaluated(network, run) -> int:
    """Number of states that residual blocks, frozen or fine-tuned, are applied to during `run`."""
    counts = []
    blocks = [*network.frozen.blocks, *network.fine_tuned]
    hooks = [block.register_forward_hook(lambda _, inputs, __: counts.append(len(inputs[0]))) for block in blocks]
    run()
    for hook in hooks:
        hook.remove()
    return sum(counts)


@pytest.mark.parametrize("max_states", [1, 7, 64])
def test_draws_equal_one_pass_per_draw(network, images, max_states):
    probabilities, routes = draw_probabilities(network, images, SEEDS, draws=10, max_states=max_states)
    assert probabilities.shape == (3, 10) and probabilities.dtype == torch.float32
    assert routes.shape == (3, 10, 16) and routes.dtype == torch.bool
    expected = one_pass_per_draw(network, images, routes)
    assert expected.std() > 1e-3, "the routes of this test make no difference"
    torch.testing.assert_close(probabilities, expected, rtol=0, atol=1e-5)


def test_draws_of_an_image_depend_on_its_seed_alone(network, images):
    together, routes = draw_probabilities(network, images, SEEDS, draws=12)
    for order in ([2, 0, 1], [1], [2, 1]):
        seeds = [SEEDS[i] for i in order]
        probabilities, other = draw_probabilities(network, images[order], seeds, draws=12, max_states=5)
        assert torch.equal(other, routes[order])
        torch.testing.assert_close(probabilities, together[order], rtol=0, atol=1e-5)
    _, different = draw_probabilities(network, images[:1], [99], draws=12)
    assert not torch.equal(different, routes[:1])


def test_the_first_draws_of_more_draws_are_the_draws_of_fewer(network, images):
    _, few = draw_probabilities(network, images, SEEDS, draws=3)
    _, many = draw_probabilities(network, images, SEEDS, draws=9)
    assert torch.equal(many[:, :3], few)


def test_shares_converge_to_the_agent_s_probabilities(network, images):
    with torch.no_grad():
        logits = network.routing_logits(images)
    shares = draw_routes(logits, SEEDS, draws=20_000).float().mean(dim=1)
    torch.testing.assert_close(shares, logits.softmax(-1)[..., 1], rtol=0, atol=0.015)


def test_the_mean_over_draws_converges_to_the_expectation(images):
    """With four blocks all 16 routes can be weighed by the agent's probabilities."""
    torch.manual_seed(0)
    network = SpotTune(depth=10, width=4).eval()
    with torch.no_grad():
        for parameter in network.fine_tuned.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
        every = torch.cartesian_prod(*[torch.tensor([False, True])] * 4)
        fine_tuned = network.routing_logits(images).softmax(-1)[..., 1]
        weights = torch.where(every, fine_tuned[:, None], 1 - fine_tuned[:, None]).prod(-1)
        expectation = (one_pass_per_draw(network, images, every.expand(3, 16, 4)) * weights).sum(1)
    probabilities, _ = draw_probabilities(network, images, SEEDS, draws=4000)
    tolerance = 5 * probabilities.std(1).max().item() / 4000**0.5
    torch.testing.assert_close(probabilities.mean(1), expectation, rtol=0, atol=tolerance)


def test_each_distinct_beginning_of_a_route_is_computed_once(network, images):
    _, routes = draw_probabilities(network, images, SEEDS, draws=30)
    expected = sum(
        len({tuple(route[: block + 1].tolist()) for route in image_routes})
        for image_routes in routes
        for block in range(16)
    )
    whole = blocks_evaluated(network, lambda: draw_probabilities(network, images, SEEDS, draws=30, max_states=90))
    assert whole == expected < 3 * 30 * 16
    parted = blocks_evaluated(network, lambda: draw_probabilities(network, images, SEEDS, draws=30, max_states=4))
    assert parted == expected


def most_states(network, images, **options) -> tuple[int, int]:
    """Most states that a block is applied to at once, and most outputs of blocks whose memory is kept at one time."""
    alive, at_once, held = [], [], []

    def look(_, __, output):
        alive.append((weakref.ref(output.untyped_storage()), len(output)))
        at_once.append(len(output))
        held.append(sum(size for reference, size in alive if reference() is not None))

    blocks = [*network.frozen.blocks, *network.fine_tuned]
    hooks = [block.register_forward_hook(look) for block in blocks]
    draw_probabilities(network, images, SEEDS, draws=40, **options)
    for hook in hooks:
        hook.remove()
    return max(at_once), max(held)


@pytest.mark.parametrize("allowed", [1, 2])
def test_no_more_states_than_allowed_are_computed_at_once_and_few_batches_are_held(network, images, allowed):
    at_once, held = most_states(network, images, max_states=allowed)
    assert at_once <= allowed and held <= 12 * draws.BATCHES * allowed < 2 * 3 * 40


def test_as_many_states_as_fit_into_the_memory_are_computed_at_once(network, images, monkeypatch):
    state = network.frozen.layer1(network.frozen.stem(images[:1])).nbytes
    monkeypatch.setitem(draws.BATCH_BYTES, "cpu", 10 * state)
    assert 5 < most_states(network, images)[0] <= 10
    monkeypatch.setitem(draws.BATCH_BYTES, "cpu", 0)
    assert most_states(network, images)[0] == 1
    monkeypatch.setitem(draws.BATCH_BYTES, "cpu", 2**40)
    assert 10 < most_states(network, images)[0] <= len(images) * 40


def test_a_decided_agent_costs_one_pass(network, images):
    bias = network.agent.head.bias.detach().clone()
    try:
        with torch.no_grad():
            network.agent.head.bias.view(16, 2)[:, 0] += 1e6
        found = []
        states = blocks_evaluated(network, lambda: found.append(draw_probabilities(network, images, SEEDS)))
    finally:
        network.agent.head.bias.data.copy_(bias)
    probabilities, routes = found[0]
    assert states == 3 * 16 and not routes.any()
    assert (probabilities == probabilities[:, :1]).all()


def test_agent_and_stem_are_computed_once_per_image(network, images):
    seen = []
    modules = (network.agent.backbone.conv1, network.frozen.conv1)
    hooks = [module.register_forward_hook(lambda _, inputs, __: seen.append(len(inputs[0]))) for module in modules]
    draw_probabilities(network, images, SEEDS, draws=20, max_states=4)
    for hook in hooks:
        hook.remove()
    assert seen == [3, 3]


def test_the_network_is_left_as_it_was(network, images):
    before = {key: tensor.clone() for key, tensor in network.state_dict().items()}
    network.train()
    try:
        in_training, _ = draw_probabilities(network, images, SEEDS, draws=4)
        assert network.training and network.fine_tuned[0].bn1.training and not network.frozen.training
    finally:
        network.eval()
    assert all(torch.equal(tensor, before[key]) for key, tensor in network.state_dict().items())
    again, _ = draw_probabilities(network, images, SEEDS, draws=4)
    assert torch.equal(in_training, again) and not again.requires_grad
    assert not network.training


def test_channels_last_changes_nothing_but_rounding(network, images):
    expected, routes = draw_probabilities(network, images, SEEDS, draws=10)
    network.to(memory_format=torch.channels_last_3d)
    try:
        last = images.contiguous(memory_format=torch.channels_last_3d)
        found, same = draw_probabilities(network, last, SEEDS, draws=10)
    finally:
        network.to(memory_format=torch.contiguous_format)
    assert torch.equal(routes, same)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-5)


def test_one_seed_per_image_is_required(network, images):
    with pytest.raises(ValueError, match="3 images and 2 seeds"):
        draw_probabilities(network, images, SEEDS[:2])
