"""The command line: arguments, printing, exit codes (0 good, 1 findings that were asked to fail on, 2 unusable)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from esrgraph.errors import EsrgraphError, FindingsError, InputError

if TYPE_CHECKING:
    from esrgraph.build import Summary
    from esrgraph.report import Report

# Every command imports what it runs: a command's help must not wait for the libraries of another.

_BASE = "http://localhost:8000/"
_paths = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
_base = click.option(
    "--base", default=_BASE, show_default=True, metavar="IRI", help="Where the things' own IRIs begin."
)
_data = click.option(
    "--data", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder that holds releases."
)
_contacts = click.option(
    "--include-contacts", is_flag=True, help="Publish contact persons' data as well: only with a legal ground to."
)


class _Group(click.Group):
    """Maps the package's exceptions to exit codes, in one place."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FindingsError as error:
            _fail(error, 1)
        except EsrgraphError as error:
            _fail(error, 2)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)


def _fail(error: Exception, code: int) -> None:
    click.echo(f"esrgraph: {error}", err=True)
    sys.exit(code)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="esrgraph", message="%(package)s %(version)s")
def main() -> None:
    """Turn pages about European Social Fund projects into a knowledge graph, and publish it.

    \b
    esrgraph convert page.txt              one page as Turtle
    esrgraph build examples --data data    a release: store, dumps, manifest
    esrgraph serve --data data             the release over HTTP
    """


