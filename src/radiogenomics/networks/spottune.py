"""SpotTune: for each image and each residual block, an agent chooses the frozen or the fine-tuned copy of the block.

Guo et al. 2018 (arXiv:1811.08737) in three dimensions, as in Schmitz et al. 2024, section 2.3.
"""

import copy
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from radiogenomics.networks.freezing import freeze
from radiogenomics.networks.gumbel import gumbel_noise, sample, straight_through
from radiogenomics.networks.medicalnet import medicalnet_resnet, pool
from radiogenomics.networks.network import Network
from radiogenomics.networks.weights import load_medicalnet


class SpotTune(Network):
    """Two residual networks that share their stem, and the agent that routes between their blocks.

    Attributes:
        frozen: whole backbone, never trained; its stem serves both branches.
        fine_tuned: trained copies of the backbone's residual blocks, in the order of the data.
        head: linear layer from pooled features to one logit.
        agent: backbone and linear head that give two logits per block, (frozen, fine-tuned).
        temperature: τ of the Gumbel-softmax relaxation.
    """

    def __init__(
        self, depth: int = 50, agent_depth: int = 10, in_channels: int = 1, width: int = 64, temperature: float = 100.0
    ):
        """Both branches with the same random weights, and a random agent.

        Args:
            depth: of the two branches; 10, 18, 34 or 50.
            agent_depth: of the agent.
            in_channels: channels of an image.
            width: channels of the first stage of all three networks, 64 in MedicalNet.
            temperature: of the Gumbel-softmax relaxation.
        """
        super().__init__()
        self.frozen = medicalnet_resnet(depth, in_channels, width)
        self.fine_tuned = nn.ModuleList(copy.deepcopy(self.frozen.blocks))
        freeze(self.frozen)
        self.head = nn.Linear(self.frozen.feature_size, 1)
        agent_backbone = medicalnet_resnet(agent_depth, in_channels, width)
        agent_head = nn.Linear(agent_backbone.feature_size, 2 * len(self.fine_tuned))
        self.agent = nn.Sequential(OrderedDict(backbone=agent_backbone, head=agent_head))
        self.temperature = temperature

    def load_pretrained(self, backbone_path: str | Path, agent_path: str | Path) -> None:
        """Load MedicalNet checkpoints into the frozen branch, its fine-tuned copy, and the agent's backbone.

        Raises:
            InputError: a file is not a checkpoint of this backbone (see `load_medicalnet`).
        """
        load_medicalnet(self.frozen, backbone_path)
        load_medicalnet(self.agent.backbone, agent_path)
        for fine_tuned, frozen in zip(self.fine_tuned, self.frozen.blocks, strict=True):
            fine_tuned.load_state_dict(frozen.state_dict())

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        """The agent, and all else: the agent has a learning rate of its own (Schmitz 2024, section 2.4)."""
        agent = list(self.agent.parameters())
        members = {id(parameter) for parameter in agent}
        return {"network": [p for p in self.parameters() if id(p) not in members], "agent": agent}

    def generator(self, seed: int) -> torch.Generator:
        """Generator of the Gumbel draws, on the CPU so that all devices draw the same."""
        return torch.Generator().manual_seed(seed)

    def routing_logits(self, images: Tensor) -> Tensor:
        """Images (n, in_channels, z, y, x) → logits (n, blocks, 2) of each block being frozen or fine-tuned."""
        return self.agent(images).unflatten(1, (len(self.fine_tuned), 2))

    def forward(self, images: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """One draw of the routes: images (n, in_channels, z, y, x) → logits (n,) of the positive class.

        `generator` makes the draw repeatable; without one, torch's global generator is used.
        """
        logits = self.routing_logits(images).float()
        noise = gumbel_noise(logits.shape, generator, logits.device)
        states = self.frozen.stem(images)
        if self.training or torch.is_grad_enabled():
            routes = straight_through(logits, noise, self.temperature)[..., 1]
            for block in range(len(self.fine_tuned)):
                states = self.mix_block(block, states, routes[:, block])
            return self.classify(states)
        routes, position = sample(logits, noise).bool(), torch.arange(len(images), device=images.device)
        states = states.split(1)
        for block in range(len(self.fine_tuned)):
            states, position = self.choose_block(block, states, position, routes[:, block])
        return torch.cat([self.classify(state) for state in states])[position]

    def mix_block(self, block: int, states: Tensor, fine_tuned: Tensor) -> Tensor:
        """Residual block as in equation 1, I·F̂(x) + (1 − I)·F(x); each branch includes its own shortcut.

        Both branches are computed for every image: the gradient of the choice is the difference between them. Where the
        fine-tuned branch is taken, no gradient passes through the frozen one; batch norm in eval mode keeps images
        apart, so that such images can go through it without one. The fine-tuned branch has batch statistics, by which
        every image acts upon all others.

        Args:
            block: index of the residual block.
            states: (n, c, z, y, x).
            fine_tuned: I, (n,), 1 for the fine-tuned and 0 for the frozen branch.
        """
        by_frozen = _without_gradient(self.frozen.blocks[block], states, fine_tuned.detach() == 1)
        by_fine_tuned = self.fine_tuned[block](states)
        return torch.lerp(by_frozen, by_fine_tuned, fine_tuned.to(by_frozen.dtype).view(-1, 1, 1, 1, 1))

    def choose_block(
        self,
        block: int,
        states: Sequence[Tensor],
        position: Tensor,
        fine_tuned: Tensor,
        batch_size: int | None = None,
    ) -> tuple[list[Tensor], Tensor]:
        """One branch of a residual block for each of some routes; what no route chose is not computed.

        Args:
            block: index of the residual block.
            states: each (1, c, z, y, x).
            position: (routes,), the state at which a route is; several routes may be at one.
            fine_tuned: (routes,), bool: the branch that a route takes from there.
            batch_size: most states that a branch gets at once; None for all.

        Returns:
            New states, one per route and those of a batch side by side, and the position of each route in them.
        """
        takers = [(~fine_tuned).nonzero().squeeze(1), fine_tuned.nonzero().squeeze(1)]
        branches = (self.frozen.blocks[block], self.fine_tuned[block])
        outputs = []
        for branch, routes in zip(branches, takers, strict=True):
            for batch in position[routes].split(batch_size or max(len(routes), 1)):
                if len(batch):
                    outputs.extend(branch(torch.cat([states[i] for i in batch.tolist()])).split(1))
        return outputs, torch.cat(takers).argsort()

    def classify(self, states: Tensor) -> Tensor:
        """Output of the last residual block (n, c, z, y, x) → logits (n,)."""
        return self.head(pool(states)).squeeze(1)


def _rows(states: Tensor, index: Tensor) -> Tensor:
    """`states[index]`; in the layout channels-last-3d several times as fast, for whole rows of memory are copied."""
    return states.movedim(1, -1).index_select(0, index).movedim(-1, 1)


def _without_gradient(branch: nn.Module, states: Tensor, blocked: Tensor) -> Tensor:
    """Output of a frozen block (n, c, z, y, x), with no gradient for the images that are `blocked` (n,)."""
    # A tensor without values is there to count the arithmetic of a step, at most: every gradient may pass.
    if not states.requires_grad or states.is_meta or not blocked.any():
        return branch(states)
    with torch.no_grad():
        without = branch(_rows(states, blocked.nonzero().squeeze(1)))
    if blocked.all():
        return without
    passed = (~blocked).nonzero().squeeze(1)
    order = torch.cat([blocked.nonzero().squeeze(1), passed]).argsort()
    return _rows(torch.cat([without, branch(_rows(states, passed))]), order)
