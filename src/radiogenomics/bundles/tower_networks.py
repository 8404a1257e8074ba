"""Towers and fusions of a bundle: written whole, fold by fold, each with the scale of its genes."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from radiogenomics.bundles.bundle import Bundle
from radiogenomics.bundles.form import Files
from radiogenomics.bundles.gene_scale import GeneScale
from radiogenomics.bundles.layout import NETWORK, model_file
from radiogenomics.bundles.networks import save_network
from radiogenomics.expression.normalisation import ExpressionNormaliser
from radiogenomics.images.tumour_slice import CHANNELS
from radiogenomics.networks.network import Network
from radiogenomics.networks.registry import model_settings
from radiogenomics.networks.weights import load_strictly, read_state_dict
from radiogenomics.towers.files import read_fusion, read_gene_tower, read_image_tower
from radiogenomics.towers.names import EXPRESSION, FUSION, GENE_TOWER, IMAGE_TOWER

SCALE = "scale"
"""Name of the scales of genes among the files of the models."""


def trained_towers(
    files: Files, description: Mapping[str, Any]
) -> Iterator[tuple[Network, ExpressionNormaliser | None]]:
    """Network of each fold of a study, and the scale of its genes where it reads any.

    Args:
        files: folders `image_towers`, `gene_towers` and `networks`, as far as the model has them.
        description: sections `model`, `image_tower` and `gene_tower`, likewise, and `folds`.
    """
    for fold in range(description["folds"]):
        towers: dict[str, Network] = {}
        scale = None
        if IMAGE_TOWER in description:
            section, (folder,) = description[IMAGE_TOWER], files["image_towers"]
            towers[IMAGE_TOWER] = read_image_tower(folder, section, len(CHANNELS), fold)
        if GENE_TOWER in description:
            section, (folder,) = description[GENE_TOWER], files["gene_towers"]
            towers[GENE_TOWER], scale = read_gene_tower(folder, section, fold)
        if description["model"]["network"] == FUSION:
            towers[FUSION] = read_fusion(*files["networks"], description["model"], *towers.values(), fold)
        yield towers[description["model"]["network"]], scale


def write_tower(name: str, fold: int, network: Network, scale: GeneScale | None, folder: Path) -> None:
    """Write the network of a fold, and the scale of its genes, below the folder of a bundle."""
    save_network(network, folder / model_file(name, fold, NETWORK))
    if scale is not None:
        scale.save(folder / model_file(SCALE, fold, NETWORK))


def gene_scales(bundle: Bundle) -> list[GeneScale]:
    """Scales of the genes of all folds; none where the model reads no expression.

    Raises:
        InputError: one is missing or damaged.
    """
    folds = range(bundle.folds) if EXPRESSION in bundle.channels else []
    return [GeneScale.load(bundle.folder / model_file(SCALE, fold, NETWORK)) for fold in folds]


def towers(bundle: Bundle, scales: Sequence[GeneScale]) -> Iterator[Network]:
    """The networks of a bundle, fold by fold, in eval mode.

    Args:
        bundle: the model.
        scales: of `gene_scales`: they say how many genes the tower of a fold reads.

    Raises:
        InputError: weights do not fit the network.
    """
    (name,), description = bundle.inputs, bundle.description
    for fold in range(bundle.folds):
        parts = []
        if IMAGE_TOWER in description:
            parts.append(model_settings(description[IMAGE_TOWER], title="").build(len(CHANNELS)))
        if GENE_TOWER in description:
            parts.append(model_settings(description[GENE_TOWER], title="").build(len(scales[fold].kept)))
        fuses = description["model"]["network"] == FUSION
        network = model_settings(description["model"], title="").build(*parts) if fuses else parts[0]
        path = bundle.folder / model_file(name, fold, NETWORK)
        load_strictly(network, read_state_dict(path), path, "copy the folder of the model again")
        yield network.eval()
