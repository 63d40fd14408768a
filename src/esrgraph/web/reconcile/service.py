"""One release as a reconciliation service in one language, and the types of things that it answers with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from pyoxigraph import NamedNode

from esrgraph.errors import ReleaseError
from esrgraph.language import LANGUAGES
from esrgraph.mapping.kinds import KINDS, SEARCHED
from esrgraph.rdf.vocabulary import Esr
from esrgraph.search.reconciliation import NameIndex, Reconciler
from esrgraph.web.http.problems import Refusal
from esrgraph.web.linked_data.description import is_known, possible_persons
from esrgraph.web.linked_data.labels import term_label
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened

PLACE = "/reconcile"
TYPES = {KINDS[kind].type.value.removeprefix(Esr.NAMESPACE): kind for kind in SEARCHED}
"""The kind of each type, whose id is the local name of its class: `Organisation`, as clients put it into addresses."""
_TYPE_OF = {kind: name for name, kind in TYPES.items()}


@dataclass(frozen=True, slots=True)
class Service:
    """The service: `language` is that of what it shows; it finds names in all. `place` is its path."""

    opened: Opened
    language: str
    place: str = PLACE

    @property
    def address(self) -> str:
        """Where it is, as others reach it."""
        return f"{self.opened.iris.base}{self.place.removeprefix('/')}"

    def type_of(self, kind: str) -> dict[str, str]:
        """A kind of things as the type of an entity."""
        return {"id": _TYPE_OF[kind], "name": term_label(KINDS[kind].type.value, self.language)}

    def id_of(self, iri: str) -> str:
        """What stands for an IRI in the service: what follows the identifier space, decoded."""
        return unquote(iri.removeprefix(f"{self.opened.iris.base}id/"))

    def thing(self, id: str) -> NamedNode | None:
        """The thing with an id or IRI, of a type of the service; None where there is none, or it may be a person."""
        path = unquote(id.strip().removeprefix(f"{self.opened.iris.base}id/"))
        kind, slash, key = path.partition("/")
        if not (slash and key and kind in SEARCHED):
            return None
        found = self._iri(kind, key)
        return found if is_known(self.opened, found) and not self.is_hidden(found.value) else None

    def is_hidden(self, iri: str) -> bool:
        """Whether a thing may be a natural person, of whom nothing is told here."""
        return iri in possible_persons(self.opened)

    def _iri(self, kind: str, key: str) -> NamedNode:
        """A thing's IRI, whose key may have steps of its own."""
        whole = self.opened.iris.thing(kind, key).value
        return NamedNode(whole.replace("%2F", "/"))


def languages_of(place: str) -> Iterable[tuple[str, str]]:
    """The path of the service of each language, with the language."""
    return ((f"{place}/{language}", language) for language in LANGUAGES)


def kinds_of(types: Iterable[str]) -> tuple[str, ...]:
    """The kinds of some types, each by its id, its class's IRI or its kind; all where there are none.

    Raises Refusal (400) for a type that there is not.
    """
    found = []
    for each in types:
        name = each.removeprefix(Esr.NAMESPACE)
        kind = TYPES.get(name, name)
        if kind not in SEARCHED:
            raise Refusal(400, f"There is no type {each!r}; there are {', '.join(TYPES)}")
        found.append(kind)
    return tuple(dict.fromkeys(found)) or SEARCHED


@remembered(most=1)
def reconciler_of(opened: Opened) -> Reconciler:
    """What answers names; raises Refusal (503) where the release has no index of them, as one built earlier."""
    try:
        index = NameIndex.open(opened.release.names)
    except ReleaseError as error:
        raise Refusal(
            503, f"The release {opened.release.id} has no index of names to reconcile with; build it again"
        ) from error
    return Reconciler(index, opened.store, opened.iris)
