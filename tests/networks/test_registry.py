"""Networks found by name, and config sections checked by the class of their network."""

import subprocess
import sys

import pytest
from pydantic import BaseModel, ValidationError

from radiogenomics import networks
from radiogenomics.errors import InputError
from radiogenomics.networks.build import build_network
from radiogenomics.networks.registry import AnyModel, model_settings, network_file, network_names, settings_class
from radiogenomics.networks.resnet_settings import ResNetSettings
from radiogenomics.networks.spottune_settings import SpotTuneSettings

TOY = '''
"""The mean of an image, scaled."""

from pydantic import Field
from torch import nn

from radiogenomics.networks.network import Network
from radiogenomics.networks.settings import ModelSettings


class ToySettings(ModelSettings):
    """`toy`: a scale."""

    scale: float = Field(1.0, description="Scale.")

    def build(self, channels):
        return Toy(self.scale)


SETTINGS = ToySettings


class Toy(Network):
    def __init__(self, scale):
        super().__init__()
        self.layer = nn.Linear(1, 1)
        self.scale = scale

    def forward(self, images):
        return self.scale * self.layer(images.flatten(1).mean(1, keepdim=True)).squeeze(1)
'''


class Study(BaseModel):
    models: dict[str, AnyModel]


def study(**section) -> Study:
    return Study(models={"m": {"title": "M", "initial_weights": "transferred"} | section})


def test_every_network_is_found_by_its_name():
    names = network_names()
    assert names == sorted(set(names)) and set(names) >= {
        *("fusion", "gene_tower", "image_tower", "resnet", "segresnet", "spottune", "timm", "torchvision"),
        *("unet25d", "unet3d", "vgg"),
    }
    assert settings_class("spottune") is SpotTuneSettings and settings_class("resnet") is ResNetSettings
    assert network_file("timm:vgg16.tv_in1k").name == "timm_settings.py"


@pytest.mark.parametrize("name", ["spotune", "SpotTune", "spottune2"])
def test_an_unknown_name_is_refused_with_the_nearest(name):
    message = rf"network '{name}' does not exist \(nearest: 'spottune'\); known are .*, resnet, .*"
    with pytest.raises(InputError, match=message):
        settings_class(name)
    with pytest.raises(ValidationError, match=message):
        study(network=name)


@pytest.mark.parametrize("name", ["medicalnet", "registry", "cpu", "../networks/resnet", "", "settings"])
def test_other_files_are_no_networks(name):
    with pytest.raises(InputError, match="does not exist"):
        network_file(name)


def test_a_section_has_the_class_of_its_network_and_keeps_all_keys():
    found = study(network="spottune", temperature=7)
    assert type(found.models["m"]) is SpotTuneSettings
    dumped = found.model_dump()
    assert dumped["models"]["m"]["temperature"] == 7 and dumped["models"]["m"]["agent_depth"] == 10
    assert Study(**dumped) == found
    section = found.models["m"].model_dump(exclude={"title"})
    assert model_settings(section, title="M") == found.models["m"]


@pytest.mark.parametrize(
    ("network", "key", "near"),
    [
        ("resnet", "agent_depth", "depth"),
        ("spottune", "agent_dpth", "agent_depth"),
        ("resnet", "trainabel", "trainable"),
    ],
)
def test_keys_of_another_network_are_unknown(network, key, near):
    with pytest.raises(ValidationError, match=rf"unknown key '{key}' of a network '{network}' \(nearest: '{near}'\)"):
        study(network=network, **{key: 10})


def test_a_bad_value_is_refused_where_it_stands():
    with pytest.raises(ValidationError) as error:
        study(network="resnet", depth=11)
    (first,) = error.value.errors()
    assert first["loc"] == ("models", "m", "depth") and first["input"] == 11


def test_a_missing_key_is_missing():
    with pytest.raises(ValidationError) as error:
        Study(models={"m": {"title": "M", "initial_weights": "random"}})
    assert [(e["loc"], e["type"]) for e in error.value.errors()] == [(("models", "m", "network"), "missing")]


def test_a_network_is_added_by_one_file(tmp_path, monkeypatch):
    (tmp_path / "toy.py").write_text(TOY)
    monkeypatch.setattr(networks, "__path__", [*networks.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "radiogenomics.networks.toy", raising=False)
    assert network_file("toy") == tmp_path / "toy.py" and "toy" in network_names()
    settings = study(network="toy", scale=3.0, initial_weights="random").models["m"]
    network = build_network(settings, 1, [], seed=1)
    assert network.scale == 3.0 and list(network.parameter_groups()) == ["network"]


def test_a_class_that_builds_no_network_is_refused_when_the_config_is_read(tmp_path, monkeypatch):
    (tmp_path / "idle.py").write_text(TOY.replace("def build", "def make").replace("ToySettings", "IdleSettings"))
    monkeypatch.setattr(networks, "__path__", [*networks.__path__, str(tmp_path)])
    with pytest.raises(InputError, match=r"idle\.py: IdleSettings has no method `build`; write it as"):
        settings_class("idle")


def test_finding_networks_imports_none_of_them():
    code = """
import sys
from radiogenomics.networks.registry import network_names
print(network_names(), [module for module in sys.modules if module in ("torch", "timm")])
"""
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == f"{network_names()} []\n"


def test_a_config_is_read_without_torch(repository):
    # Torch takes two seconds, and every start of Snakemake reads the config.
    code = (
        "import sys, yaml; from radiogenomics.config import read_config;"
        f"read_config(yaml.safe_load(open({str(repository / 'config' / 'config.yaml')!r})));"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
