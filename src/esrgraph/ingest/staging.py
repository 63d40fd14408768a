"""What documents gave, kept on disk until the richest capture of every project is known."""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import orjson

from esrgraph.documents.reader import Located, UnreadFile
from esrgraph.ingest.capture import Rejection, outcome_of
from esrgraph.ingest.encoding import PackedCapture
from esrgraph.mapping.organisations import Given
from esrgraph.record import Problem, Severity

_NAME = "spool.sqlite"
_COLUMNS = [name for name in PackedCapture._fields if name != "others"]
_TABLE = f"CREATE TABLE capture ({', '.join(_COLUMNS)})"
_ADD = f"INSERT INTO capture VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"  # noqa: S608 - constants
_REFUSALS = "CREATE TABLE refusal (name, sha256, message, remedy, outcome)"
_RICHEST_FIRST = "code, richness DESC, size DESC, sha256, name"
_INDEX = f"CREATE INDEX IF NOT EXISTS richest ON capture ({_RICHEST_FIRST})"
"""With it, the captures come in order one by one, and none has to be sorted with all its texts."""


@dataclass(frozen=True, slots=True)
class Winner:
    """The richest capture of a project, and where poorer ones say otherwise."""

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
            if rejection is None:
                self._file.execute(_ADD, page._asdict())
                continue
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
        """The organisations of each project as its richest capture gives them."""
        for richest, *_ in self._projects("organisations"):
            yield from (Given(**each) for each in orjson.loads(richest["organisations"]))

    def winners(self) -> Iterator[Winner]:
        """The richest capture of each project, in the order of the project codes."""
        for richest, *others in self._projects("name, triples, problems, facts, places"):
            yield Winner(
                name=richest["name"],
                code=richest["code"],
                triples=zlib.decompress(richest["triples"]),
                problems=len(orjson.loads(richest["problems"])),
                disagreements=tuple(_disagreements(richest, others)),
            )

    def sources(self) -> Iterator[SourceLines]:
        """The source lines of each published project, in the order of the project codes."""
        for richest, *_ in self._projects("name, places, lines"):
            yield SourceLines(richest["code"], richest["name"], zlib.decompress(richest["places"]), richest["lines"])

    def documents(self) -> Iterator[dict[str, Any]]:
        """What became of every document: rejected ones by name, then each project's, the published one first, then the
        files that are none.

        The outcome is `published`, `merged` (a poorer capture of a published project), `rejected` or `skipped`.
        """
        yield from self._refused("rejected")
        for richest, *others in self._projects("name, sha256, problems, facts, places"):
            problems = orjson.loads(richest["problems"])
            problems += [asdict(each) | {"severity": each.severity.value} for each in _disagreements(richest, others)]
            yield _document(richest, "published") | {"project": richest["code"], "problems": problems}
            for row in others:
                yield _document(row, "merged") | {"project": row["code"]}

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


def _disagreements(richest: sqlite3.Row, others: list[sqlite3.Row]) -> Iterator[Problem]:
    if not others:
        return
    facts: Mapping[str, str] = orjson.loads(zlib.decompress(richest["facts"]))
    places: Mapping[str, int] = orjson.loads(zlib.decompress(richest["places"]))
    for other in others:
        for field, text in orjson.loads(zlib.decompress(other["facts"])).items():
            if field in facts and facts[field] != text:
                yield Problem(
                    places.get(field),
                    field,
                    "captures-disagree",
                    f"The capture {other['name']} says {text!r}, this richer one {facts[field]!r}",
                    "Look at the source, and leave out the capture that is out of date",
                    Severity.INFO,
                    text,
                )
