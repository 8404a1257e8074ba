"""The four published methods that Lyu and Costen compare with (Table 2), implemented anew from a sentence each.

None of the four papers' code is used, and Lyu and Costen do not say whether they ran the methods or copied their
figures. What follows is what their section Results says of each; where it says nothing, the simplest choice is taken
and named. Each is called a re-implementation wherever its result appears.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.features.settings import RadiomicsSettings
from radiogenomics.modalities import DSC, DTI, STRUCTURAL

CLINICAL = "clinical"
"""Stands among what a method needs for age and sex."""
TEXTURES = ["glcm", "glrlm", "glszm", "gldm", "ngtdm"]
RESOLUTIONS = (1.0, 2.0, 4.0)
"""Voxel edges in mm, for features of several resolutions."""
REIMPLEMENTED = "re-implemented"


@dataclass(frozen=True)
class Baseline:
    """One published method.

    Attributes:
        title: in tables and figures; says that it is a re-implementation.
        source: the paper, with the number it has in Lyu and Costen.
        needs: modalities, and `clinical`.
        radiomics: tables of features that it is given, besides the clinical one where it needs that.
        classifier: what is fitted to the features; None where it is the network `slice_transformer`.
        differs: what is known, or chosen, to be otherwise than in the source.
    """

    title: str
    source: str
    needs: tuple[str, ...]
    radiomics: tuple[RadiomicsSettings, ...]
    classifier: ClassifierSettings | None
    differs: str


def _title(text: str) -> str:
    return f"{text} ({REIMPLEMENTED})"


BASELINES: dict[str, Baseline] = {
    "inception_resnet": Baseline(
        title=_title("InceptionResNet and transformer"),
        source="Jalalifar 2022 [6]",
        needs=("T1", "FLAIR", CLINICAL),
        radiomics=(),
        classifier=None,
        differs="published for brain metastases; width, depth and heads of the transformer are chosen here, the "
        "convolutional network is not fine-tuned",
    ),
    "multiresolution_radiomics": Baseline(
        title=_title("Multi-resolution radiomics and boosting"),
        source="Sadique 2023 [17]",
        needs=STRUCTURAL,
        radiomics=tuple(
            RadiomicsSettings(feature_classes=["firstorder", *TEXTURES], regions=["whole", "core"], resampling=edge)
            for edge in RESOLUTIONS
        ),
        classifier=ClassifierSettings(
            title=_title("Multi-resolution radiomics and boosting"), classifier="gradient_boosting", select=20
        ),
        differs="resolutions are voxels of 1, 2 and 4 mm, not fractals; the 20 features of highest F; scikit-learn's "
        "gradient-boosted trees, not CatBoost",
    ),
    "diffusion_and_perfusion": Baseline(
        title=_title("Logistic model of diffusion and perfusion"),
        source="de Godoy 2023 [5]",
        needs=(*DTI, *DSC),
        radiomics=(RadiomicsSettings(feature_classes=["firstorder"], regions=["enhancing"], normalisation="min_max"),),
        classifier=ClassifierSettings(
            title=_title("Logistic model of diffusion and perfusion"),
            classifier="elastic_net",
            l1_ratio=0,
            inverse_penalty=1.0,
            select=5,
        ),
        differs="published for response to a vaccine; the parameters are first-order features of the enhancing tumour, "
        "the 5 of highest F",
    ),
    "t1gd_texture_forest": Baseline(
        title=_title("Random forest on clinical data and T1GD texture"),
        source="Sun 2021 [20]",
        needs=("T1GD", CLINICAL),
        radiomics=(RadiomicsSettings(feature_classes=TEXTURES, regions=["enhancing", "whole"]),),
        classifier=ClassifierSettings(
            title=_title("Random forest on clinical data and T1GD texture"), classifier="forest", trees=500
        ),
        differs="published for pseudoprogression after treatment; depth and size of the trees are the project's",
    ),
}
"""By name, in the order of Table 2."""


def runnable(
    cohort: pd.DataFrame,
    asked: Collection[str] = tuple(BASELINES),
    weights: str | None = None,
    clinical: Iterable[str] = ("age", "sex"),
    fewest: int = 20,
) -> pd.DataFrame:
    """Which of the four a cohort can be given, and why not the others.

    Args:
        cohort: rows of cohort.csv; those included count.
        asked: methods that the configuration asks for.
        weights: checkpoint of the network behind `inception_resnet`; None where there is none.
        clinical: clinical columns, of which a method that needs clinical data wants all.
        fewest: smallest number of patients with all that a method needs; with fewer it is not run.

    Returns:
        One row per method: name, title, source, n_patients (with all it needs), runs, reason (empty where it runs) and
        differs.
    """
    included = cohort[cohort["included"].astype(bool)]
    rows = []
    for name, baseline in BASELINES.items():
        columns = [f"has_{need}" for need in baseline.needs if need != CLINICAL]
        lacking = [c.removeprefix("has_") for c in columns if c not in included or not included[c].astype(bool).any()]
        n, reason = 0, f"the cohort has no {', '.join(lacking)}" if lacking else ""
        if not lacking:
            complete = included[columns].astype(bool).all(axis=1)
            if CLINICAL in baseline.needs:
                complete &= included[list(clinical)].notna().all(axis=1)
            n = int(complete.sum())
            reason = f"{n} patients have all it needs, fewer than {fewest}" if n < fewest else ""
        if not reason and baseline.classifier is None and weights is None:
            reason = "published weights of InceptionResNetV2 are not given (`slice_weights`)"
        if name not in asked:
            reason = "the configuration does not ask for it (`published_methods`)"
        rows.append([name, baseline.title, baseline.source, n, not reason, reason, baseline.differs])
    return pd.DataFrame(rows, columns=["name", "title", "source", "n_patients", "runs", "reason", "differs"])
