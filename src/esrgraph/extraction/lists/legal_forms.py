"""A name in a list to whether it can be nobody's but an organisation's: aid goes to sole traders, too."""

from __future__ import annotations

import re

_WORDS = frozenset(
    """
    ab ay ky kb oy oyj r.f rf r.y ry sr osk osuuskunta andelslag säätiö stiftelse yhdistys förening liitto förbund kunta
    kommun kaupunki stad kuntayhtymä samkommun maakuntaliitto seurakunta yliopisto universitet ammattikorkeakoulu
    yrkeshögskola korkeakoulu högskola opisto opistot institutet instituutti koulu lyseo lukio keskus virasto
    tutkimuslaitos laitos ministeriö ely-keskus te-keskus toimisto osasto avoin yhtiö yhtymä ltd ltd. gmbh inc
    """.split()
)
_ENDINGS = (
    *("säätiö", "yhdistys", "kuntayhtymä", "osuuskunta", "yliopisto", "yliopiston", "korkeakoulu", "korkeakoulun"),
    *("kaupunki", "kaupungin", "kunta", "keskus", "opisto", "opiston", "instituutti", "laitos", "laitoksen", "virasto"),
    *("ministeriö", "toimisto", "liitto", "liiton", "seurakunta", "universitet", "förening", "förbund", "samkommun"),
    *("stiftelsen", "stiftelse", "konserni", "konsernin", "osuuskunnan", "yhtymä", "yhtymän", "hallitus"),
    *("osakeyhtiö", "kommandiittiyhtiö", "kauppakamari", "tiepiiri", "akatemia", "akademi", "ministeriön", "kuntayht."),
)
_SOLE_TRADER = frozenset(("tmi", "t:mi", "toiminimi", "firma", "fma", "apunimi", "aputoiminimi"))
_LONGEST = 500
"""Characters of a name, at most: the organisation's address is made of it."""


def is_name_of_organisation(name: str) -> bool:
    """Whether a name says a legal form that no natural person has, or what kind of public body or association it is.

    >>> is_name_of_organisation("HOTELLI KUUSIRANTA OY"), is_name_of_organisation("Tuuliharjun kaupunki")
    (True, True)
    >>> is_name_of_organisation("KEKSILÄ, AINO"), is_name_of_organisation("Tmi Keksilän Keskus")
    (False, False)
    >>> is_name_of_organisation("pitkä " * 3_000 + "oy")
    False
    """
    if len(name) > _LONGEST:
        return False
    words = re.findall(r"[\w.:-]+", name.casefold())
    if _SOLE_TRADER.intersection(words):
        return False
    return any(word.strip(".") in _WORDS or word.endswith(_ENDINGS) for word in words)
