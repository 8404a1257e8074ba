"""Which files of a study's folder belong to the study as it is configured, and which are left from an earlier one."""

import re

from radiogenomics.report.about import About

# Paths below the study's folder whose names hold a part of the configuration; all other files belong to any study.
CONFIGURED = tuple(
    re.compile(pattern)
    for pattern in (
        r"training/(?P<model>[^/]+)/(?P<input>[^/]+)/fold(?P<fold>\d+)/.+",
        r"frozen_features/(?P<model>[^/]+)/(?P<input>.+)\.(?:csv|npy)",
        r"external/(?P<cohort>[^/]+)/.+",
        r"tables/(?:external|kept_thresholds|case_mix)_(?P<cohort>.+)\.(?:csv|html)",
        r"figures/external_(?:roc|reliability)_(?P<cohort>.+)\.(?:svg|png)",
        r"predictions/external/(?P<external>.+?)(?:_sources|_oddities)?\.csv",
        r"predictions/(?P<model>[^/]+)/(?P<input>.+?)(?:_routes|_fitted)?\.(?:csv|json)",
        r"(?:refits|importance|cross_validation)/(?P<model>[^/]+)/(?P<input>.+)\.csv",
        r"figures/importance_(?P<model>[^/]+)/(?P<input>.+)\.(?:svg|png)",
        r"explanations/(?P<model>[^/]+)/(?P<input>[^/.]+?)(?:_agreement\.csv|\.csv|/.+)",
        r"figures/(?:learning_curves|routing|saliency)_(?P<model>.+)\.(?:svg|png)",
        r"figures/(?:roc|precision_recall)_best\.(?:svg|png)",
        r"figures/(?:roc|precision_recall|reliability|decision)_(?P<subject>.+)\.(?:svg|png)",
        r"figures/overlay_(?P<modality>.+)\.(?:svg|png)",
        r"masks/(?P<model>[^/]+?)(?:_steps)?\.csv",
        r"(?:masks|predicted)/(?P<model>[^/]+)/.+",
        r"predicted/(?P<model>[^/]+)\.csv",
        r"figures/segmentation_curves_(?P<model>.+)\.(?:svg|png)",
        r"images/(?P<modality>.+?)(?:_augmented)?\.(?:csv|npy)",
        r"features/(?P<table>.+?)(?:_sources|_exclusions|_oddities)?\.csv",
    )
)


def is_current(name: str, about: About) -> bool:
    """Whether a file belongs to the study as it is configured now.

    Snakemake keeps the files of a model, input or table that the configuration no longer names: they are no results of
    this run.

    Args:
        name: path below the study's folder.
        about: what the configuration says of the study.
    """
    found = next(filter(None, (pattern.fullmatch(name) for pattern in CONFIGURED)), None)
    parts = found.groupdict() if found else {}
    known = {
        "model": about.inputs,
        "input": about.inputs.get(parts.get("model", ""), ()),
        "fold": [str(fold) for fold in range(about.folds or 0)],
        "external": about.external,
        "cohort": about.external_cohorts,
        "subject": about.subjects,
        "modality": about.modalities,
        "table": about.tables,
    }
    return all(value in known[part] for part, value in parts.items())
