"""The crop window of a study, as its config asks for it."""

import pandas as pd

from radiogenomics.errors import InputError
from radiogenomics.images.crop import CropWindow, published_window, tumour_window
from radiogenomics.images.masks import label_convention, mask_path
from radiogenomics.images.settings import ImageSettings
from radiogenomics.images.volume import read_volume


def study_window(
    training: pd.DataFrame, settings: ImageSettings, workers: int = 1
) -> tuple[CropWindow, tuple[str, ...]]:
    """Window of a study, from its training patients alone, and the patients whose files it was made from.

    Args:
        training: cohort rows of the training patients.
        settings: which window, and the margin around the tumours.
        workers: processes that read segmentations side by side.

    Raises:
        InputError: a file is missing or unreadable.
    """
    if settings.crop == "training_tumours":
        kind = "automatic" if settings.mask == "none" else settings.mask
        patients = [patient for _, patient in training.iterrows()]
        masks = [mask_path(patient, kind) for patient in patients]
        window = tumour_window(masks, settings.margin, workers, list(map(label_convention, patients)))
        return window, tuple(str(patient["patient_id"]) for patient in patients)
    # All scans must have one grid (checked when they are read), so any of them tells it.
    paths = training.set_index("patient_id").filter(regex="^path_(?!automatic|corrected|predicted)").stack()
    found = paths[paths != ""]
    if found.empty:
        raise InputError(
            "images: no scan of any training patient was found; set local_dir to the folder that holds them"
        )
    scan = read_volume(found.iloc[0])
    return published_window(scan.spacing, scan.array.shape), (str(found.index[0][0]),)
