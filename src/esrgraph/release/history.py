"""A data folder's releases to what is told of them: when, how much, and which projects changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from esrgraph.record import NATURES
from esrgraph.release.folder import Release

KINDS = ("added", "changed", "removed")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one project in a release; `properties` are the IRIs of those that changed, each once."""

    kind: str
    code: str
    title: str | None
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """What a release tells of itself; `counts` and `previous` are empty where it does not. A first release has no
    changes, for there is nothing that it could have changed."""

    id: str
    created: datetime
    base: str
    counts: dict[str, Any]
    content_sha256: str
    previous: str | None
    changes: tuple[Change, ...]
    gone: dict[str, dict[str, Any]]
    nature: str = NATURES[0]
    captured: tuple[str, str] | None = None
    """The first and the last day (YYYY-MM-DD) on which a page was captured, where any is known."""

    def count(self, kind: str) -> int:
        """How many changes there are of a kind."""
        return sum(change.kind == kind for change in self.changes)


def past(release: Release) -> Past:
    """What a release tells of itself; what its files do not hold is left empty."""
    manifest, changes = _read(release.manifest), _read(release.changes)
    kinds, days = KINDS if changes.get("previous") else (), manifest.get("captured", {})
    return Past(
        release.id,
        _time(manifest.get("created")),
        str(manifest.get("base", "")),
        manifest.get("counts", {}),
        str(manifest.get("content_sha256", "")),
        changes.get("previous"),
        tuple(_change(kind, each) for kind in kinds for each in changes.get(kind, ())),
        {each["code"]: each for each in changes.get("gone", ())},
        manifest.get("nature", NATURES[0]),
        (days["first"], days["last"]) if days.get("first") else None,
    )


def _change(kind: str, told: dict[str, Any]) -> Change:
    properties = dict.fromkeys(each["property"] for each in told.get("fields", ()))
    return Change(kind, told["code"], told["title"], tuple(properties))


def _time(text: object) -> datetime:
    """The time in a manifest, in whole seconds; the start of all time where there is none."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _read(path: Path) -> dict[str, Any]:
    try:
        read: dict[str, Any] = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return read
