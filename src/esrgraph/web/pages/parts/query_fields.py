"""The parameters of a query to the fields of a form: what can be entered, and what it is called in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from esrgraph.language import LANGUAGES
from esrgraph.sparql.catalogue import CONCEPTS, Parameter
from esrgraph.sparql.parameters import LONGEST
from esrgraph.web.http.words import SiteWords
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import years_of
from esrgraph.web.site import Opened

_MOST_LISTED = 45
"""Choices in a list that opens; where there are more, one types and is helped."""
_CLOSE = 0.75
"""How like a name must be to be suggested, 0-1."""
_INPUTS = {"integer": ("number", "1"), "decimal": ("number", "any"), "date": ("date", None)}
_HINTS = {"code": "S22580", "business-id": "2454377-1"}

Choices = tuple[tuple[str, str], ...]
"""Values with what they are called, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form: `type` is one of HTML's input types, or `select`, or `list` (text with suggestions)."""

    name: str
    label: str
    type: str
    value: str
    choices: Choices = ()
    step: str | None = None
    hint: str | None = None
    error: str | None = None


def field(parameter: Parameter, value: str, error: str | None, opened: Opened, words: SiteWords) -> FormField:
    """The field for a parameter with its value, and what is wrong with that value."""
    label = parameter.labels.get(words.language, parameter.name)
    choices = _choices(parameter.type, opened, words)
    if parameter.optional:
        choices = (("", words("query_all")), *choices)
    if choices:
        kind = "select" if len(choices) <= _MOST_LISTED else "list"
        known = {each for each, _ in choices}
        if kind == "select" and value not in known:  # what was refused stays to be seen
            choices = ((value, value), *choices)
        return FormField(parameter.name, label, kind, value, choices, error=error)
    kind, step = _INPUTS.get(parameter.type, ("text", None))
    return FormField(parameter.name, label, kind, value, step=step, hint=_HINTS.get(parameter.type), error=error)


def wrong(parameter: Parameter, value: str, opened: Opened, words: SiteWords) -> str:
    """Why a value is not one that the parameter takes, and what is, in the language of the words."""
    if not value:
        return words("query_wrong_missing")
    if len(value) > LONGEST:
        return words("query_wrong_long", count=LONGEST)
    if parameter.type not in CONCEPTS:
        return words(f"query_wrong_{parameter.type.replace('-', '_')}")
    choices = _choices(parameter.type, opened, words)
    named = {name.casefold(): f"{key} ({label})" for key, label in choices for name in (label, key)}
    near = [named[each] for each in get_close_matches(value.casefold(), named, cutoff=_CLOSE)]
    return words("query_wrong_concept", examples=", ".join(dict.fromkeys(near or list(named.values())[:1])))


def code(parameter: Parameter, text: str, opened: Opened) -> str:
    """The code of the concept that a text is the name of, in any language, if it is the name of one; else the text."""
    choices = [each for language in LANGUAGES for each in _choices(parameter.type, opened, SiteWords(language))]
    named = {key for key, label in choices if label.casefold() == text.strip().casefold()}
    return named.pop() if len(named) == 1 and text not in dict(choices) else text


def _choices(kind: str, opened: Opened, words: SiteWords) -> Choices:
    if kind == "lang":
        return tuple((each, SiteWords(each)("language_name")) for each in LANGUAGES)
    if kind not in CONCEPTS:
        return ()
    concepts = _concepts(opened, words.language).get(CONCEPTS[kind], ())
    return tuple((key, years_of(key)) for key, _ in concepts) if kind == "period" else concepts


@remembered(most=3)
def _concepts(opened: Opened, language: str) -> Mapping[str, Choices]:
    """All concepts by kind, named in a language, or in Finnish where they have no name in it."""
    names: dict[str, dict[str, str]] = {}
    for row in opened.rows("concepts"):
        thing = opened.iris.parse(row["concept"] or "")
        if thing and (row["language"] == language or thing[1] not in names.get(thing[0], {})):
            names.setdefault(thing[0], {})[thing[1]] = row["label"] or thing[1]
    return {kind: tuple(sorted(labels.items(), key=_place)) for kind, labels in names.items()}


def _place(choice: tuple[str, str]) -> tuple[list[int], str]:
    """Concepts with a number of the programme by number, all others by name."""
    key, label = choice
    numbers = [int(part) for part in key.split(".")] if re.fullmatch(r"\d{1,2}(\.\d)?", key) and len(key) != 2 else []
    return numbers, label.casefold()
