"""What is installed with the package is what the package imports, and what it imports is installed with it."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import files, packages_distributions
from pathlib import Path

import pytest

from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = [each for extra in PROJECT["optional-dependencies"].values() for each in extra]
IMPORTED_BY_OTHERS = {"httptools": "uvicorn", "kfst-rs": "kfst", "uvloop": "uvicorn"}
"""Runtime dependencies that only another one imports, where they are there, to be faster."""


def normal(name: str) -> str:
    """The name of a distribution as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[^\w.-]", each, maxsplit=1)[0]) for each in requirements}


def modules(source: str) -> Iterator[str]:
    """The top modules that a source text imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def distributions(paths: list[Path]) -> list[set[str]]:
    """For each module outside of the standard library that the sources import, the distributions that give it."""
    given = packages_distributions()
    imported = {module for path in paths for module in modules(path.read_text(encoding="utf-8"))}
    outside = imported - sys.stdlib_module_names - {"esrgraph", "compression"}  # the latter is there since 3.14
    return [{normal(name) for name in given.get(module, [module])} for module in sorted(outside)]


def test_what_is_installed_is_imported_and_the_other_way_round() -> None:
    declared = names(PROJECT["dependencies"])
    imported = distributions(sorted((ROOT / "src").rglob("*.py")))
    assert declared.difference(*imported) == IMPORTED_BY_OTHERS.keys()
    assert [each for each in imported if not each & (declared | names(EXTRAS))] == []


@pytest.mark.parametrize(("name", "importer"), IMPORTED_BY_OTHERS.items())
def test_what_another_library_imports_is_imported_by_it(name: str, importer: str) -> None:
    sources = [Path(str(each.locate())) for each in files(importer) or () if each.suffix == ".py"]
    assert {name} in distributions(sources)
