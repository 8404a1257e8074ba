"""Stand-in for IBM Aspera's proprietary program `ascp`, which cannot be installed for tests.

It takes the options that this project gives to the real one, demands the token and key, and copies files from a folder
instead of a server: complete files are left alone, excluded ones are left out, a file is renamed from `.partial` when
whole. Before that it shows the faults it is told to, one per call: `stall` or `exit` after one file, `hang` or `refuse`
before any, `corrupt` (each file copied has other bytes of the same number). Everything it does is written to a log.
"""

import argparse
import json
import os
import sys
import time
from fnmatch import fnmatch
from pathlib import Path

SETTINGS = Path(__file__).with_name("ascp.json")


def main() -> None:
    arguments = parse()
    settings = json.loads(SETTINGS.read_text())
    fault = settings["faults"].pop(0) if settings["faults"] else ""
    settings["calls"].append({"command": sys.argv[1:], "sources": arguments.paths[:-1], "copied": []})
    SETTINGS.write_text(json.dumps(settings))
    token = os.environ.get("ASPERA_SCP_TOKEN", "")
    if fault == "refuse" or token != settings["token"] or not Path(arguments.i).is_file():
        sys.exit(f"ascp: server refused, token {token}")
    if fault == "hang":
        time.sleep(60)
    *sources, destination = arguments.paths
    for source in sources:
        file = Path(settings["package"]) / source.removeprefix("/node").lstrip("/")
        receive(file, Path(destination), settings, fault, arguments.E)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for option in ("-L", "-i", "--mode", "--host", "--user", "-P", "-O", "-l", "-k", "-E"):
        parser.add_argument(option, required=True)
    parser.add_argument("paths", nargs="+")
    arguments = parser.parse_args()
    assert arguments.mode == "recv" and arguments.k == "1"
    return arguments


def receive(source: Path, destination: Path, settings: dict, fault: str, excluded: str) -> None:
    if not source.exists():
        sys.exit(f"ascp: no such file {source.name}")
    files = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
    for number, file in enumerate(files):
        if fault in ("stall", "exit") and number == 1:
            if fault == "stall":
                time.sleep(60)
            sys.exit("ascp: connection lost")
        target = destination / file.relative_to(source.parent)
        whole = target.exists() and target.stat().st_size == file.stat().st_size
        if whole or fnmatch(str(target), excluded):
            continue
        body = file.read_bytes()
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.partial")
        partial.write_bytes(bytes(255 - byte for byte in body) if fault == "corrupt" else body)
        partial.rename(target)
        settings["calls"][-1]["copied"].append(target.name)
        SETTINGS.write_text(json.dumps(settings))


if __name__ == "__main__":
    main()
