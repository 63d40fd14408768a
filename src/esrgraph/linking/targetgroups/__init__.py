"""Target-group prose to concepts with evidence: which words name which group, by which rule, and what was turned down.

Each paragraph is read in its language. The steps for Finnish: `lexicon` (lines put together, words and marks with
offsets, cut words completed), `syntax` (clauses, phrases), `candidates` (everything that may name a group), `rules`
(roles with their fields, what context turns down, the narrowest concept of each phrase). `swedish` does the same by
simpler rules. The words stand in `ontology/schemes/target-group-patterns.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from esrgraph.linking.targetgroups.candidates import Candidate, candidates
from esrgraph.linking.targetgroups.decision import judge
from esrgraph.linking.targetgroups.lexicon.patterns import patterns
from esrgraph.linking.targetgroups.lexicon.stretches import stretches
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken, tokens
from esrgraph.linking.targetgroups.lexicon.unwrapped import unwrapped
from esrgraph.linking.targetgroups.rules.composition import compose_roles
from esrgraph.linking.targetgroups.rules.context import TextContext
from esrgraph.linking.targetgroups.rules.specific import narrow
from esrgraph.linking.targetgroups.swedish import considered_swedish
from esrgraph.linking.targetgroups.syntax.clauses import Relative, negated_places, relative_clauses
from esrgraph.linking.targetgroups.syntax.sentences import main_clauses, possible_involvements
from esrgraph.record import Annotation, Mention, Suppressed

__all__ = ["annotate"]

_TOGETHER = 8_000
"""Characters that are looked at together, several times what a form's field holds: how words stand to one another is
compared within them, so that the time a text takes grows with its length, not with the square of it."""


def annotate(text: str, language: str = "fi") -> Annotation:
    """The target groups that a text names, and the candidates turned down with the reason, in the order of the text.

    Deterministic and offline. `language` is `fi` or `sv`, that of paragraphs
    that do not show another; other languages give nothing.
    Offsets are characters of `text` as given; concepts are notations of `ontology/schemes/target-groups.ttl`. Raises
    MorphologyUnavailable where pyvoikko cannot be imported, SchemeError where the patterns are missing or wrong.

    >>> [(each.concept, each.text) for each in annotate("Maahanmuuttajien kanssa työskentelevät opettajat").mentions]
    [('teaching-staff', 'opettajat')]
    """
    if language not in _READERS:
        return Annotation()
    parts = [_moved(_annotated(part, spoken), start) for start, part, spoken in _parts(text, language)]
    return Annotation(
        tuple(each for part in parts for each in part.mentions),
        tuple(each for part in parts for each in part.suppressed),
    )


def _parts(text: str, language: str) -> Iterator[tuple[int, str, str]]:
    """What is looked at together: where it begins, its text, its language."""
    for start, stretch, spoken in stretches(text, language):
        yield from ((start + at, part, spoken) for at, part in _pieces(stretch))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """A long text in pieces, each with its place: cut after a line, else a sentence, else a word."""
    start = 0
    while len(text) - start > _TOGETHER:
        window = text[start : start + _TOGETHER]
        length = next((at + len(mark) for mark in ("\n", ". ", " ") if (at := window.rfind(mark)) >= 0), _TOGETHER)
        yield start, window[:length]
        start += length
    yield start, text[start:]


def _moved(annotation: Annotation, by: int) -> Annotation:
    if not by:
        return annotation
    mentions = (replace(each, start=each.start + by, end=each.end + by) for each in annotation.mentions)
    suppressed = (replace(each, start=each.start + by, end=each.end + by) for each in annotation.suppressed)
    return Annotation(tuple(mentions), tuple(suppressed))


def _annotated(text: str, language: str) -> Annotation:
    return _annotation(text, *_READERS[language](text))


def _considered_finnish(text: str) -> tuple[Sequence[TextToken], list[Candidate]]:
    found = tokens(unwrapped(text))
    clauses = relative_clauses(found)
    considered = compose_roles(found, candidates(found, clauses))
    considered.sort(key=lambda each: (each.first, each.last, each.concept))
    judge(_context(found, considered, clauses))
    narrow(found, considered, clauses)
    return found, considered


def _context(found: Sequence[TextToken], considered: list[Candidate], clauses: Sequence[Relative]) -> TextContext:
    known = patterns()
    negated = negated_places(found, clauses)
    possible = possible_involvements(found, known.involvements) if considered else ()
    if not possible:
        return TextContext(found, considered, clauses, negated, known)
    main = {place: clause for clause in main_clauses(found, clauses) for place in clause.places}
    return TextContext(found, considered, clauses, negated, known, main, possible)


_READERS = {"fi": _considered_finnish, "sv": considered_swedish}
"""By language, a text to its tokens and to every candidate with its verdict."""


def _annotation(text: str, found: Sequence[TextToken], considered: Sequence[Candidate]) -> Annotation:
    verdicts = set()
    for each in considered:
        start, end = found[each.first].start, max(found[each.last].end, found[each.first].end)
        verdicts.add((start, end, _published_concept(each.concept), each.rule, each.reason))
    mentions, suppressed = [], []
    for start, end, concept, rule, reason in sorted(verdicts):
        if reason:
            suppressed.append(Suppressed(concept, text[start:end], start, end, rule, reason))
        else:
            mentions.append(Mention(concept, text[start:end], start, end, rule))
    return Annotation(tuple(mentions), tuple(suppressed))


def _published_concept(concept: str) -> str:
    """The concept of the scheme that a description which is none of it stands for."""
    combination = patterns().combinations.get(concept)
    return combination.alone if combination else concept
