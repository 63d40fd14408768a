"""The list of organisations: by projects, money or name, in pages, all or those under a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.alphabet import LETTERS, OTHER, alphabetical, letter
from esrgraph.web.pages.parts.facts import PageReader, ThingLink, link
from esrgraph.web.pages.parts.summary import counts_of, money_of
from esrgraph.web.site import Opened

SORTS = ("projects", "money", "name")
ROWS = 50
"""Organisations on one page."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An organisation with the number of its projects, and what was granted to those it applied for, in euros."""

    link: ThingLink
    projects: int
    granted: float | None


def organisations(opened: Opened, reader: PageReader, query: Mapping[str, str]) -> Mapping[str, Any]:
    """Page `?page=` (from 1) of the organisations in the order `?sort=`, under `?letter=` where one is asked for."""
    sort = query.get("sort") if query.get("sort") in SORTS else SORTS[0]
    under = query.get("letter") if query.get("letter") in (*LETTERS, OTHER) else None
    everybody = _all(opened, reader)
    found = [each for each in everybody if under is None or letter(each.link.name.value) == under]
    if sort == "projects":
        found.sort(key=lambda each: -each.projects)
    if sort == "money":
        found.sort(key=lambda each: -(each.granted or 0))
    pages = max(1, -(-len(found) // ROWS))
    asked = query.get("page", "1")
    number = min(max(int(asked[:9]), 1), pages) if asked.isascii() and asked.isdigit() else 1
    return {
        "rows": found[(number - 1) * ROWS : number * ROWS],
        "first": (number - 1) * ROWS + 1,
        "count": len(found),
        "everybody": len(everybody),
        "number": number,
        "pages": pages,
        "sort": sort,
        "under": under,
        "letters": _letters(opened, reader),
        "other": OTHER,
    }


@remembered(most=6)
def _all(opened: Opened, reader: PageReader) -> tuple[Listed, ...]:
    """Every organisation that takes part in a project, by name."""
    counts, money = counts_of(opened, "organisation"), money_of(opened, "applicant")
    start = f"{opened.iris.base}id/organisation/"
    listed = [Listed(link(opened, f"{start}{key}", reader), count, money.get(key)) for key, count in counts.items()]
    return tuple(sorted(listed, key=lambda each: alphabetical(each.link.name.value)))


@remembered(most=6)
def _letters(opened: Opened, reader: PageReader) -> tuple[str, ...]:
    """The letters that any name stands under, in their order."""
    used = {letter(each.link.name.value) for each in _all(opened, reader)}
    return tuple(each for each in (*LETTERS, OTHER) if each in used)
