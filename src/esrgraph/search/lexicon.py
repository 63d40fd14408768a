"""The words of a release's texts with the terms that find them: which words to mark, what an odd word may mean."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from weakref import finalize

from esrgraph.search.analysis import Terms
from esrgraph.search.model import NamedValue

_TABLES = """
CREATE TABLE pair (term TEXT, word TEXT, PRIMARY KEY (term, word)) WITHOUT ROWID;
CREATE TABLE spelling (form TEXT, word TEXT, terms TEXT, PRIMARY KEY (form, word)) WITHOUT ROWID;
CREATE TABLE named (key TEXT, facet TEXT, value TEXT, label TEXT, PRIMARY KEY (key, facet, value)) WITHOUT ROWID;
"""
_GATHER = """
CREATE TABLE found (term TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID;
INSERT INTO found SELECT term, group_concat(word, ' ') FROM pair WHERE word <> term GROUP BY term;
DROP TABLE pair;
VACUUM;
"""
_BATCH = 20_000
_WORDS_OF = "SELECT word FROM spelling WHERE form = ?"
_MOST_WORDS = 5_000
_LAST = "\U0010ffff"
"""What comes after every other character."""


class LexiconWriter:
    """Takes words as they are met and writes each once; memory does not grow with them."""

    def __init__(self, path: Path, terms: Callable[[str, str], Terms]) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;" + _TABLES)
        self._terms = terms
        self._waiting: dict[str, set[str]] = defaultdict(set)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if kind is None:
            self._flush()
            self._database.executescript(_GATHER)
        self._database.close()

    def add(self, words: Mapping[str, str]) -> None:
        """Take in the words of a document, in lower case, with spaces between them, by language."""
        for language, each in words.items():
            self._waiting[language].update(each.split())
        if sum(map(len, self._waiting.values())) >= _BATCH:
            self._flush()

    def add_names(self, names: Iterable[tuple[str, str, str, str]]) -> None:
        """Take in names, as `normal_name` compares them, each with facet, value and label of what it names."""
        self._database.executemany("INSERT OR IGNORE INTO named VALUES (?, ?, ?, ?)", names)

    def _flush(self) -> None:
        """Write the words, Finnish ones first: a form that several languages spell has the base forms of the first."""
        languages = sorted(self._waiting, key=lambda language: (language != "fi", language))
        words = [self._terms(word, language) for language in languages for word in sorted(self._waiting[language])]
        pairs = ((term, each.word) for each in words for term in (*each.whole, *each.parts))
        spellings = (
            (each.form, each.word if each.word != each.form else "", " ".join(sorted({*each.whole} - {each.form})))
            for each in words
            if each.word != each.form or each.whole != (each.form,)
        )
        self._database.execute("BEGIN")
        self._database.executemany("INSERT OR IGNORE INTO pair VALUES (?, ?)", pairs)
        self._database.executemany("INSERT OR IGNORE INTO spelling VALUES (?, ?, ?)", spellings)
        self._database.execute("COMMIT")
        self._waiting.clear()


class Lexicon:
    """A written lexicon, open for reading by any thread."""

    def __init__(self, path: Path) -> None:
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._database = sqlite3.connect(address, uri=True, check_same_thread=False)
        finalize(self, self._database.close)

    def words_found_by(self, terms: Iterable[str]) -> frozenset[str]:
        """The words (in lower case) that one of the terms finds, those that are the term itself among them."""
        found = set(terms)
        for term in tuple(found):
            row = self._database.execute("SELECT words FROM found WHERE term = ?", (term,)).fetchone()
            found.update(row[0].split() if row else ())
        return frozenset(found)

    def whole_of(self, form: str) -> tuple[str, ...]:
        """The base forms of a word that the texts hold, as it is without its diacritics: `tyottomat` gives `tyoton`."""
        rows = self._database.execute("SELECT terms FROM spelling WHERE form = ?", (form,))
        return tuple(sorted({term for (terms,) in rows for term in terms.split()}))

    def spelling(self, form: str) -> str:
        """The word of a form as the texts write it, in lower case: that with most diacritics; else the form."""
        rows = self._database.execute(_WORDS_OF, (form,))
        return max(
            (word or form for (word,) in rows), key=lambda word: (len(word.encode()) - len(word), word), default=form
        )

    def words_of(self, forms: Iterable[str]) -> frozenset[str]:
        """The words (in lower case) that have one of these forms, which are words too."""
        asked = frozenset(forms)
        rows = (row for form in asked for row in self._database.execute(_WORDS_OF, (form,)))
        return asked.union(word for (word,) in rows if word)

    def words_beginning(self, form: str) -> frozenset[str]:
        """The words (in lower case) that are not their own form and whose form begins so, up to some thousands."""
        sql = "SELECT word FROM spelling WHERE form >= ? AND form < ? AND word <> '' LIMIT ?"
        return frozenset(word for (word,) in self._database.execute(sql, (form, form + _LAST, _MOST_WORDS)))

    def named(self, keys: Iterable[str]) -> tuple[NamedValue, ...]:
        """The values of facets that have one of these names, as `normal_name` compares them."""
        asked = tuple(keys)
        marks = ", ".join("?" * len(asked))
        sql = f"SELECT DISTINCT facet, value, label FROM named WHERE key IN ({marks}) ORDER BY facet, value"  # noqa: S608 - marks only
        return tuple(NamedValue(*row) for row in self._database.execute(sql, asked))
