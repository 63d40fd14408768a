"""Rows of the unquoted export to cells: aligned from both ends, and by what stands in the middle.

The service quotes nothing, and names hold commas. Code and fund stand first, four amounts last; in the middle two days
beside each other, and the axis, one digit. A place for the axis counts only where an authority stands between it and
the status: one that other rows of the list name where nothing is in doubt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from esrgraph.extraction.lists.table import Placed, Row, UnplacedRow, field_of

_DAY = re.compile(r"\s*\d{1,2}\.\d{1,2}\.\d{4}\s*")
_AXIS = re.compile(r"\d")
_AMOUNT = re.compile(r"\s*(?:-?\d+(?:\.\d{1,2})?)?\s*")
_AMOUNTS = 4
_STATUSES = frozenset(("toiminnassa", "toiminta päättynyt", "keskeytynyt"))
_ELY_CENTRE = re.compile(r"\S+(?:-\S+)? elinkeino-, liikenne- ja ympäristökeskus(?:, yritystuet)?")
_DIVISION = re.compile(r"\S+-Suom(?:i|en suuralueosio)|Valtakunnallinen osio")
_WHOLLY_QUOTED = re.compile(r'"(.*)";?')
_ORDER = (
    *("code", "fund", "title", "priority_axis", "authority", "status", "planned_start", "planned_end"),
    *("applicant.name", "granted_eu_and_state", "realised_eu_and_state", "planned_public", "realised_public"),
)
_ENOUGH = 2
"""Rows that have to name an authority or a division, before it decides where the cells of another are."""


def is_alignable(headings: Sequence[str]) -> bool:
    """Whether the columns are those of the export, in its order: without them, nothing says what a comma is."""
    return tuple(field for heading in headings if (field := field_of(heading)) != "division") == _ORDER


def split_row(text: str) -> list[str]:
    """The pieces between the commas of a row; of one that is quoted as a whole, without these quotation marks.

    >>> split_row('"A79001,EAKR,Talo ""Koti"",1";')
    ['A79001', 'EAKR', 'Talo "Koti"', '1']
    """
    quoted = _WHOLLY_QUOTED.fullmatch(text)
    return (quoted[1].replace('""', '"') if quoted else text.removesuffix(";")).split(",")


@dataclass(frozen=True, slots=True)
class _Alignment:
    """One way to take a row: the cells in the order of the columns; `is_certain` where there is no other."""

    cells: tuple[str, ...]
    division: str | None
    authority: str
    is_certain: bool = False


def align_rows(headings: Sequence[str], lines: Sequence[tuple[int, str]]) -> list[Placed]:
    """Each row placed, or the reason why it cannot be: its line in the file goes with it."""
    with_division = len(headings) > len(_ORDER)
    found = [(line, *_alignments(split_row(text), len(headings), with_division)) for line, text in lines]
    certain = [ways[0] for _, ways, _ in found if len(ways) == 1]
    authorities = Counter(_fold(each.authority) for each in certain)
    divisions = Counter(each.division for each in certain)
    known = _Known(authorities, divisions)
    return [_place(headings, line, ways, reason, known) for line, ways, reason in found]


@dataclass(frozen=True, slots=True)
class _Known:
    authorities: Counter[str]
    divisions: Counter[str | None]

    def has(self, way: _Alignment) -> bool:
        """Whether authority and division are those of other rows. In a row without commas to spare they may be any, and
        an authority that is one cell stands in its place."""
        if way.is_certain:
            return True
        authority = (
            "," not in way.authority
            or _ELY_CENTRE.fullmatch(way.authority.strip())
            or self.authorities[_fold(way.authority)] >= _ENOUGH
        )
        division = way.division or ""
        is_division = not division or _DIVISION.fullmatch(division) or self.divisions[division] >= _ENOUGH
        return bool(authority and is_division)


def _place(headings: Sequence[str], line: int, ways: list[_Alignment], reason: str, known: _Known) -> Placed:
    if not ways:
        return UnplacedRow(line, reason)
    fitting = [way for way in ways if known.has(way)]
    if len(fitting) == 1:
        return Row(line, dict(zip(headings, fitting[0].cells, strict=True)))
    if fitting:
        return UnplacedRow(line, f"It can be taken in {len(fitting)} ways, by the places of its commas")
    authority = ways[-1].authority.strip()
    return UnplacedRow(line, f"No other row names the authority {authority!r}, so its commas may be taken wrongly")


def _alignments(cells: list[str], columns: int, with_division: bool) -> tuple[list[_Alignment], str]:
    """Every way to take a row, and why there is none."""
    if len(cells) < columns:
        return [], f"It has {len(cells)} cells, and the list {columns} columns"
    if not all(_AMOUNT.fullmatch(each) for each in cells[-_AMOUNTS:]):
        return [], "Its last four cells are not all amounts"
    days = [
        at for at in range(3, len(cells) - _AMOUNTS - 2) if _DAY.fullmatch(cells[at]) and _DAY.fullmatch(cells[at + 1])
    ]
    if not days:
        return [], "There are no two days beside each other in it"
    days = [at for at in days if _fold(cells[at - 1]) in _STATUSES] or (days if len(cells) == columns else [])
    if not days:
        return [], "No status that is known stands before its days"
    if len(cells) == columns:
        return list(_ways(cells, days[:1], with_division, is_certain=True)), "Its axis is not one digit"
    return list(_ways(cells, days, with_division)), "There is no axis, one digit, between its name and its authority"


def _ways(cells: list[str], days: list[int], with_division: bool, *, is_certain: bool = False) -> Iterator[_Alignment]:
    before_axis = 3 + with_division
    for day in days:
        for axis in range(before_axis, day - 2):
            if _AXIS.fullmatch(cells[axis]):
                title = ",".join(cells[2 : axis - with_division])
                authority = ",".join(cells[axis + 1 : day - 1])
                division = cells[axis - 1] if with_division else None
                middle = (title, *([division] if division is not None else []), cells[axis], authority)
                name = ",".join(cells[day + 2 : -_AMOUNTS])
                taken = (*cells[:2], *middle, *cells[day - 1 : day + 2], name, *cells[-_AMOUNTS:])
                yield _Alignment(taken, division, authority, is_certain)


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
