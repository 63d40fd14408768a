"""An age in prose to the group it stands for (`alle 30-vuotiaat`)."""

from __future__ import annotations

import re

_YOUNG, _OLD = 35, 45
"""Upper bound of the young and lower bound of the old, in years. The ESF's own bounds are under 25 and over 54
(indicators CO06, CO07); pages use 29, 30, 35 and 50, 54, 55, and the scheme's labels follow the pages. Finnish
occupational health calls workers of 45 and over `ikääntyvät`, a label of the concept."""
_ADULT = 18

LIMITS = {"alle": -1, "enintään": 0, "korkeintaan": 0, "yli": 1, "vähintään": 0}


def age_group(text: str, before: str = "") -> str | None:
    """The concept of an age expression, with the word before it.

    >>> age_group("30-vuotiaat", "alle"), age_group("18–64-vuotiaat"), age_group("55 vuotta täyttäneet")
    ('young-people', 'working-age-adults', 'older-people')
    """
    years = [int(each) for each in re.findall(r"\d+", text)][:2]
    if not years:
        return None
    low, high = years[0], years[-1]
    if before in {"alle", "enintään", "korkeintaan"}:
        low = 0
        high += LIMITS[before]
    elif before in {"yli", "vähintään"} or "täyttäneet" in text.lower() or "täyttänei" in text.lower() or "+" in text:
        low, high = low + LIMITS.get(before, 0), 99
    if high < _ADULT:
        return "children"
    if high <= _YOUNG:
        return "young-people"
    if low >= _OLD:
        return "older-people"
    return "working-age-adults" if low >= 15 or high < 70 else None
