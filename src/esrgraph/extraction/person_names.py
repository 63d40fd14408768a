"""The names of a person to where they stand in a text: alone or together, in any order, case and declension."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from esrgraph.extraction.lookalikes import skeleton
from esrgraph.extraction.personal_details import Span, merged
from esrgraph.language.morphology import readings

_LETTERS = r"(?:[^\W\d_]|&\#?\w{2,8};)+"
_TOKEN = re.compile(rf"{_LETTERS}(?:(?:[-‑–']\n?|-\s?\n|:)(?={_LETTERS}){_LETTERS})*")
_PART = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
_BREAK = re.compile(r"[-‑–']\s?\n?")
_JOINT = re.compile(r"[-‑–':]\n?")
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)\S+|(?<!\S)\S+\.[a-z]{2,6}/\S+", re.IGNORECASE)
_INITIAL_BEFORE = re.compile(r"(?:\b[A-ZÅÄÖ]\.[ -]?){1,3}\Z")
_INITIAL_AFTER = re.compile(r",? [A-ZÅÄÖ]\.?(?![\w])")
_BETWEEN = re.compile(r"[\s,./_-]{0,3}(?:[A-ZÅÄÖ][\w-]{0,20}\.?[\s,]{1,2})?(?:(?:von|af|de)\s)?")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:;•\n\"”(–-]\s*)\Z")
_FIRST_NAME, _PLACE_NAME = "etunimi", "paikannimi"
_PROPER = frozenset({_FIRST_NAME, "sukunimi", _PLACE_NAME, "nimi"})
_ORGANISATION = re.compile(
    r"(?:oyj?|abp?|ry|rf|sr|ky)|.*(?:kunta|kaupunki|yhdistys|saatio|liitto|seura|yhtyma|koulu|opisto|keskus|virasto|toimisto)"
)
_TITLE = re.compile(
    r".*(?:paallikko|johtaja|koordinaattori|asiantuntija|sihteeri|suunnittelija|vastaava|rehtori|opettaja|lehtori|tutkija"
    r"|tohtori|professori|esimies|ohjaaja|konsultti|assistentti|kehittaja|insinoori|ledare|chef|koordinator|sekreterare"
    r"|manager|director|coordinator)"
)
"""What a person does, in plain letters: written beside the name, and anywhere else of somebody else."""
_NO_NAME = frozenset("von af de van ja och and dos prof ft fm km yl dr the".split())
_AUTHORITY = re.compile(
    r"\s+(?:kaupun[kg]|kun(?:ta|nan)|seura|kuntayht|seudu|seutu|maakun|ammatti|yliopist|opist|koulu|lukio|säätiö)"
)
_LONG = 6
"""A longer name (letters) is known inside other words too, and with a letter wrong."""
_SHORTEST = 3
"""A shorter name is one only beside another."""
_ENDING = re.compile(
    r"(?:[ijeaou]{0,2})(?:n|a|ta|tta|na|ksi|kse|ssa|sta|lla|lta|lle|tta|h?[aeiouy]n|seen|siin|t|den|tten|ten)?"
    r"(?:ni|si|nsa|mme|nne)?(?:kin|kaan|ko|han|pa|s)?"
)
_TO_THE_END = re.compile(rf"{_ENDING.pattern}(?![a-z])")
_GRADES = (
    *(("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("nt", "nn"), ("mp", "mm"), ("lt", "ll"), ("rt", "rr")),
    *(("ht", "hd"), ("hk", "h"), ("lk", "l"), ("rk", "r"), ("lk", "lj"), ("rk", "rj"), ("lp", "lv"), ("rp", "rv")),
    *(("k", ""), ("k", "v"), ("p", "v"), ("t", "d")),
)
"""The strong and the weak grade of the consonants before a last vowel."""
_VOWELS = "aeiouy"


def stems(name: str) -> frozenset[str]:
    """What the endings of Finnish cases are put to, of a name in plain letters.

    >>> sorted(stems("lahti")), "virtase" in stems("virtanen"), "mallikkaa" in stems("mallikas")
    (['lahde', 'lahdi', 'lahte', 'lahti'], True, True)
    """
    found = {name}
    if name.endswith("nen"):
        found |= {name[:-3] + "s", name[:-3] + "se"}
    elif name[-1:] in _VOWELS and name[-2:-1] not in _VOWELS:
        found |= {onset + end for onset in _graded(name[:-1], 1) for end in _last_vowels(name)}
        if name.endswith("si"):
            found |= {name[:-2] + each for each in ("de", "te", "t", name[-3:-2] + "e")}
        if name.endswith(("hi", "li", "ni", "ri", "si")):
            found.add(name[:-1] + "t")
        found |= {onset + "ee" for onset in _graded(name[:-1], 0) if name.endswith("e")}
    elif name.endswith("s"):
        found |= {onset + 2 * name[-2] for onset in _graded(name[:-2], 0)} | {name[:-1] + "ks", name[:-1] + "kse"}
        found |= {name[:-1] + each for each in ("de", "te", "t")}
    elif name[-1:] not in _VOWELS:
        found |= {name + "i", name[:-1] + "me"} | {onset + name[-2:] for onset in _graded(name[:-2], 0)}
    return frozenset(found)


def _last_vowels(name: str) -> Iterable[str]:
    return (name[-1], "e") if name.endswith("i") else (name[-1],)


def _graded(onset: str, weak: int) -> set[str]:
    """The onset, and it in the other grade: the weak one (1) of a strong, the strong one (0) of a weak."""
    pairs = ((pair[1 - weak], pair[weak]) for pair in _GRADES)
    return {onset} | {onset[: -len(old)] + new for old, new in pairs if old and onset.endswith(old)}


@dataclass(frozen=True)
class _Name:
    """One name of a person, in plain letters."""

    letters: str

    @cached_property
    def stems(self) -> frozenset[str]:
        return stems(self.letters)

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        return tuple(self.stems)

    @cached_property
    def _beginning(self) -> str:
        """What all forms begin with, and a long name that is misspelt further on."""
        first, last = min(self.stems), max(self.stems)
        apart = (at for at, letters in enumerate(zip(first, last, strict=False)) if len(set(letters)) > 1)
        return first[: min(_LONG, next(apart, len(first)))]

    @cached_property
    def is_first(self) -> bool:
        return any(each.word_class == _FIRST_NAME for each in readings(self.letters))

    def may_be_in(self, plain: str) -> bool:
        """Whether a text in plain letters has the name in some form, or the beginning of a long one."""
        if self._beginning not in plain:
            return False
        if len(self.letters) > _LONG and self.letters[:_LONG] in plain:
            return True
        return any(_has_declined(plain, stem) for stem in self.stems)

    def is_declined_in(self, token: str) -> bool:
        """Whether a word in plain letters is the name in some form, or begins with it."""
        if token.startswith(self._beginnings) and any(
            token.startswith(stem) and _ENDING.fullmatch(token, len(stem)) for stem in self.stems
        ):
            return True
        if len(self.letters) <= _LONG:
            return False
        return self.letters in token or Levenshtein.distance(token, self.letters, score_cutoff=1) < 2


def _has_declined(plain: str, stem: str) -> bool:
    """Whether a text in plain letters has a word that is a stem and an ending."""
    start = plain.find(stem)
    while start >= 0:
        end = start + len(stem)
        if not plain[start - 1 : start].isalpha() and _TO_THE_END.match(plain, end):
            return True
        start = plain.find(stem, end)
    return False


def names_in(text: str, *, is_position: bool = False) -> tuple[str, ...]:
    """The names in the text of a name field, in plain letters; none where it names nobody, or an organisation.

    With `is_position`, the text says what somebody does: its words are no names, unless there is a first name.

    >>> names_in("Mallikas, Maija-Liisa (Projektipäällikkö)"), names_in("ei ole"), names_in("Kylän Taito Oy")
    (('mallikas', 'maija', 'liisa'), (), ())
    >>> names_in("Päällikkö, Työ ja osaaminen", is_position=True), names_in("Maija Kettu", is_position=True)
    ((), ('maija', 'kettu'))
    """
    if text.islower() and any(_FIRST_NAME in _classes(word) for word in _PART.findall(text)):
        text = text.title()  # in small letters, a name that is a word as well would be one of those
    words = [part for word in _PART.findall(text) for part in _CAMEL.split(word)]
    plain = [skeleton(word) for word in words]
    if any(_ORGANISATION.fullmatch(word) for word in plain):
        return ()
    told = is_position and not any(_FIRST_NAME in _classes(word) for word in words)
    kept = [letters for word, letters in zip(words, plain, strict=True) if _may_name(word, letters, is_common=told)]
    return tuple(dict.fromkeys(kept)) if any(len(each) >= _SHORTEST for each in kept) else ()


def _may_name(word: str, letters: str, *, is_common: bool) -> bool:
    if len(letters) < 2 or letters in _NO_NAME or not letters.isalpha() or _TITLE.fullmatch(letters):
        return False
    known = _classes(word)
    return (word[0].isupper() and not is_common) or not known or bool(known & (_PROPER - {_PLACE_NAME}))


def _classes(word: str) -> set[str]:
    return {each.word_class for each in readings(word)}


_Hit = tuple[re.Match[str], tuple[_Name, ...]]
"""A word of a text, and the names in it."""


class PersonNames:
    """The names of one person, looked for in texts; `places` on the page are no names where they stand
    alone."""

    def __init__(self, names: Sequence[str], places: Iterable[str] = ()) -> None:
        self._names = tuple(_Name(each) for each in dict.fromkeys(names))
        self._places = frozenset(place for each in places if (place := skeleton(each)) in names and is_place(each))
        self._cores = tuple({name.letters[:2] if len(name.letters) < 5 else name.letters[:3] for name in self._names})
        self._found: dict[str, tuple[_Name, ...]] = {}

    def spans(self, text: str) -> list[Span]:
        """Where the names stand, with the initials, middle names and web addresses around them."""
        if not self.may_be_in(skeleton(text)):
            return []
        hits = [(token, names) for token in _TOKEN.finditer(text) if (names := self._named(token[0]))]
        taken = [*self._together(text, hits), *self._in_addresses(text, hits)]
        taken = merged([*taken, *(token.span() for token, names in hits if len(names) > 1)])
        ends = [end for _, end in taken]
        alone = [hit for hit in hits if not _is_within(hit[0].start(), taken, ends)]
        taken += [token.span() for token, names in alone if self._alone(text, token, names[0])]
        return [_widened(text, span) for span in taken]

    def spans_in_address(self, address: str) -> list[Span]:
        """Where a web address or a path holds one of the names: all words are in small letters there."""
        if not self.may_be_in(skeleton(address)):
            return []
        return [token.span() for token in _TOKEN.finditer(address) if self._is_long(token[0])]

    def are_in_address(self, address: str) -> bool:
        """Whether a web address holds one of the names."""
        return bool(self.spans_in_address(address))

    def _in_addresses(self, text: str, hits: Sequence[_Hit]) -> list[Span]:
        found = [each.span() for each in _ADDRESS.finditer(text)] if hits else []
        starts = [token.start() for token, _ in hits if self._is_long(token[0])]
        return [(start, end) for start, end in found if bisect_left(starts, start) < bisect_left(starts, end)]

    def _is_long(self, token: str) -> bool:
        return any(len(name.letters) > _SHORTEST for name in self._named(token))

    def may_be_in(self, plain: str) -> bool:
        """Whether a text, given in plain letters, has the letters of one of the names: told fast, and not surely."""
        plain = plain.replace("-\n", "")
        if not any(core in plain for core in self._cores):
            return False
        return any(name.may_be_in(plain) for name in self._names) or self._joined_in(plain)

    def _joined_in(self, plain: str) -> bool:
        return sum(len(name.letters) >= _SHORTEST and name.letters in plain for name in self._names) > 1

    def _named(self, token: str) -> tuple[_Name, ...]:
        """The names that a word is or is put together of."""
        if token not in self._found:
            whole = skeleton(token if token.isalpha() else _BREAK.sub("", token))
            words = {whole} if token.isalpha() else {whole, *(skeleton(part) for part in _JOINT.split(token))}
            found = [name for name in self._names if any(map(name.is_declined_in, words))]
            found = found or self._joined(whole)
            if found:  # as in the name of an account
                others = [name for name in self._names if name not in found and len(name.letters) > _SHORTEST]
                found += [name for name in others if whole.startswith(name.letters) or whole.endswith(name.letters)]
            self._found[token] = tuple(found)
        return self._found[token]

    def _joined(self, word: str) -> list[_Name]:
        """The two names that a word in plain letters is written of without a space."""
        first = [name for name in self._names if len(name.letters) >= _SHORTEST and word.startswith(name.letters)]
        return [
            each
            for one in first
            for other in self._names
            if other != one and other.is_declined_in(word[len(one.letters) :])
            for each in (one, other)
        ]

    def _together(self, text: str, hits: Sequence[_Hit]) -> list[Span]:
        """Where two names of the person stand side by side, at most one other name or initial between."""
        spans: list[Span] = []
        for (one, first), (other, second) in pairwise(hits):
            if first != second and _BETWEEN.fullmatch(text, one.end(), other.start()):
                if spans and spans[-1][1] > one.start():
                    spans[-1] = (spans[-1][0], other.end())
                else:
                    spans.append((one.start(), other.end()))
        return spans

    def _alone(self, text: str, token: re.Match[str], name: _Name) -> bool:
        """Whether a word alone is the name, and not a word that looks like it."""
        if len(name.letters) < _SHORTEST or name.letters in self._places:
            return False
        parts = _JOINT.split(token[0])  # what a name is joined to with a hyphen says nothing of the name
        word = next((part for part in parts if name.is_declined_in(skeleton(part))), token[0])
        common = [each for each in readings(word) if each.word_class not in _PROPER]
        if not common:
            return not _AUTHORITY.match(text, token.end())
        if not word[0].isupper():
            return False
        if _AUTHORITY.match(text, token.end()):
            return False
        if not _SENTENCE_START.search(text, max(0, token.start() - 5), token.start()):
            return True
        return not name.is_first and any(skeleton(each.lemma) == name.letters for each in common)


def _is_within(position: int, spans: Sequence[Span], ends: Sequence[int]) -> bool:
    """Whether a position is in one of the spans, which are in order, as are their ends."""
    place = bisect_right(ends, position)
    return place < len(spans) and spans[place][0] <= position


def _widened(text: str, span: Span) -> Span:
    start, end = span
    before = _INITIAL_BEFORE.search(text, max(0, start - 12), start)
    start = before.start() if before else start
    after = _INITIAL_AFTER.match(text, end)
    end = after.end() if after else end
    left = max(text.rfind(" ", 0, start), text.rfind("\n", 0, start)) + 1
    address = _ADDRESS.match(text, left)
    return (left, max(end, address.end())) if address and address.end() >= end else (start, end)


@lru_cache(maxsize=4096)
def is_place(word: str) -> bool:
    """Whether a word is the name of a place in Finland, as far as Voikko knows."""
    return _PLACE_NAME in _classes(word)
