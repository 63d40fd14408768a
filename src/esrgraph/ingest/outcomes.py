"""What became of every document of a build: one JSON object a line, written and read one at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from esrgraph.errors import ReleaseError


@dataclass(frozen=True, slots=True)
class Unused:
    """A document that is `rejected`, or a file that is `skipped`: why, and what its owner can do; with a `count`, so
    many records of a container."""

    name: str
    outcome: str
    message: str
    remedy: str
    count: int | None = None

    @property
    def reason(self) -> str:
        """Why it is not used, with the remedy."""
        return format_reason(self.message, self.remedy, self.count)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """A file of outcomes; a document is `published`, `merged` (a poorer capture of a published project), `listed` (a
    row of a list, where the project's page is published) or `rejected`; a file that is none, nor was expected to be,
    is `skipped`. Records of a container that are refused for one reason are one line with their `count`."""

    path: Path

    def write(self, documents: Iterable[dict[str, Any]]) -> None:
        """Write a new file."""
        with self.path.open("wb") as file:
            for document in documents:
                file.write(orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE))

    def documents(self) -> Iterator[dict[str, Any]]:
        """Every document; raises ReleaseError where the file cannot be read."""
        try:
            with self.path.open("rb") as file:
                yield from map(orjson.loads, file)
        except (OSError, orjson.JSONDecodeError) as error:
            raise ReleaseError(f"{self.path} cannot be read ({error}); build the release again") from error

    def merged(self) -> Iterator[tuple[str, str]]:
        """Name and project code of each document that a richer capture of its project stands for."""
        return ((each["name"], each["project"]) for each in self.documents() if each["outcome"] == "merged")

    def rejected(self) -> Iterator[tuple[str, str]]:
        """Name and reason of each document that cannot be used."""
        return self._refused("rejected")

    def skipped(self) -> Iterator[tuple[str, str]]:
        """Name and reason of each file that is no document."""
        return self._refused("skipped")

    def _refused(self, outcome: str) -> Iterator[tuple[str, str]]:
        return ((each.name, each.reason) for each in self.unused() if each.outcome == outcome)

    def unused(self) -> Iterator[Unused]:
        """Every document that cannot be used, and every file that is none."""
        for each in self.documents():
            if each["outcome"] in ("rejected", "skipped"):
                yield Unused(each["name"], each["outcome"], each["message"], each["remedy"], each.get("count"))

    def count(self) -> Counter[str]:
        """How many documents there are of each outcome."""
        counted: Counter[str] = Counter()
        for each in self.documents():
            if each["outcome"] != "skipped":
                counted[each["outcome"]] += each.get("count", 1)
        return counted

    def severities(self) -> Counter[str]:
        """How many problems of each severity reading the published documents met."""
        return Counter(problem["severity"] for each in self.documents() for problem in each.get("problems", ()))


def format_reason(message: str, remedy: str, count: int | None = None) -> str:
    """Why a document, or so many of a container, are not used, and what their owner can do, where there is something.

    >>> format_reason("It is a link out of the folder", "Copy the file"), format_reason("It is hidden", "")
    ('It is a link out of the folder. Copy the file.', 'It is hidden.')
    >>> format_reason("It is no project page", "", 1200)
    '1,200 records: It is no project page.'
    """
    counted = [f"{count:,} {'record' if count == 1 else 'records'}:"] if count else []
    return " ".join(counted + [f"{each}." for each in (message, remedy) if each])
