"""The form behind a 2014-2020 project page: its known strings, in page order, and where a page's lines meet them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate

from esrgraph.documents.page import Line


class Kind(Enum):
    """What a known string looks like on a line, and what a page without it has lost."""

    HEADING = "a line of its own"
    PROSE = "a line of its own, with free text below it"
    CHOICE = "a line of its own that only some pages have"
    LABEL = "text before a colon, then the value"
    OPTIONAL = "a label that only some pages have"
    SCORES = "text before two whole numbers"


@dataclass(frozen=True, slots=True)
class Slot:
    """One known string of the form. `key` names the record's field, or the heading."""

    key: str
    text: str
    kind: Kind


TITLES = {
    "title.ESR": "Euroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus",
    "title.EAKR": "Euroopan aluekehitysrahaston (EAKR) rahoittaman hankkeen kuvaus",
}
CONTACT_LABELS = {
    "contact.name": "Hankkeen yhteyshenkilön nimi",
    "contact.position": "Yhteyshenkilön asema hakijaorganisaatiossa",
    "contact.email": "Yhteyshenkilön sähköpostisoite",
    "contact.phone": "Yhteyshenkilön puhelinnumero",
}
CONTACT_LINE = re.compile(r"(?:hankkeen )?yhteyshenkilön [^:]{1,60}:", re.IGNORECASE)
"""A line of the contact person, also where its label is misspelt."""
PROCEDURES = {
    "Vain yksi hakija": "single-applicant",
    "Hakijoita on useampi kuin yksi (yhteishanke)": "joint-project",
    "Hakija siirtää osan haettavasta tuesta yhdelle tai useammalle taholle hankkeen toteuttamista varten"
    " (tuen siirto)": "support-transfer",
}
"""The answers of the form's one closed question, as notations of `ontology/schemes/procedures.ttl`."""

CRITERIA = {
    "Ekologinen kestävyys": {
        "natural-resources": "Luonnonvarojen käytön kestävyys",
        "climate-change-risks": "Ilmastonmuutoksen aiheuttamien riskien vähentäminen",
        "biodiversity": "Kasvillisuus, eliöt ja luonnon monimuotoisuus",
        "water-soil-and-air": "Pinta- ja pohjavedet, maaperä sekä ilma (ja kasvihuonekaasujen väheneminen)",
        "natura-2000": "Natura 2000 -ohjelman kohteet",
    },
    "Taloudellinen kestävyys": {
        "materials-and-waste": "Materiaalit ja jätteet",
        "renewable-energy": "Uusiutuvien energialähteiden käyttö",
        "local-economy": "Paikallisen elinkeinorakenteen kestävä kehittäminen",
        "intangible-products-and-services": "Aineettomien tuotteiden ja palvelujen kehittäminen",
        "mobility-and-logistics": "Liikkuminen ja logistiikka",
    },
    "Sosiaalinen ja kulttuurinen kestävyys sekä yhdenvertaisuus": {
        "well-being": "Hyvinvoinnin edistäminen",
        "gender-equality": "Tasa-arvon edistäminen",
        "social-and-cultural-equality": "Yhteiskunnallinen ja kulttuurinen yhdenvertaisuus",
        "cultural-environment": "Kulttuuriympäristö",
        "environmental-competence": "Ympäristöosaaminen",
    },
}
"""The sustainability criteria by dimension: notation in `ontology/schemes/criteria.ttl`, and the form's words."""

_RIGHT_SPELLINGS = {
    "Yhteyshenkilön sähköpostiosoite": "Yhteyshenkilön sähköpostisoite",
    "7 Hakemusvaiheessa ilmoitettavat arviot hankekohtaisista seurantatiedoista": "7 Hakemusvaiheessa"
    " ilmoitettavat arviot hankekohtaisista seurantiedoista",
}
"""The site misspells these; a page that has been put right is understood as well."""


def _slots(kind: Kind, texts: Mapping[str, str]) -> list[Slot]:
    return [Slot(key, text, kind) for key, text in texts.items()]


def _heading(text: str, kind: Kind = Kind.HEADING) -> list[Slot]:
    return [Slot(f"section {text.split()[0]}", text, kind)]


