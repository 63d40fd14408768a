"""What to tell who asks for a thing that is not there: what it may have been meant to be, or that it is gone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from pyoxigraph import NamedNode

from esrgraph.mapping.kinds import KINDS
from esrgraph.web.http.problems import Refusal
from esrgraph.web.linked_data.description import labels_of, possible_persons, things_of
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened

_MOST = 5
_ALIKE = 0.6
"""From 0 to 1, as difflib measures."""
_COMPARED = 1000
"""Names that are compared in full; of a longer list, those that begin alike."""


def refuse_missing(opened: Opened, thing: NamedNode) -> Refusal:
    """Why there is nothing about a thing: 410 for a project that an earlier release had, else 404 with suggestions."""
    kind, key = opened.iris.parse(thing.value) or ("", "")
    gone = opened.past().gone.get(key) if kind == "project" else None
    if gone is not None:
        last, title = gone.get("release") or "", gone.get("title") or ""
        detail = f"The project {key} is not in the current release any more" + (f"; {last} had it" if last else "")
        return Refusal(410, detail, known={"code": key, "name": title, "last_release": last}).for_people(
            "error_410_text"
        )
    if kind not in KINDS:
        detail = f"There are no things of the kind {kind!r}; the kinds are {', '.join(KINDS)}"
        return Refusal(404, detail).for_people("refused_unknown", name=f"{kind}/{key}")
    suggestions = [_suggestion(opened, iri) for iri in nearest(opened, kind, key)]
    close = "".join(f"\n  {each['iri']}  {each['name']}" for each in suggestions)
    detail = f"Nothing is known of {thing.value}" + (f"; close to it are:{close}" if close else "")
    return Refusal(404, detail, known={"suggestions": suggestions} if suggestions else None).for_people(
        "refused_unknown", name=key
    )


def nearest(opened: Opened, kind: str, key: str) -> list[str]:
    """The IRIs of things of a kind whose key or name is most like `key`; at most five, the most alike first."""
    entries, wanted = _entries(opened, kind), key.casefold()
    for beginning in (3, 1, 0) if len(entries) > _COMPARED else (0,):
        near = dict(_beginning(entries, wanted[:beginning]))
        matches = _closest(wanted, near)
        if matches:
            return list(dict.fromkeys(near[match] for match in matches))[:_MOST]
    return []


def _closest(wanted: str, names: Iterable[str]) -> list[str]:
    """The names that are like the wanted one, the most alike first; of equals, the one that begins alike for longer."""
    matcher = SequenceMatcher(b=wanted)
    ranked = []
    for name in names:
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
            ranked.append((-matcher.ratio(), -_begins_alike(name, wanted), name))
    return [name for *_, name in sorted(ranked)]


def _begins_alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _beginning(entries: list[tuple[str, str]], start: str) -> list[tuple[str, str]]:
    first = bisect_left(entries, (start, ""))
    last = bisect_left(entries, (f"{start}\U0010ffff", ""))
    return entries[first : min(last, first + _COMPARED)]


@remembered(most=len(KINDS))
def _entries(opened: Opened, kind: str) -> list[tuple[str, str]]:
    """Every key and every name of a kind in lower case, with the IRI, sorted."""
    hidden = possible_persons(opened)
    found = {iri: key for iri, key in things_of(opened, kind).items() if iri not in hidden}
    entries = {(key.casefold(), iri) for iri, key in found.items()}
    if kind != "project":
        entries |= {(_text(quad).casefold(), iri) for iri in found for quad in labels_of(opened, iri)}
    return sorted(entries)


def _suggestion(opened: Opened, iri: str) -> dict[str, str]:
    names = [_text(quad) for quad in labels_of(opened, iri)]
    return {"iri": iri, "name": names[0] if names else "", "page": opened.path(opened.iris.page(iri))}


def _text(quad: Any) -> str:
    text: str = quad.object.value
    return text
