"""The form of 2007-2013, in its two kinds: projects, and technical assistance, whose pages have no parts in section 3.

Its pages are known from the European Social Fund alone, and none to its end: what follows 4.2 has not been seen.
"""

from __future__ import annotations

import re
from typing import Any

from esrgraph.extraction.form import (
    AXIS,
    BUSINESS_ID,
    EMAIL,
    EUROS,
    NAMES,
    ORGANISATION_PHONE,
    PERIOD,
    PHONE,
    TEXT,
    WEBSITE,
    WEBSITES,
    Form,
    Slot,
    SlotKind,
    ValueReader,
    counts,
)

_TITLES = {
    "ESR": "Euroopan sosiaalirahaston (ESR) rahoittaman projektin kuvaus",
    "EAKR": "Euroopan aluekehitysrahaston (EAKR) rahoittaman projektin kuvaus",
}
_SPELLINGS = {
    "Euroopan unioni Vipuvoimaa EU:lta": "Euroopan unioni",
    "Euroopan sosiaalirahaston osittain rahoittaman projektin kuvaus": _TITLES["ESR"],
    "Euroopan aluekehitysrahaston osittain rahoittaman projektin kuvaus": _TITLES["EAKR"],
}
_CODE = re.compile(r"S1[0-9]{4}|A3[0-9]{4}|A5[0-9]{5}|A60[0-9]{7}")
"""Projects of the ESF, projects of the ERDF, its aid to companies, and that of Finnvera."""
_FUNDING = "Projektin julkinen rahoitus, euroa"


def _parse_code(text: str) -> str | None:
    code = text.replace(" ", "").upper()
    return code if _CODE.fullmatch(code) else None


def _label(key: str, text: str, reader: ValueReader[Any] = TEXT, kind: SlotKind = SlotKind.LABEL) -> Slot:
    return Slot(key, text, kind, reader)


def _heading(text: str, field: str = "") -> Slot:
    number = text.split()[0].rstrip(".")
    return Slot(f"section {number}", text, SlotKind.PROSE if field else SlotKind.HEADING, field=field)


def _counted(what: str, women: str, words: str) -> tuple[Slot, Slot]:
    """What was planned and what came of it, each with the part that is women's, in the page's words."""
    planned, realised = (
        Slot(f"{word}_{what}", text, SlotKind.OPTIONAL, counts(words), fields=(f"{word}_{what}", f"{word}_{women}"))
        for word, text in (("planned", "Suunniteltu"), ("realised", "Toteutunut seurantatietojen mukaan"))
    )
    return planned, realised


def _funding(kind: SlotKind) -> tuple[Slot, ...]:
    return (
        _label("granted_eu_and_state", "Myönnetty EU- ja valtion rahoitus", EUROS, kind),
        _label("realised_eu_and_state", "Toteutunut EU- ja valtion rahoitus", EUROS, kind),
        _label("planned_public", "Suunniteltu julkinen rahoitus yhteensä", EUROS, kind),
        _label("realised_public", "Toteutunut julkinen rahoitus yhteensä", EUROS, kind),
    )


_OPENING = (
    Slot("banner", "Euroopan unioni", SlotKind.CHOICE),
    Slot("banner 2", "Vipuvoimaa EU:lta", SlotKind.CHOICE),
    *(Slot(f"title.{fund}", title, SlotKind.CHOICE) for fund, title in _TITLES.items()),
    _heading("1. Projekti"),
    _label("code", "Projektikoodi", ValueReader(_parse_code, "a code of the period 2007-2013, as S10001")),
    _label("title", "Projektin nimi"),
    _label("division", "Osio"),
    _label("priority_axis", "Toimintalinja", AXIS),
    _label("project_type", "Projektityyppi"),
    Slot(
        "planned_period",
        "Suunnitelman mukainen toteutusaika",
        SlotKind.LABEL,
        PERIOD,
        fields=("planned_start", "planned_end"),
    ),
    _label("status", "Toiminnan tila"),
    _label("authority", "Vastuuviranomainen"),
    _heading("2. Projektin toteuttaja"),
    _label("applicant.name", "Toteuttajaorganisaation nimi"),
    _label("applicant.organisation_type", "Organisaatiotyyppi"),
    _label("applicant.business_id", "Y-tunnus", BUSINESS_ID),
    _label("applicant.street_address", "Osoite"),
    _label("applicant.phone", "Puhelinnumero", ORGANISATION_PHONE),
    _label("applicant.website", "Toteuttajaorganisaation Web-osoite", WEBSITE),
)
_CONTACT = (
    _label("contact.name", "Vastuuhenkilön nimi"),
    _label("contact.position", "Asema"),
    _label("contact.email", "Sähköposti", EMAIL),
    _label("contact.phone", "Puhelinnumero", PHONE),
)
_SECTION_3 = "3. Projektin toteutusalue ja kohderyhmän kuvaus"

ESF2007 = Form(
    name="2007-2013",
    slots=(
        *_OPENING,
        _label("homepages", "Projektin kotisivun osoite", WEBSITES),
        *_CONTACT,
        _heading(_SECTION_3),
        _heading("3.1 Maantieteellinen kohdealue"),
        Slot("nationwide", "Valtakunnallinen projekti", SlotKind.CHOICE, field="nationwide"),
        _label("regions", "Maakunnat", NAMES, SlotKind.OPTIONAL),
        _label("sub_regions", "Seutukunnat", NAMES, SlotKind.OPTIONAL),
        _label("municipalities", "Kunnat", NAMES, SlotKind.OPTIONAL),
        _heading("3.2 Varsinaiset kohderyhmät", "direct_target_groups"),
        _heading("3.3 Välilliset kohderyhmät", "indirect_target_groups"),
        _heading("3.4 Aloittaneiden henkilöiden määrä"),
        *_counted("persons", "women", "naisia"),
        _heading("4. Projektin tavoitteet, tulokset ja vaikutukset"),
        _heading("4.1 Uusien työpaikkojen määrä"),
        *_counted("new_jobs", "new_jobs_for_women", "naisten työpaikkoja"),
        _heading("4.2 Uusien yritysten määrä"),
        *_counted("new_companies", "new_companies_by_women", "naisten perustamia"),
        Slot("section funding", f"5. {_FUNDING}", SlotKind.CHOICE),
        *_funding(SlotKind.OPTIONAL),
    ),
    code=_CODE,
    funds={"S": "ESR", "A": "EAKR"},
    spellings={
        **_SPELLINGS,
        **{f"{number}. {_FUNDING}": f"5. {_FUNDING}" for number in range(6, 10)},
    },
    is_open=True,
)
ESF2007_TECHNICAL_ASSISTANCE = Form(
    name=ESF2007.name,
    slots=(
        *_OPENING,
        *_CONTACT,
        _heading(_SECTION_3, "summary"),
        _heading(f"4. {_FUNDING}"),
        *_funding(SlotKind.LABEL),
    ),
    code=_CODE,
    funds=ESF2007.funds,
    spellings=_SPELLINGS,
    is_open=True,
)
