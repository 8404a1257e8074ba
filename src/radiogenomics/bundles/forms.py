"""All forms of input of exported models; a new one is a class in a file of its own and a line here."""

from radiogenomics.bundles.features import FeatureForm
from radiogenomics.bundles.form import Form
from radiogenomics.bundles.masks import MaskForm
from radiogenomics.bundles.slices import SliceForm
from radiogenomics.bundles.towers import TowerForm
from radiogenomics.bundles.volumes import VolumeForm

FORMS: dict[str, Form] = {
    "volumes": VolumeForm(),
    "slices": SliceForm(),
    "features": FeatureForm(),
    "masks": MaskForm(),
    "towers": TowerForm(),
}
"""By the name that a study's `exports` and a bundle's description give."""
