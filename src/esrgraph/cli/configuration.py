"""Options from a TOML file, and the options in force as one."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
import orjson
from click.core import ParameterSource

from esrgraph.errors import InputError

_OWN = ("config", "show_config")
_FROM = {
    ParameterSource.COMMANDLINE: "given",
    ParameterSource.ENVIRONMENT: "environment",
    ParameterSource.DEFAULT_MAP: "file",
}
"""Where the value of an option is from, where it is not the default."""
Command = Callable[..., Any]


def config_option(command: Command) -> Command:
    """Add `--config FILE`, whose options count where neither the command line nor the environment has them, and
    `--show-config`, which prints those in force and ends."""

    @wraps(command)
    def configured(*, show_config: bool, **options: Any) -> Any:
        return _show(click.get_current_context()) if show_config else command(**options)

    reads = click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        is_eager=True,
        expose_value=False,
        callback=_read,
        help="Options from a TOML file, by their names without the dashes.",
    )
    shows = click.option(
        "--show-config", is_flag=True, help="Print the options in force as TOML, with where each is from, and end."
    )
    return reads(shows(configured))


def _read(context: click.Context, _: click.Parameter, path: Path | None) -> None:
    """Take the options of the file as defaults; raises InputError for a file or a name that cannot be."""
    if path is None:
        return
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}; name a TOML file of options") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no TOML: {error}; write one option a line, as: port = 8000") from error
    names = {_name(each): each.name for each in context.command.params if each.name not in _OWN}
    unknown = [name for name in given if name not in names]
    if unknown:
        raise InputError(f"{path}: there is no option {unknown[0]!r}; there are {', '.join(sorted(names))}")
    context.default_map = {names[name]: value for name, value in given.items()}


def _name(parameter: click.Parameter) -> str:
    """An option's name, as in the file: `trusted-proxies`."""
    return max(parameter.opts, key=len).lstrip("-")


def _show(context: click.Context) -> None:
    """Print the options in force; those that have no value stand in comments."""
    for parameter in context.command.params:
        if parameter.name in _OWN or parameter.name is None:
            continue
        value, source = context.params[parameter.name], context.get_parameter_source(parameter.name)
        shown = orjson.dumps(value, default=str).decode()  # what these values are in JSON, they are in TOML
        line = f"# {_name(parameter)} =" if value is None else f"{_name(parameter)} = {shown}"
        click.echo(f"{line}  # {_FROM[source]}" if source in _FROM else line)
