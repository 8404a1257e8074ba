import subprocess
import sys

import pytest

import radiogenomics.evaluation


def test_package_exports_its_main_functions_and_loads_them_only_then():
    code = (
        "import sys, radiogenomics.evaluation as e; "
        "assert not [m for m in sys.modules if m.startswith(('radiogenomics.evaluation.', 'scipy', 'matplotlib'))]; "
        "assert e.from_mean_ranks((1, 2), 5).p < 1; assert 'evaluate' in dir(e)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", radiogenomics.evaluation._MODULES)
def test_every_export_exists(name):
    assert callable(getattr(radiogenomics.evaluation, name))


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = radiogenomics.evaluation.nonsense
