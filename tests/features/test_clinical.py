import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.features.clinical import clinical_features, segmented_volumes
from radiogenomics.oddities import noticed_since_last


def test_age_and_sex_of_the_included_patients(cohort):
    table = clinical_features(cohort)
    assert table.index.tolist() == cohort["patient_id"][:3].tolist()
    np.testing.assert_array_equal(table["age"], [50.5, np.nan, 70.0])
    np.testing.assert_array_equal(table["sex_male"], [1, 0, np.nan])


@pytest.fixture
def segmented(cohort, tmp_path):
    paths = []
    for number, scan_id in enumerate(cohort["scan_id"]):
        labels = np.zeros((4, 5, 6), np.uint8)
        labels[0, 0, : number + 1], labels[1, 0, :2], labels[2, 0, :3] = 2, 4, 1
        image = SimpleITK.GetImageFromArray(labels)
        image.SetSpacing((1.0, 2.0, 3.0))
        paths.append(str(tmp_path / f"{scan_id}_automated_approx_segm.nii.gz"))
        SimpleITK.WriteImage(image, paths[-1])
    return cohort.assign(path_automatic=paths, path_corrected="")


def test_volumes_in_cubic_millimetres(segmented):
    table, sources = segmented_volumes(segmented, "automatic")
    assert list(map(str, sources)) == segmented["path_automatic"][:3].to_list()
    assert table["volume_edema"].tolist() == [6, 12, 18]
    assert table.loc["UPENN-GBM-00001", ["volume_enhancing", "volume_necrotic"]].tolist() == [12, 18]


def test_a_missing_segmentation_is_named(segmented):
    segmented.loc[1, "path_automatic"] = ""
    with pytest.raises(InputError, match="patient UPENN-GBM-00002: no automatic segmentation found"):
        segmented_volumes(segmented, "automatic")


def test_a_segmentation_without_regions_has_no_volumes_of_them(segmented):
    with pytest.raises(InputError, match=r"UPENN-GBM-00001: .* tells no regions .* set `volumes: none`"):
        segmented_volumes(binary(segmented), "automatic")


def test_whole_tumours_that_nobody_declared_have_no_necrotic_volume(segmented):
    first = segmented.sort_values("patient_id")["path_automatic"].iloc[0]
    with pytest.raises(InputError, match=f"^{first}: .*label_convention: whole_tumour"):
        segmented_volumes(binary(segmented).drop(columns="label_convention"), "automatic")


def binary(cohort):
    for path in cohort["path_automatic"]:
        image = SimpleITK.ReadImage(path)
        SimpleITK.WriteImage(SimpleITK.Cast(image > 0, SimpleITK.sitkUInt8), path)
    return cohort.assign(label_convention="whole_tumour")


def test_a_region_that_one_site_lacks_is_told(tmp_path):
    rows, labels = [], np.zeros((4, 5, 6), np.uint8)
    for number in range(12):
        labels[:] = 0
        labels[0, 0, : number % 5 + 1], labels[1, : number % 4 + 1, 2:4], labels[2, 0, :3] = (
            2,
            1,
            1 if number > 5 else 4,
        )
        rows.append({"patient_id": f"P{number:02}", "included": True, "site": "Kiel" if number > 5 else "Basel"})
        rows[-1]["path_automatic"] = str(tmp_path / f"{number}.nii.gz")
        SimpleITK.WriteImage(SimpleITK.GetImageFromArray(labels), rows[-1]["path_automatic"])
    noticed_since_last()
    segmented_volumes(pd.DataFrame(rows), "automatic")
    (site,) = [what for *_, what in noticed_since_last() if "of the site" in what]
    assert site.startswith("none of the 6 masks of the site Kiel has label 4 (enhancing tumour)")
