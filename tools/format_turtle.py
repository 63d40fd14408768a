"""Brings files of `ontology/schemes/` into their canonical form, so that a change of one fact is a change of one line.

    python tools/format_turtle.py FILE...            rewrites the files
    python tools/format_turtle.py --check FILE...    names the files that are not canonical; exit code 1 if any

Canonical are: sorted triples, one prefix list, IRIs below the publisher's base written relative to it, a line for each
subject and predicate, no comments. IRIs stay relative because the base is only known when a graph is built.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse, serialize

PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "esr": "https://w3id.org/esrgraph/ontology#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
RELATIVE_TO = "relative://to/"
"""Stands in for the base while formatting: a scheme that no real IRI has, so that no real IRI is made relative."""
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def canonical(turtle: str) -> str:
    """The canonical form of a Turtle document; raises SyntaxError where the document is no Turtle."""
    quads = parse(turtle, format=RdfFormat.TURTLE, base_iri=RELATIVE_TO)
    triples = sorted({quad.triple for quad in quads}, key=_order)
    written = serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES, base_iri=RELATIVE_TO)
    return _laid_out((written or b"").decode())


def _order(triple: Triple) -> tuple[str, bool, str, str]:
    """By subject, the type first, then by predicate and object; a thing before its own fragments."""
    predicate = triple.predicate.value
    return str(triple.subject).strip("<>"), predicate != RDF_TYPE, predicate, str(triple.object)


def _laid_out(turtle: str) -> str:
    """Prefixes in order and without the base, then each subject set apart, its lines indented by four spaces.

    Every line is a statement's, since the serialiser escapes line breaks in literals.
    """
    lines = turtle.splitlines()
    head = sorted(line for line in lines if line.startswith("@prefix"))
    body = [line if line.startswith("\t") else f"\n{line}" for line in lines if not line.startswith("@")]
    return "\n".join([*head, *body]).replace("\n\t", "\n    ") + "\n"


def main(arguments: list[str]) -> int:
    """The exit code: 1 where `--check` finds a file that is not canonical."""
    parser = argparse.ArgumentParser(description="Bring scheme files into their canonical form.")
    parser.add_argument("--check", action="store_true", help="change nothing, name the files that are not canonical")
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    differing = [path for path in options.files if canonical(path.read_text("utf-8")) != path.read_text("utf-8")]
    for path in differing:
        if options.check:
            print(f"{path} is not in canonical form", file=sys.stderr)
        else:
            path.write_text(canonical(path.read_text("utf-8")), "utf-8")
    return 1 if options.check and differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
