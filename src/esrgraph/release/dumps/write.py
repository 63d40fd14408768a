"""A sorted N-Triples file to the folder of dumps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from esrgraph.rdf.iris import Iris
from esrgraph.release.dumps.geometry import write_geometry
from esrgraph.release.dumps.network import write_network
from esrgraph.release.dumps.parquet import write_parquet
from esrgraph.release.dumps.rdf import RDF_FILES, write_rdf_file
from esrgraph.release.dumps.tables import write_tables
from esrgraph.release.dumps.views import write_views
from esrgraph.release.dumps.workbook import write_workbook


def dump_tasks(
    ntriples: Path, store: Path, folder: Path, iris: Iris, *, workbook: bool = False
) -> list[Callable[[], None]]:
    """What writes every dump of a sorted N-Triples file, and of the store that holds it, into a folder that is there.

    With `workbook`, the tables are written for Excel too. The tasks do not wait for one another. All other files depend
    on the triples alone: compressed ones hold neither name nor time.
    """
    rdf = [partial(write_rdf_file, ntriples, folder / file, form, iris.base) for file, form in RDF_FILES.items()]
    return [
        *reversed(rdf),
        partial(write_views, store, folder),
        partial(_write_tables, ntriples, folder, iris, workbook),
        partial(write_geometry, folder, iris),
        partial(write_network, ntriples, folder, iris),
    ]


def _write_tables(ntriples: Path, folder: Path, iris: Iris, workbook: bool) -> None:
    write_tables(ntriples, folder, iris)
    write_parquet(folder)
    if workbook:
        write_workbook(folder)
