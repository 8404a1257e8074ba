"""The program itself is proprietary and cannot be installed here: `stand_in_ascp.py` takes its place."""

import logging
import time

import pytest

from radiogenomics.downloads import ascp as module
from radiogenomics.downloads.ascp import find_ascp, run_ascp
from radiogenomics.downloads.faspex_session import Transfer
from radiogenomics.errors import InputError


def transfer(*paths: str, token: str = "hidden-token") -> Transfer:
    sources = tuple(f"/node{path}" for path in paths)
    return Transfer("server.example.org", "faspex", 33001, 33002, sources, token, "hidden-cookie")


def test_files_come_under_their_last_name_and_the_token_is_not_on_the_command_line(ascp, tmp_path, package_folder):
    assert run_ascp(transfer("/UPENN-GBM.sums"), tmp_path / "data") == ""
    assert (tmp_path / "data/UPENN-GBM.sums").read_bytes() == (package_folder / "UPENN-GBM.sums").read_bytes()
    command = ascp.calls[0]["command"]
    assert "hidden" not in " ".join(command)
    options = dict(zip(command[:-2:2], command[1:-2:2], strict=True))
    assert options["--host"] == "server.example.org" and options["--user"] == "faspex"
    assert options["-P"] == "33001" and options["-O"] == "33002" and options["-k"] == "1"


def test_a_refusal_is_told_in_one_line_without_the_token(ascp, tmp_path):
    fault = run_ascp(transfer("/UPENN-GBM.sums", token="hidden-wrong"), tmp_path / "data")
    assert fault == "ascp ended with status 1: ascp: server refused, token …"


def test_f24_a_transfer_that_stalls_is_ended(ascp, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "STALL", 0.3)
    ascp.show("stall")
    start = time.monotonic()
    assert run_ascp(transfer("/UPENN-GBM/NIfTI-files/images_structural"), tmp_path / "data").startswith("stalled")
    assert time.monotonic() - start < 20 and len(ascp.calls[0]["copied"]) == 1


@pytest.mark.usefixtures("no_ascp")
def test_b34_a_missing_program_is_named_with_its_install_line():
    with pytest.raises(
        InputError, match=r"ascp.* is missing; install it: gem install .* && ascli .*, or .* `local_dir`"
    ):
        find_ascp()


@pytest.mark.usefixtures("ascp")
def test_b34_a_missing_key_is_named_with_its_install_line(tmp_path):
    (tmp_path / "bin" / "aspera_bypass_rsa.pem").unlink()
    with pytest.raises(InputError, match=r"the key aspera_bypass_rsa.pem .* is missing; install it: gem install"):
        find_ascp()


@pytest.mark.usefixtures("no_ascp")
def test_the_program_is_found_where_its_installer_puts_it(tmp_path):
    sdk = tmp_path / "home" / ".aspera" / "sdk"
    sdk.mkdir(parents=True)
    for name in ("ascp", "aspera_bypass_rsa.pem"):
        (sdk / name).touch()
    with pytest.raises(InputError, match=rf"{sdk}/ascp: not executable; correct its permissions, or install it: gem"):
        find_ascp()
    (sdk / "ascp").chmod(0o755)
    assert find_ascp() == (sdk / "ascp", sdk / "aspera_bypass_rsa.pem")


def test_no_secret_is_logged(ascp, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    ascp.show("refuse")
    run_ascp(transfer("/UPENN-GBM.sums"), tmp_path / "data")
    assert "hidden" not in caplog.text
