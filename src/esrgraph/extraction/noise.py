"""Lines that belong to nobody: what a browser prints around a page, traces of images and markup, rules."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import islice, pairwise, takewhile

from esrgraph.documents.page import Line
from esrgraph.extraction.align import Anchor
from esrgraph.extraction.form import Form, SlotKind, fold_label
from esrgraph.extraction.forms import FORMS

_PAGE = r"(?:sivu|sida|page|sid?\.?|s\.|p\.) ?"
_COUNT = rf"(?:{_PAGE})?\d{{1,3}} ?(?:/|of|av|\() ?\d{{1,3}}\)?|{_PAGE}\d{{1,3}}|[-–] ?\d{{1,3}} ?[-–]"
_DAY = (
    r"(?:[^\W\d]{2,12},? )?(?:\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}"
    r"|\d{1,2}\.? [^\W\d]{3,12} \d{4}|[^\W\d]{3,9} \d{1,2}, \d{4})"
)
_TIME = rf"{_DAY},? (?:klo |kl\.? |at )?\d{{1,2}}[.:]\d{{2}}(?:[.:]\d{{2}})?(?: [ap]m)?"
_ADDRESS = r"(?:(?:https?|file)://|www\.)\S+"
_NOISE = re.compile(
    r"!\[[^\]]*\]\([^)]*\)\s*\|?"
    rf"|{_COUNT}"
    rf"|(?:(?:{_COUNT}) )?{_TIME}(?: (?:{_COUNT}|{_ADDRESS}))?"
    rf"|(?:tulostettu|tulostuspäivä|utskriven|utskriftsdatum|printed):? (?:{_TIME}|{_DAY})"
    rf"|{_ADDRESS} (?:{_COUNT}|{_TIME})"
    r"|https?://\S+[?&]projektikoodi=\w+"
    r"|={2,}> .* <={2,}"
    r"|(?:</?[a-z][a-z\d]*(?: [^<>]*)?> ?)+"
    r"|[-=_*~#•·–—]{4,}",
    re.IGNORECASE,
)
_LINK = (
    r"(?:takaisin )?(?:ylös|sivun alkuun|alkuun)|(?:avaa )?tulosta(?: tämä)?(?: sivu)?|(?:anna )?palautetta|palaute"
    r"|saavutettavuusseloste|tietosuojaseloste|rekisteriseloste|evästeet"
    r"|(?:tillbaka )?till (?:början|toppen)(?: av sidan)?|skriv ut(?: sidan)?|(?:ge )?respons"
    r"|tillgänglighetsutlåtande|dataskyddsbeskrivning|(?:back )?to (?:the )?top"
    r"|print(?: this)? page|(?:give )?feedback|accessibility statement|privacy (?:notice|policy)|cookies"
)
_NAVIGATION = re.compile(rf"(?:{_LINK})(?: ?[|·•/] ?(?:{_LINK}))*|(?:©|copyright\b) ?.{{1,80}}", re.IGNORECASE)
"""What sites put below a page: the whole line, where nothing else follows."""
_PRINTED = re.compile(rf"{_TIME} (.+)|(.+) (?:{_ADDRESS}|{_TIME})", re.IGNORECASE)
_DIGITS = frozenset("0123456789")
_MARKS = "!<=-_*~#•·–—"
"""Every such line has a digit or an address, or begins with one of these; most lines are told by it to be none."""
_LONGEST = 200
_NUMBER = re.compile(r"\d{1,3}")
_FEWEST_SHEETS, _MOST_TITLES = 2, 3
_MANY = 3
"""So many bare numbers in their order are no accident, wherever they stand."""
_SENTENCE = re.compile(r".*[.!?)]|[-–]")
_PROSE = (SlotKind.PROSE, SlotKind.QUESTION, SlotKind.SCORES, SlotKind.CHOICE)


def is_noise(text: str) -> bool:
    """Whether a line can be told to be nobody's by itself.

    >>> is_noise("https://www.example.fi/a 1/3"), is_noise("5.3.2024 klo 14.02"), is_noise("Sivu 1 (3)")
    (True, True, True)
    >>> is_noise("https://www.example.fi/a"), is_noise("5.3.2024 klo 14.02 avattiin näyttely")
    (False, False)
    """
    return len(text) <= _LONGEST and bool(_NOISE.fullmatch(text))


def noise(lines: Sequence[Line], texts: Mapping[int, str], anchors: Sequence[Anchor], form: Form) -> frozenset[int]:
    """The positions of the lines that are nobody's: by themselves, or beside others of their kind.

    `texts` are those of the lines that are no known strings, by position.
    """
    hinted = {position: text for position, text in texts.items() if len(text) <= _LONGEST and _is_hinted(text)}
    folded = {position: fold_label(text) for position, text in texts.items() if len(text) <= form.longest}
    opening = _opening(frozenset(folded.values()), form)
    again = {*_last(lines), *(position for position, text in folded.items() if text in opening)}.intersection(folded)
    alone = {*again, *(position for position, text in hinted.items() if _NOISE.fullmatch(text))}
    titles = set(_titles(lines, hinted, alone, form))
    for _ in range(_MOST_TITLES):
        titles |= set(_lone_titles(lines, texts, alone | titles))
    return frozenset((*alone, *titles, *_page_numbers(lines, hinted, anchors)))


def _is_hinted(text: str) -> bool:
    return not _DIGITS.isdisjoint(text) or text[0] in _MARKS or "//" in text or "www." in text


def _opening(texts: Set[str], form: Form) -> Set[str]:
    """What stands above the code in the form, and in others whose titles are among the texts, folded: another page may
    begin there that is cut off before its code."""
    begun = (each for each in FORMS if any(fold_label(title) in texts for title in each.titles.values()))
    return form.opening.union(*(each.opening for each in begun))


def _last(lines: Sequence[Line]) -> Iterator[int]:
    """The last lines, if they are a site's navigation or stand above the code in a form: nothing else was kept of
    another page."""
    below = range(len(lines) - 1, -1, -1)
    return takewhile(lambda each: not lines[each].text or _is_below(lines[each].text), below)


def _is_below(text: str) -> bool:
    return is_noise(text) or opens_form(text) or bool(_NAVIGATION.fullmatch(text))


def opens_form(text: str) -> bool:
    """Whether a line stands above the code in one of the forms."""
    return any(fold_label(text) in form.opening for form in FORMS)


def _titles(lines: Sequence[Line], texts: Mapping[int, str], alone: Set[int], form: Form) -> Iterator[int]:
    """Lines of a title and the time or address of printing: the form's title, or one that is printed again or beside
    other noise; others can be prose."""
    matches = ((position, _PRINTED.fullmatch(text)) for position, text in texts.items())
    titles = {position: match[1] or match[2] for position, match in matches if match}
    often = Counter(titles.values())
    for position, title in titles.items():
        if fold_label(title) in form.opening or often[title] > 1 or not alone.isdisjoint(_beside(lines, position)):
            yield position


def _lone_titles(lines: Sequence[Line], texts: Mapping[int, str], alone: Set[int]) -> Iterator[int]:
    """Lines that stand nowhere but beside noise, once on each sheet that was printed."""
    sheets = max(Counter(_NUMBER.sub("", lines[position].text) for position in alone).values(), default=0)
    beside = (
        {each for position in alone for each in _beside(lines, position)} - alone if sheets >= _FEWEST_SHEETS else ()
    )
    often = Counter(texts[position] for position in beside if position in texts)
    again = {text for text, count in often.items() if count >= sheets}
    everywhere = Counter(text for text in texts.values() if text in again) if again else {}
    yield from (each for each in beside if (text := texts.get(each)) in again and everywhere[text] == often[text])


def _beside(lines: Sequence[Line], position: int) -> Iterator[int]:
    """The positions of the text above and of the text below a line."""
    for places in (range(position - 1, -1, -1), range(position + 1, len(lines))):
        yield from islice((place for place in places if lines[place].text), 1)


def _page_numbers(lines: Sequence[Line], texts: Mapping[int, str], anchors: Sequence[Anchor]) -> list[int]:
    """Bare numbers in prose that grow from one to the next, as printers put them at the foot of each page."""
    bare = [position for position, text in texts.items() if _NUMBER.fullmatch(text)]
    found = [position for position in bare if _is_prose(_above(anchors, position))]
    numbers = [int(texts[position]) for position in found]
    if any(before >= after for before, after in pairwise(numbers)):
        return []
    begun = {anchor.position for anchor in anchors}
    ended = [each for each in found if each - 1 in begun or _ends_sentence(lines[each - 1].text)]
    return found if len(found) >= _MANY else ended


def _above(anchors: Sequence[Anchor], position: int) -> Anchor | None:
    place = bisect_left(anchors, position, key=lambda anchor: anchor.position)
    return anchors[place - 1] if place else None


def _is_prose(anchor: Anchor | None) -> bool:
    """Whether text stands below the string; below a criterion with nothing beside it, scores may."""
    return (
        anchor is not None
        and anchor.slot.kind in _PROSE
        and bool(anchor.value or anchor.slot.kind is not SlotKind.SCORES)
    )


def _ends_sentence(above: str) -> bool:
    return not above or bool(_SENTENCE.fullmatch(above))
