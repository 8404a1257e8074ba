import subprocess
import sys

import pytest

import radiogenomics.networks


def test_public_names_are_there():
    assert set(dir(radiogenomics.networks)) >= {"SpotTune", "load_medicalnet", "medicalnet_resnet"}
    for name in dir(radiogenomics.networks):
        assert getattr(radiogenomics.networks, name).__name__ == name


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'resnet'"):
        _ = radiogenomics.networks.resnet


def test_importing_one_file_imports_no_other():
    code = "import sys, radiogenomics.networks.settings; print([m for m in sys.modules if m in ('torch', 'httpx')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    code = "import sys, radiogenomics.networks.medicalnet; print('radiogenomics.networks.spottune' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
