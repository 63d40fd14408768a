"""The form of 2014-2020: of the European Social Fund, and of its twin of the Regional Development Fund."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from esrgraph.extraction.form import (
    BUSINESS_ID,
    COUNT,
    EMAIL,
    EUROS,
    LABEL,
    NAMES,
    ORGANISATION_PHONE,
    PERIOD,
    PHONE,
    POSTCODE,
    TEXT,
    WEBSITE,
    YES_NO,
    Form,
    Slot,
    SlotKind,
    ValueReader,
    closed_answers,
)

_CODE = re.compile(r"[SA][0-9]{5}")
TITLES = {
    "ESR": "Euroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus",
    "EAKR": "Euroopan aluekehitysrahaston (EAKR) rahoittaman hankkeen kuvaus",
}
PROCEDURES = {
    "Vain yksi hakija": "single-applicant",
    "Hakijoita on useampi kuin yksi (yhteishanke)": "joint-project",
    "Hakija siirtää osan haettavasta tuesta yhdelle tai useammalle taholle hankkeen toteuttamista varten"
    " (tuen siirto)": "support-transfer",
}
"""The answers of the form's one closed question, as notations of `ontology/schemes/procedures.ttl`."""

QUESTIONS = {
    "gender_analysis_done": "Hankkeessa on tehty toimintaympäristön analyysi sukupuolinäkökulmasta",
    "gender_mainstreamed": "Sukupuolinäkökulma on huomioitu hankkeen toiminnassa (valtavirtaistaminen)",
    "gender_equality_is_main_objective": "Hankkeen päätavoite on sukupuolten tasa-arvon edistäminen",
}
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

_SPELLINGS = {
    "Yhteyshenkilön sähköpostiosoite": "Yhteyshenkilön sähköpostisoite",
    "7 Hakemusvaiheessa ilmoitettavat arviot hankekohtaisista seurantatiedoista": "7 Hakemusvaiheessa"
    " ilmoitettavat arviot hankekohtaisista seurantiedoista",
}
"""The site misspells these; a page that has been put right is understood as well."""


def _parse_code(text: str) -> str | None:
    code = text.replace(" ", "").upper()
    return code if _CODE.fullmatch(code) else None


def _label(key: str, text: str, reader: ValueReader[Any] = TEXT) -> Slot:
    return Slot(key, text, SlotKind.LABEL, reader)


def _heading(text: str, field: str = "") -> Slot:
    """A numbered heading, over the prose of a field if one is named."""
    return Slot(f"section {text.split()[0]}", text, SlotKind.PROSE if field else SlotKind.HEADING, field=field)


def _criteria() -> Iterator[Slot]:
    for dimension, criteria in CRITERIA.items():
        yield Slot(f"dimension {dimension}", dimension, SlotKind.HEADING)
        for notation, text in criteria.items():
            yield Slot(f"criterion.{notation}", text, SlotKind.SCORES)


ESF2014 = Form(
    name="2014-2020",
    slots=(
        Slot("banner", "Euroopan unioni Vipuvoimaa EU:lta", SlotKind.CHOICE),
        *(Slot(f"title.{fund}", title, SlotKind.CHOICE) for fund, title in TITLES.items()),
        _heading("1 Hanke"),
        _label("code", "Hankekoodi", ValueReader(_parse_code, "S or A and five digits")),
        _label("title", "Hankkeen nimi"),
        _label("priority_axis", "Toimintalinja", LABEL),
        _label("specific_objective", "Erityistavoite", LABEL),
        Slot(
            "planned_period",
            "Suunnitelman mukainen toteutusaika",
            SlotKind.LABEL,
            PERIOD,
            fields=("planned_start", "planned_end"),
        ),
        _label("status", "Toiminnan tila"),
        _label("authority", "Vastuuviranomainen"),
        _heading("2 Hakijan perustiedot"),
        _label("applicant.name", "Hakijan virallinen nimi"),
        _label("applicant.organisation_type", "Organisaatiotyyppi"),
        _label("applicant.business_id", "Y-tunnus", BUSINESS_ID),
        _label("applicant.street_address", "Jakeluosoite"),
        _label("applicant.phone", "Puhelinnumero", ORGANISATION_PHONE),
        _label("applicant.postcode", "Postinumero", POSTCODE),
        _label("applicant.post_office", "Postitoimipaikka"),
        _label("applicant.website", "WWW-osoite", WEBSITE),
        _label("contact.name", "Hankkeen yhteyshenkilön nimi"),
        _label("contact.position", "Yhteyshenkilön asema hakijaorganisaatiossa"),
        _label("contact.email", "Yhteyshenkilön sähköpostisoite", EMAIL),
        _label("contact.phone", "Yhteyshenkilön puhelinnumero", PHONE),
        _label("procedure", "Hakijoiden lukumäärä tai tuen siirto -menettely", closed_answers(PROCEDURES)),
        Slot("partners.co-implementer", "Osatoteuttajat", SlotKind.CHOICE),
        Slot("partners.support-transferee", "Tuen siirronsaajat", SlotKind.CHOICE),
        _heading("3 Suunnitelman mukainen tiivistelmä toteutuksesta", "summary"),
        _heading("4 Hankkeen kohderyhmät"),
        _heading("4.1 Varsinaiset kohderyhmät", "direct_target_groups"),
        _heading("4.2 Välilliset kohderyhmät", "indirect_target_groups"),
        _heading("5 Projektin julkinen rahoitus, euroa"),
        _label("granted_eu_and_state", "Myönnetty EU- ja valtion rahoitus", EUROS),
        _label("realised_eu_and_state", "Toteutunut EU- ja valtion rahoitus", EUROS),
        _label("planned_public", "Suunniteltu julkinen rahoitus yhteensä", EUROS),
        _label("realised_public", "Toteutunut julkinen rahoitus yhteensä", EUROS),
        _heading("6 Maantieteellinen kohdealue"),
        _label("regions", "Maakunnat", NAMES),
        _label("sub_regions", "Seutukunnat", NAMES),
        _label("municipalities", "Kunnat", NAMES),
        Slot("site", "Toteutuspaikan osoite, jos hanke toteutetaan yhdessä paikassa", SlotKind.HEADING),
        _label("site.street_address", "Jakeluosoite"),
        _label("site.postcode", "Postinumero", POSTCODE),
        _label("site.post_office", "Postitoimipaikka"),
        _heading("7 Hakemusvaiheessa ilmoitettavat arviot hankekohtaisista seurantiedoista"),
        _heading("7.1 Osallistuvien yritysten lukumäärä"),
        _label("planned_companies", "Suunniteltu", COUNT),
        _label("realised_companies", "Toteutunut seurantatietojen mukaan", COUNT),
        _heading("7.2 Osallistuvien henkilöiden lukumäärä"),
        _label("planned_persons", "Suunniteltu", COUNT),
        Slot("realised_persons", "Toteutunut seurantatietojen mukaan", SlotKind.OPTIONAL, COUNT),
        _heading("8 Horisontaaliset periaatteet"),
        _heading("8.1 Sukupuolten tasa-arvo"),
        *(Slot(key, text, SlotKind.QUESTION, YES_NO) for key, text in QUESTIONS.items()),
        _heading("8.2 Kestävä kehitys"),
        Slot("scores", "VälitönVälillinen", SlotKind.HEADING),
        *_criteria(),
        _heading("9 Loppuraportin tiivistelmä", "final_report_summary"),
    ),
    code=_CODE,
    funds={"S": "ESR", "A": "EAKR"},
    spellings=_SPELLINGS,
)
