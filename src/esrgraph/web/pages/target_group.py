"""The page about a target group: where it stands among the others, and the projects that work for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode

from esrgraph.rdf.vocabulary import Esr, Skos
from esrgraph.web.http.words import SiteWords
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import TextInLanguage, ThingLink
from esrgraph.web.pages.parts.selection import Selection
from esrgraph.web.pages.parts.summary import counts_of, summary
from esrgraph.web.site import Opened


def target_group_page(
    opened: Opened, key: str, words: SiteWords, query: Mapping[str, str]
) -> tuple[str, Mapping[str, object]] | None:
    """The template and the values of the page about a target group; None where there is none.

    Projects of narrower groups count for the wider one.
    """
    group = Selection(opened, "target-group", key, words, query, keys=below(opened, key))
    if not group.facts.is_a(Esr.TargetGroup):
        return None
    broader = _keys(opened, group.facts.iris(Skos.broader))
    above = [group.to("target-group", each) for each in broader]
    way = [
        (TextInLanguage(words("nav_target_groups")), "/target-groups"),
        *((each.name, each.path) for each in above[:1]),
    ]
    direct = summary(opened, "direct-target-group", tuple(sorted(below(opened, key))))
    own = {
        "broader": _count_groups(group, broader),
        "narrower": _count_groups(group, narrower(opened).get(key, ())),
        "siblings": _count_groups(group, {each for wide in broader for each in narrower(opened)[wide]} - {key}),
        "named": counts_of(opened, "target-group").get(key, 0),
        "direct": direct.projects,
        "indicator": group.facts.value(Esr.esfIndicator),
        "definition": group.facts.text(NamedNode(f"{Skos.NAMESPACE}definition")),
        "objectives": group.common_things("specific-objective"),
        "map": group.regions(),
    }
    return "target-group.html", group.page(way, ("group", "group_among"), **own)


@remembered(most=1)
def narrower(opened: Opened) -> Mapping[str, tuple[str, ...]]:
    """The keys of the groups straight below each group."""
    found: dict[str, set[str]] = {}
    start = opened.iris.concept("target-group", "").value
    for quad in opened.store.quads_for_pattern(None, Skos.broader, None):
        one, wide = quad.subject.value, quad.object.value  # type: ignore[union-attr]
        if one.startswith(start):
            found.setdefault(wide.removeprefix(start), set()).add(one.removeprefix(start))
    return {wide: tuple(sorted(keys)) for wide, keys in found.items()}


def below(opened: Opened, key: str) -> frozenset[str]:
    """A group and all that are narrower, at any remove."""
    found, waiting = {key}, [key]
    while waiting:
        fresh = set(narrower(opened).get(waiting.pop(), ())) - found
        found |= fresh
        waiting += fresh
    return frozenset(found)


def _keys(opened: Opened, iris: Iterable[str]) -> list[str]:
    return [(opened.iris.parse(iri) or ("", iri))[1] for iri in iris]


def _count_groups(group: Selection, keys: Iterable[str]) -> list[tuple[ThingLink, int]]:
    """Groups with the number of their projects, those of narrower ones included, by name."""
    found = [(group.to("target-group", key), projects_for(group.opened, key)) for key in keys]
    return sorted(found, key=lambda pair: pair[0].name.value.casefold())


def projects_for(opened: Opened, key: str) -> int:
    """How many projects work for a group or a narrower one."""
    return summary(opened, "target-group", tuple(sorted(below(opened, key)))).projects
