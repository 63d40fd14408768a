"""A build's sorted N-Triples file to the documents of its projects, and digests of all that these are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from hashlib import blake2b, sha256
from pathlib import Path
from typing import NamedTuple

import orjson
from pyoxigraph import Literal, NamedNode

from esrgraph.mapping.kinds import FACETS, KINDS
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Dct, Esr
from esrgraph.release.dumps.things import blocks_about, parse_things
from esrgraph.release.tally import years_of
from esrgraph.search.analysis import compose_characters
from esrgraph.search.document import SearchDocument, SearchText
from esrgraph.search.kept import KeptEntries
from esrgraph.search.linked_things import LinkedThings

GRANTED_UP_TO = (50_000, 100_000, 250_000, 500_000, 1_000_000)
"""Where one class of granted money ends and the next begins, in euros."""

_PROSE = {
    Dct.abstract: "abstract",
    Esr.finalReportSummary: "final-report",
    Esr.directTargetGroupText: "direct-target-group-text",
    Esr.indirectTargetGroupText: "indirect-target-group-text",
    Esr.genderAnalysisDoneStatement: "gender-equality",
    Esr.genderMainstreamedStatement: "gender-equality",
    Esr.genderEqualityIsMainObjectiveStatement: "gender-equality",
}
_LAST = frozenset(_PROSE.values()) - {"abstract"}
_NARROWED_BY = (Esr.status, Esr.programmePeriod, Esr.fund)
"""What a project is linked with whose name too many have to be looked for by it."""
_DESCRIBED_BY = {
    term: name
    for name in FACETS
    if name != "organisation"
    for term in KINDS[name].of_project
    if term not in _NARROWED_BY
}
"""What a project is linked with that has a name which is looked for too; who takes part is found by role."""
_PERIOD = (Esr.plannedStart, Esr.plannedEnd)
_OF_A_PROJECT = (
    *(Dct.title, *_PROSE, *_DESCRIBED_BY, Esr.participation, *_NARROWED_BY, *_PERIOD),
    *(Esr.grantedEuAndStateFunding, Esr.code),
)
_OF_A_PARTICIPATION = (Esr.role, Esr.nameAsGiven, Esr.organisationTypeAsGiven, Esr.organisation)
_ROLES = {"applicant": "applicant", "support-transferee": "support-transferee"}
_LOOKED_AT = frozenset(str(term).encode() for term in (*_OF_A_PROJECT, *_OF_A_PARTICIPATION))

_Values = dict[str, dict[NamedNode, list[NamedNode | Literal]]]


class _Made(NamedTuple):
    """What the document of a project is made of: a digest of its lines, and the IRIs of things that they lead to."""

    digest: str
    things: list[str]


class Projects:
    """The documents of the projects in a file, from the `first` on, by IRI. They are best asked for in its order, and
    memory does not grow then.

    What the document of a project is made of is kept, as long as none of all lines about it is another.
    """

    def __init__(self, ntriples: Path, linked: LinkedThings, iris: Iris, kept: KeptEntries, first: str = "") -> None:
        self._linked = linked
        self._iris = iris
        self._kept = kept
        self._following = _projects(blocks_about(ntriples, f"{iris.base}id/project/", first))
        self._ahead: dict[str, bytes] = {}

    def block(self, iri: str) -> bytes:
        """All lines about a project and its parts; to be asked for once."""
        while iri not in self._ahead:
            found, block = next(self._following, (iri, b""))
            self._ahead[found] = block
        return self._ahead.pop(iri)

    def digest(self, block: bytes) -> bytes:
        """A digest of all that the document of a project is made of."""
        key = b"project " + sha256(block).digest()
        packed = self._kept.get(key)
        if packed is None:
            packed = orjson.dumps([*_made_of(_lines(block))])
            self._kept.put(key, packed)
        made = _Made(*orjson.loads(packed))
        linked = map(self._linked.digest, made.things)
        return blake2b(b"".join((made.digest.encode(), *linked)), digest_size=16).digest()

    def document(self, key: str, iri: str, block: bytes) -> SearchDocument:
        """The document of a project."""
        document = SearchDocument("project", key, iri)
        document.add_facet("kind", "project")
        self._describe(document, _values(b"".join(_lines(block))))
        return document

    def _describe(self, document: SearchDocument, values: _Values) -> None:
        period: dict[NamedNode, date] = {}
        texts: list[SearchText] = []
        for predicate, value in _of(values, document.iri, _OF_A_PROJECT):
            if predicate in _PROSE and isinstance(value, Literal):
                texts.append(SearchText(_PROSE[predicate], value.language or "", compose_characters(value.value)))
            elif predicate == Dct.title and isinstance(value, Literal):
                document.texts.append(SearchText("name", value.language or "", compose_characters(value.value)))
            elif predicate in _DESCRIBED_BY and isinstance(value, NamedNode):
                name = _DESCRIBED_BY[predicate]
                document.add_facet(name, *self._linked.broader(value))
                texts += self._linked.names(name, value)
            elif predicate == Esr.participation and isinstance(value, NamedNode):
                texts += self._participant(document, _of(values, value.value, _OF_A_PARTICIPATION))
            elif predicate in _NARROWED_BY:
                self._linked.place(document, [value])
            elif predicate in _PERIOD:
                period[predicate] = date.fromisoformat(value.value)
            elif predicate == Esr.grantedEuAndStateFunding:
                document.granted = Decimal(value.value)
                document.add_facet("granted", granted_class(document.granted))
            elif predicate == Esr.code:
                document.codes.append(value.value)
        document.texts += sorted(set(texts), key=_order)
        document.start = period.get(Esr.plannedStart)
        start, end = (str(period.get(term) or "") for term in (Esr.plannedStart, Esr.plannedEnd))
        document.add_facet("year", *map(str, years_of(start, end)))

    def _participant(
        self, document: SearchDocument, stated: Iterable[tuple[NamedNode, NamedNode | Literal]]
    ) -> Iterator[SearchText]:
        """The names of a participant, as given and its own; it and its organisation types become facets."""
        role, names = "co-implementer", []
        for predicate, value in stated:
            if predicate == Esr.role:
                _, key = self._iris.parse(value.value) or ("", "")
                role = _ROLES.get(key, role)
            elif predicate == Esr.nameAsGiven:
                names.append(compose_characters(value.value))
            elif predicate == Esr.organisationTypeAsGiven:
                self._linked.place(document, [value])
            elif predicate == Esr.organisation and isinstance(value, NamedNode):
                if self._linked.may_be_person(value):
                    return
                self._linked.place(document, (value, *self._linked.objects(value, Esr.organisationType)))
                names += (text for _, text in self._linked.labels(value))
        for name in sorted(set(names)):
            yield SearchText(role, "", name)


def _projects(blocks: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Each project by its IRI, with its lines; in byte order those of its parts come before its own, not always
    directly: those of another project, whose code is longer, may stand between."""
    parts: dict[bytes, bytes] = defaultdict(bytes)
    for project, lines in blocks:
        parts[project] += lines
        if lines.startswith(b"<%b>" % project, lines.rfind(b"\n", 0, -1) + 1):
            yield project.decode(), parts.pop(project)


