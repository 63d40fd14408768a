"""What several commands share: options, an output that appears only when it is whole, a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from esrgraph.errors import InputError

if TYPE_CHECKING:
    from esrgraph.validation.waivers import Waivers

DEFAULT_BASE = "http://localhost:8000/"
paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
base_option = click.option(
    "--base", default=DEFAULT_BASE, show_default=True, metavar="IRI", help="Where the things' own IRIs begin."
)
data_option = click.option(
    "--data", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder that holds releases."
)
contacts_option = click.option(
    "--include-contacts", is_flag=True, help="Publish contact persons' data as well: only with a legal ground to."
)
waivers_option = click.option(
    "--waivers", type=click.Path(path_type=Path), metavar="FILE", help="What is known and accepted (TOML)."
)
severity_option = click.option(
    "--severity", multiple=True, metavar="CODE=LEVEL", help="A rule's severity: violation, warning, info or none."
)


class Seconds(click.FloatRange):
    """A number of seconds above 0 that timers take: finite, and no more than `LONGEST`."""

    LONGEST = 1_000_000

    def __init__(self) -> None:
        super().__init__(0, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; raises BadParameter where it is none that timers take."""
        number = super().convert(value, param, ctx)
        if not number <= self.LONGEST:  # neither is what is not a number
            self.fail(f"{value} is no number of seconds up to {self.LONGEST:,}; give one, as 10 or 0.5", param, ctx)
        return number


def waivers_of(path: Path | None, severities: tuple[str, ...]) -> Waivers:
    """What the two options say; raises InputError where they cannot be read."""
    from esrgraph.validation.waivers import NO_WAIVERS, read_waivers

    return (read_waivers(path) if path else NO_WAIVERS).with_severities(severities)


@contextmanager
def open_output(output: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that takes its name only once it is whole: a failure leaves the old one as it was."""
    if output is None:
        yield sys.stdout.buffer
        return
    is_device = output.exists() and not output.is_file()  # a pipe, or as /dev/null: written to, never replaced
    part = output if is_device else output.with_name(f".{output.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(output)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}; write elsewhere with -o") from error
    finally:
        if not is_device:
            part.unlink(missing_ok=True)


class ProgressBar:
    """A progress bar on a terminal, nothing elsewhere."""

    def __enter__(self) -> ProgressBar:
        from rich.console import Console
        from rich.progress import Progress

        self._progress = Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
        self._progress.start()
        self._tasks: dict[str, Any] = {}
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Show that `done` of `total` steps of a stage are done; None where nobody knows how many there are."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._tasks[stage], completed=done)
