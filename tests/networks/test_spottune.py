import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from radiogenomics.networks.gumbel import gumbel_noise
from radiogenomics.networks.medicalnet import medicalnet_resnet
from radiogenomics.networks.resnet import ResNetClassifier
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.networks.weights import save_medicalnet

LABELS = torch.tensor([0.0, 1.0, 1.0])


def generator(seed: int = 5) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def network(volumes):
    """Small network in which the branches differ and the batch norms have seen images."""
    torch.manual_seed(0)
    network = SpotTune(depth=50, width=4, temperature=2.0)
    with torch.no_grad():
        for parameter in network.fine_tuned.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
        for _ in range(5):
            network(volumes)
    return network


def decide(network: SpotTune, logits: torch.Tensor) -> None:
    """Let the agent give these logits (blocks, 2) for every image."""
    with torch.no_grad():
        network.agent.head.weight.zero_()
        network.agent.head.bias.copy_(logits.flatten())


def plain_classifier(network: SpotTune, branch: str) -> ResNetClassifier:
    """Ordinary residual network made of the stem, one branch's blocks, and the head."""
    plain = ResNetClassifier(50, width=4)
    plain.backbone.load_state_dict(network.frozen.state_dict())
    if branch == "fine_tuned":
        for block, fine_tuned in zip(plain.backbone.blocks, network.fine_tuned, strict=True):
            block.load_state_dict(fine_tuned.state_dict())
    plain.head.load_state_dict(network.head.state_dict())
    return plain.eval()


def count(parameters) -> float:
    return round(sum(p.numel() for p in parameters) / 1e6, 3)


def test_full_size_has_the_published_numbers_of_weights():
    with torch.device("meta"):
        network = SpotTune()
    assert len(network.fine_tuned) == 16
    assert count([*network.fine_tuned.parameters(), *network.head.parameters()]) == 46.135
    assert count(network.agent.parameters()) == 14.372
    assert count(p for p in network.parameters() if p.requires_grad) == 60.507
    assert count(network.frozen.parameters()) == 46.155
    assert not any(p.requires_grad for p in network.frozen.parameters())


@pytest.mark.parametrize(("branch", "index"), [("frozen", 0), ("fine_tuned", 1)])
@pytest.mark.parametrize("gradient", [True, False])
def test_a_route_through_one_branch_is_a_plain_residual_network(network, volumes, branch, index, gradient):
    logits = torch.zeros(16, 2)
    logits[:, index] = 1e6
    decide(network, logits)
    network.eval()
    with torch.set_grad_enabled(gradient):
        found = network(volumes)
    torch.testing.assert_close(found, plain_classifier(network, branch)(volumes), rtol=1e-4, atol=1e-5)
    other = plain_classifier(network, "fine_tuned" if branch == "frozen" else "frozen")
    assert not torch.allclose(found, other(volumes), rtol=1e-3)


def test_any_route_is_the_blocks_it_names_one_after_the_other(network, volumes):
    network.eval()
    with torch.no_grad():
        logits = network.routing_logits(volumes)
        routes = (logits + gumbel_noise(logits.shape, generator(), logits.device)).argmax(-1)
        assert 0 < routes.float().mean() < 1
        expected = []
        for image, route in zip(volumes.split(1), routes, strict=True):
            state = network.frozen.stem(image)
            for block, choice in enumerate(route):
                state = (network.fine_tuned if choice else network.frozen.blocks)[block](state)
            expected.append(network.head(state.mean((2, 3, 4)))[:, 0])
        found = network(volumes, generator())
    torch.testing.assert_close(found, torch.cat(expected), rtol=1e-4, atol=1e-5)


def test_routes_with_and_without_gradient_give_the_same_logits(network, volumes):
    network.eval()
    with_gradient = network(volumes, generator()).detach()
    with torch.no_grad():
        torch.testing.assert_close(network(volumes, generator()), with_gradient, rtol=1e-4, atol=1e-5)


