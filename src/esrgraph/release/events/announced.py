"""What releases have announced of projects, as each keeps it beside its pages of events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import orjson

from esrgraph.release.folder import Release

FILE_NAME = "announced.json"


class Announcement(NamedTuple):
    """One event: `kind` is `Create`, `Update` or `Delete`, `digest` names what the project is now (None: gone)."""

    code: str
    kind: str
    digest: str | None


@dataclass(frozen=True, slots=True)
class Announced:
    """The events of one release, in the order of its pages. The stream begins with a release that is `first`."""

    release: str
    created: datetime
    base: str
    first: bool
    events: tuple[Announcement, ...]


def announced(release: Release) -> Announced | None:
    """What a release has announced; None where it has no events, as those built before there were any."""
    try:
        read = orjson.loads((release.events / FILE_NAME).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    created = datetime.fromisoformat(read["created"])
    events = tuple(Announcement(*each) for each in read["events"])
    return Announced(release.id, created, read["base"], read["first"], events)


def write_announced(release: Release, told: Announced) -> None:
    """Keep what a release announces, for the next release and for who serves it."""
    content = {
        "created": told.created.isoformat(timespec="seconds"),
        "base": told.base,
        "first": told.first,
        "events": [[*each] for each in told.events],
    }
    (release.events / FILE_NAME).write_bytes(orjson.dumps(content))


def latest(releases: Iterable[Announced]) -> dict[str, str | None]:
    """What each project is by the last that was announced of it: its digest, None where it is gone."""
    return {each.code: each.digest for told in releases for each in told.events}
