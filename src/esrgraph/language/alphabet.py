"""Names in the order of the Finnish alphabet, which is the Swedish one too: å, ä and ö stand last."""

from __future__ import annotations

import unicodedata

_LAST = {"å": "{a", "ä": "{b", "ö": "{c"}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"
OTHER = "0"
"""Stands for whatever a name begins with that is no letter."""


def alphabetical(name: str) -> str:
    """What a name is sorted by: letters and digits alone, without case or foreign accents.

    >>> sorted(["Ähtäri", "Åbo", "Éva", "Zorro", "ab", "Öja"], key=alphabetical)
    ['ab', 'Éva', 'Zorro', 'Åbo', 'Ähtäri', 'Öja']
    """
    return "".join(_LAST.get(each) or _plain(each) for each in unicodedata.normalize("NFC", name).casefold())


def letter(name: str) -> str:
    """The letter that a name stands under, one of `LETTERS` or `OTHER`.

    >>> letter("Åbo"), letter("Éva"), letter("4H-yhdistys"), letter('"Ääni" ry')
    ('Å', 'E', '0', 'Ä')
    """
    first = alphabetical(name)[:2]
    known = next((each.upper() for each, key in _LAST.items() if first == key), first[:1].upper())
    return known if known and known in LETTERS else OTHER


def _plain(character: str) -> str:
    bare = unicodedata.normalize("NFD", character)[0]
    return bare if bare.isalnum() or bare == " " else ""
