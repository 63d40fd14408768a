"""The command line: arguments, printing, exit codes (0 good, 1 findings that were asked to fail on, 2 unusable)."""

from __future__ import annotations

import sys
from typing import Any

import click

from esrgraph.cli.build import build
from esrgraph.cli.codes import codes
from esrgraph.cli.convert import convert, explain
from esrgraph.cli.push import push
from esrgraph.cli.query import queries, query
from esrgraph.cli.serve import serve
from esrgraph.cli.validate import validate
from esrgraph.errors import EsrgraphError, FindingsError

# Every command imports what it runs: a command's help must not wait for the libraries of another.


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
    """Turn pages about European structural-fund projects into a knowledge graph, and publish it.

    \b
    esrgraph convert page.txt              one page as Turtle
    esrgraph build examples --data data    a release: store, dumps, manifest
    esrgraph serve --data data             the release over HTTP
    """


for command in (convert, validate, build, serve, push, explain, queries, query, codes):
    main.add_command(command)
