"""A sorted N-Triples file to the folder of dumps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from esrgraph.dumps.checksums import write_checksums
from esrgraph.dumps.network import write_network
from esrgraph.dumps.rdf import RDF_FILES, write_rdf_file
from esrgraph.dumps.tables import write_tables
from esrgraph.dumps.views import write_views
from esrgraph.iri import Iris

STEPS = len(RDF_FILES) + 3
"""How often `write_dumps` calls `done`."""


def write_dumps(ntriples: Path, store: Path, folder: Path, iris: Iris, done: Callable[[], None]) -> None:
    """Write every dump of a sorted N-Triples file and of the store that holds it, and their checksums.

    `done` is called after each step. The files depend on the triples alone: compressed ones hold neither name nor time.
    """
    folder.mkdir()
    for file, form in RDF_FILES.items():
        write_rdf_file(ntriples, folder / file, form, iris.base)
        done()
    write_tables(ntriples, folder, iris)
    done()
    write_network(ntriples, folder, iris)
    done()
    write_views(store, folder)
    done()
    write_checksums(folder)
