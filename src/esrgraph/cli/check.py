"""`esrgraph check`: whether releases are whole."""

from __future__ import annotations

from pathlib import Path

import click

from esrgraph.cli.common import data_option
from esrgraph.errors import InputError, OtherLayout, UnreadableRelease


@click.command()
@data_option
@click.option("--all", "every", is_flag=True, help="All releases, not only the current one.")
def check(data: Path, every: bool) -> None:
    """Look at every file of the current release: checksums, store, indexes, reports, and say what is wrong.

    The exit code is 0 where all is well, and 2 where something is damaged: build the release again, or restore it. A
    release of a version that this one does not read is told as such; it is an error only where it is the current one.

    \b
    Example:
      esrgraph check --data data
      esrgraph check --data /backup/data --all
    """
    from esrgraph.release.folder import DataFolder
    from esrgraph.web.operation.checked import faults_of

    folder, damaged, closed, others = DataFolder(data), 0, 0, set()
    current = folder.current()
    for release in folder.releases() if every else (current,):
        try:
            told = list(dict.fromkeys(faults_of(release)))
            damaged += bool(told)
            state = "damaged" if told else "sound"
        except OtherLayout as error:
            others.add(release.id)
            told, state = [str(error)], "of another version"
        except UnreadableRelease as error:
            closed += 1
            told, state = [str(error)], "not readable"
        click.echo("\n  ".join((f"{release.id}: {state}", *told)))
    if damaged:
        raise InputError(f"{damaged} damaged; build again, or restore from a copy")
    if closed:
        raise InputError(f"{closed} cannot be read; let this user read all files, and check again")
    if current.id in others:
        raise InputError("the current release is of another version, and this one does not read it")
