"""A data folder's releases to what is told of them: when, how much, and which projects changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from esrgraph.errors import ReleaseError
from esrgraph.record import NATURES
from esrgraph.release.folder import Release

KINDS = ("added", "changed", "removed")
T = TypeVar("T")


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


@dataclass(frozen=True, slots=True)
class _Days:
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What is read of a manifest."""

    created: str = ""
    base: str = ""
    counts: dict[str, Any] = field(default_factory=dict)
    content_sha256: str = ""
    nature: str = NATURES[0]
    captured: _Days = _Days()


@dataclass(frozen=True, slots=True)
class _Field:
    property: str


@dataclass(frozen=True, slots=True)
class _Changed:
    code: str
    title: str | None
    fields: tuple[_Field, ...] = ()


@dataclass(frozen=True, slots=True)
class _Gone:
    code: str
    title: str | None
    release: str


@dataclass(frozen=True, slots=True)
class _Changes:
    """What is read of the file of changes."""

    previous: str | None = None
    added: tuple[_Changed, ...] = ()
    changed: tuple[_Changed, ...] = ()
    removed: tuple[_Changed, ...] = ()
    gone: tuple[_Gone, ...] = ()


def past(release: Release) -> Past:
    """What a release tells of itself; what its files do not hold is left empty."""
    manifest, changes = _read(release.manifest, _Manifest), _read(release.changes, _Changes)
    kinds, days = KINDS if changes.previous else (), manifest.captured
    return Past(
        release.id,
        _time(manifest.created),
        manifest.base,
        manifest.counts,
        manifest.content_sha256,
        changes.previous,
        tuple(_change(kind, each) for kind in kinds for each in getattr(changes, kind)),
        {each.code: asdict(each) for each in changes.gone},
        manifest.nature,
        (days.first, days.last) if days.first and days.last else None,
    )


def require_history(release: Release) -> None:
    """Raise ReleaseError where the manifest or the file of changes holds other than what is read of it."""
    _parse(release.manifest, _Manifest)
    if release.changes.exists():
        _parse(release.changes, _Changes)


def _change(kind: str, told: _Changed) -> Change:
    return Change(kind, told.code, told.title, tuple(dict.fromkeys(each.property for each in told.fields)))


def _time(text: object) -> datetime:
    """The time in a manifest, in whole seconds; the start of all time where there is none."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _read(path: Path, form: type[T]) -> T:
    try:
        return _parse(path, form)
    except (OSError, ReleaseError):
        return form()


def _parse(path: Path, form: type[T]) -> T:
    try:
        return TypeAdapter(form).validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        told = f"{place}: {first['msg']}" if place else first["msg"]
        raise ReleaseError(f"{path} cannot be read ({told}); build the release again") from error
