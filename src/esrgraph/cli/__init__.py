"""The command line: arguments, printing, exit codes (0 good, 1 findings that were asked to fail on, 2 unusable)."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

import click

from esrgraph.cli.build import build
from esrgraph.cli.check import check
from esrgraph.cli.codes import codes
from esrgraph.cli.configuration import misspelt, place_of, take_variables
from esrgraph.cli.convert import convert, explain
from esrgraph.cli.mcp import mcp
from esrgraph.cli.push import push
from esrgraph.cli.query import queries, query
from esrgraph.cli.serve import serve
from esrgraph.cli.validate import validate
from esrgraph.errors import EsrgraphError, FindingsError, StorageError

# Every command imports what it runs: a command's help must not wait for the libraries of another.

_VARIABLES = "ESRGRAPH"


class _Group(click.Group):
    """Maps the package's exceptions, and those of the storage, to exit codes, in one place; says of options where they
    are from, and of variables that they are no options."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            try:
                return super().main(*args, **kwargs)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            _end(None, 0)
        except _storage_errors() as error:
            _end(StorageError.of(error), 2)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.BadParameter as error:
            error.param_hint = error.param_hint or place_of(error)
            raise
        except FindingsError as error:
            _fail(error, 1)
        except EsrgraphError as error:
            _fail(error, 2)
        except BrokenPipeError:
            _end(None, 0)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; what the environment says for it, and it does not know, is told."""
        name, command, rest = super().resolve_command(ctx, args)
        if name and command:
            for line in misspelt(command, _prefix(name), sorted(os.environ)):
                from esrgraph.web.processes import is_one_of_several

                if not is_one_of_several():  # else the one that started it has said it
                    click.echo(f"esrgraph: {line}", err=True)
        return name, command, rest


def _prefix(command: str) -> str:
    """What the variables of the environment that are options of a command begin with."""
    return f"{_VARIABLES}_{command.upper()}_"


def _storage_errors() -> tuple[type[Exception], ...]:
    """What is raised where something cannot be written; looked for only then, as a database is slow to load."""
    import sqlite3

    return OSError, sqlite3.OperationalError


def _fail(error: Exception, code: int) -> None:
    click.echo(f"esrgraph: {error}", err=True)
    sys.exit(code)


def _end(error: Exception | None, code: int) -> None:
    """End with a message, if any, where an output takes nothing more: what is still to be written goes nowhere."""
    with suppress(OSError):
        click.echo(f"esrgraph: {error}" if error else "", err=True, nl=error is not None)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(code)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": _VARIABLES})
@click.version_option(package_name="esrgraph", message="%(package)s %(version)s")
def main() -> None:
    """Turn pages about European structural-fund projects into a knowledge graph, and publish it.

    \b
    esrgraph convert page.txt              one page as Turtle
    esrgraph build examples --data data    a release: store, dumps, manifest
    esrgraph serve --data data             the release over HTTP
    """


for command in (convert, validate, build, serve, mcp, push, explain, queries, query, codes, check):
    main.add_command(command)
    take_variables(command, _prefix(str(command.name)))
