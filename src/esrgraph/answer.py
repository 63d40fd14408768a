"""A question to a folder of releases and its answer, written: what `esrgraph query` does."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO

from esrgraph.catalogue import find_query
from esrgraph.errors import InputError
from esrgraph.iri import Iris
from esrgraph.query import bind, run
from esrgraph.release import DataFolder
from esrgraph.results import write_result
from esrgraph.store import open_read_only


def answer(
    name_or_path: str, given: Iterable[str], data: Path, output: IO[bytes], form: str | None, width: int | None
) -> None:
    """Ask the current release, and write the answer in a form of `results.NAMES` (None: what suits the query).

    `given` are parameters as `name=value`; `width` is how many cells a line of a table may have (None: any number).

    Raises:
        InputError: there is no such query, it is malformed or refused, or a parameter is not what its type allows.
        ReleaseError: the folder holds no release.
    """
    query = find_query(name_or_path)
    release = DataFolder(data).current()
    iris = Iris(release.base)
    bindings = bind(query, _values(given), iris)
    result = run(open_read_only(release.store), query, bindings)
    write_result(result, output, form, iris, hidden=[each.name for each in query.parameters], width=width)


def _values(given: Iterable[str]) -> dict[str, str]:
    values = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals:
            raise InputError(f"A parameter is given as name=value, and not as {each!r}")
        values[name.strip()] = value
    return values
