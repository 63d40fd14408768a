"""A name as somebody wrote it to what it is compared by: its words in one way of writing, and its legal form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from esrgraph.search.analysis import compose_characters, fold_diacritics
from esrgraph.search.written_forms import unify_words

MOST_CHARACTERS = 300
"""Characters of a name that are looked at."""
_CACHED = 16_384
_INITIALS = re.compile(r"\b([a-zåäö])[.:] ?([a-zåäö])\b\.?")
_CASE_ENDING = re.compile(r"(?<=\w)[:’'](?:n|ssa|ssä|sta|stä|lle|lla|llä|lta|ltä|s)\b")
_BRACKETS = re.compile(r"\s*[(]([^()]*)[)]\s*")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+|[ivx]{1,4}|[^\W\d_]")
_OPENING = re.compile(r"(.{3,}?)(?:\s+[-–—=@]\s|\s*[:;]\s|\s+[(])")
_LEADING_QUOTE = re.compile(r"^[\"”“»«']+([^\"”“»«']{3,})[\"”“»«']")


@dataclass(frozen=True, slots=True)
class NormalName:
    """A name to be compared: `text` differs from what was written in letter case and spaces alone; `words` are folded
    and in one way of writing; `forms` the legal forms that it may say; `numbers` the words that tell siblings apart
    (digits, Roman numerals, single letters)."""

    text: str
    words: tuple[str, ...]
    forms: frozenset[str]
    numbers: tuple[str, ...]

    compact: str = field(init=False)
    """The words without anything between them: `ELY-keskus` and `ely keskus` are one."""
    in_order: str = field(init=False)
    """The words by alphabet, so that those in another order are one."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "compact", "".join(self.words))
        object.__setattr__(self, "in_order", " ".join(sorted(self.words)))


@lru_cache(maxsize=_CACHED)
def normal_name(name: str) -> NormalName:
    """The name to be compared.

    >>> name = normal_name("Jokilaakson koulutuskuntayhtymä")
    >>> name.words, sorted(name.forms)
    (('jokilaakson', 'koulutus'), ['kuntayhtymä'])
    >>> normal_name("JOKILAAKSON KOULUTUS KY").compact == name.compact
    True
    """
    text = " ".join(compose_characters(name[:MOST_CHARACTERS]).casefold().split())
    plain = _CASE_ENDING.sub("", _INITIALS.sub(r"\1\2", text))
    words = _WORD.findall(fold_diacritics(plain))
    kept, forms = unify_words(words)
    return NormalName(text, tuple(kept), forms, tuple(word for word in kept if _NUMBER.fullmatch(word)))


def without_brackets(name: str) -> tuple[str, str] | None:
    """A name without what it has in brackets, and that; None where it has none.

    >>> without_brackets("Taito ja Tuki ry (Tukila)")
    ('Taito ja Tuki ry', 'Tukila')
    """
    found = _BRACKETS.search(name)
    rest = " ".join(f"{name[: found.start()]} {name[found.end() :]}".split()) if found else ""
    return (rest, found[1].strip()) if found and rest and found[1].strip() else None


def opening_of_title(title: str) -> str | None:
    """What a project is called for short: what stands before the dash, colon or bracket of its title, or in quotes.

    >>> opening_of_title("Juurikko 5 – työn tuottavuuden edistäminen"), opening_of_title("Juurikko")
    ('Juurikko 5', None)
    """
    found = _LEADING_QUOTE.match(title) or _OPENING.match(title)
    return found[1].strip(" \"”“'") if found else None
