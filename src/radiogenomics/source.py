"""A version of the code behind one script, so that a job reruns exactly when that code changes."""

import ast
import atexit
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parents[1]
"""Where the library, the rules and the resources lie together."""
KEPT = PACKAGE / "__pycache__" / f"source-1.{sys.implementation.cache_tag}.json"
"""What files were found to say, by the hash of their bytes: to parse hundreds of them takes seconds of every run. Like
compiled code it can be deleted, and is not there where it cannot be written."""


def content_version(files: list[Path]) -> str:
    """Hash of the content of some data files."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def share_with_jobs() -> None:
    """Let every process that this one starts import this very package, whatever environment it runs in."""
    others = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    folders = [str(PACKAGE.parent), *(folder for folder in others if folder)]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(folders))


def source_version(script: Path, modules: Iterable[Path] = ()) -> str:
    """Hash of a script, of more modules, and of every module of this package that any of these imports.

    What a script finds by name when it runs, as the network of a model (`networks.registry.network_file`), none of its
    imports says; such files are the `modules`. Comments, docstrings and formatting do not count: two files that compile
    to the same tree are the same code.
    """
    digest = hashlib.sha256()
    for path in sorted(source_files(script, modules), key=str):
        digest.update(_read(path)[0].encode())
    return digest.hexdigest()[:16]


def source_files(script: Path, modules: Iterable[Path] = ()) -> set[Path]:
    """A script, more modules, and every module of this package that any of these imports, directly or not."""
    seen: set[Path] = set()
    waiting = [script.resolve(), *(module.resolve() for module in modules)]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting.extend(_imported(path))
    return seen


@cache
def _read(path: Path) -> tuple[str, list[str]]:
    """Hash of a file's code, and the modules that its imports may refer to."""
    content = path.read_bytes()
    key, kept = hashlib.sha256(content).hexdigest(), _kept()
    if key not in kept:
        kept[key] = parsed(content)
        atexit.unregister(_keep)
        atexit.register(_keep)
    return kept[key]


@cache
def _kept() -> dict[str, tuple[str, list[str]]]:
    """What earlier runs found; nothing where they left nothing, or nothing whole."""
    try:
        return json.loads(KEPT.read_text())
    except (OSError, ValueError):
        return {}


def _keep() -> None:
    temporary = KEPT.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        try:
            KEPT.parent.mkdir(exist_ok=True)
            temporary.write_text(json.dumps(_kept()))
            temporary.replace(KEPT)
        finally:
            # Of a full disk, half a file would stay with every start.
            temporary.unlink(missing_ok=True)


def parsed(content: bytes) -> tuple[str, list[str]]:
    """Hash of a file's syntax tree without its docstrings, and the modules of this package that it may import."""
    tree = ast.parse(content)
    modules = [name for name in dict.fromkeys(_module_names(tree)) if name.split(".")[0] == PACKAGE.name]
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest(), modules


@cache
def _imported(path: Path) -> list[Path]:
    """Files of this package that a file imports, packages' `__init__.py` included."""
    found: dict[Path, None] = {}
    for module in _read(path)[1]:
        parts = module.split(".")
        for length in range(1, len(parts) + 1):
            found |= dict.fromkeys(_files_of_module(tuple(parts[1:length])))
    return list(found)


@cache
def _files_of_module(parts: tuple[str, ...]) -> list[Path]:
    base = PACKAGE.joinpath(*parts)
    return [file for file in (base / "__init__.py", base.with_suffix(".py")) if file.is_file()]


def _module_names(tree: ast.Module) -> Iterator[str]:
    """Dotted names that the imports of a file may refer to; `from a import b` may mean the module `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
