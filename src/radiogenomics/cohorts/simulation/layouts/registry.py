"""The layouts by the config's `simulation.layout`."""

from radiogenomics.cohorts.simulation.layouts.layout import Layout
from radiogenomics.errors import InputError
from radiogenomics.files import nearest

LAYOUTS = ("upenn_gbm", "rsna_miccai", "egd", "brats2021", "tcga", "ucsf_pdgm")


def layout_of(name: str) -> Layout:
    """The layout of an archive.

    Raises:
        InputError: there is no such layout.
    """
    # Imported where it is needed: a simulation loads what its own archive needs, such as pydicom.
    if name == "upenn_gbm":
        from radiogenomics.cohorts.simulation.layouts.upenn_gbm import UpennGbm as Found
    elif name == "rsna_miccai":
        from radiogenomics.cohorts.simulation.layouts.rsna_miccai import RsnaMiccai as Found
    elif name == "egd":
        from radiogenomics.cohorts.simulation.layouts.egd import Egd as Found
    elif name == "brats2021":
        from radiogenomics.cohorts.simulation.layouts.brats2021 import Brats2021 as Found
    elif name == "tcga":
        from radiogenomics.cohorts.simulation.layouts.tcga import Tcga as Found
    elif name == "ucsf_pdgm":
        from radiogenomics.cohorts.simulation.layouts.ucsf_pdgm import UcsfPdgm as Found
    else:
        raise InputError(f"layout {name!r} is not known{nearest(name, LAYOUTS)}; use one of {', '.join(LAYOUTS)}")
    return Found()
