"""Names of models and ensembles in tables and figures, from their keys in the config and in file names."""

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "spottune": "SpotTune",
    "random": "Random",
    "transfer": "Transfer",
    "forest": "Radiomics forest",
    "transfer_two_blocks": "Transfer, last two blocks",
    "dsc": "DSC",
    "dti": "DTI",
    "struct": "Struct",
    "dsc_dti": "DSC+DTI",
    "dsc_struct": "DSC+Struct",
    "dti_struct": "DTI+Struct",
    "dsc_dti_struct": "DSC+DTI+Struct",
    "dsc_channels": "DSC as channels",
    "struct_two_blocks": "Struct, last two blocks",
    "best": "Best overall",
}


def title_of(key: str, titles: Mapping[str, str] | None = None) -> str:
    """Title of a model, ensemble or family: the config's where `titles` gives one, else the paper's, else the key."""
    return {**TITLES, **(titles or {})}.get(key, key)


def key_of(name: str) -> str:
    """Key of a model, ensemble or family that is named by its key or by its title above (`DSC+DTI` is `dsc_dti`)."""
    return next((key for key, title in TITLES.items() if name.casefold() == title.casefold()), name)
