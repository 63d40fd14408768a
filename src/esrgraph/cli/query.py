"""`esrgraph queries` and `esrgraph query`: questions to a release or to an endpoint."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from esrgraph.cli.common import Seconds
from esrgraph.language import LANGUAGES
from esrgraph.rdf.formats import ROW_NAMES, TRIPLE_NAMES


@click.command()
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="fi", show_default=True, help="Its language.")
def queries(language: str) -> None:
    """List the query catalogue: what can be asked by name, with which parameters and defaults.

    \b
    Example:
      esrgraph queries --lang en
    """
    from esrgraph.sparql.catalogue import catalogue, listing

    click.echo(listing(catalogue(), language))


@click.command()
@click.argument("query", metavar="NAME|FILE")
@click.option(
    "-p", "given", multiple=True, metavar="NAME=VALUE", help="The value of a parameter, in place of its default."
)
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="The folder that holds releases.")
@click.option("--endpoint", metavar="URL", help="A SPARQL endpoint to ask in place of --data.")
@click.option("--base", metavar="IRI", help="Where the endpoint's own IRIs begin [default: found out by asking it].")
@click.option(
    "--timeout",
    default=60.0,
    show_default=True,
    type=Seconds(),
    metavar="SECONDS",
    help="How long to wait for the endpoint.",
)
@click.option(
    "--format",
    "name",
    type=click.Choice(["table", *ROW_NAMES, *TRIPLE_NAMES]),
    help="[default: table, or turtle where the query gives triples]",
)
def query(
    query: str,
    given: tuple[str, ...],
    data: Path | None,
    endpoint: str | None,
    base: str | None,
    timeout: float,
    name: str | None,
) -> None:
    """Ask a question of the catalogue, or one of your own from a SPARQL file.

    The current release of --data is asked, or any SPARQL endpoint that holds such a graph.

    \b
    Example:
      esrgraph query projects-of-municipality -p municipality=167 --data data
      esrgraph query mine.rq --data data --format csv
      esrgraph query codes -p name=savo --endpoint https://esr.example.fi/sparql
    """
    from shutil import get_terminal_size

    from esrgraph.release.folder import DataFolder
    from esrgraph.sparql.ask import answer

    if endpoint:
        from esrgraph.sparql.client import Endpoint

        source: DataFolder | Endpoint = Endpoint(endpoint, base, timeout)
    elif data:
        source = DataFolder(data)
    else:
        raise click.UsageError("Say whom to ask: --data FOLDER or --endpoint URL.")
    if data and endpoint:
        raise click.UsageError("Give one of --data and --endpoint, not both.")
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    answer(query, given, source, sys.stdout.buffer, name, width)
