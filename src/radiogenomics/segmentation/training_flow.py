"""The selection of patients, with a row for each preparation that leaves out patients whose tumours are too small.

Ferreira et al. (TU Berlin), 3D UNet Model, discard subjects with less than 1 % of mask. Here these patients do not
train the networks of that preparation; they train the others and are tested as everybody, so that all networks are
judged on the same patients.
"""

from collections.abc import Mapping

import pandas as pd

from radiogenomics.segmentation.arrays import LEFT_OUT


def training_flow(
    flow: pd.DataFrame, cohort: pd.DataFrame, splits: pd.DataFrame, remarks: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Rows of cohort_flow.csv, and one below them for each preparation.

    Args:
        flow: rows of cohort_flow.csv.
        cohort: rows of cohort.csv.
        splits: rows of splits.csv, of the group that is tested.
        remarks: what each preparation noticed (columns `arrays.REMARKS`), by the titles of its networks.

    Returns:
        The columns of cohort_flow.csv. `n_before` of an added row are all patients of the split.
    """
    split = splits[splits["subset"].isin(["train", "test"])].astype({"patient_id": str})
    included = cohort[cohort["included"].astype(bool)].astype({"patient_id": str})
    labels = included.set_index("patient_id")["label"]
    rows = []
    for titles, noticed in remarks.items():
        small = set(noticed.loc[noticed["reason"] == LEFT_OUT, "patient_id"].astype(str))
        kept = split.loc[~split["patient_id"].isin(small), "patient_id"]
        tested = int((split["patient_id"].isin(small) & (split["subset"] == "test")).sum())
        left_out = len(split) - len(kept)
        why = f"tumour too small: {left_out}; of them tested all the same: {tested}" if left_out else "nobody excluded"
        row = {"step": f"tumour large enough to train {titles}", "n_before": len(split), "n_after": len(kept)}
        rows.append({**row, **_classes(flow, labels.reindex(kept)), "why": why})
    added = pd.DataFrame(rows, columns=[name for name in flow.columns if name != "patients"])
    if "patients" in flow:
        added = added.assign(patients=flow["patients"].iloc[0])
    return pd.concat([flow.astype(object), added.astype(object)], ignore_index=True)


def _classes(flow: pd.DataFrame, labels: pd.Series) -> dict[str, object]:
    """Positive and negative patients; missing where the study asks for no label."""
    if flow["n_positive"].isna().all():
        return {"n_positive": pd.NA, "n_negative": pd.NA}
    return {"n_positive": int((labels == 1).sum()), "n_negative": int((labels == 0).sum())}
