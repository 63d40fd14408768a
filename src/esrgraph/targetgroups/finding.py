"""Tokens to candidates: every group that a word, a phrase, an age, a state or a relative clause may name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from esrgraph.targetgroups.clauses import Relative
from esrgraph.targetgroups.morphology import Form
from esrgraph.targetgroups.patterns import Node, Patterns, Phrase, Step, patterns
from esrgraph.targetgroups.tokens import Token

_GAP = 3
_NOBODY = "describes nobody here"
_YOUNG, _OLD = 35, 45
"""Upper bound of the young and lower bound of the old, in years. The ESF's own bounds are under 25 and over 54
(indicators CO06, CO07); pages use 29, 30, 35 and 50, 54, 55, and the scheme's labels follow the pages. Finnish
occupational health calls workers of 45 and over `ikääntyvät`, a label of the concept."""
_ADULT = 18


@dataclass(slots=True, eq=False)
class Candidate:
    """A group that the tokens `first` to `last` may name; `reason` says why it was turned down, "" while it stands."""

    concept: str
    first: int
    last: int
    rule: str
    forms: frozenset[Form]
    adjective: bool = False
    sort: str = "word"
    clause: Relative | None = None
    reason: str = ""
    offered: frozenset[int] = frozenset()
    """The places of the words that gave a role its field, or that make a relative clause's description."""
    shares: bool = False
    """Whether the role takes its field from a coordinated noun before it."""


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of the patterns that stands on the tokens `first` to `last`."""

    phrase: Phrase
    first: int
    last: int


def candidates(found: Sequence[Token], clauses: Sequence[Relative]) -> list[Candidate]:
    """Every candidate, in the order of the text; the longest phrase wins where two overlap."""
    known = patterns()
    matches = _longest(_matches(found, known))
    collected = [each for match in matches for each in _of_phrase(found, match, matches, clauses)]
    taken = {
        place
        for each in collected
        if each.sort != "places" and not (each.first == each.last and each.reason == _NOBODY)
        for place in range(each.first, each.last + 1)
    }
    for place, token in enumerate(found):
        if token.kind == "age":
            collected.extend(_of_age(found, place))
        elif place not in taken:
            collected.extend(
                Candidate(hit.concept, place, place, "ellipsis" if token.cut else hit.rule, hit.forms, hit.adjective)
                for hit in token.word.hits
            )
    for clause in clauses:
        collected.extend(each for each in _of_clause(found, clause, known) if _adds(each, matches, known))
    return sorted(collected, key=lambda each: (each.first, each.last, each.concept))


def _adds(each: Candidate, matches: Sequence[Match], known: Patterns) -> bool:
    """Whether a clause's description says more than a phrase on the same words does."""
    over = [one.phrase.concept for one in matches if any(one.first <= place <= one.last for place in each.offered)]
    return each.sort == "denied" or not over or any(one in known.ancestors.get(each.concept, ()) for one in over)


def clause_at(place: int, clauses: Iterable[Relative]) -> Relative | None:
    """The relative clause that holds that place."""
    return next((each for each in clauses if each.start <= place < each.end), None)


def _matches(found: Sequence[Token], known: Patterns) -> Iterator[Match]:
    for place in range(len(found)):
        for phrase, last in _from(known.phrases, found, place):
            yield Match(phrase, place, last)


def _from(
    node: Node, found: Sequence[Token], place: int, shared: frozenset[Form] | None = None
) -> Iterator[tuple[Phrase, int]]:
    """The phrases that go on from the node at that place, with the places of their last words.

    `shared` are the forms that all words before have which must agree; None before the first of them.
    """
    if place >= len(found):
        return
    token = found[place]
    if token.kind == "word" or token.kind == "conjunction":
        for step, following in _following(node, token):
            left = shared
            if step.agrees:
                left = token.word.forms if shared is None else shared & token.word.forms
                if not left:
                    continue
            for phrase in following.phrases:
                yield phrase, place
            yield from _from(following, found, place + 1, left)
    if node.gap is not None:
        for skip in range(_GAP + 1):
            yield from _from(node.gap, found, place + skip, shared)


def _following(node: Node, token: Token) -> Iterator[tuple[Step, Node]]:
    reached = set()
    for tails, keys in ((False, (*token.word.lemmas, token.plain)), (True, token.word.tails)):
        table = node.tails if tails else node.words
        for key in keys if table else ():
            for step, after in table.get(key, ()):
                if id(after) not in reached and _fits(step, token):
                    reached.add(id(after))
                    yield step, after


def _fits(step: Step, token: Token) -> bool:
    if step.surface and token.plain == step.surface:
        return True
    forms = token.word.tail_forms if step.tail else token.word.lemma_forms
    return not forms.isdisjoint(step.forms)


def _longest(matches: Iterable[Match]) -> list[Match]:
    """The longest matches that do not overlap; of equal ones a description goes first, for it asks for more."""
    order = {"states": 0, "phrases": 1, "conditions": 2, "phrases_alone": 3, "places": 4}
    chosen: list[Match] = []
    taken: set[int] = set()
    for match in sorted(
        matches, key=lambda each: (each.first - each.last, order[each.phrase.sort], each.first, each.phrase.concept)
    ):
        places = set(range(match.first, match.last + 1))
        if taken.isdisjoint(places):
            chosen.append(match)
            taken |= places
    return sorted(chosen, key=lambda each: each.first)


