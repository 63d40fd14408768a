"""The form of 2014-2020: of the European Social Fund, and of its twin of the Regional Development Fund."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    WEBSITE,
    YES_NO,
    Form,
    Slot,
    SlotKind,
    closed_answers,
    code_reader,
    heading_slot,
    label_slot,
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
        heading_slot("1 Hanke"),
        label_slot("code", "Hankekoodi", code_reader(_CODE, "S or A and five digits")),
        label_slot("title", "Hankkeen nimi"),
        label_slot("priority_axis", "Toimintalinja", LABEL),
        label_slot("specific_objective", "Erityistavoite", LABEL),
        Slot(
            "planned_period",
            "Suunnitelman mukainen toteutusaika",
            SlotKind.LABEL,
            PERIOD,
            fields=("planned_start", "planned_end"),
        ),
        label_slot("status", "Toiminnan tila"),
        label_slot("authority", "Vastuuviranomainen"),
        heading_slot("2 Hakijan perustiedot"),
        label_slot("applicant.name", "Hakijan virallinen nimi"),
        label_slot("applicant.organisation_type", "Organisaatiotyyppi"),
        label_slot("applicant.business_id", "Y-tunnus", BUSINESS_ID),
        label_slot("applicant.street_address", "Jakeluosoite"),
        label_slot("applicant.phone", "Puhelinnumero", ORGANISATION_PHONE),
        label_slot("applicant.postcode", "Postinumero", POSTCODE),
        label_slot("applicant.post_office", "Postitoimipaikka"),
        label_slot("applicant.website", "WWW-osoite", WEBSITE),
        label_slot("contact.name", "Hankkeen yhteyshenkilön nimi"),
        label_slot("contact.position", "Yhteyshenkilön asema hakijaorganisaatiossa"),
        label_slot("contact.email", "Yhteyshenkilön sähköpostisoite", EMAIL),
        label_slot("contact.phone", "Yhteyshenkilön puhelinnumero", PHONE),
        label_slot("procedure", "Hakijoiden lukumäärä tai tuen siirto -menettely", closed_answers(PROCEDURES)),
        Slot("partners.co-implementer", "Osatoteuttajat", SlotKind.CHOICE),
        Slot("partners.support-transferee", "Tuen siirronsaajat", SlotKind.CHOICE),
        heading_slot("3 Suunnitelman mukainen tiivistelmä toteutuksesta", "summary"),
        heading_slot("4 Hankkeen kohderyhmät"),
        heading_slot("4.1 Varsinaiset kohderyhmät", "direct_target_groups"),
        heading_slot("4.2 Välilliset kohderyhmät", "indirect_target_groups"),
        heading_slot("5 Projektin julkinen rahoitus, euroa"),
        label_slot("granted_eu_and_state", "Myönnetty EU- ja valtion rahoitus", EUROS),
        label_slot("realised_eu_and_state", "Toteutunut EU- ja valtion rahoitus", EUROS),
        label_slot("planned_public", "Suunniteltu julkinen rahoitus yhteensä", EUROS),
        label_slot("realised_public", "Toteutunut julkinen rahoitus yhteensä", EUROS),
        heading_slot("6 Maantieteellinen kohdealue"),
        label_slot("regions", "Maakunnat", NAMES),
        label_slot("sub_regions", "Seutukunnat", NAMES),
        label_slot("municipalities", "Kunnat", NAMES),
        Slot("site", "Toteutuspaikan osoite, jos hanke toteutetaan yhdessä paikassa", SlotKind.HEADING),
        label_slot("site.street_address", "Jakeluosoite"),
        label_slot("site.postcode", "Postinumero", POSTCODE),
        label_slot("site.post_office", "Postitoimipaikka"),
        heading_slot("7 Hakemusvaiheessa ilmoitettavat arviot hankekohtaisista seurantiedoista"),
        heading_slot("7.1 Osallistuvien yritysten lukumäärä"),
        label_slot("planned_companies", "Suunniteltu", COUNT),
        label_slot("realised_companies", "Toteutunut seurantatietojen mukaan", COUNT),
        heading_slot("7.2 Osallistuvien henkilöiden lukumäärä"),
        label_slot("planned_persons", "Suunniteltu", COUNT),
        Slot("realised_persons", "Toteutunut seurantatietojen mukaan", SlotKind.OPTIONAL, COUNT),
        heading_slot("8 Horisontaaliset periaatteet"),
        heading_slot("8.1 Sukupuolten tasa-arvo"),
        *(Slot(key, text, SlotKind.QUESTION, YES_NO) for key, text in QUESTIONS.items()),
        heading_slot("8.2 Kestävä kehitys"),
        Slot("scores", "VälitönVälillinen", SlotKind.HEADING),
        *_criteria(),
        heading_slot("9 Loppuraportin tiivistelmä", "final_report_summary"),
    ),
    code=_CODE,
    funds={"S": "ESR", "A": "EAKR"},
    spellings=_SPELLINGS,
    sections={
        "code": "basics",
        "section 2": "parties",
        "section 3": "summary",
        "section 4": "target-groups",
        "section 5": "funding",
        "section 6": "places",
        "section 7": "participants",
        "section 8": "equality",
        "section 8.2": "sustainability",
        "section 9": "final-report",
    },
)