def _lines(block: bytes) -> list[bytes]:
    """The lines about a project that its document is made of."""
    return [line for line in block.splitlines(keepends=True) if line.split(b" ", 2)[1] in _LOOKED_AT]


def _made_of(lines: list[bytes]) -> _Made:
    own = lines[0].partition(b"#")[0].partition(b">")[0] if lines else b""
    return _Made(blake2b(b"".join(lines), digest_size=16).hexdigest(), sorted(set(_linked(own, lines))))


def _linked(own: bytes, lines: Iterable[bytes]) -> Iterator[str]:
    """The things that lines about a project lead to, but for its own parts."""
    for line in lines:
        value = line.split(b" ", 2)[2]
        if value.startswith(b"<") and not value.startswith(own + b"#"):
            yield value[1 : value.index(b">")].decode()


def _values(lines: bytes) -> _Values:
    found: _Values = defaultdict(lambda: defaultdict(list))
    for subject, term, value in parse_things([lines]):
        found[subject][term].append(value)
    return found


def _of(values: _Values, subject: str, terms: tuple[NamedNode, ...]) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    """The values of a subject's properties, in the order of these."""
    stated = values.get(subject, {})
    return ((term, value) for term in terms for value in stated.get(term, ()))


def granted_class(euros: Decimal) -> str:
    """The class of granted money that an amount is in, as its least amount and the next class's: `50000-100000`.

    >>> granted_class(Decimal(50_000)), granted_class(Decimal(2_000_000))
    ('50000-100000', '1000000-')
    """
    bounds = (0, *GRANTED_UP_TO)
    lower = max((bound for bound in bounds if bound <= euros), default=0)
    upper = next((bound for bound in GRANTED_UP_TO if bound > euros), "")
    return f"{lower}-{upper}"


def _order(text: SearchText) -> tuple[bool, SearchText]:
    """Prose after names, so that a snippet is looked for where it says most."""
    return text.field in _LAST, text
