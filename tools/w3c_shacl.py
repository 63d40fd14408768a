"""Run the W3C SHACL test suite's cases through both validation engines and print how many pass, by category.

    python tools/w3c_shacl.py PATH [-v]

PATH is the folder `data-shapes-test-suite/tests` of https://github.com/w3c/data-shapes. Results are compared as sets
of focus node, path, value, component, severity and source shape. The compiled engine may hand a case over; it may
never be wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, Triple, parse

from esrgraph.errors import ShapesError
from esrgraph.validation.compiler.compile import compile_shapes
from esrgraph.validation.compiler.paths import path_text
from esrgraph.validation.compiler.run import run
from esrgraph.validation.findings import ValidationResult
from esrgraph.validation.reference.engine import results
from esrgraph.validation.reference.terms import canonical
from esrgraph.validation.shapes import Node, ShapesGraph, Triples, sh

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
FAILURE = NamedNode(f"{SHT}Failure")
Outcome = frozenset[tuple[str, ...]] | None
"""A set of results; None for a failure of the processor."""


@dataclass(frozen=True)
class Case:
    """One case: its name, the graphs to validate, and what must come out."""

    name: str
    data: list[Triple]
    shapes: list[Triple]
    expected: Outcome


class Suite:
    """The cases that a manifest leads to; every file is read once, so that its blank nodes keep their names."""

    def __init__(self) -> None:
        self._files: dict[str, list[Triple]] = {}

    def cases(self, manifest: Path) -> Iterator[Case]:
        """All cases of a manifest and of those that it includes."""
        triples = self._read(manifest.absolute().as_uri())
        look = _Manifest(triples)
        for _, included in look.pairs(NamedNode(f"{MF}include")):
            yield from self.cases(Path(unquote(urlsplit(included.value).path)))
        for _, entries in look.pairs(NamedNode(f"{MF}entries")):
            for entry in look.items(entries):
                yield self._case(manifest.parent.relative_to(manifest.parents[2]), look, entry)

    def _case(self, folder: Path, look: _Manifest, entry: Any) -> Case:
        action = look.one(entry, f"{MF}action")
        data = self._read(look.one(action, f"{SHT}dataGraph").value)
        shapes = self._read(look.one(action, f"{SHT}shapesGraph").value)
        result = look.one(entry, f"{MF}result")
        expected = (
            None
            if result == FAILURE
            else frozenset(_expected(look, each) for each in look.objects(result, sh("result")))
        )
        return Case(f"{folder}/{entry.value.rpartition('/')[2]}", data, shapes, expected)

    def _read(self, iri: str) -> list[Triple]:
        iri = iri.partition("#")[0]
        if iri not in self._files:
            content = Path(unquote(urlsplit(iri).path)).read_bytes()
            quads = parse(content, format=RdfFormat.TURTLE, base_iri=iri, rename_blank_nodes=True)
            self._files[iri] = [quad.triple for quad in quads]
        return self._files[iri]


class _Manifest(Triples):
    """The triples of a manifest."""

    def one(self, subject: Node, predicate: str) -> Any:
        return next(iter(self.objects(subject, NamedNode(predicate))), None)


def _expected(look: _Manifest, node: Any) -> tuple[str, ...]:
    said = {name: look.one(node, sh(name).value) for name in FIELDS}
    path, value, shape = said["resultPath"], said["value"], said["sourceShape"]
    return (
        str(canonical(said["focusNode"])),
        path_text(look, path) if path is not None else "",
        str(canonical(value)) if value is not None else "",
        said["sourceConstraintComponent"].value.rpartition("#")[2],
        said["resultSeverity"].value.removeprefix(sh("").value).lower(),
        "" if isinstance(shape, BlankNode) else shape.value,
    )


FIELDS = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "resultSeverity", "sourceShape")


def _given(results: set[ValidationResult], shapes: ShapesGraph) -> Outcome:
    blank = {node.value for node in shapes.nodes if isinstance(node, BlankNode)}
    return frozenset(
        (
            each.focus,
            each.path,
            each.value,
            each.component,
            each.severity.value,
            "" if each.shape in blank else each.shape,
        )
        for each in results
    )


def compiled(case: Case, shapes: ShapesGraph) -> Outcome | str:
    """What the compiled engine finds, or why it hands the case over."""
    store = Store()
    store.extend(Quad(*triple) for triple in case.data)
    plan = compile_shapes(shapes, store)
    if plan.handed_over:
        return "; ".join(sorted(set(plan.handed_over.values())))
    return _given(run(store, plan.selects), shapes)


def reference(case: Case, shapes: ShapesGraph) -> Outcome:
    """What pySHACL finds, None where it fails."""
    store = Store()
    store.extend(Quad(*triple) for triple in case.data)
    try:
        return _given(results(store, shapes, shapes.nodes), shapes)
    except ShapesError:
        return None


def main() -> int:
    """Run the suite; the exit code is 1 where the compiled engine is wrong."""
    root = Path(sys.argv[1])
    counts: Counter[tuple[str, str, str]] = Counter()
    for case in Suite().cases(root / "manifest.ttl"):
        category = case.name.rpartition("/")[0]
        try:
            shapes = ShapesGraph(case.shapes)
        except ShapesError as error:
            _count(counts, case, category, "compiled", "refused", str(error))
            _count(counts, case, category, "pyshacl", "refused", str(error))
            continue
        found = compiled(case, shapes)
        outcome = "handed over" if isinstance(found, str) else "passed" if found == case.expected else "failed"
        _count(counts, case, category, "compiled", outcome, found)
        found = reference(case, shapes)
        _count(counts, case, category, "pyshacl", "passed" if found == case.expected else "failed", found)
    _print(counts)
    return 1 if any(outcome == "failed" and engine == "compiled" for _, engine, outcome in counts) else 0


def _count(counts, case: Case, category: str, engine: str, outcome: str, found) -> None:
    counts[category, engine, outcome] += 1
    if "-v" in sys.argv and outcome != "passed":
        print(f"{case.name} {engine} {outcome}: {_difference(case, found) if outcome == 'failed' else found}")


def _difference(case: Case, found: Outcome) -> str:
    if case.expected is None or found is None:
        return f"a failure was {'' if case.expected is None else 'not '}expected"
    return f"missing {sorted(case.expected - found)}, too many {sorted(found - case.expected)}"


def _print(counts) -> None:
    outcomes = ("passed", "failed", "handed over", "refused")
    print(f"{'category':28}{'engine':10}" + "".join(f"{each:>13}" for each in outcomes))
    categories = sorted({category for category, _, _ in counts})
    for category in [*categories, ""]:
        for engine in ("compiled", "pyshacl"):
            chosen = [
                sum(n for (c, e, o), n in counts.items() if e == engine and o == each and category in ("", c))
                for each in outcomes
            ]
            print(f"{category or 'all':28}{engine:10}" + "".join(f"{each:>13}" for each in chosen))


if __name__ == "__main__":
    sys.exit(main())