def _form() -> tuple[Slot, ...]:
    return (
        Slot("banner", "Euroopan unioni Vipuvoimaa EU:lta", Kind.CHOICE),
        *_slots(Kind.CHOICE, TITLES),
        *_heading("1 Hanke"),
        *_slots(
            Kind.LABEL,
            {
                "code": "Hankekoodi",
                "title": "Hankkeen nimi",
                "priority_axis": "Toimintalinja",
                "specific_objective": "Erityistavoite",
                "planned_period": "Suunnitelman mukainen toteutusaika",
                "status": "Toiminnan tila",
                "authority": "Vastuuviranomainen",
            },
        ),
        *_heading("2 Hakijan perustiedot"),
        *_slots(
            Kind.LABEL,
            {
                "applicant.name": "Hakijan virallinen nimi",
                "applicant.organisation_type": "Organisaatiotyyppi",
                "applicant.business_id": "Y-tunnus",
                "applicant.street_address": "Jakeluosoite",
                "applicant.phone": "Puhelinnumero",
                "applicant.postcode": "Postinumero",
                "applicant.post_office": "Postitoimipaikka",
                "applicant.website": "WWW-osoite",
                **CONTACT_LABELS,
                "procedure": "Hakijoiden lukumäärä tai tuen siirto -menettely",
            },
        ),
        Slot("partners.co-implementer", "Osatoteuttajat", Kind.CHOICE),
        Slot("partners.support-transferee", "Tuen siirronsaajat", Kind.CHOICE),
        *_heading("3 Suunnitelman mukainen tiivistelmä toteutuksesta", Kind.PROSE),
        *_heading("4 Hankkeen kohderyhmät"),
        *_heading("4.1 Varsinaiset kohderyhmät", Kind.PROSE),
        *_heading("4.2 Välilliset kohderyhmät", Kind.PROSE),
        *_heading("5 Projektin julkinen rahoitus, euroa"),
        *_slots(
            Kind.LABEL,
            {
                "granted_eu_and_state": "Myönnetty EU- ja valtion rahoitus",
                "realised_eu_and_state": "Toteutunut EU- ja valtion rahoitus",
                "planned_public": "Suunniteltu julkinen rahoitus yhteensä",
                "realised_public": "Toteutunut julkinen rahoitus yhteensä",
            },
        ),
        *_heading("6 Maantieteellinen kohdealue"),
        *_slots(Kind.LABEL, {"regions": "Maakunnat", "sub_regions": "Seutukunnat", "municipalities": "Kunnat"}),
        Slot("site", "Toteutuspaikan osoite, jos hanke toteutetaan yhdessä paikassa", Kind.HEADING),
        *_slots(
            Kind.LABEL,
            {
                "site.street_address": "Jakeluosoite",
                "site.postcode": "Postinumero",
                "site.post_office": "Postitoimipaikka",
            },
        ),
        *_heading("7 Hakemusvaiheessa ilmoitettavat arviot hankekohtaisista seurantiedoista"),
        *_heading("7.1 Osallistuvien yritysten lukumäärä"),
        Slot("planned_companies", "Suunniteltu", Kind.LABEL),
        Slot("realised_companies", "Toteutunut seurantatietojen mukaan", Kind.LABEL),
        *_heading("7.2 Osallistuvien henkilöiden lukumäärä"),
        Slot("planned_persons", "Suunniteltu", Kind.LABEL),
        Slot("realised_persons", "Toteutunut seurantatietojen mukaan", Kind.OPTIONAL),
        *_heading("8 Horisontaaliset periaatteet"),
        *_heading("8.1 Sukupuolten tasa-arvo"),
        *_slots(
            Kind.LABEL,
            {
                "gender_analysis_done": "Hankkeessa on tehty toimintaympäristön analyysi sukupuolinäkökulmasta",
                "gender_mainstreamed": "Sukupuolinäkökulma on huomioitu hankkeen toiminnassa (valtavirtaistaminen)",
                "gender_equality_is_main_objective": "Hankkeen päätavoite on sukupuolten tasa-arvon edistäminen",
            },
        ),
        *_heading("8.2 Kestävä kehitys"),
        Slot("scores", "VälitönVälillinen", Kind.HEADING),
        *_criteria(),
        *_heading("9 Loppuraportin tiivistelmä", Kind.PROSE),
    )


def _criteria() -> Iterable[Slot]:
    for dimension, criteria in CRITERIA.items():
        yield Slot(f"dimension {dimension}", dimension, Kind.HEADING)
        yield from _slots(Kind.SCORES, {f"criterion.{notation}": text for notation, text in criteria.items()})


# Whole numbers, so that equal chains are equal: what a string taken is worth, what one left out between two costs.
_WORTH = 100
_COST = {
    Kind.HEADING: 5,
    Kind.PROSE: 5,
    Kind.CHOICE: 0,
    Kind.LABEL: 50,
    Kind.OPTIONAL: 0,
    Kind.SCORES: 50,
}
_BESIDE = 25
_SET_APART = 10
_NONE = -1_000_000
_SCORES = re.compile(r"(.*\S)\s+(\S{1,4})\s+(\S{1,4})")


