"""A store to how far pages and official lists cover each other: which listed projects have a page, and the reverse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Store

from esrgraph.language import LANGUAGES
from esrgraph.release.memo import NO_MEMO, Memo
from esrgraph.sparql.catalogue import find_query
from esrgraph.sparql.inline import in_every_language, without_absent

_QUERY = "coverage-of-lists"
"""The question of the catalogue that is asked for the report too."""


@dataclass(frozen=True, slots=True)
class ListCoverage:
    """The projects of a fund, priority axis, authority or year of start (`dimension`): how many are `listed`, how many
    of these have a page, and how many have a page and are in no list. `names` are by language."""

    dimension: str
    names: Mapping[str, str]
    listed: int
    with_page: int
    unlisted: int


def coverage_of_lists(store: Store, memo: Memo = NO_MEMO) -> tuple[ListCoverage, ...]:
    """The coverage by fund, priority axis, authority and year; nothing where no list is among the sources."""
    found = tuple(_coverage(store, memo))
    return found if any(each.listed for each in found) else ()


def _coverage(store: Store, memo: Memo) -> Iterator[ListCoverage]:
    query = in_every_language(without_absent(find_query(_QUERY), {}), "lang").text
    names: defaultdict[tuple[str | None, str | None], dict[str, str]] = defaultdict(dict)
    rows = memo.rows(store, query)
    for row in rows:
        names[row["dimension"], row["thing"]][row["lang"] or ""] = row["name"] or ""
    for row in (each for each in rows if each["lang"] == LANGUAGES[0]):
        figures = (int(row[name] or 0) for name in ("listed", "withPage", "unlisted"))
        yield ListCoverage(row["dimension"] or "", names[row["dimension"], row["thing"]], *figures)
