"""IBM Aspera's program `ascp`, the only way to the files of TCIA's packages: found, run, and ended when it stalls.

Its options are those that public programs of October 2026 use with this server; the program is proprietary and was not
run by the tests. The token goes to it in the environment, which other users of the machine cannot read.
"""

import logging
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from radiogenomics.downloads.disk import bytes_below
from radiogenomics.downloads.faspex_session import Transfer
from radiogenomics.downloads.http_faults import BY_HAND
from radiogenomics.errors import InputError

logger = logging.getLogger(__name__)

SDK = Path(".aspera", "sdk")
"""Where `ascli conf ascp install` puts the program and its key, in the home folder."""
KEYS = ("aspera_bypass_rsa.pem", "aspera_tokenauth_id_rsa")
"""Names of the key, the same for everybody, that opens the connection; the token then opens the package."""
INSTALL = f"install it: gem install aspera-cli && ascli conf ascp install, or {BY_HAND}"
STALL = 120.0
"""Seconds without a new byte after which a transfer is ended, to be taken up again."""
POLL = 5.0
"""Seconds between two looks at a transfer."""
STALLED = "stalled"
RATE = "1g"
"""Highest rate in bits per second."""
SUPERSEDED = "*/old/*"
"""Files that the archive keeps next to those which replaced them."""


def find_ascp() -> tuple[Path, Path]:
    """The program and its key, from PATH or from the home folder.

    Raises:
        InputError: one of them is missing or not executable (the install line is given).
    """
    sdk = Path.home() / SDK
    on_path = shutil.which("ascp")
    program = Path(on_path) if on_path else sdk / "ascp"
    if not program.is_file():
        raise InputError(f"ascp, which fetches packages from TCIA, is missing; {INSTALL}")
    if not os.access(program, os.X_OK):
        raise InputError(f"{program}: not executable; correct its permissions, or {INSTALL}")
    folders = [program.parent, program.resolve().parent, program.resolve().parent.parent / "etc", sdk]
    for key in (folder / name for folder in folders for name in KEYS):
        if key.is_file():
            return program, key
    raise InputError(f"{program}: the key {KEYS[0]} that belongs to it is missing; {INSTALL}")


def run_ascp(transfer: Transfer, destination: Path) -> str:
    """Fetch the paths of a transfer to a folder, each under its last name; complete files are left alone.

    Returns:
        What went wrong, in one line without secrets, or nothing.

    Raises:
        InputError: the program is missing.
    """
    program, key = find_ascp()
    destination.mkdir(parents=True, exist_ok=True)
    secrets = {"ASPERA_SCP_TOKEN": transfer.token, "ASPERA_SCP_COOKIE": transfer.cookie}
    with tempfile.TemporaryDirectory() as logs:
        command = [str(program), "-L", logs, "-i", str(key), "--mode", "recv"]
        command += ["--host", transfer.host, "--user", transfer.user]
        command += ["-P", str(transfer.ssh_port), "-O", str(transfer.fasp_port)]
        command += ["-l", RATE, "-k", "1", "-E", SUPERSEDED, *transfer.sources, str(destination)]
        output = Path(logs, "output")
        with output.open("wb") as file:
            process = subprocess.Popen(
                command, env=os.environ | secrets, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
            )
            try:
                stalled = _wait(process, [destination, Path(logs)])
            finally:
                process.kill()
                process.wait()
        if stalled:
            return f"{STALLED}: no new byte in {STALL:g} s"
        return _fault(process.returncode, output.read_text(errors="replace"), secrets.values())


def _wait(process: subprocess.Popen, folders: list[Path]) -> bool:
    """Wait for the end; true where neither files nor the program's log grew any more."""
    size, since = -1, time.monotonic()
    while True:
        try:
            process.wait(POLL)
            return False
        except subprocess.TimeoutExpired:
            now = sum(bytes_below(folder) for folder in folders)
            if now != size:
                size, since = now, time.monotonic()
            elif time.monotonic() - since > STALL:
                return True


def _fault(status: int, text: str, secrets: Iterable[str]) -> str:
    if status == 0:
        return ""
    for secret in filter(None, secrets):
        text = text.replace(secret, "…")
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return f"ascp ended with status {status}" + (f": {lines[-1][:300]}" if lines else "")
