"""The form of 2007-2013, in its two kinds: projects, and technical assistance, whose pages have no parts in section 3.

Its pages are known from the European Social Fund alone, and none to its end: what follows 4.2 has not been seen.
"""

from __future__ import annotations

import re

from esrgraph.extraction.form import (
    AXIS,
    BUSINESS_ID,
    EMAIL,
    EUROS,
    NAMES,
    ORGANISATION_PHONE,
    PERIOD,
    PHONE,
    WEBSITE,
    WEBSITES,
    Form,
    Slot,
    SlotKind,
    code_reader,
    counts,
    heading_slot,
    label_slot,
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


def _counted(what: str, women: str, words: str) -> tuple[Slot, Slot]:
    """What was planned and what came of it, each with the part that is women's, in the page's words."""
    planned, realised = (
        Slot(f"{word}_{what}", text, SlotKind.OPTIONAL, counts(words), fields=(f"{word}_{what}", f"{word}_{women}"))
        for word, text in (("planned", "Suunniteltu"), ("realised", "Toteutunut seurantatietojen mukaan"))
    )
    return planned, realised


def _funding(kind: SlotKind) -> tuple[Slot, ...]:
    return (
        label_slot("granted_eu_and_state", "Myönnetty EU- ja valtion rahoitus", EUROS, kind),
        label_slot("realised_eu_and_state", "Toteutunut EU- ja valtion rahoitus", EUROS, kind),
        label_slot("planned_public", "Suunniteltu julkinen rahoitus yhteensä", EUROS, kind),
        label_slot("realised_public", "Toteutunut julkinen rahoitus yhteensä", EUROS, kind),
    )


_OPENING = (
    Slot("banner", "Euroopan unioni", SlotKind.CHOICE),
    Slot("banner 2", "Vipuvoimaa EU:lta", SlotKind.CHOICE),
    *(Slot(f"title.{fund}", title, SlotKind.CHOICE) for fund, title in _TITLES.items()),
    heading_slot("1. Projekti"),
    label_slot("code", "Projektikoodi", code_reader(_CODE, "a code of the period 2007-2013, as S10001")),
    label_slot("title", "Projektin nimi"),
    label_slot("division", "Osio"),
    label_slot("priority_axis", "Toimintalinja", AXIS),
    label_slot("project_type", "Projektityyppi"),
    Slot(
        "planned_period",
        "Suunnitelman mukainen toteutusaika",
        SlotKind.LABEL,
        PERIOD,
        fields=("planned_start", "planned_end"),
    ),
    label_slot("status", "Toiminnan tila"),
    label_slot("authority", "Vastuuviranomainen"),
    heading_slot("2. Projektin toteuttaja"),
    label_slot("applicant.name", "Toteuttajaorganisaation nimi"),
    label_slot("applicant.organisation_type", "Organisaatiotyyppi"),
    label_slot("applicant.business_id", "Y-tunnus", BUSINESS_ID),
    label_slot("applicant.street_address", "Osoite"),
    label_slot("applicant.phone", "Puhelinnumero", ORGANISATION_PHONE),
    label_slot("applicant.website", "Toteuttajaorganisaation Web-osoite", WEBSITE),
)
_CONTACT = (
    label_slot("contact.name", "Vastuuhenkilön nimi"),
    label_slot("contact.position", "Asema"),
    label_slot("contact.email", "Sähköposti", EMAIL),
    label_slot("contact.phone", "Puhelinnumero", PHONE),
)
_SECTION_3 = "3. Projektin toteutusalue ja kohderyhmän kuvaus"

ESF2007 = Form(
    name="2007-2013",
    slots=(
        *_OPENING,
        label_slot("homepages", "Projektin kotisivun osoite", WEBSITES),
        *_CONTACT,
        heading_slot(_SECTION_3),
        heading_slot("3.1 Maantieteellinen kohdealue"),
        Slot("nationwide", "Valtakunnallinen projekti", SlotKind.CHOICE, field="nationwide"),
        label_slot("regions", "Maakunnat", NAMES, SlotKind.OPTIONAL),
        label_slot("sub_regions", "Seutukunnat", NAMES, SlotKind.OPTIONAL),
        label_slot("municipalities", "Kunnat", NAMES, SlotKind.OPTIONAL),
        heading_slot("3.2 Varsinaiset kohderyhmät", "direct_target_groups"),
        heading_slot("3.3 Välilliset kohderyhmät", "indirect_target_groups"),
        heading_slot("3.4 Aloittaneiden henkilöiden määrä"),
        *_counted("persons", "women", "naisia"),
        heading_slot("4. Projektin tavoitteet, tulokset ja vaikutukset"),
        heading_slot("4.1 Uusien työpaikkojen määrä"),
        *_counted("new_jobs", "new_jobs_for_women", "naisten työpaikkoja"),
        heading_slot("4.2 Uusien yritysten määrä"),
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
    sections={
        "code": "basics",
        "section 2": "parties",
        "section 3.1": "places",
        "section 3.2": "target-groups",
        "section 3.4": "participants",
        "section funding": "funding",
    },
)
ESF2007_TECHNICAL_ASSISTANCE = Form(
    name=ESF2007.name,
    slots=(
        *_OPENING,
        *_CONTACT,
        heading_slot(_SECTION_3, "summary"),
        heading_slot(f"4. {_FUNDING}"),
        *_funding(SlotKind.LABEL),
    ),
    code=_CODE,
    funds=ESF2007.funds,
    spellings=_SPELLINGS,
    is_open=True,
    sections={"code": "basics", "section 2": "parties", "section 3": "summary", "section 4": "funding"},
)
