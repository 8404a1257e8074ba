import numpy as np
import pandas as pd
import pytest
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.images.arrays import open_images
from radiogenomics.images.tumour_slice import CHANNELS, largest_slice, tumour_slice, write_slices
from radiogenomics.images.volume import read_volume
from radiogenomics.modalities import STRUCTURAL
from radiogenomics.oddities import noticed_since_last


@pytest.fixture
def patient(write_nifti, head, tumour) -> pd.Series:
    """Scans whose brightness tells them apart before they are scaled, and are noisy in their own way."""
    row = {"patient_id": "P1", "included": True, "path_corrected": np.nan}
    for number, modality in enumerate(STRUCTURAL):
        noise = np.random.default_rng(number).normal(0, 0.1, head.shape).astype(np.float32)
        row[f"path_{modality}"] = str(write_nifti((number + 1) * (head + noise), f"P1_{modality}.nii.gz"))
        row[f"has_{modality}"] = True
    row["path_automatic"] = str(write_nifti(tumour, "P1_mask.nii.gz"))
    return pd.Series(row)


def test_the_slice_with_most_tumour_and_the_lowest_of_equals(tumour):
    counts = [(layer > 0).sum() for layer in tumour]
    assert largest_slice(tumour) == counts.index(max(counts)) == 20
    two = np.zeros((5, 3, 3), np.uint8)
    two[1, 0, 0] = two[3, 1, 1] = 4
    assert largest_slice(two) == 1


def test_five_channels_in_order_scaled_and_centred(patient, head, tumour):
    image, number = tumour_slice(patient, size=64)
    assert (image.shape, image.dtype, number) == ((5, 64, 64), np.float32, 20)
    assert image.min() >= 0 and image.max() <= 1
    np.testing.assert_array_equal(image[-1][2:-2, 2:-2], tumour[20] / 4)
    assert not image[:, :2].any() and not image[:, :, -2:].any()
    for channel, number in zip(image, range(4), strict=False):
        noise = np.random.default_rng(number).normal(0, 0.1, head.shape).astype(np.float32)
        scan = head + noise
        expected = (scan[20] - scan.min()) / (scan.max() - scan.min())
        np.testing.assert_allclose(channel[2:-2, 2:-2], expected, atol=1e-5)


def test_all_patients_become_one_array(patient, tmp_path):
    cohort = pd.DataFrame([patient, patient])
    cohort["patient_id"] = ["P2", "P1"]
    cohort.loc[cohort.index[0], "included"] = True
    lacking = patient.copy()
    lacking["patient_id"], lacking["has_T2"] = "P3", False
    cohort = pd.concat([cohort, lacking.to_frame().T])
    write_slices(cohort, tmp_path / "s.npy", tmp_path / "s.csv", size=60)
    images = open_images(tmp_path / "s.npy", tmp_path / "s.csv")
    assert images.patient_ids == ["P1", "P2"]
    assert images.array.shape == (2, len(CHANNELS), 60, 60)
    assert pd.read_csv(tmp_path / "s.csv")["slice"].tolist() == [20, 20]
    np.testing.assert_array_equal(images.volume("P1"), tumour_slice(patient, size=60)[0])


def test_scans_are_held_against_those_of_others_and_of_other_sequences(patient, write_nifti, head, tumour, tmp_path):
    """The second patient has the first one's T2 on another scale, and a mask but for one voxel."""
    second, changed = patient.copy(), tumour.copy()
    second["patient_id"], changed[tuple(np.argwhere(tumour > 0)[0])] = "P2", 0
    for number, modality in enumerate(STRUCTURAL):
        noise = np.random.default_rng(50 + number).normal(0, 0.1, head.shape)
        scan = 7 * read_volume(patient["path_T2"]).array if modality == "T2" else head + noise.astype(np.float32)
        second[f"path_{modality}"] = str(write_nifti(scan, f"P2_{modality}.nii.gz"))
    second["path_automatic"] = str(write_nifti(changed, "P2_mask.nii.gz"))
    noticed_since_last()
    write_slices(pd.DataFrame([patient, second]), tmp_path / "s.npy", tmp_path / "s.csv", size=60)
    told = [(each.patient_id, each.file.rsplit("/", 1)[-1], each.what) for each in noticed_since_last()]
    assert [(who, file) for who, file, what in told if "but for its scale" in what] == [("P2", "P2_T2.nii.gz")]
    assert [(who, file) for who, file, what in told if "(Dice)" in what] == [("P2", "P2_mask.nii.gz")]


