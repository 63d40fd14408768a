"""A piece of the graph to each form that files have of it: N-Triples, Turtle, JSON-LD, and the rows of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.jsonld import BETWEEN, END, jsonld_nodes, jsonld_start
from esrgraph.rdf.prefixes import prefix_namespaces
from esrgraph.rdf.serialize import PREFIXES
from esrgraph.rdf.vocabulary import Rdf
from esrgraph.release.dumps.pieces import Piece
from esrgraph.release.dumps.rows import encode_rows

NTRIPLES, TURTLE, JSON_LD, ROWS = "esr.nt.gz", "esr.ttl.gz", "esr.jsonld.gz", "rows.gz"
PROJECTS = "projects"
"""What events keep of each piece."""
RDF_FILES = {NTRIPLES: "ntriples", TURTLE: "turtle", JSON_LD: "jsonld"}
"""The format of each file, as a key of `serialize.FORMATS`."""
GRAPH_PREFIXES = PREFIXES | prefix_namespaces("eurio geosparql qb sdmx-dimension")
"""Of TriG with the named graphs."""
_ANY = Quad(Rdf.type, Rdf.type, Rdf.type)


@dataclass(frozen=True, slots=True)
class PieceForm:
    """What a file has of each piece, what comes before the first, between two of them, and after the last."""

    file: str
    render: Callable[[Piece], bytes]
    start: bytes = b""
    between: bytes = b""
    end: bytes = b""


def piece_forms(iris: Iris) -> tuple[PieceForm, ...]:
    """Every form of a graph below a base."""
    return (
        PieceForm(NTRIPLES, lambda piece: piece.lines),
        PieceForm(TURTLE, _turtle, start=_prefixes()),
        PieceForm(JSON_LD, partial(_nodes, base=iris.base), jsonld_start(iris.base), BETWEEN, END),
        PieceForm(ROWS, lambda piece: encode_rows(piece.triples, iris)),
    )


def graph_forms(name: str, iris: Iris) -> tuple[PieceForm, PieceForm, PieceForm]:
    """The forms of a named graph: its own dump, and what it adds to N-Quads and to TriG."""
    graph = iris.graph(name)
    head, end = _trig([_ANY], graph)[0], b"}\n"
    return (
        PieceForm(f"{name}.nt.gz", lambda piece: piece.lines),
        PieceForm(f"{name}.nq.gz", lambda piece: nquads(piece.lines, graph)),
        PieceForm(f"{name}.trig.gz", lambda piece: _trig(piece.triples, graph)[1], start=head, end=end),
    )


def nquads(lines: bytes, graph: NamedNode) -> bytes:
    """Lines of N-Triples as those of N-Quads in a graph."""
    return lines.replace(b" .\n", f" {graph} .\n".encode())  # no literal holds a line's end


def _trig(triples: Iterable[Quad], graph: NamedNode) -> tuple[bytes, bytes]:
    """Triples as TriG: what stands before them, up to the bracket, and they."""
    output = BytesIO()
    quads = (Quad(each.subject, each.predicate, each.object, graph) for each in triples)
    serialize(quads, output, format=RdfFormat.TRIG, prefixes=GRAPH_PREFIXES)
    head, bracket, body = output.getvalue().partition(b" {\n")
    return head + bracket, body.removesuffix(b"}\n")


def _nodes(piece: Piece, base: str) -> bytes:
    return BETWEEN.join(jsonld_nodes(piece.triples, base))


def _turtle(piece: Piece) -> bytes:
    return _serialized(piece.triples).removeprefix(_prefixes())


def _prefixes() -> bytes:
    """The declarations with which a Turtle document begins."""
    return b"".join(line for line in _serialized([_ANY]).splitlines(keepends=True) if line.startswith(b"@prefix "))


def _serialized(triples: list[Quad]) -> bytes:
    output = BytesIO()
    serialize(triples, output, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    return output.getvalue()
