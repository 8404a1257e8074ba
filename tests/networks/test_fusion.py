import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from radiogenomics.errors import InputError
from radiogenomics.networks.fusion import Fusion, MixtureOfExperts
from radiogenomics.networks.fusion_settings import FusionSettings
from radiogenomics.networks.gene_tower import GeneTower
from radiogenomics.networks.image_tower import ImageTower

JOINED_BY = ["concatenation", "mixture_of_experts"]
PATIENTS = [f"P{i}" for i in range(6)]


@pytest.fixture
def inputs():
    random = torch.Generator().manual_seed(0)
    images = torch.rand(6, 5, 16, 16, generator=random)
    return {"images": images, "expression": torch.randn(6, 40, generator=random)}


@pytest.fixture(params=JOINED_BY)
def fusion(request, inputs):
    torch.manual_seed(0)
    settings = FusionSettings(title="Fusion", network="fusion", joined_by=request.param)
    network = settings.build(ImageTower(5, 16), GeneTower(40))
    network.fit_scale(**inputs, patients=PATIENTS, fold=None)
    return network


def test_features_are_standardised_apart_by_the_training_patients(fusion, inputs):
    for tower, values, width in ((fusion.image_tower, "images", 16), (fusion.gene_tower, "expression", 32)):
        features = tower(inputs[values])
        assert features.shape == (6, width)
        varies = tower.tower.features(inputs[values]).std(dim=0) > 0
        torch.testing.assert_close(features.mean(dim=0), torch.zeros(width), atol=1e-4, rtol=0)
        torch.testing.assert_close(features.std(dim=0, correction=0)[varies], torch.ones(int(varies.sum())))


def test_the_record_names_the_patients_and_the_scale_is_part_of_the_weights(fusion, inputs):
    record = fusion.fit_scale(inputs["images"][:3], inputs["expression"][:3], PATIENTS[:3], 1)
    assert (record.patients, record.fold) == (("P0", "P1", "P2"), 1)
    joined_by = JOINED_BY[isinstance(fusion.fusion[0], MixtureOfExperts)]
    other = Fusion(ImageTower(5, 16), GeneTower(40), joined_by)
    other.load_state_dict(fusion.state_dict())
    torch.testing.assert_close(other(**inputs), fusion(**inputs))


def test_towers_keep_every_bit_while_the_fusion_is_trained(fusion, inputs):
    before = {key: value.clone() for key, value in fusion.state_dict().items()}
    optimiser = torch.optim.SGD([p for p in fusion.parameters() if p.requires_grad], lr=0.1)
    fusion.train()
    for _ in range(3):
        optimiser.zero_grad()
        binary_cross_entropy_with_logits(fusion(**inputs), torch.tensor([0.0, 1, 1, 0, 1, 0])).backward()
        optimiser.step()
    changed = {key for key, value in fusion.state_dict().items() if not torch.equal(value, before[key])}
    assert changed and all(key.startswith("fusion.") for key in changed)
    assert not fusion.image_tower.training


def test_the_groups_are_the_towers_and_the_fusion(fusion):
    groups = fusion.parameter_groups()
    assert list(groups) == ["image_tower", "gene_tower", "fusion"]
    assert sorted(id(p) for group in groups.values() for p in group) == sorted(map(id, fusion.parameters()))
    assert [any(p.requires_grad for p in group) for group in groups.values()] == [False, False, True]


def test_the_tower_that_is_there_predicts_and_is_named(fusion, inputs):
    images, expression = inputs["images"].clone(), inputs["expression"].clone()
    images[1], expression[4] = torch.nan, torch.nan
    assert fusion.used(images, expression) == ["fusion", "gene_tower", "fusion", "fusion", "image_tower", "fusion"]
    logits = fusion(images=images, expression=expression)
    torch.testing.assert_close(logits[1:2], fusion.gene_tower.tower(expression[1:2]))
    torch.testing.assert_close(logits[4:5], fusion.image_tower.tower(images[4:5]))
    torch.testing.assert_close(logits[[0, 2, 3, 5]], fusion(**inputs)[[0, 2, 3, 5]])
    torch.testing.assert_close(fusion(images=inputs["images"]), fusion.image_tower.tower(inputs["images"]))
    torch.testing.assert_close(fusion(expression=expression[:2]), fusion.gene_tower.tower(expression[:2]))


def test_patients_with_neither_and_a_scale_that_is_not_known_stop(fusion, inputs):
    with pytest.raises(InputError, match="neither an image nor expression"):
        fusion(images=inputs["images"] * torch.nan, expression=inputs["expression"] * torch.nan)
    with pytest.raises(InputError, match="neither an image nor expression"):
        fusion()
    with pytest.raises(InputError, match="call `fit_scale`"):
        Fusion(ImageTower(5, 16), GeneTower(40))(**inputs)
    with pytest.raises(InputError, match="training patient P0 lacks a modality"):
        fusion.fit_scale(inputs["images"] * torch.nan, inputs["expression"], PATIENTS, 0)


def test_published_layers():
    fusion = FusionSettings(title="Fusion", network="fusion").build(ImageTower(5, 16), GeneTower(40))
    layers = [layer for layer in fusion.fusion if hasattr(layer, "in_features")]
    assert [(layer.in_features, layer.out_features) for layer in layers] == [(48, 64), (64, 128), (128, 16), (16, 1)]


def test_experts_are_gated_to_one_and_as_many_as_asked_for():
    torch.manual_seed(0)
    mixture, features = MixtureOfExperts(10, 4, experts=5, used=2), torch.randn(7, 10)
    gates = mixture.gates(features)
    torch.testing.assert_close(gates.sum(dim=1), torch.ones(7))
    assert (gates > 0).sum(dim=1).tolist() == [2] * 7
    assert set(gates.argmax(dim=1).tolist()) <= set(mixture.gate(features).argmax(dim=1).tolist())
    answers = torch.stack([expert(features) for expert in mixture.experts])
    torch.testing.assert_close(mixture(features)[3], sum(gates[3, e] * answers[e, 3] for e in range(5)))
    with pytest.raises(InputError, match="`experts_used` 6 exceeds `experts` 5"):
        MixtureOfExperts(10, 4, experts=5, used=6)
