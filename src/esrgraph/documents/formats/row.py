"""The cells of a table row -> the line that the text form of the page has for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BUSINESS_ID = re.compile(r"\d{6,8}-\d")
_SCORES_HEADER = "Välitön Välillinen"


def row_text(cells: Sequence[str]) -> str:
    """One line for the cells of one row, as the page's text form writes it.

    Two cells are a label and its value, or a partner and its business ID; the header of the sustainability scores
    is the one row whose cells the text form runs together; the cells of any other row stand one space apart.

    >>> row_text(["Hankekoodi", "S99101"]), row_text(["Kunnat:", ""]), row_text(["Y-tunnus", "9900003-4"])
    ('Hankekoodi: S99101', 'Kunnat:', 'Y-tunnus: 9900003-4')
    >>> row_text(["Mallilan kaupunki", "9900003-4"]), row_text(["Liikkuminen ja logistiikka", "4", "3"])
    ('Mallilan kaupunki, 9900003-4', 'Liikkuminen ja logistiikka 4 3')
    """
    stated = [cell for cell in cells if cell]
    if " ".join(stated) == _SCORES_HEADER:
        return _SCORES_HEADER.replace(" ", "")
    if len(cells) == 2 and cells[0]:
        return f"{cells[0]}{_mark(*cells)} {cells[1]}".rstrip()
    return " ".join(stated)


def _mark(label: str, value: str) -> str:
    if label.endswith((":", ",", "?")):
        return ""
    return "," if _BUSINESS_ID.fullmatch(value) and label.casefold() != "y-tunnus" else ":"
