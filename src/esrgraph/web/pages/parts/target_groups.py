"""A project's target groups: its own words with those marked that a group was recognised in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.pages.parts.facts import PageReader, TextInLanguage, ThingFacts, ThingLink, link
from esrgraph.web.site import Opened


@dataclass(frozen=True, slots=True)
class Groups:
    """Direct or indirect target groups: the text as pieces with links where words were recognised, and the groups."""

    name: str
    text: TextInLanguage | None
    pieces: tuple[tuple[str, ThingLink | None], ...]
    groups: tuple[tuple[ThingLink, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class MentionSpan:
    """Characters `start` to `end` (exclusive) of a text that stand for a thing."""

    start: int
    end: int
    thing: str


def target_groups(opened: Opened, project: ThingFacts, reader: PageReader) -> list[Groups]:
    """The direct target groups of a project, then the indirect ones."""
    mentions = [ThingFacts(opened, node) for node in project.iris(Esr.targetGroupMention)]
    mentions.sort(key=lambda each: each.number(Esr.mentionStart) or 0)
    direct = [each for each in mentions if each.flag(Esr.mentionIsDirect)]
    indirect = [each for each in mentions if not each.flag(Esr.mentionIsDirect)]
    return [
        _groups(opened, "project_direct_groups", project.text(Esr.directTargetGroupText), direct, reader),
        _groups(opened, "project_indirect_groups", project.text(Esr.indirectTargetGroupText), indirect, reader),
    ]


def _groups(
    opened: Opened, name: str, text: TextInLanguage | None, mentions: list[ThingFacts], reader: PageReader
) -> Groups:
    places: list[MentionSpan] = []
    words: dict[str, list[str]] = {}
    for each in mentions:
        group, said = each.iri_of(Esr.mentionedGroup) or "", each.value(Esr.mentionedWords) or ""
        start, end = (int(each.value(term) or 0) for term in (Esr.mentionStart, Esr.mentionEnd))
        words.setdefault(group, []).append(said)
        if text and text.value[start:end] == said:
            places.append(MentionSpan(start, end, group))
    known = {group: link(opened, group, reader) for group in words}
    shown = [(piece, known[group] if group else None) for piece, group in pieces(text.value, places)] if text else []
    groups = [(known[group], tuple(dict.fromkeys(said))) for group, said in words.items()]
    return Groups(name, text, tuple(shown), tuple(groups))


def pieces(text: str, mentions: Iterable[MentionSpan]) -> Iterator[tuple[str, str | None]]:
    """The text piece by piece, each with the thing it stands for, or None; together they are the whole text.

    Where mentions overlap, the shortest one decides, for it is the most specific; mentions outside the text count for
    nothing.

    >>> list(pieces("young adults only", [MentionSpan(0, 12, "adults"), MentionSpan(0, 5, "youth")]))
    [('young', 'youth'), (' adults', 'adults'), (' only', None)]
    """
    inside = [each for each in mentions if 0 <= each.start < each.end <= len(text)]
    bounds = sorted({0, len(text), *(each.start for each in inside), *(each.end for each in inside)})
    held: tuple[str, str | None] | None = None
    for start, end in pairwise(bounds):
        covering = [each for each in inside if each.start <= start and end <= each.end]
        thing = (
            min(covering, key=lambda each: (each.end - each.start, each.start, each.thing)).thing if covering else None
        )
        if held and held[1] == thing:
            held = held[0] + text[start:end], thing
            continue
        if held:
            yield held
        held = text[start:end], thing
    if held:
        yield held
