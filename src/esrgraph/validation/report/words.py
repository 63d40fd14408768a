"""The reports' own words in one language, and the names of fields in it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, RdfFormat, parse

from esrgraph.language.locales import Locale
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.vocabulary import Rdfs
from esrgraph.record import PROPERTIES
from esrgraph.resources import resources

_Table = dict[str, dict[str, dict[str, str | list[str]]]]
_PART = re.compile(
    r"(?P<whole>partners|sustainability)(?:\[(?P<number>\d+)\]|\.(?P<notation>[a-z0-9-]+|{\w+}))(?:\.(?P<part>\w+))?"
)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class ReportWords(Locale):
    """The words of one language: `fi`, `sv` or `en`.

    >>> fi = ReportWords("fi")
    >>> fi("by_project"), fi.counted("violation", 2), fi.field("partners[2].business_id")
    ('Havainnot hankkeittain', '2 virhettä', 'Kumppanin Y-tunnus (2)')
    """

    def __call__(self, name: str, /, **values: object) -> str:
        """A word or sentence; whole numbers among the values are written as the language writes them."""
        text = str(table()["words"][name][self.language])
        return text.format(**{key: self.shown(value) for key, value in values.items()}) if values else text

    def heading(self, column: str) -> str:
        """What a column of a table is called, with a capital; its own name where there is no word for it."""
        return _capital(self(column) if column in table()["words"] else column)

    def counted(self, name: str, number: int) -> str:
        """A number with its noun: `1 virhe`, `12 virhettä`."""
        forms = table()["counted"][name][self.language]
        return f"{self.shown(number)} {forms[0] if number == 1 else forms[1]}"

    def shown(self, value: object) -> str:
        """A value as text: whole numbers with the language's thousands separator, anything else as it is."""
        return self.number(value) if isinstance(value, int) else str(value)

    def percent(self, share: float) -> str:
        """A share of 0-1 in whole per cent, rounded down: 100 % means that nothing is missing."""
        return Locale.percent(self, int(share * 100) / 100)

    def field(self, name: str) -> str:
        """What a steward calls a field of the record: by the reports' own words, or as the ontology has its property; a
        name that is not known stays as it is."""
        labels = table()["fields"]
        if name in labels:
            return str(labels[name][self.language])
        if name in PROPERTIES:
            return _capital(_terms(self.language).get(term_of(PROPERTIES[name]).value, name))
        part = _PART.fullmatch(name)
        label = labels.get(".".join(filter(None, (part["whole"], part["part"])))) if part else None
        if part is None or label is None:
            return name
        which = part["number"] or part["notation"]
        return str(label[self.language]) if which.startswith("{") else f"{label[self.language]} ({which})"

    def property(self, name: str) -> str:
        """What a steward calls a property, given as a field of the record or as an IRI."""
        if "://" not in name:
            return self.field(name)
        local = name.strip("<>").replace("#", "/").rpartition("/")[2]
        field = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", local).lower()
        for section, key in (("properties", local), ("fields", field)):
            if key in table()[section]:
                return str(table()[section][key][self.language])
        label = _terms(self.language).get(name.strip("<>"), local)
        return _capital(label)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


@cache
def _terms(language: str) -> dict[str, str]:
    """The labels of the ontology's terms in a language, by IRI."""
    paths = map(str, resources("ontology", ".ttl"))
    quads = (quad for path in paths for quad in parse(path=path, format=RdfFormat.TURTLE))
    labels = (quad for quad in quads if quad.predicate == Rdfs.label and isinstance(quad.object, Literal))
    return {quad.subject.value: quad.object.value for quad in labels if quad.object.language == language}


@cache
def table() -> _Table:
    """Every word by section, name and language, as `words.toml` has them."""
    words: _Table = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return words


def plain(text: str, longest: int | None = None) -> str:
    r"""The text on one line, without characters that would steer a terminal or turn its direction; cut at `longest`.

    >>> plain("Pajalta\n\x1b[31mpalkoille", 12)
    'Pajalta �[3…'
    """
    text = _UNSEEN.sub("\ufffd", re.sub(r"\s+", " ", text)).strip()
    return text if longest is None or len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
