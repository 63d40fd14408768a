"""`esrgraph convert` and `esrgraph explain`: pages looked at without a release."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from esrgraph.cli.common import base_option, contacts_option, open_output, paths_argument
from esrgraph.rdf.formats import TRIPLE_NAMES


@click.command()
@paths_argument
@click.option(
    "--format",
    "name",
    type=click.Choice(TRIPLE_NAMES),
    default="turtle",
    show_default=True,
    help="The RDF format.",
)
@base_option
@contacts_option
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file in place of stdout.")
def convert(paths: tuple[Path, ...], name: str, base: str, include_contacts: bool, output: Path | None) -> None:
    """Convert pages (text, HTML, PDF; files, folders, zip archives) to RDF.

    The RDF goes to standard output, findings go to standard error as `document:line: field: what. Remedy.`
    Exit code 2 if no document can be used.

    \b
    Example:
      esrgraph convert examples/S39001.txt --format jsonld
      esrgraph convert examples archive.zip -o projects.ttl
    """
    from esrgraph.ingest.convert import convert as converted
    from esrgraph.rdf.iris import Iris
    from esrgraph.rdf.serialize import write_rdf

    iris = Iris(base)
    quads = converted(paths, iris, include_contacts=include_contacts, report=_report)
    with closing(quads), open_output(output) as stream:
        write_rdf(quads, stream, name, iris.base)


def _report(finding: str) -> None:
    click.echo(finding, err=True)


@click.command()
@click.argument("page", metavar="FILE_OR_CODE")
@click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path, exists=True),
    default=Path("."),
    show_default=True,
    help="Where to look for the pages of a project code.",
)
def explain(page: str, folder: Path) -> None:
    """Show the target groups found in a page's text, by which rule, and what was turned down and why.

    \b
    Example:
      esrgraph explain examples/S39001.txt
      esrgraph explain S39001 --in examples
    """
    from rich.console import Console

    from esrgraph.cli.explanation import explanation

    Console(highlight=False).print(explanation(page, folder))
