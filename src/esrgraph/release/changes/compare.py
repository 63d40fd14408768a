"""Two graphs to what changed in between: projects added, changed (field by field) and removed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode

from esrgraph.rdf.vocabulary import Dct, Esr, Foaf, Prov, Rdf
from esrgraph.release.dumps.things import parse_things

_STATED = re.compile(
    rb"(?:|#(?:applicant|applicant-address|site|(?:co-implementer|support-transferee|sustainability)-.*))"
)
"""The parts of a project that a page states: not its source, not what was made of its words, nobody's contact data."""
_TOLD_APART = {f"<{term.value}>".encode() for term in (Prov.wasDerivedFrom, Esr.listRow, Foaf.page)}
"""Where a project was read, which another capture may say otherwise."""
_NOT_STATED = {f"<{term.value}>".encode() for term in (Rdf.type, Esr.participant)}

_CODE = re.compile(rb"[^#>]*")
_AFTER_ALL = "~"
"""Behind all signs of codes: with it at their ends, codes are in the order in which projects come."""

Block = tuple[str, list[bytes]]
"""A project's code and its N-Triples lines."""


class ChangeKind(StrEnum):
    """What became of a project. One that was `REREAD` has other data though its page is the same, byte for byte."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    REREAD = "reread"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """The values of one property before and after; `field` is its local name, after that of the part if it has one:
    `title`, `sustainability-biodiversity.directImpact`."""

    field: str
    property: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectChange:
    """One project that is not as it was; the title is the newest known."""

    kind: ChangeKind
    code: str
    title: str | None
    fields: tuple[FieldChange, ...] = ()


def compare(old: Iterable[Block], new: Iterable[Block]) -> Iterator[ProjectChange]:
    """The changes from old to new, by code; both come in the order of the codes, and stream."""
    for code, before, after in _join_by_code(iter(old), iter(new)):
        if before is None and after is not None:
            yield ProjectChange(ChangeKind.ADDED, code, _title(after))
        elif before is not None and after is None:
            yield ProjectChange(ChangeKind.REMOVED, code, _title(before))
        elif before is not None and after is not None and before != after:
            yield from _changed_projects(code, before, after)


def blocks(lines: Iterable[bytes], base: str, new_base: str | None = None) -> Iterator[Block]:
    """The projects of sorted N-Triples lines; with `new_base`, as they would stand below that base."""
    start = f"<{base}id/project/".encode()
    for code, block in _whole(_by_code(lines, start)):
        moved = new_base not in (None, base)
        old, new = f"<{base}".encode(), f"<{new_base}".encode()
        yield code.decode(), [line.replace(old, new) for line in block] if moved else block


def _by_code(lines: Iterable[bytes], start: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """The lines that begin so, those with one code together; few steps a line, of which there are millions."""
    code, own, block = b"", tuple[bytes, ...](), list[bytes]()
    for line in lines:
        if line.startswith(own):
            block.append(line)
            continue
        if block:
            yield code, block
            own, block = (), []
        if line.startswith(start):
            code = _CODE.match(line, len(start))[0]  # type: ignore[index]  # it matches anything
            own, block = (start + code + b"#", start + code + b">"), [line]
    if block:
        yield code, block


def _whole(found: Iterable[tuple[bytes, list[bytes]]]) -> Iterator[tuple[bytes, list[bytes]]]:
    """Each project once, after those whose codes begin with its own: their lines stand between its parts' and its."""
    around: list[tuple[bytes, list[bytes]]] = []
    for code, block in found:
        while around and not code.startswith(around[-1][0]):
            yield around.pop()
        if around and around[-1][0] == code:
            around[-1][1].extend(block)
        else:
            around.append((code, block))
    yield from reversed(around)


def _join_by_code(
    old: Iterator[Block], new: Iterator[Block]
) -> Iterator[tuple[str, list[bytes] | None, list[bytes] | None]]:
    """Both sides by code, None on the side that has none."""
    left, right = next(old, None), next(new, None)
    while left or right:
        code = min((side[0] for side in (left, right) if side), key=lambda code: code + _AFTER_ALL)
        before = left[1] if left and left[0] == code else None
        after = right[1] if right and right[0] == code else None
        yield code, before, after
        left = next(old, None) if before is not None else left
        right = next(new, None) if after is not None else right


def _changed_projects(code: str, before: list[bytes], after: list[bytes]) -> Iterator[ProjectChange]:
    old, new = set(_stated_lines(before)), set(_stated_lines(after))
    if old == new:
        return
    if _hash(before) == _hash(after) is not None:
        yield ProjectChange(ChangeKind.REREAD, code, _title(after))
        return
    fields = tuple(_differences(_values(old), _values(new)))
    if fields:
        yield ProjectChange(ChangeKind.CHANGED, code, _title(after), fields)


def project_lines(block: list[bytes]) -> Iterator[bytes]:
    """The lines of a project and of its parts that a page states, links from the one to the others among them; without
    what tells of captures and rows, and of what was found in its words."""
    own = block[0].partition(b"#")[0].partition(b">")[0]
    last, is_stated = b"", False
    for line in block:
        subject, predicate, value = line.split(b" ", 2)
        if subject != last:
            last, is_stated = subject, _STATED.fullmatch(subject[len(own) : -1]) is not None
        if not is_stated or predicate in _TOLD_APART:
            continue
        if not value.startswith(own + b"#") or _STATED.fullmatch(value[len(own) : value.index(b">")]):
            yield line


def _stated_lines(block: list[bytes]) -> Iterator[bytes]:
    """The lines that say what the page says; links to a project's own parts say no more than the parts do."""
    own = block[0].partition(b"#")[0].partition(b">")[0]
    for line in project_lines(block):
        _, predicate, value = line.split(b" ", 2)
        if predicate not in _NOT_STATED and not value.startswith(own + b"#"):
            yield line


def _values(lines: Iterable[bytes]) -> dict[tuple[str, str], list[str]]:
    """The values, in order, by part ("" for the project itself) and property."""
    values: dict[tuple[str, str], list[str]] = {}
    for subject, term, value in parse_things(sorted(lines)):
        values.setdefault((subject.partition("#")[2], term.value), []).append(value.value)
    return values


def _differences(old: dict[tuple[str, str], list[str]], new: dict[tuple[str, str], list[str]]) -> Iterator[FieldChange]:
    for part, term in sorted(old.keys() | new.keys()):
        before, after = tuple(old.get((part, term), ())), tuple(new.get((part, term), ()))
        if before != after:
            name = re.split("[#/]", term)[-1]
            yield FieldChange(f"{part}.{name}" if part else name, term, before, after)


def _title(block: list[bytes]) -> str | None:
    return _first(block, Dct.title)


def _hash(block: list[bytes]) -> str | None:
    return _first(block, Esr.sha256)


def _first(block: list[bytes], term: NamedNode) -> str | None:
    wanted = str(term).encode()
    found = parse_things(line for line in block if line.split(b" ", 2)[1] == wanted)
    return next((value.value for _, _, value in found), None)
