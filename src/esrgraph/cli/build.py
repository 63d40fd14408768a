"""`esrgraph build`: pages to a release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esrgraph.cli.common import (
    ProgressBar,
    base_option,
    contacts_option,
    data_option,
    paths_argument,
    severity_option,
    waivers_of,
    waivers_option,
)
from esrgraph.record import NATURES

if TYPE_CHECKING:
    from esrgraph.build.pipeline import BuildSummary

_MOST_SKIPPED = 20
"""Files named one by one in the summary, of those that are no pages."""


@click.command()
@paths_argument
@data_option
@base_option
@contacts_option
@click.option("--strict", is_flag=True, help="Release nothing, exit 1, if a page is rejected or a field unreadable.")
@click.option(
    "--keep", default=5, show_default=True, type=click.IntRange(1), metavar="N", help="Releases left in the folder."
)
@click.option("--publisher", default="", metavar="NAME", help="Who publishes [default: the host of --base].")
@click.option("--contact", default="", metavar="ADDRESS", help="An e-mail address or a web page for who has questions.")
@click.option(
    "--nature",
    default="real",
    show_default=True,
    type=click.Choice(NATURES),
    help="What the projects are, which every page then says: all that there are, a sample, or made up.",
)
@waivers_option
@severity_option
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Worker processes [default: one a core].")
@click.option("--no-cache", is_flag=True, help="Read every page, unchanged ones too, and keep nothing for next time.")
@click.option("--workbook", is_flag=True, help="Write the tables as an Excel workbook too.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Read pages, derive, validate and write dumps on the workers of a dask scheduler: tcp://host:8786.",
)
@click.option(
    "--transfer",
    default="paths",
    show_default=True,
    type=click.Choice(["paths", "bytes"]),
    help="Whether these workers share the file system, or get pages and give results as bytes.",
)
def build(
    paths: tuple[Path, ...],
    data: Path,
    base: str,
    include_contacts: bool,
    strict: bool,
    keep: int,
    publisher: str,
    contact: str,
    nature: str,
    waivers: Path | None,
    severity: tuple[str, ...],
    jobs: int | None,
    no_cache: bool,
    workbook: bool,
    scheduler: str | None,
    transfer: str,
) -> None:
    """Build a release from pages and official lists and take it into use.

    The release is written beside the current one; a build that fails or is killed changes nothing.

    \b
    Example:
      esrgraph build examples --data data
      esrgraph build pages.zip 2014-2020.csv --data /srv/esr --base https://esr.example.fi/ --strict
    """
    import os

    from esrgraph.build.pipeline import Options, build_release
    from esrgraph.ingest.cluster import Cluster
    from esrgraph.rdf.iris import Iris
    from esrgraph.release.folder import DataFolder

    options = Options(
        iris=Iris(base),
        include_contacts=include_contacts,
        strict=strict,
        keep=keep,
        jobs=jobs or os.cpu_count() or 1,
        publisher=publisher,
        contact=contact,
        nature=nature,
        waivers=waivers_of(waivers, severity),
        cluster=Cluster(scheduler, shared=transfer == "paths") if scheduler else None,
        cache=not no_cache,
        workbook=workbook,
    )
    with ProgressBar() as bar:
        summary = build_release(paths, DataFolder(data), options, bar)
    _print_summary(summary)


def _print_summary(summary: BuildSummary) -> None:
    for notice in summary.notices:
        click.echo(notice, err=True)
    for name, reason in summary.rejected:
        click.echo(f"{name}: rejected: {reason}", err=True)
    for name, code in summary.merged:
        click.echo(f"{name}: merged: a richer capture of {code} is published", err=True)
    for line in _skipped_files(summary.skipped):
        click.echo(line, err=True)
    counts = summary.counts
    findings = ", ".join(f"{count} {severity}" for severity, count in counts.findings.items())
    rows = (
        ("Documents", f"{counts.documents} ({counts.rejected} rejected, {counts.merged} merged)"),
        ("Skipped", f"{len(summary.skipped)} files that are no pages"),
        ("Projects", counts.projects),
        ("Organisations", counts.organisations),
        ("Triples", counts.triples),
        ("Findings", findings or "none"),
        ("Seconds", f"{summary.clock:.1f}"),
        ("Release", summary.release.folder),
    )
    for label, value in rows:
        click.echo(f"{label:<15}{value}")
    for line in _stages(summary):
        click.echo(line)


def _skipped_files(files: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The files that are no pages, with the reason; of very many, the first."""
    yield from (f"{name}: skipped: {reason}" for name, reason in files[:_MOST_SKIPPED])
    if len(files) > _MOST_SKIPPED:
        yield f"{len(files) - _MOST_SKIPPED} more files are skipped: the release's documents.jsonl says why"


def _stages(summary: BuildSummary) -> Iterator[str]:
    """What each stage took: side by side, stages take more seconds together than the build as a whole."""
    whole = sum(time.processor for time in summary.stages.values()) or 1
    yield f"\n{'Stage':<15}{'Seconds':>9}{'Processor':>11}{'Share':>8}"
    for stage, time in summary.stages.items():
        yield f"{stage:<15}{time.clock:>9.1f}{time.processor:>11.1f}{time.processor / whole:>8.0%}"
    longest = max(summary.stages, key=lambda stage: summary.stages[stage].processor)
    share = summary.stages[longest].processor / whole
    yield f"The limit is {longest!r}, with {share:.0%} of the processor time."
