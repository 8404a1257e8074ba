"""A region that all segmentations of one site lack and those of others have, as by another convention."""

from collections.abc import Iterable, Mapping

import pandas as pd

from radiogenomics.images.labels import ENHANCING, NECROTIC_CORE, OEDEMA, WHOLE_TUMOUR
from radiogenomics.oddities import notice

FEWEST_MASKS, LEAST_SHARE = 3, 0.8
"""Masks of a site, and of the others, from which labels are compared, and the share of the others' that have one."""
MOST_BY_CHANCE = 1e-3
"""Probability by which a site's masks all lack a label that others have as often as they do; a study has some twenty
sites and three labels. Three masks do where four of others all have it, five where eight in ten have."""
REGIONS = {NECROTIC_CORE: "necrotic core", OEDEMA: "oedema", ENHANCING: "enhancing tumour"}
JOINED = {
    NECROTIC_CORE: "counted as enhancing tumour (4) there",
    OEDEMA: "not segmented there",
    ENHANCING: "joined with the necrotic core as label 1 there, or stored as another label",
}
"""What may have become of a region that masks lack."""


def sites_of(patients: pd.DataFrame) -> dict[str, str]:
    """Site by patient, of those of whom it is known.

    Args:
        patients: patient_id and, where known, site.
    """
    if "site" not in patients:
        return {}
    known = patients[patients["site"].notna() & (patients["site"].astype(str).str.strip() != "")]
    return dict(zip(known["patient_id"].astype(str), known["site"].astype(str).str.strip(), strict=True))


def notice_missing_labels(masks: Iterable[tuple[str, Iterable[int]]], sites: Mapping[str, str]) -> None:
    """Notice a label that no segmentation of a site has, and most of the sites do that have it at all.

    Args:
        masks: patient and labels of each segmentation.
        sites: site by patient; who is not in it does not count.
    """
    by_site: dict[str, list[set[int]]] = {}
    for patient, labels in masks:
        if patient in sites and WHOLE_TUMOUR not in labels:
            by_site.setdefault(sites[patient], []).append(set(labels))
    for label, region in REGIONS.items():
        having = [
            label in labels
            for of_site in by_site.values()
            if any(label in each for each in of_site)
            for labels in of_site
        ]
        if len(having) < FEWEST_MASKS or sum(having) < LEAST_SHARE * len(having):
            continue
        # Half a mask more on either side, so that of few masks no certainty comes.
        absent = (len(having) - sum(having) + 0.5) / (len(having) + 1)
        for site, of_site in by_site.items():
            lacking = not any(label in labels for labels in of_site)
            if lacking and len(of_site) >= FEWEST_MASKS and absent ** len(of_site) <= MOST_BY_CHANCE:
                said = f"none of the {len(of_site)} masks of the site {site} has label {label} ({region}), and"
                told = f"{sum(having)} of {len(having)} of other sites have: if the tumours there show this region,"
                fix = "ask which convention these masks have, and segment again or use the regions that all share"
                notice("", None, f"{said} {told} it may be {JOINED[label]}; {fix}")