def test_a_generator_repeats_the_draw_and_torch_s_seed_does_without(network, volumes):
    network.eval()
    with torch.no_grad():
        assert torch.equal(network(volumes, generator()), network(volumes, generator()))
        draws = torch.stack([network(volumes, generator(seed)) for seed in range(8)])
        assert (draws.std(0) > 0).all()
        torch.manual_seed(5)
        assert torch.equal(network(volumes), network(volumes, generator()))


def test_choose_block_evaluates_for_each_route_its_branch_alone(network):
    network.eval()
    states = torch.rand(3, 4, 5, 5, 4)
    seen = {}
    network.frozen.blocks[0].register_forward_hook(lambda _, inputs, __: seen.update(frozen=inputs[0]))
    network.fine_tuned[0].register_forward_hook(lambda _, inputs, __: seen.update(fine_tuned=inputs[0]))
    position, fine_tuned = torch.tensor([0, 0, 2, 1]), torch.tensor([True, False, False, True])
    with torch.no_grad():
        chosen, new_position = network.choose_block(0, states.split(1), position, fine_tuned)
        assert torch.equal(seen["frozen"], states[[0, 2]]) and torch.equal(seen["fine_tuned"], states[[0, 1]])
        expected = network.mix_block(0, states[position], fine_tuned.float())
        torch.testing.assert_close(torch.cat(chosen)[new_position], expected)


@pytest.mark.parametrize("everyone", [True, False])
def test_choose_block_needs_no_taker_of_a_branch(network, everyone):
    network.eval()
    states, position, fine_tuned = torch.rand(2, 4, 5, 5, 4), torch.arange(2), torch.full((2,), everyone)
    with torch.no_grad():
        chosen, new_position = network.choose_block(0, states.split(1), position, fine_tuned)
        expected = network.mix_block(0, states, fine_tuned.float())
        torch.testing.assert_close(torch.cat(chosen)[new_position], expected)


def test_choose_block_gives_a_branch_no_more_than_a_batch_of_states(network):
    network.eval()
    states, position = torch.rand(2, 4, 5, 5, 4), torch.tensor([0, 1, 0, 1, 1, 0])
    fine_tuned = torch.tensor([True, False, False, True, True, True])
    seen = []
    network.fine_tuned[0].register_forward_hook(lambda _, inputs, __: seen.append(len(inputs[0])))
    with torch.no_grad():
        chosen, new_position = network.choose_block(0, states.split(1), position, fine_tuned, batch_size=3)
        assert seen == [3, 1]
        expected = network.mix_block(0, states[position], fine_tuned.float())
        torch.testing.assert_close(torch.cat(chosen)[new_position], expected)


def test_the_frozen_branch_is_bit_equal_after_training(network, volumes):
    before = {key: tensor.clone() for key, tensor in network.state_dict().items()}
    optimiser = torch.optim.Adam([p for p in network.parameters() if p.requires_grad], lr=0.01)
    network.train()
    assert not network.frozen.training and not network.frozen.layer4[0].bn2.training
    for step in range(3):
        optimiser.zero_grad()
        binary_cross_entropy_with_logits(network(volumes, generator(step)), LABELS).backward()
        optimiser.step()
    changed = {key for key, tensor in network.state_dict().items() if not torch.equal(tensor, before[key])}
    assert changed == {key for key in before if not key.startswith("frozen.")}


def test_gradients_pass_through_frozen_blocks_and_none_is_kept_for_their_weights(network, volumes):
    logits = torch.tensor([[0.0, 1e6]] + [[1e6, 0.0]] * 15)
    decide(network, logits)
    binary_cross_entropy_with_logits(network(volumes, generator()), LABELS).backward()
    assert network.fine_tuned[0].conv1.weight.grad.abs().sum() > 0
    assert not network.fine_tuned[7].conv1.weight.grad.any()
    assert all(p.grad is None for p in network.frozen.parameters())


