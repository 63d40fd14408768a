"""The Swedish part of the patterns file to look-ups by base form; kinds and fields are those of the Finnish part."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from esrgraph.language.swedish import base_form, is_known
from esrgraph.linking.targetgroups.lexicon.checks import GAP, check_words, expand_alternatives, swedish_entries
from esrgraph.linking.targetgroups.lexicon.involvements import Involvements, involvements
from esrgraph.linking.targetgroups.lexicon.patterns import (
    Patterns,
    Phrase,
    PhraseStep,
    add_phrase,
    pattern_file,
    patterns,
)


@cache
def swedish_patterns() -> Patterns:
    """The patterns, read once. Raises SchemeError where the file is missing or wrong."""
    finnish, text = patterns(), pattern_file()
    data = tomllib.loads(text)
    lacking = frozenset(data["swedish_list"]["unknown"])
    check_words(text, swedish_entries(data), lambda name: name in lacking or is_known(name))
    found = Patterns(
        kinds=finnish.kinds,
        ancestors=finnish.ancestors,
        combinations=finnish.combinations,
        field_roles=finnish.field_roles,
        involvements=Involvements.of(involvements(data["swedish_involvement"])),
        lists={name: frozenset(map(base_form, words)) for name, words in data["swedish_list"].items()},
    )
    for concept, entry in data["swedish"].items():
        _add_concept(found, concept, entry)
    for role, names in data["swedish_roles"].items():
        found.roles.update((base_form(name), role) for name in names)
    for name, words in data["swedish_field"].items():
        _add_field(found, name, words)
    return found


def _add_concept(found: Patterns, concept: str, entry: Mapping[str, Any]) -> None:
    found.heads.update((base_form(name), concept) for name in entry.get("heads", ()))
    found.words.update((base_form(name), concept) for name in entry.get("words", ()))
    found.words.update((name, concept) for name in entry.get("exact", ()))
    found.prefixes.update((name, concept) for name in entry.get("prefixes", ()))
    for sort in ("phrases", "states"):
        for words in (each for pattern in entry.get(sort, ()) for each in expand_alternatives(pattern)):
            add_phrase(found.phrases, Phrase(concept, sort), _steps(words))


def _steps(words: Iterable[str]) -> Iterator[PhraseStep]:
    for word in words:
        name = word.removeprefix("~")
        if name == GAP:
            yield PhraseStep(gap=True)
        else:
            yield PhraseStep(frozenset({(base_form(name), "")}), tail=word.startswith("~"))


def _add_field(found: Patterns, name: str, names: Iterable[str]) -> None:
    for words in names:
        *before, last = map(base_form, words.split())
        if before:
            found.field_phrases[last].append((tuple(before), name))
        else:
            found.field_words[last].append(name)
