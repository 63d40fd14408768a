"""What somebody who types an entity, a type or a property may mean (section 6, Suggest)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from esrgraph.language import LANGUAGES
from esrgraph.mapping.kinds import SEARCHED
from esrgraph.rdf.ontology import ontology
from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.http.problems import Refusal
from esrgraph.web.linked_data.labels import term_label
from esrgraph.web.pages.parts.facts import PageReader, link
from esrgraph.web.reconcile.manifest import SUGGESTED
from esrgraph.web.reconcile.properties import properties_of, property_id
from esrgraph.web.reconcile.service import TYPES, Service
from esrgraph.web.search.opening import index_of

_PAGE = 10
_MOST_SKIPPED = 200


def suggested(service: Service, what: str, prefix: str, cursor: str) -> dict[str, Any]:
    """What begins so, from the place that the cursor says on; `cursor` in the answer says where more begin.

    Raises Refusal: 400 for a cursor that is no number, 404 for what else is to be suggested.
    """
    if cursor and not (cursor.isascii() and cursor.isdigit()):
        raise Refusal(400, f"The cursor {cursor!r} is no whole number")
    suggesting = dict(zip(SUGGESTED, (_entities, _types, _properties), strict=True)).get(what)
    if suggesting is None:
        raise Refusal(404, f"There is nothing to suggest for {what!r}; there are {', '.join(SUGGESTED)}")
    start = min(int(cursor or 0), _MOST_SKIPPED)
    found = suggesting(service, prefix.strip(), start + _PAGE + 1)
    more = {"cursor": start + _PAGE} if len(found) > start + _PAGE else {}
    return {"result": found[start : start + _PAGE], **more}


def _entities(service: Service, prefix: str, most: int) -> list[dict[str, Any]]:
    thing = service.thing(prefix)
    found = [_entity(service, thing.value)] if thing else []
    for each in index_of(service.opened).suggest(prefix, most, service.language).first:
        if each.kind in SEARCHED:
            description = f"{service.type_of(each.kind)['name']} · {each.matched or each.key}"
            entity = {"id": service.id_of(each.iri), "name": each.label, "description": description}
            found.append(entity | {"notable": [service.type_of(each.kind)]})
    return found


def _entity(service: Service, iri: str) -> dict[str, Any]:
    id = service.id_of(iri)
    name = link(service.opened, iri, PageReader(service.language)).name.value
    return {"id": id, "name": name, "notable": [service.type_of(id.partition("/")[0])]}


def _types(service: Service, prefix: str, most: int) -> list[dict[str, Any]]:
    found = []
    for name, kind in TYPES.items():
        term = ontology().by_iri[f"{Esr.NAMESPACE}{name}"]
        if _begins(prefix, (name, kind, *term.labels.values())):
            found.append(service.type_of(kind) | {"description": term.comments.get(service.language, "")})
    return found[:most]


def _properties(service: Service, prefix: str, most: int) -> list[dict[str, Any]]:
    known = dict.fromkeys(iri for kind in SEARCHED for iri in properties_of(service.opened, kind))
    found = []
    for iri in known:
        names = [term_label(iri, language) for language in LANGUAGES]
        if _begins(prefix, (property_id(iri), iri, *names)):
            found.append({"id": property_id(iri), "name": term_label(iri, service.language)})
    return sorted(found, key=lambda each: (each["name"].casefold(), each["id"]))[:most]


def _begins(prefix: str, names: Iterable[str]) -> bool:
    """Whether a name, or a word of it, begins so; all do with nothing."""
    wanted = prefix.casefold()
    return any(f" {name.casefold()}".find(f" {wanted}") >= 0 for name in names)
