"""The gene tower of Lyu and Costen: an autoencoder of expression, and a classifier on its bottleneck.

The paper says: an encoder with dense layers of 64 and 32 nodes, "the compressed features inside the bottleneck", a
decoder with 32 and 64 nodes, mean squared error; then dense layers of 64 and 16 nodes "connected to the bottleneck".
It does not say how wide the bottleneck is, nor whether it is a layer of its own. As fusion takes 32 features from the
gene encoder, the 32 nodes are taken for the bottleneck here, unless a width is set. It is also not said whether the
encoder goes on learning with the classifier: the phases of a training say which groups of parameters they train.
Activations are not named; here a ReLU follows each dense layer but the bottleneck and the two outputs, which must be
able to be negative.
"""

from torch import Tensor, nn

from radiogenomics.networks.gene_tower_settings import INNER
from radiogenomics.networks.network import Network

OUTER = 64


class GeneAutoencoder(Network):
    """Expression (n, genes) → bottleneck (n, width) → reconstruction (n, genes).

    Attributes:
        width: of the bottleneck.
    """

    def __init__(self, genes: int, bottleneck: int | None = None):
        """Network with random weights; `bottleneck` None makes the encoder's 32 nodes the bottleneck."""
        super().__init__()
        self.width = bottleneck or INNER
        inner = [] if bottleneck is None else [nn.ReLU(), nn.Linear(INNER, bottleneck)]
        self.encoder = nn.Sequential(nn.Linear(genes, OUTER), nn.ReLU(), nn.Linear(OUTER, INNER), *inner)
        self.decoder = nn.Sequential(
            nn.ReLU(),
            nn.Linear(self.width, INNER),
            nn.ReLU(),
            nn.Linear(INNER, OUTER),
            nn.ReLU(),
            nn.Linear(OUTER, genes),
        )

    def forward(self, expression: Tensor) -> Tensor:
        """Expression (n, genes) → its reconstruction (n, genes)."""
        return self.decoder(self.encoder(expression))

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        """Trainable parameters of `encoder` and `decoder`."""
        return {name: list(getattr(self, name).parameters()) for name in ("encoder", "decoder")}


class GeneTower(Network):
    """Expression (n, genes) → bottleneck → one logit.

    Attributes:
        autoencoder: is trained by itself first, to reconstruct.
        classifier: from the bottleneck to the logit.
    """

    def __init__(self, genes: int, bottleneck: int | None = None):
        """Network with random weights; `bottleneck` as of `GeneAutoencoder`."""
        super().__init__()
        self.autoencoder = GeneAutoencoder(genes, bottleneck)
        self.classifier = nn.Sequential(
            nn.Linear(self.autoencoder.width, 64), nn.ReLU(), nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 1)
        )

    @property
    def width(self) -> int:
        """Features per patient that the encoder makes of the genes."""
        return self.autoencoder.width

    def features(self, expression: Tensor) -> Tensor:
        """Expression (n, genes) → bottleneck (n, width)."""
        return self.autoencoder.encoder(expression)

    def forward(self, expression: Tensor) -> Tensor:
        """Expression (n, genes) → logits (n,) of the positive class."""
        return self.classifier(self.features(expression)).squeeze(1)

    def parameter_groups(self) -> dict[str, list[nn.Parameter]]:
        """Encoder, decoder (which the logit does not need) and classifier."""
        return self.autoencoder.parameter_groups() | {"classifier": list(self.classifier.parameters())}
