"""Programs that tell the brain are stood in for by scripts that write the file which the real one writes."""

import numpy as np
import pytest
import SimpleITK

from radiogenomics.errors import InputError
from radiogenomics.registration.brain import brain_of, program_for


@pytest.fixture
def install(tmp_path, monkeypatch):
    def script(command, body):
        path = tmp_path / "bin" / command
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return script


@pytest.fixture
def head():
    return SimpleITK.GetImageFromArray(np.ones((4, 4, 4), np.float32))


def test_the_first_program_that_is_installed_is_taken_else_the_atlas(install):
    assert program_for("installed") == "atlas"
    install("mri_synthstrip", "true")
    assert program_for("installed") == "synthstrip" and program_for("atlas") == "atlas"
    install("hd-bet", "true")
    assert program_for("installed") == "hd-bet"


def test_a_program_that_is_asked_for_and_missing_is_said(install):
    with pytest.raises(InputError, match="'hd-bet' is not installed"):
        program_for("hd-bet")


def test_the_mask_that_the_program_writes_is_read(install, head):
    install("mri_synthstrip", 'cp "$2" "$4"')
    assert SimpleITK.GetArrayFromImage(brain_of(head, "synthstrip")).all()


def test_a_program_that_fails_is_one_line_with_its_last_words(install, head):
    install("mri_synthstrip", "echo first >&2; echo no weights >&2; exit 3")
    with pytest.raises(InputError, match=r"^mri_synthstrip failed \(no weights\)"):
        brain_of(head, "synthstrip")
