"""Dry runs of many commands in one process, which imports once: `python tests/dry_runs.py CHECKOUT < lines.json`."""

import json
import shlex
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from snakemake.cli import main

OVERLAYS = ("config/", "profiles/")


def dry_run(checkout: Path, line: str) -> str:
    """What Snakemake says of a command that it refuses; empty where the dry run passes."""
    words = [str(checkout / word) if word.startswith(OVERLAYS) else word for word in shlex.split(line)[1:]]
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            main([*words, "--snakefile", str(checkout / "Snakefile"), "--dry-run", "--quiet", "rules"])
        except SystemExit as end:
            return said.getvalue() or f"exit code {end.code}" if end.code else ""
    return ""


if __name__ == "__main__":
    json.dump({line: dry_run(Path(sys.argv[1]), line) for line in json.load(sys.stdin)}, sys.stdout)
