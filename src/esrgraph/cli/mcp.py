"""`esrgraph mcp`: a release for an assistant, over standard input and output."""

from __future__ import annotations

from pathlib import Path

import click

from esrgraph.cli.common import Seconds, data_option

_CONCURRENCY = 2
"""Queries that run at once: an assistant asks few things together, and each takes a process."""


@click.command()
@data_option
@click.option(
    "--seconds",
    default=10.0,
    show_default=True,
    type=Seconds(),
    metavar="SECONDS",
    help="The longest that a query may run.",
)
@click.option(
    "--memory",
    default=2000,
    show_default=True,
    type=click.IntRange(800),
    metavar="MB",
    help="The most memory of a process that runs queries.",
)
def mcp(data: Path, seconds: float, memory: int) -> None:
    """Answer an assistant over the Model Context Protocol (stdio), from the current release.

    An assistant starts this command by itself: give it to the assistant's configuration. A release with contact
    persons' data is refused. Over HTTP, the same is there with `esrgraph serve --mcp`.

    \b
    Example:
      esrgraph mcp --data data
    """
    from esrgraph.release.folder import DataFolder
    from esrgraph.web.assistant import require_sdk
    from esrgraph.web.sound_folder import SoundFolder
    from esrgraph.web.workers.limits import Limits

    require_sdk()
    from esrgraph.web.assistant.stdio import run_over_stdio

    limits = Limits(seconds=seconds, memory=memory * 1_000_000, concurrency=_CONCURRENCY)
    run_over_stdio(SoundFolder.over(DataFolder(data)), limits)
