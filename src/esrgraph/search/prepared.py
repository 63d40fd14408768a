"""A document to all that the index and the lexicon take in of it, but for its place among the others."""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache, partial
from itertools import chain
from typing import NamedTuple, Self

import orjson

from esrgraph.search.analysis import CACHED_WORDS, WORD, form_of
from esrgraph.search.document import SearchDocument
from esrgraph.search.index_schema import MOST, PLACES, facet_field, group_of, terms_field, words_field
from esrgraph.search.kept_terms import KeptTerms
from esrgraph.search.model import NamedValue
from esrgraph.search.name_keys import base_keys, written_keys
from esrgraph.search.stored import Shelf, encode_document

_NAMED = ("target-group", "priority-axis", "specific-objective", "authority", "organisation")
"""Kinds of things whose projects are found by the other names of the things."""
_CACHED_LABELS = 16_384
"""Labels of what documents are about that are kept with their words: most stand in many documents."""
_EPOCH = date(1970, 1, 1)


class PreparedDocument(NamedTuple):
    """What is taken in of a document.

    `fields` are the texts of the index's fields and `shown` what is given back, both as JSON; `start` in days,
    `granted` in cents; `words` by language, with spaces between them; `named` the keys of names by which the projects
    that are linked with it are found, each with facet, value and label.
    """

    fields: bytes
    shown: bytes
    start: int
    granted: int | None
    projects: int
    words: dict[str, str]
    named: list[tuple[str, str, str, str]]

    @classmethod
    def from_bytes(cls, packed: bytes) -> Self:
        """What `to_bytes` gave."""
        fields, shown, rest = packed.split(b"\n")
        return cls(fields, shown, *orjson.loads(rest))

    def to_bytes(self) -> bytes:
        """As it is kept: three lines of JSON."""
        return b"\n".join((self.fields, self.shown, orjson.dumps(self[2:])))

    def at(self, place: int, shelf: Shelf) -> str:
        """The document as the index takes it in, as JSON."""
        sorted_by = {"newest": self.start, "most_granted": self.granted or 0, "most_named": self.projects}
        keys = {name: min(max(value, 0), MOST) * PLACES + PLACES - 1 - place for name, value in sorted_by.items()}
        granted = {} if self.granted is None else {"granted_cents": max(self.granted, 0)}
        packed = b64encode(shelf.pack(self.shown)).decode()
        rest = orjson.dumps({**keys, **granted, "place": place, "document": packed})
        return (b"%b,%b" % (self.fields[:-1], rest[1:])).decode()


class _Read(NamedTuple):
    """A text, or what stands between two spaces of one: its words, and their forms and their terms in a row."""

    words: frozenset[str]
    forms: str
    terms: str


class _Tokens(dict[str, _Read]):
    """What stands between two spaces of texts in one language, each read once; their number is bounded."""

    def __init__(self, known: KeptTerms, language: str) -> None:
        self._known = known
        self._language = language

    def __missing__(self, token: str) -> _Read:
        if len(self) >= CACHED_WORDS:
            self.clear()
        words = [self._known.terms(each, self._language) for each in WORD.findall(token)]
        forms, lines = " ".join([each.form for each in words]), " ".join([each.line for each in words])
        self[token] = read = _Read(frozenset(each.word for each in words), forms, lines)
        return read


class Preparation:
    """Prepares documents, and remembers the words and labels that many of them share."""

    def __init__(self, known: KeptTerms) -> None:
        self._tokens = cache(partial(_Tokens, known))
        self._read_again = lru_cache(_CACHED_LABELS)(self._read)

    def prepare(self, document: SearchDocument) -> PreparedDocument:
        """The document, prepared."""
        start = (document.start - _EPOCH).days if document.start else 0
        granted = None if document.granted is None else int(document.granted * 100)
        fields, words = self._texts(document)
        fields |= {facet_field(facet): sorted(keys) for facet, keys in document.facets.items()} | _names(document)
        return PreparedDocument(
            orjson.dumps(fields),
            encode_document(document),
            start,
            granted,
            document.projects,
            {language: " ".join(each) for language, each in words.items()},
            [(key, *value) for key, value in _named_values(document)],
        )

    def _texts(self, document: SearchDocument) -> tuple[dict[str, list[str]], dict[str, set[str]]]:
        """The words of every text in its group's fields, and those of all by language."""
        groups: dict[str, list[_Read]] = defaultdict(list)
        words: dict[str, set[str]] = defaultdict(set)
        for field, language, text in chain(document.texts, (("name", "fi", code) for code in document.codes)):
            group = group_of(field)
            read = (self._read_again if group == "about" else self._read)(text, language)
            groups[group].append(read)
            words[language] |= read.words
        forms = {words_field(group): [each.forms for each in read] for group, read in groups.items()}
        lines = {terms_field(group): [each.terms for each in read] for group, read in groups.items()}
        return forms | lines, words

    def _read(self, text: str, language: str) -> _Read:
        known = self._tokens(language)
        read = [known[token] for token in text.lower().split()]
        words, forms, terms = zip(*read, strict=True) if read else ((), (), ())
        return _Read(frozenset().union(*set(words)), " ".join(forms), " ".join(terms))


def _names(document: SearchDocument) -> dict[str, list[str]]:
    """The fields of codes and of the keys of names; what else a sub-region is called is the genitive of its town's
    name."""
    names = [
        text
        for text in document.texts
        if group_of(text.field) == "name" and (document.kind != "sub-region" or text.field == "name")
    ]
    written = {key for name in names for key in written_keys(name.text)}
    codes = [form_of(code) for code in document.codes]
    fields = {"code": codes, "written_name": [*codes, *sorted(written)]}
    if document.kind != "project":  # nobody asks for titles in other forms
        fields["base_name"] = sorted({key for name in names for key in base_keys(name.text, name.language)} - written)
    return fields


def _named_values(document: SearchDocument) -> Iterator[tuple[str, NamedValue]]:
    """What projects that are linked with a thing can be found by beside its own name: its other names."""
    if document.kind not in _NAMED:
        return
    names = {text.language: text.text for text in document.texts if text.field == "name"}
    label = names.get("fi") or next(iter(names.values()), document.key)
    for text in document.texts:
        if text.field == "other-name":
            value = NamedValue(document.kind, document.key, label)
            yield from ((key, value) for key in base_keys(text.text, text.language))
