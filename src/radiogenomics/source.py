"""A version of the code behind one script, so that a job reruns exactly when that code changes."""

import ast
import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parents[1]
"""Where the library, the rules and the resources lie together."""


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
    for path in sorted(source_files(script, modules)):
        digest.update(_content(path).encode())
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
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def _content(path: Path) -> str:
    """Syntax tree of a file without its docstrings, as text."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)


@cache
def _imported(path: Path) -> list[Path]:
    """Files of this package that a file imports, packages' `__init__.py` included."""
    found: list[Path] = []
    for module in _module_names(_tree(path)):
        parts = module.split(".")
        if parts[0] != PACKAGE.name:
            continue
        for length in range(1, len(parts) + 1):
            base = PACKAGE.joinpath(*parts[1:length])
            found.extend(file for file in (base / "__init__.py", base.with_suffix(".py")) if file.is_file())
    return found


def _module_names(tree: ast.Module) -> Iterator[str]:
    """Dotted names that the imports of a file may refer to; `from a import b` may mean the module `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
