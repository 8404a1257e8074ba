"""All kinds of study; a new one is a class in a folder of its own and a line here."""

from radiogenomics.studies.features.study import FeatureStudy
from radiogenomics.studies.networks.study import NetworkStudy
from radiogenomics.studies.predictions.study import PredictionStudy
from radiogenomics.studies.segmentation.study import SegmentationStudy
from radiogenomics.studies.slices.study import SliceStudy
from radiogenomics.studies.study import Study
from radiogenomics.studies.towers.study import TowerStudy

KINDS: dict[str, type[Study]] = {
    "networks": NetworkStudy,
    "slices": SliceStudy,
    "features": FeatureStudy,
    "predictions": PredictionStudy,
    "segmentation": SegmentationStudy,
    "towers": TowerStudy,
}
"""Class by the key `kind` of a study's section."""
DEFAULT_KIND = "networks"
"""Kind of a section that names none."""
