import json

import pytest

from radiogenomics.devices.measured import training_rate
from radiogenomics.devices.settings import GpuSettings
from radiogenomics.errors import InputError

FOUND = {"device": "NVIDIA H200", "quick": False, "training_teraflops": {"32-true": 101.5, "bf16-mixed": 203.0}}


@pytest.fixture
def measured(tmp_path):
    """Function to the settings that name a file of some content."""

    def write(text):
        (tmp_path / "gpu.json").write_text(text)
        return GpuSettings(teraflops=7, measured=str(tmp_path / "gpu.json"))

    return write


def test_without_a_file_the_key_counts():
    assert training_rate(GpuSettings(teraflops=7), "32-true") == (7, "key gpus.teraflops")


@pytest.mark.parametrize("precision", FOUND["training_teraflops"])
def test_what_was_measured_in_the_precision_takes_its_place(measured, precision):
    rate = training_rate(measured(json.dumps(FOUND)), precision)
    assert rate.teraflops == FOUND["training_teraflops"][precision]
    assert rate.source.startswith(f"measured for volumes on NVIDIA H200 in {precision}, ") and "gpu.json" in rate.source


def test_other_networks_have_their_own_speed_where_it_was_measured(measured):
    text = json.dumps(FOUND | {"training_teraflops_of": {"slices": {"32-true": 8.5}}})
    own = training_rate(measured(text), "32-true", "slices")
    assert own.teraflops == 8.5 and own.source.startswith("measured for slices on")
    for precision, networks in (("bf16-mixed", "slices"), ("32-true", "segmentation")):
        rate = training_rate(measured(text), precision, networks)
        assert rate.teraflops == FOUND["training_teraflops"][precision]
        assert rate.source.startswith("measured for volumes on")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not a file that"),
        ("[]", "not a file that"),
        ("{}", "not a file that"),
        (json.dumps(FOUND | {"training_teraflops": None}), "not a file that"),
        (json.dumps(FOUND | {"training_teraflops_of": 1}), "not a file that"),
        (json.dumps(FOUND | {"training_teraflops": {"32-true": "fast"}}), "not a file that"),
        (json.dumps(FOUND | {"training_teraflops": {"bf16-mixed": 1.0}}), "no measured training in '32-true'"),
        (json.dumps(FOUND | {"training_teraflops": {"32-true": 0}}), "no measured training in '32-true'"),
        (json.dumps(FOUND | {"quick": True}), "made with --quick"),
    ],
)
def test_a_malformed_file_is_refused_in_one_line(measured, text, message):
    with pytest.raises(InputError, match=rf"gpu\.json: {message}.*gpus\.measured") as caught:
        training_rate(measured(text), "32-true")
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"gpu\.json: no such file; check the folder or the config key"):
        training_rate(GpuSettings(measured=str(tmp_path / "gpu.json")), "32-true")