def _fold(text: str) -> str:
    """Spacing and case vary between captures in text, HTML and PDF; the letters do not."""
    return "".join(text.casefold().split())


SLOTS = _form()
_COST_BEFORE = tuple(accumulate((_COST[slot.kind] for slot in SLOTS), initial=0))


def _by_text() -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for index, slot in enumerate(SLOTS):
        found[_fold(slot.text)] = (*found.get(_fold(slot.text), ()), index)
    return found | {_fold(right): found[_fold(site)] for right, site in _RIGHT_SPELLINGS.items()}


_BY_TEXT = _by_text()
_LONGEST = 2 * max(map(len, _BY_TEXT))
"""A longer line (characters) is prose, whatever its spacing."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line of the page that stands in a slot of the form: position among the lines, and the value on that line."""

    position: int
    slot: Slot
    value: str


@dataclass(frozen=True, slots=True)
class _Link:
    """The end of a chain of anchors, and the chain before it."""

    anchor: Anchor
    before: _Link | None


class _Chains:
    """The best chain that ends at each slot, so far down the page."""

    def __init__(self) -> None:
        self._scores = [_NONE] * len(SLOTS)
        self._links: list[_Link | None] = [None] * len(SLOTS)

    def best(self, index: int, above: int) -> tuple[int, _Link | None]:
        """The best chain that a string in this slot can follow, less the cost of the slots left out between.

        `above` is the position of the line above: a chain that ends there, in the slot before, counts for more.
        """
        before = self._scores[:index]
        score = max(before, default=_NONE)
        link = self._links[before.index(score)] if before else None
        neighbour = self._links[index - 1] if index else None
        if neighbour and neighbour.anchor.position == above and before[-1] + _BESIDE > score:
            score, link = before[-1] + _BESIDE, neighbour
        return (score - _COST_BEFORE[index], link) if score > _COST_BEFORE[index] else (0, None)

    def extend(self, index: int, score: int, link: _Link) -> None:
        """Take this chain for its slot if it beats the one known.

        Of equals, a heading stands as near as can be to what it heads; anything else stands where it first does.
        """
        score += _COST_BEFORE[index + 1]
        known = self._scores[index]
        if score > known or (score == known and SLOTS[index].kind is Kind.HEADING):
            self._scores[index], self._links[index] = score, link

    def longest(self) -> list[Anchor]:
        """The anchors of the best chain of all, in order."""
        scores = [score - cost for score, cost in zip(self._scores, _COST_BEFORE[1:], strict=True)]
        link = self._links[scores.index(max(scores))]
        chain = []
        while link is not None:
            chain.append(link.anchor)
            link = link.before
        return chain[::-1]


def anchors(lines: Sequence[Line]) -> list[Anchor]:
    """The longest chain of the form's strings that stand in page order, leaving few of the form's strings out.

    So a line of prose that repeats a heading or a label is passed over: to take it would lose what stands
    between. Of equal chains, the one whose strings are neighbours, or stand apart from prose, is taken.
    """
    chains = _Chains()
    above = -1
    for position, line in enumerate(lines):
        if not line.text:
            continue
        found = _candidates(line.text)
        apart = _SET_APART if found and _is_apart(lines, position) else 0
        steps = []
        for index, value in found:
            score, link = chains.best(index, above)
            steps.append((index, score + _WORTH + apart, _Link(Anchor(position, SLOTS[index], value), link)))
        for step in steps:
            chains.extend(*step)
        above = position
    return chains.longest()


def _candidates(text: str) -> list[tuple[int, str]]:
    """The slots that a line may stand in, each with the value on the line."""
    short = len(text) <= _LONGEST
    whole = _BY_TEXT.get(_fold(text.rstrip(":"))) if short else None
    if whole:
        return [(index, "") for index in whole]
    label, colon, value = text.partition(":")
    labels = _BY_TEXT.get(_fold(label), ()) if colon and len(label) <= _LONGEST else ()
    if labels:
        return [(i, value.strip()) for i in labels if SLOTS[i].kind in (Kind.LABEL, Kind.OPTIONAL)]
    match = _SCORES.fullmatch(text) if short else None
    criteria = _BY_TEXT.get(_fold(match[1]), ()) if match else ()
    return [(i, f"{match[2]} {match[3]}") for i in criteria if match and SLOTS[i].kind is Kind.SCORES]


def _is_apart(lines: Sequence[Line], position: int) -> bool:
    before = position == 0 or not lines[position - 1].text
    after = position + 1 == len(lines) or not lines[position + 1].text
    return before and after
