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
    """A file of outcomes; a document is `published`, `merged` (a poorer capture of a published project) or
    `rejected`."""

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
        for each in self.documents():
            if each["outcome"] == "rejected":
                yield each["name"], f"{each['message']}. {each['remedy']}."

    def count(self) -> Counter[str]:
        """How many documents there are of each outcome."""
        return Counter(each["outcome"] for each in self.documents())

    def severities(self) -> Counter[str]:
        """How many problems of each severity reading the published documents met."""
        return Counter(problem["severity"] for each in self.documents() for problem in each.get("problems", ()))
