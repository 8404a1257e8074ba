"""The clinical baseline: what age and sex alone tell of the label."""

import pandas as pd

from radiogenomics.classifiers.pipeline import build_classifier
from radiogenomics.classifiers.settings import ClassifierSettings
from radiogenomics.features.clinical import clinical_features
from radiogenomics.leakage.records import FittedStep

NAME, INPUT = "clinical_baseline", "age_and_sex"
MODEL = ClassifierSettings(title="Age and sex", classifier="elastic_net", l1_ratio=0, inverse_penalty=1)
COLUMNS = ["model", "input", "fold", "subset", "patient_id", "probability", "n_draws", "sd_draws"]


def clinical_baseline(
    cohort: pd.DataFrame, labels: pd.Series, splits: pd.DataFrame, seed: int
) -> tuple[pd.DataFrame, list[FittedStep]]:
    """Logistic regression on age and sex, fitted once to all training patients of one modality group.

    Nothing is chosen, so there are no folds. The penalty is scikit-learn's default, which with two features changes
    little.

    Args:
        cohort: rows of cohort.csv.
        labels: label (1, 0) of the training patients by patient_id; no other label is needed.
        splits: rows of splits.csv of one group.
        seed: seed of the solver.

    Returns:
        Rows of a table of predictions for the test patients (fold 0), and the records of the fitted steps. Neither has
        rows where age and sex of the training patients are not known, or the same for all.
    """
    features = clinical_features(cohort)
    training, test = (splits.loc[splits["subset"] == subset, "patient_id"] for subset in ("train", "test"))
    fitted = features.loc[training]
    if (fitted.nunique() <= 1).all():
        return pd.DataFrame(columns=COLUMNS), []
    classifier = build_classifier(MODEL, fitted.shape[1], seed).fit(fitted, labels.loc[training])
    records = [FittedStep(step, NAME, INPUT, None, tuple(fitted.index)) for step in classifier.named_steps]
    predictions = pd.DataFrame({"patient_id": test, "probability": classifier.predict_proba(features.loc[test])[:, 1]})
    names = {"model": NAME, "input": INPUT, "fold": 0, "subset": "test", "n_draws": 1, "sd_draws": 0.0}
    return predictions.assign(**names)[COLUMNS], records