def test_bad_input_names_the_patient(patient, write_nifti, tumour, tmp_path):
    with pytest.raises(InputError, match=r"patient P1: slices of 60 × 60 pixels do not fit in 32 × 32"):
        tumour_slice(patient, size=32)
    lacking = patient.copy()
    lacking["path_T2"] = ""
    with pytest.raises(InputError, match="patient P1: no T2 scan found"):
        tumour_slice(lacking)
    shifted = patient.copy()
    shifted["path_corrected"] = str(write_nifti(tumour, "shifted.nii.gz", origin=(5.0, 0, 0)))
    with pytest.raises(InputError, match=r"shifted\.nii\.gz: origin"):
        tumour_slice(shifted)
    with pytest.raises(InputError, match="none of the 1 patients of the cohort has T1"):
        write_slices(lacking.to_frame().T.assign(has_T2=False), tmp_path / "s.npy", tmp_path / "s.csv")


def test_a_real_case(real_case, tmp_path):
    names = dict(zip(STRUCTURAL, ("t1n", "t1c", "t2w", "t2f"), strict=True))
    row = {f"path_{modality}": str(real_case[name]) for modality, name in names.items()}
    patient = pd.Series({"patient_id": "P1", "path_automatic": str(real_case["mask"]), "path_corrected": ""} | row)
    image, number = tumour_slice(patient)
    assert image.shape == (5, 240, 240)
    assert 0 < number < 154 and set(np.unique(image[-1])) == {0, 0.25, 0.5, 1}
    odd = ("are exchanged", "as where both were exchanged", "far less than others")
    noticed_since_last()
    turned = tmp_path / "turned.nii.gz"
    mask = SimpleITK.ReadImage(str(real_case["mask"]))
    array = np.ascontiguousarray(SimpleITK.GetArrayFromImage(mask)[:, :, ::-1])
    other = SimpleITK.GetImageFromArray(array)
    other.CopyInformation(mask)
    SimpleITK.WriteImage(other, str(turned))
    for path, count in ((real_case["mask"], 0), (turned, 1)):
        one = pd.DataFrame([{**patient, "path_automatic": str(path), "included": True}])
        one[[f"has_{modality}" for modality in STRUCTURAL]] = True
        write_slices(one, tmp_path / "s.npy", tmp_path / "s.csv")
        assert sum(any(word in what for word in odd) for *_, what in noticed_since_last()) == count


def test_what_is_odd_about_the_mask_is_noticed_once(patient, write_nifti, tumour):
    drawn = np.where(np.arange(len(tumour))[:, None, None] % 3 == 0, tumour, 0)
    patient["path_automatic"] = str(write_nifti(drawn, "P1_mask.nii.gz"))
    noticed_since_last()
    tumour_slice(patient, size=64)
    assert sum("slices do not touch each other" in what for who, _, what in noticed_since_last() if who == "P1") == 1


def test_a_sequence_that_is_another_on_another_scale_is_told(patient, write_nifti, tmp_path):
    flair = read_volume(patient["path_FLAIR"]).array
    scaled = patient.copy()
    scaled["path_T2"] = str(write_nifti((0.5 * flair).astype(np.float32), "P1_scaled.nii.gz"))
    noticed_since_last()
    write_slices(pd.DataFrame([scaled]), tmp_path / "s.npy", tmp_path / "s.csv", size=60)
    assert "FLAIR is T2 on another scale inside the mask" in " ".join(each.what for each in noticed_since_last())


def test_a_turned_mask_and_exchanged_sequences_are_told(patient, write_nifti, head, tumour, tmp_path):
    """The first patient's mask lies on the other side; the second one's T1 is the scan after contrast agent."""
    heights = {"T1": (-10, 0), "T1GD": (0, 80), "T2": (40, 40), "FLAIR": (60, 50)}
    rows = []
    for row, name in enumerate(("P1", "P2")):
        one, own = patient.copy(), np.roll(tumour, 3 * row, 1)
        one["patient_id"] = name
        for number, (modality, (all_of_it, enhancing)) in enumerate(heights.items()):
            noise = np.random.default_rng(10 * row + number).normal(0, 8, head.shape)
            scan = np.where(head > 0, 100 + noise + all_of_it * (own > 0) + enhancing * (own == 4), 0)
            one[f"path_{modality}"] = str(write_nifti(scan.astype(np.float32), f"{name}_{modality}.nii.gz"))
        mask = np.ascontiguousarray(own[:, :, ::-1] if row == 0 else own)
        one["path_automatic"] = str(write_nifti(mask, f"{name}_mask.nii.gz"))
        rows.append(one)
    rows[1]["path_T1"], rows[1]["path_T1GD"] = rows[1]["path_T1GD"], rows[1]["path_T1"]
    noticed_since_last()
    write_slices(pd.DataFrame(rows), tmp_path / "s.npy", tmp_path / "s.csv", size=60)
    told = [(each.patient_id, each.what) for each in noticed_since_last()]
    assert [who for who, what in told if "better where left and right are exchanged" in what] == ["P1"]
    assert [who for who, what in told if "as where both were exchanged" in what] == ["P2"]
