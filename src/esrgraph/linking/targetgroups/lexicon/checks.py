"""The patterns file to the first mistake in it: its line, what is wrong there, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import product
from typing import Any, NamedTuple

from esrgraph.errors import SchemeError

NAME = "target-group-patterns.toml"
GAP = ".."
"""Stands for up to three words in a phrase."""
KINDS = ("person", "worker", "professional", "relation", "organisation", "place")
_PATTERNS = ("phrases", "phrases_alone", "states", "conditions", "places", "clauses")
_NAMES = ("heads", "words", "exact")
_CONCEPT = {"kind", *_NAMES[:2], *_PATTERNS, "prefixes", "alone", "with", "together"}
_INVOLVEMENT = {"subject", "all"}
_KEYS = {
    "concept": _CONCEPT,
    "field": {"words", "prefixes", "worker", "client", "student", "provider", "resident"},
    "involvement": _INVOLVEMENT,
    "swedish": {*_NAMES, "phrases", "states", "prefixes"},
    "swedish_involvement": _INVOLVEMENT,
}
"""What an entry of each part of the file may hold."""
_TABLES = {"roles", "list", "swedish_roles", "swedish_field", "swedish_list"}
"""Parts whose keys are names of their own."""
_ALTERNATIVES = re.compile(r"\(([^)]*)\)")


class Entry(NamedTuple):
    """A word of the file with the section and key that it stands under."""

    section: str
    key: str
    pattern: str
    word: str


def expand_alternatives(pattern: str) -> Iterator[tuple[str, ...]]:
    """The word sequences that a pattern with alternatives stands for.

    >>> list(expand_alternatives("(pieni|iso) talo"))
    [('pieni', 'talo'), ('iso', 'talo')]
    """
    pieces = [piece.split("|") if number % 2 else [piece] for number, piece in enumerate(_ALTERNATIVES.split(pattern))]
    for chosen in product(*pieces):
        yield tuple("".join(chosen).split())


def check_keys(text: str, data: Mapping[str, Any], concepts: Iterable[str]) -> None:
    """Raises SchemeError where a key, a kind or a concept is none that there can be."""
    for part, entries in data.items():
        _require(text, part, part, {*_KEYS, *_TABLES}, "part of the file")
        for name, entry in entries.items() if part in _KEYS else ():
            if part in {"concept", "swedish"} and not name.startswith("_"):
                _require(text, f"{part}.{name}", name, concepts, "concept of target-groups.ttl")
            for key in entry:
                _require(text, f"{part}.{name}", key, _KEYS[part], "key here")
            if "kind" in entry:
                _require(text, f"{part}.{name}", entry["kind"], KINDS, "kind")
            if part == "field":
                for named in (each for key in _KEYS[part] - {"words", "prefixes"} for each in entry.get(key, ())):
                    _require(text, f"{part}.{name}", named, concepts, "concept of target-groups.ttl")


def check_words(text: str, entries: Iterable[Entry], knows: Callable[[str], bool]) -> None:
    """Raises SchemeError at the first word that the morphology does not know."""
    every = list(entries)
    for entry in every:
        if not knows(entry.word):
            others = (other.word for other in every if other.word != entry.word and knows(other.word))
            place = f"{NAME}, line {_line(text, entry.section, entry.pattern)}, [{entry.section}], {entry.key}"
            meant = _meant(entry.word, others)
            raise SchemeError(f'{place}: the morphology does not know "{entry.word}"{meant}')


def finnish_entries(data: Mapping[str, Any]) -> Iterator[Entry]:
    """Every Finnish word of the file that the morphology has to know."""
    for concept, entry in data["concept"].items():
        for key in (*_NAMES, *_PATTERNS):
            yield from _entries(f"concept.{concept}", key, entry.get(key, ()))
    for name, entry in data["field"].items():
        yield from _entries(f"field.{name}", "words", entry["words"])
    for role, names in data["roles"].items():
        yield from _entries("roles", role, names)
    yield from _involved(data, "involvement")


def swedish_entries(data: Mapping[str, Any]) -> Iterator[Entry]:
    """Every Swedish word of the file that the word list has to know."""
    for concept, entry in data["swedish"].items():
        for key in (*_NAMES, "phrases", "states"):
            yield from _entries(f"swedish.{concept}", key, entry.get(key, ()))
    for part in ("swedish_roles", "swedish_field", "swedish_list"):
        for key, names in data[part].items():
            yield from _entries(part, key, names)
    yield from _involved(data, "swedish_involvement")


def _involved(data: Mapping[str, Any], part: str) -> Iterator[Entry]:
    """The base forms of `rahoittaja:ess` and `oma+hanke`."""
    for reason, entry in data[part].items():
        for key, patterns in entry.items():
            for section, _key, pattern, words in _entries(f"{part}.{reason}", key, patterns):
                yield from (Entry(section, key, pattern, word.split(":")[0]) for word in words.split("+"))


def _entries(section: str, key: str, patterns: Iterable[str]) -> Iterator[Entry]:
    for pattern in patterns:
        for word in dict.fromkeys(word for words in expand_alternatives(pattern) for word in words):
            if word != GAP:
                yield Entry(section, key, pattern, word.removeprefix("~"))


def _require(text: str, section: str, name: str, allowed: Iterable[str], what: str) -> None:
    if name not in allowed:
        raise SchemeError(
            f'{NAME}, line {_line(text, section, name)}, [{section}]: "{name}" is no {what}{_meant(name, allowed)}'
        )


def _meant(name: str, others: Iterable[str]) -> str:
    close = get_close_matches(name, sorted(set(others)), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


def _line(text: str, section: str, name: str) -> int:
    """The number of the line on which the name stands in its section; of the section where it does not."""
    heading, begun = 1, False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("["):
            begun = line.strip("[]").replace('"', "") == section or line.strip("[]").split(".")[0] == section
            heading = number if begun else heading
        if begun and name in line:
            return number
    return heading
