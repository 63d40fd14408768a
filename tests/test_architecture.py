"""The rooms stand in one order; imports point one way between them and inside each, folders included."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from conftest import ROOT

SOURCE = ROOT / "src"
PACKAGE = SOURCE / "esrgraph"
PLAN = ROOT / "docs" / "architecture.md"
MOST_ENTRIES = 20

INPUT_AND_OUTPUT = {"socket", "subprocess", "urllib.request", "time", "random", "sqlite3", "os", "shutil", "tempfile"}
READS_FILES = PACKAGE / "documents" / "reader.py"
"""The one module before `ingest` that touches the world, for the sake of all others."""
REFERENCE_LIBRARIES = {"rdflib", "pyshacl", "owlrl"}


class Import(NamedTuple):
    """One import of a module of the package: where it stands, from which module, and of which."""

    file: Path
    line: int
    importer: str
    imported: str

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} imports {self.imported}"


def order(heading: str) -> list[str]:
    """The names in the first column of the table below a heading of the architecture document, in their order."""
    section = PLAN.read_text(encoding="utf-8").split(f"\n{heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)`", section, re.MULTILINE)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


PATHS = sorted(PACKAGE.rglob("*.py"))
NAMES = {module_name(path) for path in PATHS}
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PATHS}


def names_of(node: ast.AST) -> Iterator[str]:
    """What an import statement names: modules, and what is taken from them."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(name: str) -> str | None:
    """The module of the package that an imported name is, or is taken from."""
    while name and name not in NAMES:
        name = name.rpartition(".")[0]
    return name if name.startswith("esrgraph.") else None


def imports(path: Path) -> Iterator[Import]:
    for node in ast.walk(TREES[path]):
        for name in names_of(node):
            if (imported := module_of(name)) and imported != module_name(path):
                yield Import(path, getattr(node, "lineno", 0), module_name(path), imported)


# What stands in the package itself serves those outside and is served by all; nothing inside imports it.
IMPORTS = [each for path in PATHS if path.parent != PACKAGE or path.name != "__init__.py" for each in imports(path)]


def breaches(folder: str, rooms: list[str], found: Iterable[Import]) -> list[str]:
    """The imports among the entries of a folder that reach to the right in its order of rooms, each with the reason."""
    depth = folder.count(".") + 1
    told = []
    for each in found:
        ends = [name.split(".") for name in (each.importer, each.imported)]
        if not all(".".join(end[:depth]) == folder and len(end) > depth for end in ends):
            continue
        source, target = (end[depth] for end in ends)
        if source != target and rooms.index(target) > rooms.index(source):
            told.append(f"{each}: {target}/ stands after {source}/ in {PLAN.relative_to(ROOT)}")
    return told


def circles(found: Iterable[Import]) -> list[str]:
    """For each folder, a circle among its entries, with the imports that close it."""
    between: dict[str, dict[tuple[str, str], Import]] = defaultdict(dict)
    for each in found:
        source, target = each.importer.split("."), each.imported.split(".")
        depth = next((i for i, (a, b) in enumerate(zip(source, target, strict=False)) if a != b), None)
        if depth is not None:  # a package and what stands in it are not beside each other
            between[".".join(source[:depth])][source[depth], target[depth]] = each
    told = []
    for folder, edges in sorted(between.items()):
        graph: dict[str, set[str]] = defaultdict(set)
        for source, target in edges:
            graph[source].add(target)
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as circle:
            nodes = circle.args[1][::-1]
            closing = [str(edges[pair]) for pair in pairwise(nodes)]
            told.append(f"{folder}: {' -> '.join(nodes)}\n    " + "\n    ".join(closing))
    return told


PLANS = {"esrgraph": "## Rooms", "esrgraph.web": "## Inside web"}
"""The folders whose entries stand in an order, and the headings of their tables."""


def test_every_room_has_its_place_in_the_plan() -> None:
    for folder, heading in PLANS.items():
        entries = {name.removeprefix(f"{folder}.").split(".")[0] for name in NAMES if name.startswith(f"{folder}.")}
        assert entries == set(order(heading)), "docs/architecture.md lists other rooms than there are"
    visible = [path for path in PACKAGE.iterdir() if not path.name.startswith(("_", ".")) and path.name != "py.typed"]
    assert len(visible) <= MOST_ENTRIES


def test_imports_point_one_way() -> None:
    found = [each for folder, heading in PLANS.items() for each in breaches(folder, order(heading), IMPORTS)]
    found += circles(IMPORTS)
    assert not found, "imports against the order:\n  " + "\n  ".join(found)


def test_the_core_is_pure() -> None:
    rooms = order("## Rooms")
    pure = set(rooms[: rooms.index("ingest")]) - {"runtime"}
    impure = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)} imports {name}"
        for path in PATHS
        if path != READS_FILES and path.relative_to(PACKAGE).parts[0].removesuffix(".py") in pure
        for node in ast.walk(TREES[path])
        for name in names_of(node)
        for module in INPUT_AND_OUTPUT
        if name == module or name.startswith(f"{module}.")
    ]
    assert not impure


def test_one_rdf_type_outside_validation() -> None:
    reference = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in PATHS
        if path.relative_to(PACKAGE).parts[0] != "validation"
        for node in ast.walk(TREES[path])
        for name in names_of(node)
        if name.split(".")[0] in REFERENCE_LIBRARIES
    ]
    assert not reference


def made_up(importer: str, imported: str) -> Import:
    return Import(PACKAGE / "made_up.py", 1, importer, imported)


def test_an_import_to_the_right_is_told_with_its_reason() -> None:
    (told,) = breaches("esrgraph", ["left", "right"], [made_up("esrgraph.left.a", "esrgraph.right.b")])
    assert told.startswith("src/esrgraph/made_up.py:1 imports esrgraph.right.b: right/ stands after left/")
    (told,) = breaches("esrgraph.web", ["http", "site"], [made_up("esrgraph.web.http.a", "esrgraph.web.site")])
    assert "imports esrgraph.web.site: site/ stands after http/" in told


def test_a_circle_of_folders_is_told_at_every_level() -> None:
    deep = [
        made_up("esrgraph.web.a.one", "esrgraph.web.b.two"),
        made_up("esrgraph.web.b.three", "esrgraph.web.a.four"),
    ]
    (told,) = circles(deep)
    assert told.startswith("esrgraph.web: ")
    assert "imports esrgraph.web.a.four" in told


def test_a_class_has_its_name_alone() -> None:
    """What is private to a module is named where it is read."""
    homes: dict[str, list[str]] = defaultdict(list)
    for path, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(str(path.relative_to(PACKAGE)))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}
