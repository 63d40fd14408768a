"""`esrgraph check`: whether releases are whole."""

from __future__ import annotations

from pathlib import Path

import click

from esrgraph.cli.common import data_option
from esrgraph.errors import InputError


@click.command()
@data_option
@click.option("--all", "every", is_flag=True, help="All releases, not only the current one.")
def check(data: Path, every: bool) -> None:
    """Look at every file of the current release: checksums, store, indexes, reports, and say what is wrong.

    The exit code is 0 where all is well, and 2 where something is damaged: build the release again, or restore it.

    \b
    Example:
      esrgraph check --data data
      esrgraph check --data /backup/data --all
    """
    from esrgraph.release.folder import DataFolder
    from esrgraph.web.operation.checked import faults_of

    folder, damaged = DataFolder(data), 0
    current = folder.current()
    for release in folder.releases() if every else (current,):
        faults = list(dict.fromkeys(faults_of(release)))
        click.echo(f"{release.id}: {'sound' if not faults else 'damaged'}")
        for fault in faults:
            click.echo(f"  {fault}")
        damaged += bool(faults)
    if damaged:
        raise InputError(f"{damaged} damaged; build again, or restore from a copy")
