"""`esrgraph push`: a release into a SPARQL store elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from esrgraph.cli.common import ProgressBar, Seconds, data_option

if TYPE_CHECKING:
    from pyoxigraph import DefaultGraph, NamedNode


@click.command()
@data_option
@click.option(
    "--to", "graphs", required=True, metavar="URL", help="The store's address for graphs (Graph Store Protocol)."
)
@click.option("--query", metavar="URL", help="Its address for queries [default: known of Oxigraph and Virtuoso].")
@click.option("--update", metavar="URL", help="Its address for updates [default: known of Oxigraph and Virtuoso].")
@click.option(
    "--graph",
    "served",
    default="default",
    show_default=True,
    metavar="IRI|default|none",
    help="The graph that always holds the current release, as a copy.",
)
@click.option(
    "--chunk", default=50_000, show_default=True, type=click.IntRange(1), metavar="N", help="Triples a request."
)
@click.option("--prune", type=click.IntRange(1), metavar="N", help="Drop all but the newest N releases in the store.")
@click.option(
    "--timeout",
    default=600.0,
    show_default=True,
    type=Seconds(),
    metavar="SECONDS",
    help="How long to wait for an answer.",
)
def push(
    data: Path,
    graphs: str,
    query: str | None,
    update: str | None,
    served: str,
    chunk: int,
    prune: int | None,
    timeout: float,
) -> None:
    """Load the current release into a SPARQL store and make it the current one there.

    It is loaded into a graph of its own, counted, and only then switched to. A push that breaks off goes on where it
    stopped when it is run again. Credentials are taken from the environment: ESRGRAPH_USER and ESRGRAPH_PASSWORD, or
    ESRGRAPH_TOKEN.

    \b
    Example:
      esrgraph push --data data --to http://localhost:7878/store
      esrgraph push --data data --to http://localhost:8890/sparql-graph-crud-auth \\
        --graph https://esr.example.fi/graph/current --prune 2
    """
    import os

    from esrgraph.release.folder import DataFolder
    from esrgraph.stores import push as pushing

    options = pushing.PushOptions(_served_graph(served), chunk, prune)
    login = pushing.Login.from_environment(os.environ)
    server = pushing.Server(pushing.find_addresses(graphs, query, update), login, timeout)
    with ProgressBar() as bar:
        pushed = pushing.push(DataFolder(data).current(), server, options, bar)
    rows = [("Triples", f"{pushed.triples} ({pushed.sent} sent)"), ("Release", pushed.graph.value)]
    if served != "none":
        rows.append(("Copied to", "the default graph" if served == "default" else served))
    rows.extend(("Dropped", graph.value) for graph in pushed.dropped)
    for label, value in rows:
        click.echo(f"{label:<15}{value}")


def _served_graph(text: str) -> NamedNode | DefaultGraph | None:
    from pyoxigraph import DefaultGraph, NamedNode

    if text in ("default", "none"):
        return DefaultGraph() if text == "default" else None
    try:
        return NamedNode(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is neither an absolute IRI nor default or none") from error
