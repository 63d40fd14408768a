"""A question to a folder of releases or to an endpoint, and its answer, written: what `esrgraph query` does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

from esrgraph.errors import InputError
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import open_read_only
from esrgraph.release.folder import DataFolder, Release
from esrgraph.sparql import bind, run
from esrgraph.sparql.catalogue import QueryFile, catalogue, find_query
from esrgraph.sparql.precomputed import Precomputed
from esrgraph.sparql.results import write_result

if TYPE_CHECKING:
    from esrgraph.sparql.client import Endpoint


def answer(
    name_or_path: str,
    given: Iterable[str],
    source: DataFolder | Endpoint,
    output: IO[bytes],
    form: str | None,
    width: int | None,
) -> None:
    """Ask the current release, or an endpoint, and write the answer in the format of that name (None: what suits it).

    `given` are parameters as `name=value`; `width` is how many cells a line of a table may have (None: any number).

    Raises:
        InputError: there is no such query, it is malformed or refused, or a parameter is not what its type allows.
        ReleaseError: the folder holds no release.
        EndpointError: the endpoint gives no answer.
    """
    query = find_query(name_or_path)
    values = _values(given)
    if isinstance(source, DataFolder):
        release = source.current()
        iris = Iris(release.base)
        result = run(open_read_only(release.store), query, bind(_with_defaults(query, release), values, iris))
    else:
        iris = source.iris()
        result = source.run(query, bind(query, values, iris))
    write_result(result, output, form, iris, hidden=[each.name for each in query.parameters], width=width)


def _with_defaults(query: QueryFile, release: Release) -> QueryFile:
    """A query of the catalogue with the defaults that the release has an answer for; one's own query as it is."""
    return Precomputed(release.queries).query(query) if query in catalogue() else query


def _values(given: Iterable[str]) -> dict[str, str]:
    values = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals:
            raise InputError(f"A parameter is given as name=value, and not as {each!r}")
        values[name.strip()] = value
    return values
