"""What documents gave, kept on disk until the richest capture of every project is known."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import orjson

from esrgraph.documents.reader import Located, UnreadFile
from esrgraph.ingest.capture import Rejection, outcome_of
from esrgraph.ingest.completion import complete
from esrgraph.ingest.disagreement import disagreements
from esrgraph.ingest.encoding import PackedCapture, decompress
from esrgraph.mapping.organisations import Given
from esrgraph.rdf.iris import Iris
from esrgraph.record import CONTACT_WITHHELD, Problem

_NAME = "spool.sqlite"
_COLUMNS = [name for name in PackedCapture._fields if name != "others"]
_TABLE = f"CREATE TABLE capture ({', '.join(_COLUMNS)})"
_ADD = f"INSERT INTO capture VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"  # noqa: S608 - constants
_REFUSALS = "CREATE TABLE refusal (name, sha256, message, remedy, outcome)"
_LISTS = "CREATE TABLE list (name, sha256, triples)"
_RICHEST_FIRST = "code, is_row, CASE WHEN is_row THEN day END DESC, richness DESC, size DESC, sha256, name"
"""A page before a row of a list, and of rows that of the latest list."""
_INDEX = f"CREATE INDEX IF NOT EXISTS richest ON capture ({_RICHEST_FIRST})"
"""With it, the captures come in order one by one, and none has to be sorted with all its texts."""


@dataclass(frozen=True, slots=True)
class Winner:
    """The richest capture of a project with what rows of lists add to it, and where other captures say otherwise."""

    name: str
    code: str
    triples: bytes
    problems: int
    disagreements: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SourceLines:
    """Where the fields of a published project stand in its document, and the lines that may be shown."""

    code: str
    name: str
    places: bytes
    """JSON: line (from 1) by field."""
    lines: bytes
    """JSON, deflated: pairs of number and text."""
    problems: bytes = b"[]"
    """JSON: line (or null) and words of each problem met in reading it, in the order of their numbers in the graph."""


class Spool:
    """Captures in whatever order they come; projects and documents out in an order that does not depend on it.

    Memory does not grow with the number of captures. The file is gone when the spool is closed.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._counts: Counter[tuple[str, str, str, str]] = Counter()
        self._file = sqlite3.connect(self._path, isolation_level=None)
        self._file.row_factory = sqlite3.Row
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute(_TABLE)
        self._file.execute(_REFUSALS)
        self._file.execute(_LISTS)
        self._file.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._path.unlink()

    def put(self, packed: PackedCapture, source: Located) -> None:
        """Keep what a document gave, each of its pages by itself; what is none, and was not expected, is skipped."""
        for page in packed.pages():
            rejection = page.rejected
            if rejection:
                self._reject(page, rejection, source)
            elif page.code is None:
                self._file.execute("INSERT INTO list VALUES (?, ?, ?)", (page.name, page.sha256, page.triples))
            else:
                self._file.execute(_ADD, page._asdict())

    def _reject(self, page: PackedCapture, rejection: Rejection, source: Located) -> None:
        outcome = outcome_of(rejection, is_expected=source.is_expected)
        if source.container and outcome == "skipped":
            self._counts[source.container, outcome, rejection.message, rejection.remedy] += 1
        else:
            self._refuse(page.name, page.sha256, rejection, outcome)

    def pass_over(self, unread: UnreadFile) -> None:
        """Keep why a file, or so many records of one, are not read."""
        if unread.count:
            self._counts[unread.name, outcome_of(unread), unread.message, unread.remedy] += unread.count
        else:
            self._refuse(unread.name, None, unread, outcome_of(unread))

    def _refuse(self, name: str, sha256: str | None, why: Rejection | UnreadFile, outcome: str) -> None:
        row = (name, sha256, why.message, why.remedy, outcome)
        self._file.execute("INSERT INTO refusal VALUES (?, ?, ?, ?, ?)", row)

    def counted(self, outcome: str) -> Iterator[dict[str, Any]]:
        """The records of containers that are refused, as one for each reason, with their number."""
        for (name, own, message, remedy), count in sorted(self._counts.items()):
            if own == outcome:
                yield {"name": name, "outcome": own, "message": message, "remedy": remedy, "count": count}

    def organisations(self) -> Iterator[Given]:
        """The organisations of each project as its richest capture gives them; the applicant that it does not give, as
        a row of a list does."""
        for captures in self._projects("is_row, organisations"):
            applicant_known = False
            for row in captures[:1] + [each for each in captures[1:] if each["is_row"]]:
                given = [Given(**each) for each in orjson.loads(row["organisations"])]
                yield from (given if row is captures[0] else _applicants(given, applicant_known))
                applicant_known = applicant_known or any(each.official for each in given)

    def lists(self) -> Iterator[bytes]:
        """What is known of each list, as N-Triples lines."""
        for row in self._file.execute("SELECT DISTINCT triples FROM list ORDER BY sha256, name"):
            yield decompress(row["triples"])

    def winners(self, iris: Iris) -> Iterator[Winner]:
        """The richest capture of each project, in the order of the project codes."""
        for richest, *others in self._projects("name, is_row, day, triples, problems, facts, places"):
            yield Winner(
                name=richest["name"],
                code=richest["code"],
                triples=_completed(richest, others, iris.project(richest["code"]).value),
                problems=len(orjson.loads(richest["problems"])),
                disagreements=tuple(disagreements(richest, others)),
            )

    def sources(self) -> Iterator[SourceLines]:
        """The source lines of each published project, in the order of the project codes."""
        for richest, *others in self._projects("name, is_row, day, triples, problems, facts, places, lines"):
            problems = [(each["line"], each["message"], each["remedy"]) for each in _problems(richest, others)]
            places = decompress(richest["places"])
            yield SourceLines(richest["code"], richest["name"], places, richest["lines"], orjson.dumps(problems))

    def documents(self) -> Iterator[dict[str, Any]]:
        """What became of every document: rejected ones by name, then each project's, the published one first, then the
        files that are none.

        The outcome is `published`, `merged` (a poorer capture of a published project), `listed` (a row of a list, of a
        project that a page or a later list is published of), `rejected` or `skipped`.
        """
        yield from self._refused("rejected")
        for richest, *others in self._projects("name, sha256, is_row, day, triples, problems, facts, places"):
            problems = _problems(richest, others)
            yield _document(richest, "published") | {"project": richest["code"], "problems": problems}
            for row in others:
                yield _document(row, "listed" if row["is_row"] else "merged") | {"project": row["code"]}

        yield from self._refused("skipped")

    def _refused(self, outcome: str) -> Iterator[dict[str, Any]]:
        query = "SELECT * FROM refusal WHERE outcome = ? ORDER BY name, sha256, message"
        for row in self._file.execute(query, (outcome,)):
            checksum = {} if row["sha256"] is None else {"sha256": row["sha256"]}
            yield {"name": row["name"]} | checksum | {key: row[key] for key in ("outcome", "message", "remedy")}
        yield from self.counted(outcome)

    def _projects(self, columns: str) -> Iterator[list[sqlite3.Row]]:
        """The captures of each project, the richest first, with these columns."""
        self._file.execute(_INDEX)
        query = f"SELECT code, {columns} FROM capture ORDER BY {_RICHEST_FIRST}"  # noqa: S608
        for _, rows in groupby(self._file.execute(query), key=lambda row: row["code"]):
            yield list(rows)


def _document(row: sqlite3.Row, outcome: str) -> dict[str, Any]:
    return {"name": row["name"], "sha256": row["sha256"], "outcome": outcome}


def _problems(richest: sqlite3.Row, others: list[sqlite3.Row]) -> list[dict[str, Any]]:
    """The problems of the richest capture, then where others disagree: in the order in which the graph numbers them."""
    problems: list[dict[str, Any]] = orjson.loads(richest["problems"])
    return problems + [asdict(each) | {"severity": each.severity.value} for each in disagreements(richest, others)]


def _completed(richest: sqlite3.Row, others: list[sqlite3.Row], subject: str) -> bytes:
    """The triples of the richest capture, with what rows of lists add."""
    triples = decompress(richest["triples"])
    rows = [decompress(each["triples"]) for each in others if each["is_row"]]
    if richest["is_row"]:
        return complete(None, [triples, *rows], subject)
    if not rows:
        return triples
    withheld = (each["field"] for each in orjson.loads(richest["problems"]) if each["code"] == CONTACT_WITHHELD)
    return complete(triples, rows, subject, withheld)


def _applicants(given: list[Given], is_known: bool) -> list[Given]:
    """The applicants among organisations, where none is known yet."""
    return [] if is_known else [each for each in given if each.official]
