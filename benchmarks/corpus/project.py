"""A seed and an index to the facts of one fictional project, consistent with each other and with the schemes."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from benchmarks.corpus.data import table, toml
from benchmarks.corpus.draw import Draw
from benchmarks.corpus.organisations import Organisation, draw_organisation
from benchmarks.corpus.places import LAST_DAY, Region, Stay, draw_region, regions
from esrgraph.linking import schemes

MOST_PAGES = 200_000
"""The form's codes are a letter and five digits: there are no more of them."""
_LETTER_CODES = 100_000
_FIRST_CODE = 40_000
"""esrgraph's own examples have codes below it."""
_ERDF, _VARIANT_B, _SWEDISH, _NATIONAL = 0.08, 0.06, 0.04, 0.004
"""Shares (0-1) of pages."""
_BILINGUAL = ("01", "02", "15", "16")
_LAST_CAPTURE = date(2024, 3, 31)
_OWN_AUTHORITY, _MINISTRY = 0.06, 0.03
_WHOLE_REGION = 0.15
_ALONE, _JOINT = 0.45, 0.85
_MOST_PARTNERS = 11


@dataclass(frozen=True, slots=True)
class Theme:
    """What a project is about: a number among the themes, and the objective's notation."""

    number: int
    objective: str


@dataclass(frozen=True, slots=True)
class Money:
    """Whole euros; realised is never above planned, EU and state never above all public."""

    granted: int
    realised: int
    planned_public: int
    realised_public: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What one page is to say; `variant` is A or B, `places` are in the order of the regions."""

    index: int
    code: str
    fund: str
    variant: str
    swedish: bool
    theme: Theme
    start: date
    end: date
    retrieved: date
    ended: bool
    authority: str
    applicant: Organisation
    partners: tuple[Organisation, ...]
    procedure: str
    money: Money
    regions: tuple[Region, ...]
    places: tuple[Stay, ...]
    companies: tuple[int, int]
    persons: int


def facts(seed: int, index: int) -> Facts:
    """The facts of the page with that index, whatever the number of pages."""
    if not 0 <= index < MOST_PAGES:
        raise ValueError(f"There is no code for page {index}: the form has room for {MOST_PAGES} projects")
    draw = Draw(seed, index)
    code = _code(seed, index)
    fund = "EAKR" if code[0] == "A" else "ESR"
    variant = "B" if draw.chance(_VARIANT_B) else "A"
    swedish = draw.chance(_SWEDISH)
    applicant = _applicant(draw, seed, index, swedish)
    theme = draw.one(_themes()[fund])
    start, end = _period(draw, react=theme.objective.startswith("12."))
    retrieved = _retrieved(draw, start, end, variant)
    ended = variant == "A" and retrieved > end + timedelta(days=draw.between(0, 150))
    partners = _partners(draw, seed, index, applicant)
    progress = 1.0 if ended else max(0.0, min(0.9, (retrieved - start) / (end - start)))
    area = _area(draw, applicant.region)
    return Facts(
        index=index,
        code=code,
        fund=fund,
        variant=variant,
        swedish=swedish,
        theme=theme,
        start=start,
        end=end,
        retrieved=retrieved,
        ended=ended,
        authority=_authority(draw, fund, theme, area[0]),
        applicant=applicant,
        partners=partners,
        procedure=_procedure(draw, partners),
        money=_money(draw, progress),
        regions=area,
        places=_places(draw, area, start, end),
        companies=_companies(draw, fund, progress),
        persons=0 if fund == "EAKR" else draw.skewed(15, 700),
    )


def _code(seed: int, index: int) -> str:
    """Codes with S for most of the first 100,000 pages; the codes that those left for the second 100,000."""
    digits = (_FIRST_CODE + index) % _LETTER_CODES
    is_erdf = Draw(seed, "code", digits).chance(_ERDF)
    return f"{'A' if is_erdf == (index < _LETTER_CODES) else 'S'}{digits:05d}"


@cache
def _themes() -> dict[str, list[Theme]]:
    known = schemes.load_schemes()
    found: dict[str, list[Theme]] = {"ESR": [], "EAKR": []}
    for number, theme in enumerate(toml("themes")["theme"]):
        for objective in theme["objectives"]:
            found[known.axis_fund(known.objective_axis(objective) or "") or ""].append(Theme(number, objective))
    return found


@cache
def themes() -> list[dict[str, Any]]:
    """The themes of `themes.toml`, with the forms of their topics split."""
    return [theme | {"topic": table(theme["topic"])[0]} for theme in toml("themes")["theme"]]


def _applicant(draw: Draw, seed: int, index: int, swedish: bool) -> Organisation:
    found = draw_organisation(draw, seed, index)
    for _ in range(8 if swedish else 0):
        if found.region.code in _BILINGUAL:
            break
        found = draw_organisation(draw, seed, index)
    return found


def _partners(draw: Draw, seed: int, index: int, applicant: Organisation) -> tuple[Organisation, ...]:
    """None for nearly half of the projects; most of the others' are of the applicant's region."""
    if draw.chance(_ALONE):
        return ()
    found = {applicant.number: applicant}
    for _ in range(draw.skewed(1, _MOST_PARTNERS, 2.5)):
        candidates = (draw_organisation(draw, seed, index) for _ in range(4))
        partner = next((each for each in candidates if each.region is applicant.region), None)
        partner = partner or draw_organisation(draw, seed, index)
        found.setdefault(partner.number, partner)
    return tuple(found.values())[1:]


def _procedure(draw: Draw, partners: tuple[Organisation, ...]) -> str:
    if not partners:
        return "single-applicant"
    return "joint-project" if draw.chance(_JOINT) else "support-transfer"


def _period(draw: Draw, *, react: bool) -> tuple[date, date]:
    """The first of a month to the last of another; REACT-EU was granted from 2021 on."""
    month = draw.between(12 * 2021, 12 * 2022 + 5) if react else draw.between(12 * 2014 + 8, 12 * 2022 + 5)
    last = min(month + draw.between(7, 38), 12 * LAST_DAY.year + 11)
    year, number = divmod(last, 12)
    return date(month // 12, month % 12 + 1, 1), date(year, number + 1, monthrange(year, number + 1)[1])


def _retrieved(draw: Draw, start: date, end: date, variant: str) -> date:
    """A day after the start; captures of variant B are of the project's own time."""
    last = end if variant == "B" else _LAST_CAPTURE
    return start + timedelta(days=draw.between(20, (last - start).days))


