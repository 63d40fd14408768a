"""An unknown word to the readings of the known word that was meant: one letter off, or two in a very long word."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from esrgraph.language.morphology import WordAnalysis, compact, readings
from esrgraph.linking.targetgroups.lexicon.patterns import patterns

LONG = 8
"""Shorter words are not corrected: too many others are one letter away."""
VERY_LONG = 16
_LONGEST = 40
"""Longer words are not corrected: the trouble grows with the square of the letters, and no known word is as long."""
_STEM = 6
_LETTERS = "aäeioöuytnskrlmpvhjdgbf"


def analyse_respelled(surface: str) -> tuple[WordAnalysis, ...]:
    """The readings of the nearest known word that names a group or a field; none where no such word is near.

    >>> [each.lemma for each in analyse_respelled("opiskeliojille")]
    ['opiskelija']
    """
    if not LONG <= len(surface) <= _LONGEST or not surface.isalpha():
        return ()
    joined = _compound(surface)
    if joined:
        return joined
    found: set[WordAnalysis] = set()
    stems: set[str] = set()
    for candidate, stem in _repairs(surface):
        meant = [each for each in readings(candidate) if _meaningful(each)]
        if meant and (not stems or stem in stems):
            stems.add(stem)
            found.update(meant)
    return tuple(sorted(found)) or _unknown_first_part(surface)


def _compound(surface: str) -> tuple[WordAnalysis, ...]:
    """A compound that Voikko lacks though it knows both parts (`työhönvalmentajat`): the longest last part counts."""
    known = patterns()
    for cut in range(3, len(surface) - 4):
        found = [each for each in readings(surface[cut:]) if each.lemma in known.heads and each.case]
        if found and readings(surface[:cut]):
            first = surface[:cut]
            return tuple(
                WordAnalysis(first + each.lemma, each.word_class, each.case, each.number, (len(first),))
                for each in found
            )
    return ()


def _meaningful(reading: WordAnalysis) -> bool:
    known = patterns()
    return bool(reading.case) and any(
        reading.lemma[cut:] in table
        for cut in (0, *reading.joints)
        for table in (known.heads, known.words, known.field_words, known.roles)
    )


def _repairs(surface: str) -> Iterator[tuple[str, str]]:
    """Spellings near by in which a known stem stands whole, with it: letters swapped, the stem or the ending mended."""
    near = _stems_near(surface)
    for at in range(len(surface) - 1 if near else 0):
        yield surface[:at] + surface[at + 1] + surface[at] + surface[at + 2 :], ""
    for stem in near:
        at = surface.find(stem)
        if at >= 0:
            edits = _ending_edits(surface[: at + len(stem)], surface[at + len(stem) :])
        else:
            edits = _stem_mended(surface, stem)
        for candidate in dict.fromkeys(edits):
            yield candidate, stem


def _stem_mended(surface: str, stem: str) -> Iterator[str]:
    allowed = 2 if len(surface) >= VERY_LONG else 1
    for start in range(len(surface)):
        for length in range(len(stem) - allowed, len(stem) + allowed + 1):
            piece = surface[start : start + length]
            if len(piece) == length and distance(piece, stem, allowed) <= allowed:
                yield surface[:start] + stem + surface[start + length :]


def _ending_edits(kept: str, ending: str) -> Iterator[str]:
    if len(ending) > LONG:
        return
    for at in range(len(ending) + 1):
        before, after = ending[:at], ending[at:]
        if after:
            yield kept + before + after[1:]
        if len(after) > 1:
            yield kept + before + after[1] + after[0] + after[2:]
        for letter in _LETTERS:
            yield kept + before + letter + after
            if after:
                yield kept + before + letter + after[1:]


def _unknown_first_part(surface: str) -> tuple[WordAnalysis, ...]:
    """A compound whose last part is known and names a role, and whose first part is close to a known field."""
    known = patterns()
    for cut in range(4, len(surface) - 4):
        found = [each for each in readings(surface[cut:]) if each.lemma in known.roles]
        prefix = surface[:cut]
        near = [each for each in known.field_prefixes if len(each) > 4 and distance(prefix, each, 2) <= 2]
        if found and near:
            name = min(near, key=lambda each: (distance(prefix, each, 2), each))
            return tuple(
                WordAnalysis(name + each.lemma, each.word_class, each.case, each.number, (len(name),)) for each in found
            )
    return ()


def distance(one: str, other: str, limit: int) -> int:
    """Letters to insert, drop, change or swap with a neighbour (optimal string alignment); above `limit`, `limit + 1`.

    >>> distance("alalle", "laalle", 2)
    1
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    above: list[int] = []
    previous = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, against in enumerate(other, start=1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, above[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        above, previous = previous, current
    return min(previous[-1], limit + 1)


def _stems_near(surface: str) -> list[str]:
    """Known stems of which a half stands in the word, longest first."""
    halves = _halves()
    found: set[str] = set()
    for start in range(len(surface) - 2):
        for length in (3, 4, 5, 6, 7, 8):
            found.update(halves.get(surface[start : start + length], ()))
    return sorted(found, key=lambda stem: (-len(stem), stem))


@cache
def _halves() -> dict[str, tuple[str, ...]]:
    halves: dict[str, set[str]] = {}
    for stem in _stems():
        middle = len(stem) // 2
        for half in (stem[:middle], stem[middle:]):
            halves.setdefault(half[:8], set()).add(stem)
    return {half: tuple(sorted(stems)) for half, stems in halves.items()}


@cache
def _stems() -> frozenset[str]:
    """What inflection leaves of the known words: the base form and its plural's stem without their last letters."""
    known = patterns()
    lemmas = {*known.heads, *known.words, *known.field_words}
    shortened = {_stem(compact(lemma)) for lemma in lemmas}
    return frozenset(stem for stem in shortened if len(stem) >= _STEM and stem.isalpha())


def _stem(lemma: str) -> str:
    for ending, cut in (("nen", 3), ("tön", 2), ("ton", 2), ("ut", 1), ("yt", 1), ("us", 1), ("ys", 1)):
        if lemma.endswith(ending):
            return lemma[:-cut]
    return lemma[:-1]
