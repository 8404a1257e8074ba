"""What the abbreviations on a page mean."""

import re
from html import unescape

ABBREVIATIONS = {
    "ACC": "accuracy",
    "AP": "average precision, the area under the precision–recall curve",
    "AUC": "area under the ROC curve",
    "Brier": "Brier score, the mean squared difference of probability and label",
    "CI": "confidence interval",
    "Dice": "Dice similarity coefficient, of a segmentation",
    "DSC": "dynamic susceptibility contrast MRI",
    "DTI": "diffusion tensor imaging",
    "ECE": "expected calibration error",
    "ED": "oedema",
    "ET": "enhancing tumour",
    "F1": "F1 score, the harmonic mean of sensitivity and positive predictive value",
    "IDH": "isocitrate dehydrogenase",
    "MGMT": "O6-methylguanine-DNA methyltransferase",
    "NC": "necrotic core",
    "NPV": "negative predictive value",
    "PPV": "positive predictive value",
    "ROC": "receiver operating characteristic",
    "SD": "standard deviation",
    "SEN": "sensitivity",
    "SMD": "standardised mean difference",
    "SPE": "specificity",
    "Struct": "structural MRI: T1, T1 with gadolinium (T1GD), T2 and FLAIR",
}


def abbreviations_in(blocks: str) -> list[tuple[str, str]]:
    """The abbreviations that occur as words in the text of a part of a page, with what they mean, in their order.

    An underscore ends a word, so that `DTI_FA` holds `DTI`; what is within a tag, as a picture, is no text.
    """
    words = set(re.split(r"[^A-Za-z0-9]+", unescape(re.sub("<[^>]*>", " ", blocks))))
    return [(name, meaning) for name, meaning in ABBREVIATIONS.items() if name in words]