def _of_phrase(
    found: Sequence[Token], match: Match, matches: Sequence[Match], clauses: Sequence[Relative]
) -> Iterator[Candidate]:
    sort, concept = match.phrase.sort, match.phrase.concept
    last = found[match.last].word
    rule = "participle" if last.participle and not last.hits else "phrase"
    if sort in {"phrases", "places"}:
        rule = "place" if sort == "places" else rule
        yield Candidate(concept, match.first, match.last, rule, last.forms, last.participle or last.adjective, sort)
    elif sort == "phrases_alone":
        candidate = Candidate(concept, match.first, match.last, "participle", last.forms, False, sort)
        candidate.reason = "" if _alone(found, match, clauses) else "part of a longer phrase or a verb"
        yield candidate
    else:
        yield _described(found, match, matches, clauses)


def _alone(found: Sequence[Token], match: Match, clauses: Sequence[Relative]) -> bool:
    after = found[match.last + 1] if match.last + 1 < len(found) else None
    before = found[match.first - 1] if match.first else None
    ends = after is None or after.kind != "word"
    begins = before is None or before.kind != "word" or not (before.word.noun or before.word.hits)
    return ends and begins and clause_at(match.first, clauses) is None


def _described(
    found: Sequence[Token], match: Match, matches: Sequence[Match], clauses: Sequence[Relative]
) -> Candidate:
    """A state or a condition: it names a group before its participle, in a relative clause, or after `ovat`."""
    wanted = "being" if match.phrase.sort == "states" else "suffering"
    sort, concept = match.phrase.sort, match.phrase.concept
    participle = _participle_after(found, match, matches, wanted)
    if participle is not None:
        forms = found[participle].word.forms
        return Candidate(concept, match.first, participle, "participle", forms, True, sort)
    clause = clause_at(match.first, clauses)
    forms = found[match.last].word.forms
    candidate = Candidate(concept, match.first, match.last, "relative-clause", forms, False, sort, clause)
    before = found[match.first - 1].word.lemmas if match.first else frozenset()
    if clause is None and ("olla" not in before or sort == "conditions"):
        candidate.reason = _NOBODY
    return candidate


def _participle_after(found: Sequence[Token], match: Match, matches: Sequence[Match], wanted: str) -> int | None:
    """The participle that the state or condition belongs to, past others of its sort and adverbs."""
    starts = {each.first: each.last for each in matches if each.phrase.sort in {"states", "conditions"}}
    place, skipped = match.last + 1, 0
    while place < len(found):
        token = found[place]
        if token.kind in {"conjunction", "comma", "slash"}:
            if place + 1 not in starts:
                return None
            place = starts[place + 1] + 1
            continue
        if token.kind != "word" or token.word.only_finite:
            return None
        if token.word.participle and wanted in token.word.tags:
            return place
        if (token.word.noun and not token.word.participle) or skipped > 1:
            return None
        place, skipped = place + 1, skipped + 1
    return None


def _of_age(found: Sequence[Token], place: int) -> Iterator[Candidate]:
    token = found[place]
    before = found[place - 1].lower if place else ""
    concept = age_group(token.text, before)
    if concept:
        first = place - 1 if before in _LIMITS else place
        yield Candidate(concept, first, place, "age", token.word.forms, True, "age")


_LIMITS = {"alle": -1, "enintään": 0, "korkeintaan": 0, "yli": 1, "vähintään": 0}


def age_group(text: str, before: str = "") -> str | None:
    """The concept of an age expression, with the word before it.

    >>> age_group("30-vuotiaat", "alle"), age_group("18–64-vuotiaat"), age_group("55 vuotta täyttäneet")
    ('young-people', 'working-age-adults', 'older-people')
    """
    years = [int(each) for each in re.findall(r"\d+", text)][:2]
    if not years:
        return None
    low, high = years[0], years[-1]
    if before in {"alle", "enintään", "korkeintaan"}:
        low = 0
        high += _LIMITS[before]
    elif before in {"yli", "vähintään"} or "täyttäneet" in text.lower() or "täyttänei" in text.lower() or "+" in text:
        low, high = low + _LIMITS.get(before, 0), 99
    if high < _ADULT:
        return "children"
    if high <= _YOUNG:
        return "young-people"
    if low >= _OLD:
        return "older-people"
    return "working-age-adults" if low >= 15 or high < 70 else None


def _of_clause(found: Sequence[Token], clause: Relative, known: Patterns) -> Iterator[Candidate]:
    """What a relative clause says of its people: the largest sets of base forms that it holds."""
    places: dict[str, int] = {}
    for place in range(clause.start + 1, clause.end):
        for lemma in (*found[place].word.tails, found[place].lower):
            places.setdefault(lemma, place)
        if found[place].lower in {"eivätkä", "eikä"}:
            places.setdefault("ei", place)
    held = [(wanted, concept) for wanted, concept in known.clauses if wanted <= places.keys()]
    for wanted, concept in held:
        if ("ei" in places) != ("ei" in wanted) or any(wanted < other for other, _concept in held):
            continue
        at = [places[lemma] for lemma in wanted]
        forms = found[clause.antecedent].word.forms if clause.antecedent is not None else frozenset()
        sort = "denied" if "ei" in wanted else "clause"
        yield Candidate(concept, min(at), max(at), "relative-clause", forms, False, sort, clause, "", frozenset(at))