@main.command()
@_paths
@click.option(
    "--format",
    "name",
    type=click.Choice(["turtle", "ntriples", "jsonld", "rdfxml"]),
    default="turtle",
    show_default=True,
    help="The RDF format.",
)
@_base
@_contacts
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
    from esrgraph.convert import convert as converted
    from esrgraph.iri import Iris
    from esrgraph.serialize import write_rdf

    iris = Iris(base)
    quads = converted(paths, iris, include_contacts=include_contacts, report=_report)
    with _opened(output) as stream:
        write_rdf(quads, stream, name, iris.base)


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that takes its name only once it is whole: a failure leaves the old one as it was."""
    if output is None:
        yield sys.stdout.buffer
        return
    if output.exists() and not output.is_file():  # a device or pipe, as /dev/null: written to, never replaced
        with output.open("wb") as stream:
            yield stream
        return
    part = output.with_name(f".{output.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(output)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}; write elsewhere with -o") from error
    finally:
        part.unlink(missing_ok=True)


def _report(finding: str) -> None:
    click.echo(finding, err=True)


@main.command()
@_paths
@_data
@_base
@_contacts
@click.option("--strict", is_flag=True, help="Release nothing, exit 1, if a page is rejected or a field unreadable.")
@click.option(
    "--keep", default=5, show_default=True, type=click.IntRange(1), metavar="N", help="Releases left in the folder."
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Worker processes [default: one a core].")
def build(
    paths: tuple[Path, ...],
    data: Path,
    base: str,
    include_contacts: bool,
    strict: bool,
    keep: int,
    jobs: int | None,
) -> None:
    """Build a release from pages and take it into use.

    The release is written beside the current one; a build that fails or is killed changes nothing.

    \b
    Example:
      esrgraph build examples --data data
      esrgraph build pages.zip --data /srv/esr --base https://esr.example.fi/ --strict
    """
    import os

    from esrgraph.build import Options, build_release
    from esrgraph.iri import Iris
    from esrgraph.release import DataFolder

    options = Options(Iris(base), include_contacts, strict, keep, jobs or os.cpu_count() or 1)
    with _Bar() as bar:
        summary = build_release(paths, DataFolder(data), options, bar)
    _print_summary(summary)


class _Bar:
    """A progress bar on a terminal, nothing elsewhere."""

    def __enter__(self) -> _Bar:
        from rich.console import Console
        from rich.progress import Progress

        self._progress = Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
        self._progress.start()
        self._tasks: dict[str, Any] = {}
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._tasks[stage], completed=done)


def _print_summary(summary: Summary) -> None:
    for name, reason in summary.rejected:
        click.echo(f"{name}: rejected: {reason}", err=True)
    for name, code in summary.merged:
        click.echo(f"{name}: merged: a richer capture of {code} is published", err=True)
    counts = summary.counts
    findings = ", ".join(f"{count} {severity}" for severity, count in counts.findings.items())
    rows = (
        ("Documents", f"{counts.documents} ({counts.rejected} rejected, {counts.merged} merged)"),
        ("Projects", counts.projects),
        ("Organisations", counts.organisations),
        ("Triples", counts.triples),
        ("Findings", findings or "none"),
        ("Seconds", f"{sum(summary.seconds.values()):.1f}"),
        ("Release", summary.release.folder),
    )
    for label, value in rows:
        click.echo(f"{label:<15}{value}")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...|DATA")
@click.option(
    "--format",
    "name",
    type=click.Choice(["text", "json", "csv", "html", "turtle", "sarif"]),
    default="text",
    show_default=True,
    help="The form of the report.",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "compiled", "pyshacl"]),
    default="auto",
    show_default=True,
    help="auto compiles shapes to SPARQL, and leaves to pySHACL what it cannot compile.",
)
@click.option(
    "--lang", "language", type=click.Choice(["fi", "sv", "en"]), default="fi", show_default=True, help="Its language."
)
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info", "never"]),
    default="never",
    show_default=True,
    help="Exit 1 if there is a finding so bad or worse.",
)
@click.option(
    "--shapes", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="Your own shapes, not esrgraph's."
)
@_base
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file in place of stdout.")
@click.option(
    "--cache",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep pySHACL's results in this file: what has not changed is not validated again.",
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Worker processes [default: one a core].")
def validate(
    paths: tuple[Path, ...],
    name: str,
    engine: str,
    language: str,
    fail_on: str,
    shapes: tuple[Path, ...],
    base: str,
    output: Path | None,
    cache: Path | None,
    jobs: int | None,
) -> None:
    """Say what is wrong with pages or with the current release, where, why it matters and what to do.

    PATH is a page, a folder or a zip archive; DATA is a folder of releases.

    \b
    Example:
      esrgraph validate examples --lang en
      esrgraph validate data --format html -o report.html
      esrgraph validate pages.zip --format sarif --fail-on violation -o findings.sarif
    """
    import os

    from esrgraph.check import Checking, check
    from esrgraph.iri import Iris

    asked = Checking(Iris(base), engine, language, shapes, jobs or os.cpu_count() or 1, cache)
    with _Bar() as bar:
        report = check(paths, asked, bar)
    _write_report(report, name, output)
    if report.is_as_bad_as(fail_on):
        raise FindingsError(f"There are findings of severity {fail_on} or worse (--fail-on {fail_on})")


def _write_report(report: Report, name: str, output: Path | None) -> None:
    from rich.console import Console

    from esrgraph.report import FORMATS, print_report

    if name == "text" and output is None:
        print_report(report, Console())
        return
    with _opened(output) as stream:
        for piece in FORMATS[name].render(report):
            stream.write(piece)


@main.command()
@_data
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port.")
def serve(data: Path, host: str, port: int) -> None:
    """Serve the current release over HTTP; a new release is taken up without a restart.

    \b
    Example:
      esrgraph serve --data data --port 8000
    """
    import uvicorn

    from esrgraph.release import DataFolder
    from esrgraph.web.app import make_app

    folder = DataFolder(data)
    release = folder.current()
    click.echo(f"Serving {release.id} at http://{host}:{port}/ (Ctrl-C stops)")
    uvicorn.run(make_app(folder), host=host, port=port, log_level="warning")


@main.command()
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

    from esrgraph.explain import explanation

    Console(highlight=False).print(explanation(page, folder))


@main.command()
@click.option(
    "--lang", "language", type=click.Choice(["fi", "sv", "en"]), default="fi", show_default=True, help="Its language."
)
def queries(language: str) -> None:
    """List the query catalogue: what can be asked by name, with which parameters and defaults.

    \b
    Example:
      esrgraph queries --lang en
    """
    from esrgraph.catalogue import catalogue, listing

    click.echo(listing(catalogue(), language))


@main.command()
@click.argument("query", metavar="NAME|FILE")
@click.option(
    "-p", "given", multiple=True, metavar="NAME=VALUE", help="The value of a parameter, in place of its default."
)
@_data
@click.option(
    "--format",
    "name",
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "turtle"]),
    help="[default: table, or turtle where the query gives triples]",
)
def query(query: str, given: tuple[str, ...], data: Path, name: str | None) -> None:
    """Ask the current release a question of the catalogue, or one of your own from a SPARQL file.

    \b
    Example:
      esrgraph query projects-of-municipality -p municipality=167 --data data
      esrgraph query mine.rq --data data --format csv
    """
    from shutil import get_terminal_size

    from esrgraph.answer import answer

    width = get_terminal_size().columns if sys.stdout.isatty() else None
    answer(query, given, data, sys.stdout.buffer, name, width)


if __name__ == "__main__":
    main()
