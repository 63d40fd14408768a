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
class Outcomes:
    """A file of outcomes; a document is `published`, `merged` (a poorer capture of a published project), `listed` (a
    row of a list, where the project's page is published) or `rejected`; a file that is none, nor was expected to be,
    is `skipped`."""

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
        for each in self.documents():
            if each["outcome"] == outcome:
                yield each["name"], format_reason(each["message"], each["remedy"])

    def count(self) -> Counter[str]:
        """How many documents there are of each outcome."""
        return Counter(each["outcome"] for each in self.documents() if each["outcome"] != "skipped")

    def severities(self) -> Counter[str]:
        """How many problems of each severity reading the published documents met."""
        return Counter(problem["severity"] for each in self.documents() for problem in each.get("problems", ()))


def format_reason(message: str, remedy: str) -> str:
    """Why a document is not used, and what its owner can do, where there is something to do.

    >>> format_reason("It is a link out of the folder", "Copy the file"), format_reason("It is hidden", "")
    ('It is a link out of the folder. Copy the file.', 'It is hidden.')
    """
    return " ".join(f"{each}." for each in (message, remedy) if each)
