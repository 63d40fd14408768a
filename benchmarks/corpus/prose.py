"""A grammar's sentences with slots to prose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.corpus.data import inflected, toml
from benchmarks.corpus.draw import Draw

_SLOT = re.compile(r"\{([a-z0-9]+(?:\.[a-z]+)?)\}")

Template = tuple[str, tuple[Any, ...]]
"""A text with `%s` for each slot, and what fills them: the name of a fact, or a list of further templates."""
Context = Mapping[str, str]
"""What the project at hand fills slots with, by the slot's name."""


class Grammar:
    """One language's file: `grammar["summary"]["goals"]` is a list of templates; words are filled in from the file."""

    def __init__(self, language: str) -> None:
        content = toml(language)
        self._lists: dict[str, list[str]] = content.pop("words") | inflected(content.pop("nouns", {}))
        self._lists |= {name: texts for name, texts in content["title"].items() if name == "kehitys"}
        self._compiled: dict[str, list[Template]] = {}
        self._sections = {name: self._section(section) for name, section in content.items()}

    def __getitem__(self, section: str) -> Any:
        return self._sections[section]

    def templates(self, texts: Sequence[str]) -> list[Template]:
        """Texts with slots, made ready to be filled."""
        return [self._template(text) for text in texts]

    def _section(self, section: Any) -> Any:
        if isinstance(section, dict):
            return {name: self._section(each) for name, each in section.items()}
        return self.templates(section)

    def _template(self, text: str) -> Template:
        slots = tuple(self._words(slot) if slot in self._lists else slot for slot in _SLOT.findall(text))
        return _SLOT.sub("%s", text.replace("%", "%%")), slots

    def _words(self, name: str) -> list[Template]:
        if name not in self._compiled:
            self._compiled[name] = self.templates(self._lists[name])
        return self._compiled[name]


def fill(template: Template, draw: Draw, context: Context) -> str:
    """The template's text with every slot filled, no two alike; raises KeyError for a slot that nothing fills."""
    text, slots = template
    if not slots:
        return text
    filled: list[str] = []
    for slot in slots:
        words = context[slot] if isinstance(slot, str) else fill(draw.one(slot), draw, context)
        while words in filled and not isinstance(slot, str):
            words = fill(draw.one(slot), draw, context)
        filled.append(words)
    return text % tuple(filled)


def sentence(template: Template, draw: Draw, context: Context) -> str:
    """The template's text, filled, with a capital first letter."""
    text = fill(template, draw, context)
    return text[0].upper() + text[1:]


def paragraph(templates: Sequence[Template], count: int, draw: Draw, context: Context) -> str:
    """That many sentences of different templates."""
    return " ".join([sentence(template, draw, context) for template in draw.some(templates, count)])
