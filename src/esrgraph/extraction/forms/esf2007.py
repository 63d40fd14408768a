"""How a page of 2007-2013 begins: enough to tell it from others; it is not read."""

from __future__ import annotations

import re

from esrgraph.extraction.form import Form, Slot, SlotKind

_TITLES = {
    "ESR": "Euroopan sosiaalirahaston (ESR) rahoittaman projektin kuvaus",
    "EAKR": "Euroopan aluekehitysrahaston (EAKR) rahoittaman projektin kuvaus",
}
ESF2007 = Form(
    name="2007-2013",
    slots=(
        Slot("banner", "Euroopan unioni", SlotKind.CHOICE),
        Slot("banner 2", "Vipuvoimaa EU:lta", SlotKind.CHOICE),
        *(Slot(f"title.{fund}", title, SlotKind.CHOICE) for fund, title in _TITLES.items()),
        Slot("section 1", "1. Projekti", SlotKind.HEADING),
        Slot("code", "Projektikoodi", SlotKind.LABEL),
        Slot("title", "Projektin nimi", SlotKind.LABEL),
        Slot("part", "Osio", SlotKind.LABEL),
        Slot("priority_axis", "Toimintalinja", SlotKind.LABEL),
    ),
    code=re.compile(r"[SA][0-9]{5,9}"),
    funds={"S": "ESR", "A": "EAKR"},
    spellings={
        "Euroopan sosiaalirahaston osittain rahoittaman projektin kuvaus": _TITLES["ESR"],
        "Euroopan aluekehitysrahaston osittain rahoittaman projektin kuvaus": _TITLES["EAKR"],
    },
)
