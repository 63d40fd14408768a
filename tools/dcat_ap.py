"""Validate a release's `dataset.ttl` against the SHACL shapes of DCAT-AP and print what they find.

    python tools/dcat_ap.py DATASET.ttl SHAPES.ttl...

SHAPES are files of https://github.com/SEMICeu/DCAT-AP, from `releases/3.0.0/shacl` or `releases/3.0.1/html/shacl`. Exit
code 1 where there are violations; what is only recommended is printed, and fails nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from pyshacl import validate
from rdflib import RDF, SH, Graph
from rdflib.term import Node


def findings(dataset: Path, shapes: list[Path]) -> Counter[tuple[str, str]]:
    """How often each finding occurs, by severity and text; raises OSError for a file that cannot be read."""
    constraints = Graph()
    for path in shapes:
        constraints.parse(path)
    _, report, _ = validate(Graph().parse(dataset), shacl_graph=constraints, advanced=False, inference="none")
    assert isinstance(report, Graph)  # noqa: S101 - text comes only where it was asked for
    return Counter(_described(report, result) for result in report.subjects(RDF.type, SH.ValidationResult))


def _described(report: Graph, result: Node) -> tuple[str, str]:
    severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2]
    parts = (report.value(result, part) for part in (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage))
    return severity, " | ".join(str(part) for part in parts if part is not None)


def main(arguments: list[str]) -> int:
    """The exit code: 1 where there are violations."""
    parser = argparse.ArgumentParser(description="Validate a dataset description against DCAT-AP.")
    parser.add_argument("dataset", type=Path)
    parser.add_argument("shapes", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    found = findings(options.dataset, options.shapes)
    for (severity, text), count in sorted(found.items()):
        print(f"{severity}: {text}" + (f" ({count} times)" if count > 1 else ""))
    violations = sum(count for (severity, _), count in found.items() if severity == "Violation")
    print(f"{violations} violations, {found.total() - violations} other findings")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
