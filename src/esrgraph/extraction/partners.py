"""The lines below the heading of the partners to organisations, each with its role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from esrgraph.extraction.blocks import Blocks, Spot
from esrgraph.extraction.fields import Fields
from esrgraph.extraction.form import BUSINESS_ID
from esrgraph.record import Field, Partner, Role, Severity, State, named_twice

_PARTNER = re.compile(r"(.+),\s*([0-9]{6,8} ?[-–]? ?[0-9]?)[.,;]?")
_ID = re.compile(r"(?<!\d)\d{6,7} ?[-–] ?\d(?!\d)")
_ENDED = re.compile(rf".*{_ID.pattern}\W*(?:\(.*\)\W*)?|{_ID.pattern},.*")
"""A line with its business ID at the end, or a remark behind it; or with its ID first."""
_MARK = re.compile(r"^(?:[-–*•]|\d{1,2}[.)]) +")
_GOES_ON = re.compile(r"[a-zåäö(]|\d{6,8} ?[-–] ?\d\b")
"""How a line begins that is not the beginning of a name."""
_NOBODY = re.compile(r"(?:ei|inga|no)\b.*|.*\by-tunnus\b.*", re.IGNORECASE)
"""That there are none, or the head of a table."""
_LONGEST_NAME = 250


def read_partners(fields: Fields, key: str, role: Role) -> list[Partner]:
    """The partners in a block: up to its end, or to the first line that is none where section 3 has no heading."""
    blocks = fields.blocks
    headed = "section 3" in blocks and key != "procedure"
    partners: list[Partner] = []
    for spots in _lines(blocks, key):
        text = _MARK.sub("", " ".join(spot.text for spot in spots), count=1)
        match = _PARTNER.fullmatch(text)
        if match is None and not headed:
            break
        if match is None and (len(text) > _LONGEST_NAME or _NOBODY.fullmatch(text)):
            continue
        blocks.take(*spots)
        name = f"partners[{len(partners) + 1}].business_id"
        if _ID.search(match[1] if match else text):
            line: Field[str] = Field(None, text, spots[0].number, State.STATED)
            fields.unreadable(name, line, "one name and one business ID, as in 'Mallilan kaupunki, 9900003-4'")
        else:
            partner = _partner(fields, spots[0].number, text, match, role, name)
            if _identity(partner) in map(_identity, partners):
                blocks.problems.append(named_twice(spots[0].number, "partners", partner.name.raw or text))
            partners.append(partner)
    return partners


def _identity(partner: Partner) -> str | None:
    return partner.business_id.value or partner.name.value


def _lines(blocks: Blocks, key: str) -> Iterator[tuple[Spot, ...]]:
    """The lines of a list, those put together that were broken within a name or before its business ID."""
    broken: tuple[Spot, ...] = ()
    for spot in blocks.body(key):
        above = broken[-1].text if broken else ""
        if above and not (spot.text and _goes_on(blocks, above, spot.text)):
            yield broken
            broken = ()
        if spot.text:
            broken = (*broken, spot)
    if broken:
        yield broken


def _goes_on(blocks: Blocks, above: str, below: str) -> bool:
    if _ENDED.fullmatch(above):
        return False
    goes_on = _ID.search(above) or above.endswith(",") or _GOES_ON.match(below)
    return bool(goes_on) or blocks.margin.broke(above, below)


def _partner(fields: Fields, line: int, text: str, match: re.Match[str] | None, role: Role, name: str) -> Partner:
    if match is None:
        missing: Field[str] = Field(None, None, line, State.ABSENT)
        fields.blocks.problem(
            line,
            name,
            "partner-without-business-id",
            f"The partner {text!r} has no business ID after its name",
            "Add the business ID, or join the line with the one it belongs to",
            Severity.WARNING,
            text,
        )
        return Partner(role, Field(text, text, line, State.STATED), missing)
    business_id = Field(BUSINESS_ID.parse(match[2]), match[2], line, State.STATED)
    if business_id.value is None:
        fields.unreadable(name, business_id, BUSINESS_ID.expected)
    return Partner(role, Field(match[1].strip(), match[1].strip(), line, State.STATED), business_id)
