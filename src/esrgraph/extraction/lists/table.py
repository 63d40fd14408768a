"""What a table is, and which of its columns is which: the words of every list, beside the record's fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from esrgraph.errors import PageError

COLUMNS = {
    "koodi": "code",
    "projektikoodi": "code",
    "hankekoodi": "code",
    "rahasto": "fund",
    "projektin nimi": "title",
    "projektinnimi": "title",
    "hankkeen nimi": "title",
    "hankkeennimi": "title",
    "ohjelma / osio": "division",
    "ohjelmaosio": "division",
    "tl": "priority_axis",
    "toimintalinjanumero": "priority_axis",
    "et": "specific_objective",
    "viranomainen": "authority",
    "rahoittava viranomainen": "authority",
    "toiminnan tila": "status",
    "toiminnantila": "status",
    "tila": "status",
    "aloituspvm": "planned_start",
    "päättymispvm": "planned_end",
    "paattymispvm": "planned_end",
    "toteuttajan nimi": "applicant.name",
    "toteuttajannimi": "applicant.name",
    "toteuttajan y-tunnus": "applicant.business_id",
    "myönnetty eu- ja valtion rahoitus": "granted_eu_and_state",
    "euvaltionrahoitusmyonnetty": "granted_eu_and_state",
    "toteutunut eu- ja valtion rahoitus": "realised_eu_and_state",
    "euvaltionrahoitustoteutunut": "realised_eu_and_state",
    "suunniteltu julkinen rahoitus yhteensä": "planned_public",
    "julkinenrahoitussuunniteltu": "planned_public",
    "toteutunut julkinen rahoitus yhteensä": "realised_public",
    "julkinenrahoitustoteutunut": "realised_public",
    "ryhmähanketunnus": "group",
    "toteutunut eu-rahoituksen määrä": "realised_eu",
    "suunnitelman mukainen tiivistelmä hankkeen toteutuksesta": "summary",
    "hankekuvauksen osoite": "page",
    "hankkeen kotisivun osoite": "homepage",
}
"""The field that a column states, by its heading in lower case: of the exports, and of the elements of the XML."""
_NEEDED = ("code", "fund", "title", "planned_start")
_WORDS = {"code": "Koodi", "fund": "Rahasto", "title": "Hankkeen nimi", "planned_start": "Aloituspvm"}
_REMEDY = "Export the list again with all its columns, and leave its first line as it is"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was placed: its line in the file (from 1), and the text in each column by the column's heading."""

    line: int
    cells: Mapping[str, str]

    def text(self, field: str) -> str | None:
        """What stands in the column of a field; None where the list has none."""
        return next((text for heading, text in self.cells.items() if field_of(heading) == field), None)


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """A row whose cells cannot be told apart, and why."""

    line: int
    reason: str


Placed = Row | UnplacedRow
Table = tuple[tuple[str, ...], list[Placed]]
"""The headings of a list, and its rows."""


@cache
def field_of(heading: str) -> str | None:
    """The field that a column states; None where the record has none.

    >>> field_of("Hankekoodi "), field_of("Tukimuoto")
    ('code', None)
    """
    return COLUMNS.get(" ".join(heading.casefold().split()))


def is_header(cells: Sequence[str]) -> bool:
    """Whether a first line is that of a list of projects: a code, and two more of what every list has."""
    fields = {field_of(cell) for cell in cells}
    return "code" in fields and len(fields.intersection(_NEEDED)) >= 3


def require_columns(headings: Sequence[str]) -> None:
    """Raises PageError where a list lacks a column without which a row says nothing, or has one twice."""
    fields = [field_of(heading) for heading in headings]
    missing = [_WORDS[field] for field in _NEEDED if field not in fields]
    if missing:
        raise PageError(f"The list has no column {', '.join(missing)}", remedy=_REMEDY)
    twice = {heading for heading in headings if headings.count(heading) > 1}
    if twice:
        raise PageError(f"The list has more than one column {', '.join(sorted(twice))}", remedy=_REMEDY)


def place_cells(headings: Sequence[str], line: int, cells: Sequence[str]) -> Placed:
    """A row whose cells stand under their headings, as many as these."""
    if len(cells) != len(headings):
        return UnplacedRow(line, f"It has {len(cells)} cells, and the list {len(headings)} columns")
    return Row(line, dict(zip(headings, cells, strict=True)))
