import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, mse_loss

from radiogenomics.networks.gene_tower import GeneTower
from radiogenomics.networks.gene_tower_settings import GeneTowerSettings


def widths(layers):
    return [layer.out_features for layer in layers if hasattr(layer, "out_features")]


@pytest.mark.parametrize(("bottleneck", "encoder", "width"), [(None, [64, 32], 32), (8, [64, 32, 8], 8)])
def test_published_layers(bottleneck, encoder, width):
    tower = GeneTowerSettings(title="Gene tower", network="gene_tower", bottleneck=bottleneck).build(100)
    assert widths(tower.autoencoder.encoder) == encoder
    assert widths(tower.autoencoder.decoder) == [32, 64, 100]
    assert widths(tower.classifier) == [64, 16, 1]
    expression = torch.randn(3, 100)
    assert tower.features(expression).shape == (3, width) == (3, tower.width)
    assert tower.autoencoder(expression=expression).shape == (3, 100)
    assert tower(expression=expression).shape == (3,)


def test_groups_hold_each_parameter_once():
    tower = GeneTower(20)
    groups = tower.parameter_groups()
    assert list(groups) == ["encoder", "decoder", "classifier"]
    listed = [id(parameter) for group in groups.values() for parameter in group]
    assert sorted(listed) == sorted(map(id, tower.parameters()))


def test_each_loss_reaches_its_groups():
    tower, expression = GeneTower(20), torch.randn(4, 20)

    def reached(loss):
        tower.zero_grad()
        loss.backward()
        groups = tower.parameter_groups().items()
        return {name for name, group in groups if any(p.grad is not None and p.grad.any() for p in group)}

    assert reached(mse_loss(tower.autoencoder(expression), expression)) == {"encoder", "decoder"}
    loss = binary_cross_entropy_with_logits(tower(expression), torch.ones(4))
    assert reached(loss) == {"encoder", "classifier"}


def test_it_learns_to_compress_what_has_few_dimensions():
    torch.manual_seed(0)
    tower = GeneTower(30, 4)
    expression = torch.randn(64, 2) @ torch.randn(2, 30)
    optimiser = torch.optim.Adam(tower.autoencoder.parameters(), lr=0.01)
    for _ in range(300):
        optimiser.zero_grad()
        loss = mse_loss(tower.autoencoder(expression), expression)
        loss.backward()
        optimiser.step()
    assert loss < 0.05 * expression.var()