def test_the_agent_s_gradient_is_the_analytic_one_of_equation_3(network, volumes):
    """Chain rule by hand: dL/dlogit = dL/dI · Y₁ (1 − Y₁) / τ, with dL/dI from finite differences of the mixture."""
    network = network.double().eval()
    images, last = volumes.double(), 15
    network(images, generator()).sum().backward()
    found = network.agent.head.bias.grad.view(16, 2)[last]
    with torch.no_grad():
        logits = network.routing_logits(images).float()
        noisy = logits + gumbel_noise(logits.shape, generator(), logits.device)
        states, routes = network.frozen.stem(images), noisy.argmax(-1)
        for block in range(last):
            states = network.mix_block(block, states, routes[:, block].double())
        choice = routes[:, last].double()
        step = 1e-6
        higher, lower = (network.classify(network.mix_block(last, states, choice + s)) for s in (step, -step))
        relaxed = (noisy[:, last] / network.temperature).softmax(-1)[:, 1]
        slope = (higher - lower) / (2 * step) * relaxed * (1 - relaxed) / network.temperature
    assert slope.abs().min() > 0
    torch.testing.assert_close(found, torch.stack([-slope.sum(), slope.sum()]), rtol=1e-4, atol=1e-10)


def test_groups_are_network_and_agent_with_every_parameter_once(network):
    groups = network.parameter_groups()
    assert list(groups) == ["network", "agent"] and groups["agent"] == list(network.agent.parameters())
    members = [id(parameter) for group in groups.values() for parameter in group]
    assert len(members) == len(set(members)) and set(members) == {id(p) for p in network.parameters()}


def test_its_own_generator_repeats_the_draws(network, volumes):
    network.eval()
    with torch.no_grad():
        assert torch.equal(network(volumes, network.generator(5)), network(volumes, generator(5)))


def test_pretrained_weights_reach_both_branches_and_the_agent(tmp_path, volumes):
    backbone, agent = medicalnet_resnet(50, width=4), medicalnet_resnet(10, width=4)
    save_medicalnet(backbone, tmp_path / "resnet_50.pth")
    save_medicalnet(agent, tmp_path / "resnet_10.pth")
    network = SpotTune(width=4, in_channels=2)
    network.load_pretrained(tmp_path / "resnet_50.pth", tmp_path / "resnet_10.pth")
    torch.testing.assert_close(network.frozen.conv1.weight, backbone.conv1.weight.repeat(1, 2, 1, 1, 1) / 2)
    for block, frozen, fine_tuned in zip(backbone.blocks, network.frozen.blocks, network.fine_tuned, strict=True):
        for key, tensor in block.state_dict().items():
            assert torch.equal(tensor, frozen.state_dict()[key]) and torch.equal(tensor, fine_tuned.state_dict()[key])
            assert fine_tuned.state_dict()[key].data_ptr() != frozen.state_dict()[key].data_ptr()
    assert torch.equal(network.agent.backbone.layer4[0].conv2.weight, agent.layer4[0].conv2.weight)


@pytest.mark.parametrize(("depth", "blocks"), [(10, 4), (18, 8), (34, 16)])
def test_other_depths_are_routed_too(depth, blocks, volumes):
    network = SpotTune(depth, width=4)
    assert network.routing_logits(volumes).shape == (3, blocks, 2)
    assert network(volumes).shape == (3,)


def test_mixed_precision_and_channels_last_change_nothing_but_rounding(network, volumes):
    network.eval()
    with torch.no_grad():
        expected = network(volumes, generator())
        network.to(memory_format=torch.channels_last_3d)
        last = volumes.contiguous(memory_format=torch.channels_last_3d)
        torch.testing.assert_close(network(last, generator()), expected, rtol=1e-4, atol=1e-5)
    network.train()
    with torch.autocast("cpu", torch.bfloat16):
        logits = network(last, generator())
        assert torch.isfinite(logits).all()
    logits.float().sum().backward()
    assert network.agent.head.bias.grad.any()


def test_agent_is_a_group_of_parameters_of_its_own_and_each_is_in_one(network):
    groups = network.parameter_groups()
    assert list(groups) == ["network", "agent"]
    members = [id(parameter) for group in groups.values() for parameter in group]
    assert sorted(members) == sorted(map(id, network.parameters()))
    assert {id(parameter) for parameter in groups["agent"]} == {id(p) for p in network.agent.parameters()}


def test_draws_are_repeated_by_a_generator_of_the_same_seed(network):
    first, again, other = (torch.rand(3, generator=network.generator(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert ResNetClassifier(10, width=2).generator(1) is None
