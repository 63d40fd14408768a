"""Options from the environment and from a TOML file, and the options in force as one."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from esrgraph.errors import InputError

_FILE = "esrgraph.config"
"""Where a command's context has the path of its file, and what that says."""
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
        content = path.read_text(encoding="utf-8")
        given = tomllib.loads(content)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}; name a TOML file of options") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no TOML: {error}; write one option a line, as: port = 8000") from error
    options = {_name(each): each for each in context.command.params if each.name not in _OWN}
    unknown = [name for name in given if name not in options]
    if unknown:
        place = f"{path}, line {_line_of(unknown[0], content)}"
        raise InputError(f"{place}: there is no option {unknown[0]!r}; there are {', '.join(sorted(options))}")
    context.meta[_FILE] = path, content
    context.default_map = {options[name].name: _as_given(context, options[name], given[name]) for name in given}


def _as_given(context: click.Context, option: click.Parameter, value: object) -> str | bool:
    """A value of the file as the command line has it; raises BadParameter where it is of a kind that is not."""
    is_flag = isinstance(option, click.Option) and option.is_flag
    if isinstance(value, bool) and is_flag:
        return value
    if isinstance(value, list) and isinstance(option.type, Listed) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    kinds = "true or false" if is_flag else "a text or a number"
    kinds += ", or a list of texts" if isinstance(option.type, Listed) else ""
    raise click.BadParameter(
        f"{_toml(value)} is not taken here; give {kinds}", context, option, _place_in_file(context, option)
    )


class Listed(click.types.StringParamType):
    """Texts with commas between; in a file, a list of them, too. Each is checked by what raises ValueError."""

    name = "list"

    def __init__(self, check: Callable[[str], object], remedy: str) -> None:
        self._check, self._remedy = check, remedy

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The texts without spaces around them, in one; raises BadParameter for one that cannot be."""
        texts = [text for each in value.split(",") if (text := each.strip())]
        for text in texts:
            try:
                self._check(text)
            except ValueError:
                self.fail(f"{text!r} is {self._remedy}", param, ctx)
        return ",".join(texts)


def take_variables(command: click.Command, prefix: str) -> None:
    """Let each option of a command be set by the variable of its name, where the code calls it otherwise, too."""
    for option in _options(command):
        name = _name(option).replace("-", "_")
        if name != option.name:
            option.envvar = [*_own_variables(option), f"{prefix}{name.upper()}"]


def place_of(error: click.BadParameter) -> str | None:
    """Where a value is from that an option does not take: a variable, or a line of the file; None if it was given."""
    context, parameter = error.ctx, error.param
    if context is None or parameter is None or parameter.name is None:
        return None
    source = context.get_parameter_source(parameter.name)
    if source is ParameterSource.ENVIRONMENT:
        by_prefix = f"{context.auto_envvar_prefix}_{parameter.name.upper()}"
        variable = next((name for name in _own_variables(parameter) if os.environ.get(name)), by_prefix)
        return f"the variable {variable}"
    if source is ParameterSource.DEFAULT_MAP:
        return _place_in_file(context, parameter)
    return None


def _place_in_file(context: click.Context, parameter: click.Parameter) -> str:
    path, content = context.meta[_FILE]
    name = _name(parameter)
    return f"'{name}' in {path}, line {_line_of(name, content)}"


def _line_of(name: str, content: str) -> int:
    """The number of the line of a file on which a name stands as a key."""
    key = rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(name)}[\"']?\s*[=.\]]"  # also of a table, which is not taken
    before = re.split(key, content, maxsplit=1, flags=re.MULTILINE)[0]
    return before.count("\n") + 1


def misspelt(command: click.Command, prefix: str, variables: Iterable[str]) -> Iterator[str]:
    """A sentence for each variable that begins like those of a command's options, by `PREFIX_`, and is none of them."""
    known = {f"{prefix}{each.name.upper()}" for each in _options(command) if each.name}
    known.update(name for each in _options(command) for name in _own_variables(each))
    names = [name.removeprefix(prefix) for name in known]
    for variable in variables:
        if variable.startswith(prefix) and variable not in known:
            close = get_close_matches(variable.removeprefix(prefix), names, 1)
            reason = f"{prefix}{close[0]} is" if close else "there is no such option"
            yield f"the variable {variable} is not looked at: {reason}"


def _options(command: click.Command) -> list[click.Option]:
    return [each for each in command.params if isinstance(each, click.Option)]


def _own_variables(parameter: click.Parameter) -> list[str]:
    """The variables that an option names itself, beside that of the prefix."""
    return [parameter.envvar] if isinstance(parameter.envvar, str) else list(parameter.envvar or ())


def _name(parameter: click.Parameter) -> str:
    """An option's name, as in the file: `trusted-proxies`."""
    return max(parameter.opts, key=len).lstrip("-")


def _toml(value: object) -> str:
    """A value in TOML: as in JSON, but for a character that only JSON takes as it is."""
    return json.dumps(value, default=str, ensure_ascii=False).replace("\x7f", "\\u007f")


def _show(context: click.Context) -> None:
    """Print the options in force; those that have no value stand in comments."""
    for parameter in context.command.params:
        if parameter.name in _OWN or parameter.name is None:
            continue
        value, source = context.params[parameter.name], context.get_parameter_source(parameter.name)
        line = f"# {_name(parameter)} =" if value is None else f"{_name(parameter)} = {_toml(value)}"
        click.echo(f"{line}  # {_FROM[source]}" if source in _FROM else line)