def _area(draw: Draw, own: Region) -> tuple[Region, ...]:
    if draw.chance(_NATIONAL):
        return regions()
    others = [draw_region(draw) for _ in range(draw.skewed(0, 4, 5))]
    first = own if draw.chance(0.9) else draw_region(draw)
    return tuple({region.code: region for region in (first, *others)}.values())


def _places(draw: Draw, area: tuple[Region, ...], start: date, end: date) -> tuple[Stay, ...]:
    """Some municipalities of every region, each where it lay on all of the project's days."""
    found: list[Stay] = []
    national = len(area) == len(regions())
    for region in area:
        known = region.municipalities(start, end)
        found += known if national or draw.chance(_WHOLE_REGION) else draw.some(known, draw.skewed(1, len(known)))
    return tuple(found)


def _authority(draw: Draw, fund: str, theme: Theme, region: Region) -> str:
    if fund == "EAKR":
        return region.council
    if theme.objective == "10.1" and draw.chance(_MINISTRY):
        return schemes.load_schemes().authorities.by_notation["ministry-of-social-affairs-and-health"].label
    return region.own_ely if draw.chance(_OWN_AUTHORITY) else region.coordinator


def _money(draw: Draw, progress: float) -> Money:
    public = int(30_000 * 60 ** draw.unit())
    granted = int(public * (0.7 + 0.2 * draw.unit()))
    share = progress * (0.75 + 0.25 * draw.unit())
    return Money(granted, int(granted * share), public, int(public * share))


def _companies(draw: Draw, fund: str, progress: float) -> tuple[int, int]:
    planned = draw.skewed(3, 90) if fund == "EAKR" else draw.skewed(0, 60, 6)
    return planned, int(planned * progress * (0.6 + 0.6 * draw.unit()))
