"""The completion of a project: its page and rows of lists to its triples; a row adds what nothing before it states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.vocabulary import Esr, Prov, Rdf
from esrgraph.record import PROPERTIES


def _bytes(term: object) -> bytes:
    return str(term).encode()


_APPLICANT = _bytes(Esr.applicant)
_CO_IMPLEMENTER = _bytes(Esr.coImplementer)
_PARTICIPATION = _bytes(Esr.participation)
_LIST_ROW = _bytes(Esr.listRow)
_DERIVED_FROM = _bytes(Prov.wasDerivedFrom)
_GIVES = _bytes(Esr.givesProperty)
_KNOWN_FROM_LIST = _bytes(Esr.knownFromList)
_PROBLEM = _bytes(Esr.pageProblem)
_OWN = frozenset(
    (_bytes(Rdf.type), _bytes(Esr.code), _LIST_ROW, _DERIVED_FROM, _KNOWN_FROM_LIST, _PROBLEM, _PARTICIPATION)
)
"""What a row says of a project that is no statement of the list."""
_PROPERTY = {name: _bytes(term_of(stated)) for name, stated in PROPERTIES.items()}


def complete(page: bytes | None, rows: Iterable[bytes], subject: str, withheld: Iterable[str] = ()) -> bytes:
    """The sorted lines of a project, from those of its page, if it has one, and of rows, the one that counts first.

    Every row says by `esr:givesProperty` which properties have their values from it. A field that the page withholds
    (by name) is not taken from a list either.
    """
    project = f"<{subject}>".encode()
    lines = set((page or b"").splitlines(keepends=True))
    stated = {_split(line)[1] for line in lines if line.startswith(project + b" ")}
    stated.update(_PROPERTY[field] for field in withheld if field in _PROPERTY)
    is_first = page is None
    for row in rows:
        added = _added(row, project, stated, is_first=is_first)
        lines.update(added)
        stated.update(_split(line)[1] for line in added if line.startswith(project + b" "))
        is_first = False
    return b"".join(sorted(lines))


def _added(row: bytes, project: bytes, stated: set[bytes], *, is_first: bool) -> list[bytes]:
    """The lines of a row that say what is not stated yet, and what it gives by them."""
    triples = [(line, *_split(line)[:2]) for line in row.splitlines(keepends=True)]
    own = [(line, predicate) for line, subject, predicate in triples if subject == project]
    given = {predicate for _, predicate in own} - _OWN - (set() if is_first else stated)
    taken = given | {_LIST_ROW} | ({_DERIVED_FROM} if given else set()) | (_OWN if is_first else set())
    roles = {_APPLICANT: b"#applicant>", _CO_IMPLEMENTER: b"#co-implementer-"}
    parts = [mark for role, mark in roles.items() if role in given]
    added = [line for line, predicate in own if predicate in taken]
    added += [line for line, predicate in own if predicate == _PARTICIPATION and any(part in line for part in parts)]
    added += [
        line for line, subject, _ in triples if subject != project and _belongs(subject, parts, is_first=is_first)
    ]
    nodes = [_split(line)[2] for line, predicate in own if predicate == _LIST_ROW]
    return added + [b"%s %s %s .\n" % (nodes[0], _GIVES, each) for each in sorted(given)]


def _belongs(subject: bytes, parts: Sequence[bytes], *, is_first: bool) -> bool:
    """Whether a part of the project is taken with what leads to it: the row itself always is."""
    return is_first or b"#row-" in subject or any(part in subject for part in parts)


def _split(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Subject, predicate and object of an N-Triples line."""
    subject, predicate, value = line.rstrip(b" .\n").split(b" ", 2)
    return subject, predicate, value
