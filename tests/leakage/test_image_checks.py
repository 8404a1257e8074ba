from radiogenomics.images.arrays import open_images
from radiogenomics.leakage.image_checks import image_checks
from radiogenomics.leakage.roles import Roles


def opened(study, suffix=""):
    names = ("T1", "DSC_PH")
    return {
        name: open_images(*(study.path(f"images/{name}{suffix}.{kind}") for kind in ("npy", "csv"))) for name in names
    }


def test_the_report_counts_images_and_copies(clean_study):
    groups = {"T1": ["structural"], "DSC_PH": ["DSC"]}
    originals, augmented = opened(clean_study), opened(clean_study, "_augmented")
    checks = image_checks(originals, augmented, groups, Roles(clean_study.read("splits.csv")))
    images, copies = (sum(len(array.rows) for array in arrays.values()) for arrays in (originals, augmented))
    assert checks[0].examined.startswith(f"images: {images}; augmented copies: {copies}; each with every other; ")
    assert [check.found for check in checks] == [(), (), ()]


def test_a_copy_is_a_leak_where_its_modality_trains_on_others(clean_study):
    """Who trains on structural images alone has no augmented DSC image."""
    groups = {"T1": ["structural"], "DSC_PH": ["DSC"]}
    splits = clean_study.read("splits.csv")
    patient = splits.query("group == 'DSC' and subset == 'train'")["patient_id"].iloc[0]
    elsewhere = (splits["patient_id"] == patient) & (splits["group"] == "DSC")
    splits = splits.assign(subset=splits["subset"].mask(elsewhere, "unused"), fold=splits["fold"].mask(elsewhere))
    _, copies, _ = image_checks(opened(clean_study), opened(clean_study, "_augmented"), groups, Roles(splits))
    assert copies.found == (f"DSC_PH holds augmented copies of {patient}, who is no training patient of DSC_PH",)
