"""Files of any RDF to one graph in memory that shapes can be run on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, Quad, RdfFormat, Store, parse

from esrgraph.errors import InputError

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}
"""By suffix."""


def read_data_graph(paths: Iterable[Path]) -> Store:
    """The triples of all files as one graph; the same files give blank nodes the same names in every run.

    Raises:
        InputError: a file is missing, has another suffix, or is not what its suffix says (with file and line).
    """
    store = Store()
    for number, path in enumerate(paths, start=1):
        store.bulk_extend(_quads(path, number))
    return store


def _quads(path: Path, number: int) -> Iterator[Quad]:
    known = FORMATS.get(path.suffix.lower())
    if known is None:
        raise InputError(f"{path} has none of the suffixes {', '.join(FORMATS)}; name it after its format")
    names: dict[Any, BlankNode] = {}

    def named(term: Any) -> Any:
        if not isinstance(term, BlankNode):
            return term
        return names.setdefault(term, BlankNode(f"f{number}n{len(names) + 1}"))

    try:
        for quad in parse(path.read_bytes(), format=known, base_iri=path.absolute().as_uri()):
            yield Quad(named(quad.subject), quad.predicate, named(quad.object))
    except OSError as error:
        raise InputError(f"The data graph {path} cannot be read: {error.strerror}") from error
    except SyntaxError as error:
        raise InputError(f"{path}:{error.lineno or 1}: the data graph is not {known.name}: {error.msg}") from error
