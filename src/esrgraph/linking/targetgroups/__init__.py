"""Target-group prose to concepts with evidence: which words name which group, by which rule, and what was turned down.

The steps, each a module: `tokens` (words and marks with offsets, cut words completed), `clauses` (relative clauses,
negation), `finding` (every candidate), `composition` (roles with their fields), `judging` (context turns candidates
down), `specific` (the narrowest concept of each phrase). The words stand in
`ontology/schemes/target-group-patterns.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from esrgraph.linking.targetgroups.candidates import Candidate, candidates
from esrgraph.linking.targetgroups.decision import judge
from esrgraph.linking.targetgroups.lexicon.patterns import patterns
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken, tokens
from esrgraph.linking.targetgroups.lexicon.unwrapped import unwrapped
from esrgraph.linking.targetgroups.rules.composition import compose_roles
from esrgraph.linking.targetgroups.rules.context import TextContext
from esrgraph.linking.targetgroups.rules.specific import narrow
from esrgraph.linking.targetgroups.swedish import annotate_swedish, looks_swedish
from esrgraph.linking.targetgroups.syntax.clauses import negated_places, relative_clauses
from esrgraph.record import Annotation, Mention, Suppressed

__all__ = ["annotate"]

_TOGETHER = 8_000
"""Characters that are looked at together, several times what a form's field holds: how words stand to one another is
compared within them, so that the time a text takes grows with its length, not with the square of it."""


def annotate(text: str, language: str = "fi") -> Annotation:
    """The target groups that a text names, and the candidates turned down with the reason, in the order of the text.

    Deterministic and offline. `language` is `fi` or `sv`; other languages, and Swedish passed as Finnish, give nothing.
    Offsets are characters of `text` as given; concepts are notations of `ontology/schemes/target-groups.ttl`. Raises
    MorphologyUnavailable where pyvoikko cannot be imported, SchemeError where the patterns are missing or wrong.

    >>> [(each.concept, each.text) for each in annotate("Maahanmuuttajien kanssa työskentelevät opettajat").mentions]
    [('teaching-staff', 'opettajat')]
    """
    if language == "sv":
        return annotate_swedish(text)
    if language != "fi" or looks_swedish(text):
        return Annotation()
    parts = [_moved(_annotated(part), start) for start, part in _parts(text)]
    return Annotation(
        tuple(each for part in parts for each in part.mentions),
        tuple(each for part in parts for each in part.suppressed),
    )


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """What is looked at together, with the place where it begins: cut after a line, else a sentence, else a word."""
    start = 0
    while len(text) - start > _TOGETHER:
        window = text[start : start + _TOGETHER]
        length = next((at + len(mark) for mark in ("\n", ". ", " ") if (at := window.rfind(mark)) >= 0), _TOGETHER)
        yield start, window[:length]
        start += length
    yield start, text[start:]


def _moved(annotation: Annotation, by: int) -> Annotation:
    mentions = (replace(each, start=each.start + by, end=each.end + by) for each in annotation.mentions)
    suppressed = (replace(each, start=each.start + by, end=each.end + by) for each in annotation.suppressed)
    return Annotation(tuple(mentions), tuple(suppressed))


def _annotated(text: str) -> Annotation:
    found = tokens(unwrapped(text))
    clauses = relative_clauses(found)
    considered = compose_roles(found, candidates(found, clauses))
    considered.sort(key=lambda each: (each.first, each.last, each.concept))
    judge(TextContext(found, considered, clauses, negated_places(found, clauses), patterns()))
    narrow(found, considered, clauses)
    return _annotation(text, found, considered)


def _annotation(text: str, found: Sequence[TextToken], considered: Sequence[Candidate]) -> Annotation:
    mentions, suppressed = set(), set()
    for each in considered:
        concept = _published_concept(each.concept)
        start, end = found[each.first].start, max(found[each.last].end, found[each.first].end)
        if each.reason:
            suppressed.add(Suppressed(concept, text[start:end], start, end, each.rule, each.reason))
        else:
            mentions.add(Mention(concept, text[start:end], start, end, each.rule))
    return Annotation(
        tuple(sorted(mentions, key=lambda each: (each.start, each.end, each.concept, each.rule))),
        tuple(sorted(suppressed, key=lambda each: (each.start, each.end, each.concept, each.rule, each.reason))),
    )


def _published_concept(concept: str) -> str:
    """The concept of the scheme that a description which is none of it stands for."""
    combination = patterns().combinations.get(concept)
    return combination.alone if combination else concept
