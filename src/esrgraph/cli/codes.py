"""`esrgraph codes`: the projects of official lists, one a line, for whoever fetches their pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esrgraph.errors import InputError

if TYPE_CHECKING:
    from esrgraph.extraction.lists import ListedProject


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="LIST...")
@click.option(
    "--missing",
    "data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DATA",
    help="Only the projects that the current release in this folder has no page of.",
)
@click.option("--urls", is_flag=True, help="The addresses of their pages in the service, not their codes.")
def codes(paths: tuple[Path, ...], data: Path | None, urls: bool) -> None:
    """Print the codes of the projects in official lists, or the addresses of their pages; nothing is fetched.

    \b
    Example:
      esrgraph codes 2014-2020.csv
      esrgraph codes 2014-2020.csv --missing data --urls | wget --input-file=- --warc-file=pages
    """
    from esrgraph.extraction.lists.addresses import page_address

    known = _codes_with_page(data) if data else frozenset()
    without = 0
    for listed in _listed_projects(paths):
        code = listed.project.code
        if code not in known:
            line = page_address(code, listed.project.period) if urls else code
            without += line is None
            if line:
                click.echo(line)
    if without:
        click.echo(f"{without} projects are of a period whose projects have no page with an address", err=True)


def _listed_projects(paths: Iterable[Path]) -> Iterator[ListedProject]:
    """The projects of each list, each once; raises InputError where a file is no list."""
    from esrgraph.documents.reader import read_documents
    from esrgraph.errors import PageError
    from esrgraph.extraction.lists import is_list, read_list

    told: set[str] = set()
    for document in read_documents(paths):
        if not is_list(document.content):
            raise InputError(f"{document.name} is no list of projects. Give a list as the service exports it.")
        try:
            found = read_list(document.content)
        except PageError as error:
            raise InputError(f"{document.name}: {error}") from error
        for row in found.unplaced:
            click.echo(f"{document.name}:{row.line}: rejected: {row.reason}.", err=True)
        for each in found.projects:
            if each.project.code not in told:
                told.add(each.project.code)
                yield each


def _codes_with_page(data: Path) -> frozenset[str]:
    """The codes of the projects that the current release has a page of."""
    from esrgraph.rdf.store import open_read_only, select
    from esrgraph.release.folder import DataFolder

    release = DataFolder(data).last()
    if release is None:
        raise InputError(f"{data} holds no release. Build one with: esrgraph build PATH... --data {data}")
    return frozenset(row["code"] or "" for row in select(open_read_only(release.store), _WITH_PAGE))


_WITH_PAGE = """
    PREFIX esr: <https://w3id.org/esrgraph/ontology#>
    SELECT ?code { ?project esr:code ?code FILTER NOT EXISTS { ?project esr:knownFromList true } }
"""
