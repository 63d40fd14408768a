"""`esrgraph validate`: what is wrong, where, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from esrgraph.cli.common import ProgressBar, base_option, open_output, severity_option, waivers_of, waivers_option
from esrgraph.errors import FindingsError, InputError
from esrgraph.language import LANGUAGES

if TYPE_CHECKING:
    from esrgraph.validation.report import Report


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...|DATA")
@click.option(
    "--format",
    "name",
    type=click.Choice(["text", "json", "csv", "xlsx", "html", "turtle", "sarif"]),
    default="text",
    show_default=True,
    help="The form of the report.",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "compiled", "pyshacl"]),
    default="auto",
    show_default=True,
    help="auto compiles shapes to SPARQL, and leaves to pySHACL what it cannot compile; "
    "pyshacl is the reference, for up to 100,000 triples (about 350 projects).",
)
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="fi", show_default=True, help="Its language.")
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info", "new-violation", "new-warning", "new-info", "never"]),
    default="never",
    show_default=True,
    help="Exit 1 if there is a finding so bad or worse; of new-..., one that the release before or --baseline lacks.",
)
@waivers_option
@severity_option
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="REPORT.json|DATA",
    help="What to compare with: a report in JSON, or a folder of releases [default: the release before].",
)
@click.option(
    "--shapes", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="Your own shapes, not esrgraph's."
)
@click.option(
    "--more-shapes",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Your own shapes, beside esrgraph's or those of --shapes.",
)
@click.option(
    "--data-graph",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Any RDF in place of PATH or DATA: .ttl, .nt, .jsonld or .rdf; several are one graph.",
)
@base_option
@click.option(
    "--split",
    type=click.Choice(["authority", "organisation", "objective"]),
    help="Write a page, a workbook and a text to send for each that has findings, into the folder -o.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file in place of stdout; with --split, a folder."
)
@click.option(
    "--cache",
    type=click.Path(path_type=Path, dir_okay=False),
    expose_value=False,
    help="Ignored: pySHACL takes only what it can validate in a minute, and keeps no results.",
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Worker processes [default: one a core].")
def validate(
    paths: tuple[Path, ...],
    name: str,
    engine: str,
    language: str,
    fail_on: str,
    waivers: Path | None,
    severity: tuple[str, ...],
    baseline: Path | None,
    shapes: tuple[Path, ...],
    more_shapes: tuple[Path, ...],
    data_graph: tuple[Path, ...],
    base: str,
    split: str | None,
    output: Path | None,
    jobs: int | None,
) -> None:
    """Say what is wrong with pages or with the current release, where, why it matters and what to do.

    PATH is a page, a folder or a zip archive; DATA is a folder of releases.

    \b
    Example:
      esrgraph validate examples --lang en
      esrgraph validate data --format html -o report.html
      esrgraph validate pages.zip --format sarif --fail-on violation -o findings.sarif
      esrgraph validate data --waivers waivers.toml --split authority -o letters
      esrgraph validate --data-graph data.ttl --shapes shapes.ttl --fail-on violation
    """
    import os
    from datetime import datetime

    if bool(paths) == bool(data_graph):
        raise click.UsageError("Give either PATH... or DATA, or --data-graph FILE")
    from esrgraph.rdf.iris import Iris
    from esrgraph.validation.check import Checking, check, check_graph

    asked = Checking(
        Iris(base),
        engine,
        language,
        shapes,
        jobs or os.cpu_count() or 1,
        waivers=waivers_of(waivers, severity),
        today=datetime.now().astimezone().date(),
        baseline=baseline,
        more_shapes=more_shapes,
    )
    with ProgressBar() as bar:
        report = check_graph(data_graph, asked) if data_graph else check(paths, asked, bar)
    if split:
        _write_letters(report, split, output)
    else:
        _write_report(report, name, output)
    if report.is_as_bad_as(fail_on):
        raise FindingsError(f"There are findings of severity {fail_on} or worse (--fail-on {fail_on})")


def _write_letters(report: Report, by: str, folder: Path | None) -> None:
    from esrgraph.validation.report.letters import write_letters

    if folder is None or folder.is_file():
        raise click.UsageError("--split writes several files: say into which folder with -o FOLDER")
    try:
        written = write_letters(report, by, folder)
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror}; write elsewhere with -o") from error
    for path in written:
        click.echo(path)


def _write_report(report: Report, name: str, output: Path | None) -> None:
    from rich.console import Console

    from esrgraph.validation.report import FORMATS, print_report

    if name == "text" and output is None:
        print_report(report, Console())
        return
    with open_output(output) as stream:
        for piece in FORMATS[name].render(report):
            stream.write(piece)
