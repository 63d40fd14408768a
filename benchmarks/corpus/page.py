"""A seed and an index to one page's text, and to the error that it was given."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from benchmarks.corpus.data import text as data_text
from benchmarks.corpus.data import toml
from benchmarks.corpus.draw import Draw
from benchmarks.corpus.faults import Values, euros, kind_of, period, seed_fault, status
from benchmarks.corpus.project import Facts
from benchmarks.corpus.project import facts as draw_facts
from benchmarks.corpus.wording import Wording
from esrgraph.extraction.forms.esf2014 import CRITERIA, PROCEDURES, TITLES
from esrgraph.linking import schemes

SHARD = 1000
"""Pages in one folder."""
ADDRESS = "https://www.example.fi/projektikuvaukset/"
_PROCEDURE_TEXTS = {notation: text for text, notation in PROCEDURES.items()}
_PARTNERS = {"joint-project": "Osatoteuttajat", "support-transfer": "Tuen siirronsaajat"}
_MARK_OF_B = "![]() |"
_FIRST_TO_LOSE, _LAST_SECTION = "Toimintalinja", "\n9 Loppuraportin"


@dataclass(frozen=True, slots=True)
class Page:
    """A generated capture: `kind` is its seeded error, None where it has none."""

    shard: str
    code: str
    text: str
    retrieved: date
    kind: str | None

    @property
    def name(self) -> str:
        """The file's name below the shard's folder."""
        return f"{self.code}.txt"

    @property
    def url(self) -> str:
        """The address of the capture."""
        return f"{ADDRESS}{self.code}"


def pages(count: int, seed: int = 1, errors: float = 0.05) -> Iterator[tuple[str, str]]:
    """The names (`000/S40000.txt`) and texts of that many pages, one at a time."""
    for index in range(count):
        each = page(seed, index, errors)
        yield f"{each.shard}/{each.name}", each.text


def errors_of(seed: int, index: int, errors: float = 0.05) -> str | None:
    """The kind of the error that the page was given, of `KINDS`, or None; the page itself is not made for it."""
    return kind_of(draw_facts(seed, index), Draw(seed, index, "fault"), errors)


def page(seed: int, index: int, errors: float = 0.05) -> Page:
    """The page with that index; it does not depend on how many others there are.

    `errors` (0-1) is the share of complete pages with an error; without it a page is the same but for the error.
    Raises ValueError where the index is not from 0 to `MOST_PAGES` - 1.
    """
    facts = draw_facts(seed, index)
    draw = Draw(seed, index, "fault")
    kind = kind_of(facts, draw, errors)
    values = _values(seed, facts)
    if kind is not None:
        seed_fault(kind, values, facts, draw)
    text = _variant_b(values) if facts.variant == "B" else _variant_a(values)
    return Page(f"{index // SHARD:03d}", facts.code, text, facts.retrieved, kind)


def _values(seed: int, facts: Facts) -> Values:
    draw = Draw(seed, facts.index, "words")
    wording = Wording(facts, draw)
    values = _facts_as_text(facts, draw) | _contact(facts, draw)
    for question, share in (("analysis", 0.7), ("mainstreaming", 0.8), ("objective", 0.06)):
        name = "gender_objective" if question == "objective" else question
        values[name], values[f"{name}_statement"] = wording.answer(question, share)
    return values | {
        "title": wording.title(),
        "summary": wording.summary(),
        "direct": wording.groups("direct"),
        "indirect": wording.groups("indirect"),
        "sustainability": wording.sustainability(),
        "report": wording.report() if facts.ended else "-",
    }


def _facts_as_text(facts: Facts, draw: Draw) -> Values:
    known, money, applicant = schemes.load_schemes(), facts.money, facts.applicant
    places = draw.some(facts.places, len(facts.places))
    objective = known.objectives.by_notation[facts.theme.objective]
    axis = known.axes.by_notation[objective.parent or ""]
    return {
        "fund_title": TITLES[facts.fund],
        "code": facts.code,
        "axis": f"{axis.notation}. {axis.label}",
        "objective": f"{objective.notation}. {objective.label}",
        "period": period(facts.start, facts.end),
        "status": status(ended=facts.ended),
        "authority": facts.authority,
        "applicant": applicant.name,
        "organisation_type": applicant.type,
        "business_id": applicant.business_id,
        "street": applicant.street,
        "phone": applicant.phone,
        "postcode": applicant.postcode,
        "post_office": applicant.town,
        "website": applicant.website,
        "procedure": _PROCEDURE_TEXTS[facts.procedure],
        "partners": _partner_lines(facts),
        "granted": euros(money.granted),
        "realised": euros(money.realised),
        "planned_public": euros(money.planned_public),
        "realised_public": euros(money.realised_public),
        "regions": ", ".join(region.name for region in facts.regions),
        "sub_regions": ", ".join(dict.fromkeys(place.sub_region for place in places)),
        "municipalities": ", ".join(place.municipality for place in places),
        "planned_companies": str(facts.companies[0]),
        "realised_companies": str(facts.companies[1]),
        "planned_persons": str(facts.persons),
    }


def _partner_lines(facts: Facts) -> str:
    if not facts.partners:
        return ""
    lines = "\n".join(f"{partner.name}, {partner.business_id}" for partner in facts.partners)
    return f"\n{_PARTNERS[facts.procedure]}\n\n{lines}\n"


def _contact(facts: Facts, draw: Draw) -> Values:
    """An invented person at the reserved address, written in one of the ways that applicants write names."""
    people = _people()
    forename, surname = draw.one(people["forenames"]), draw.one(people["surnames"])
    styles = ("{} {}", "{1} {0}", "{} {}", "{1}, {0}", "{} {}")
    name = draw.one(styles).format(forename, surname)
    host = draw.one(("example.fi", facts.applicant.domain))
    last = draw.between(1000, 9999)
    return {
        "contact": name.upper() if draw.chance(0.05) else name,
        "position": draw.one(people["positions"]),
        "email": f"{_ascii(forename)}.{_ascii(surname)}(at){host}",
        "contact_phone": draw.one(
            (f"040 000 {last}", f"+358 50 000 {last}", f"+35840000{last}", f"044-000{last}", f"+358-40-000{last}")
        ),
    }


@cache
def _people() -> dict[str, list[str]]:
    names = toml("names")
    return {key: names[key] for key in ("forenames", "surnames", "positions")}


def _ascii(name: str) -> str:
    return unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode().lower()


@cache
def _template(variant: str) -> str:
    template = data_text("page")
    if variant == "A":
        return template
    lines = [line for line in template.splitlines() if ":" in line or "{" in line]
    kept = [line for line in lines[1:] if line not in ("{fund_title}", "{report}")]
    return "\n".join([_MARK_OF_B, _MARK_OF_B, *kept]) + "\n"


def _variant_a(values: Values) -> str:
    lost, cut = values.pop("lost", None), values.pop("cut", None)
    text = _template("A").format_map(values).replace(": \n", ":\n")
    if lost is not None:
        before, _, after = text.partition(f"\n{lost}")
        text = before + after[after.index("\n") :]
    return text if cut is None else _cut_off(text, float(cut))


def _cut_off(text: str, share: float) -> str:
    """The text up to that share (0-1) of the lines between the first fields and the last section."""
    first, last = text.count("\n", 0, text.index(_FIRST_TO_LOSE)), text.count("\n", 0, text.index(_LAST_SECTION))
    lines = text.split("\n")[: first + int(share * (last - first))]
    return "\n".join(lines).rstrip("\n") + "\n"


def _variant_b(values: Values) -> str:
    """The same fields in the same order: no title, no headings, no blank lines and no final report."""
    text = _template("B").format_map(values)
    return "\n".join([line.rstrip() for line in text.split("\n") if line and line not in CRITERIA]) + "\n"
