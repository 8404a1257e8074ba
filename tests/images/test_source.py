from radiogenomics.images.source import FILES, VolumeSource

SOURCE = VolumeSource("results/s", {"T1": ["structural"], "DTI_FA": ["DTI", "channels"]})


def test_the_gate_compares_arrays_and_copies_of_every_modality_in_one_order():
    files = SOURCE.gate_files
    assert set(files) == set(FILES)
    assert files["arrays"] == ["results/s/images/T1.npy", "results/s/images/DTI_FA.npy"]
    assert files["augmented_indices"] == ["results/s/images/T1_augmented.csv", "results/s/images/DTI_FA_augmented.csv"]
    assert list(SOURCE.gate_parameters["groups"]) == ["T1", "DTI_FA"]


def test_channels_are_files_in_the_order_of_the_input():
    assert SOURCE.files(["DTI_FA", "T1"], ".npy") == ["results/s/images/DTI_FA.npy", "results/s/images/T1.npy"]


def test_the_crop_window_may_be_fitted_and_leaves_a_record():
    assert SOURCE.expected_fits == [("crop window", "", "", None)]
    assert SOURCE.fitted_records == ["results/s/images/window_fitted.json"]
    assert SOURCE.recorded == ["images/T1", "images/DTI_FA"]
