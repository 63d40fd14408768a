"""Imports point one way: a module uses only what stands before it here; rdflib and pyshacl stay where they belong."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "src" / "esrgraph"

ORDER = """
    errors record vocabulary finnish language iri
    page form block parse
    resources concepts schemes
    targetgroups
    withhold resolve describe organisation graph
    jsonld serialize terms finding
    provenance read capture packed spool sources convert explain cache pool workers cluster outcomes stopwatch assemble
    store tally derive release dumps changes dataset search
    shapes shacl validate locate report check
    catalogue query results precomputed remote answer
    parts build push upstream
    web cli
""".split()
PURE = ORDER[: ORDER.index("provenance")]
INPUT_AND_OUTPUT = {"socket", "subprocess", "urllib.request", "time", "random", "sqlite3", "os", "shutil", "tempfile"}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def home(path: Path) -> str:
    """The module or package straight below the package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def uses(path: Path) -> set[str]:
    """The modules of the package that a file imports."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("esrgraph.")} - {home(path)}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    before = ORDER[: ORDER.index(home(path))]
    known = {name for name in uses(path) if name in ORDER}
    assert known <= set(before), f"{home(path)} reaches to its right: {known - set(before)}"


def test_every_module_has_its_place() -> None:
    assert {home(path) for path in modules()} == set(ORDER)


@pytest.mark.parametrize(
    "path", [p for p in modules() if home(p) in PURE], ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_the_core_is_pure(path: Path) -> None:
    assert not INPUT_AND_OUTPUT & set(imports(path))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_one_rdf_type_outside_validation(path: Path) -> None:
    heads = {name.split(".")[0] for name in imports(path)}
    assert not {"rdflib", "pyshacl", "owlrl"} & heads or home(path) == "validate"


def test_the_check_sees_imports() -> None:
    assert "errors" in uses(PACKAGE / "parse.py")
    assert sys.version_info >= (3, 11)
