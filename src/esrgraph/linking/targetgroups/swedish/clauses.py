"""Swedish tokens to what their clauses say: relative clauses, what a negation covers, whom a clause is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from esrgraph.linking.targetgroups.candidates import Candidate
from esrgraph.linking.targetgroups.lexicon.involvements import Involvement
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.swedish.patterns import swedish_patterns
from esrgraph.linking.targetgroups.syntax.clauses import Relative
from esrgraph.linking.targetgroups.syntax.sentences import MainClause, main_clauses, possible_involvements

_RELATIVE = frozenset({"som", "vars", "vilka", "vilkas"})
_NEGATIONS = frozenset({"inte", "ej", "icke", "inga", "inget", "ingen"})
_EXCEPT = frozenset({"förutom", "utom", "exklusive", "undantaget"})
_DENYING = _NEGATIONS | _EXCEPT | {"undantag"}
_STOPS = frozenset({"stop", "close", "open"})


@dataclass(frozen=True, slots=True)
class SwedishContext:
    """One text as the rules see it."""

    found: Sequence[TextToken]
    candidates: Sequence[Candidate]
    clauses: Sequence[Relative]
    negated: frozenset[int]
    main: Mapping[int, MainClause]
    possible: Sequence[Involvement]

    def kind(self, each: Candidate) -> str:
        """What sort of thing the candidate's concept is."""
        return swedish_patterns().kinds[each.concept]


def swedish_context(found: Sequence[TextToken], candidates: Sequence[Candidate]) -> SwedishContext:
    """What the rules look at."""
    clauses = swedish_relative_clauses(found)
    possible = possible_involvements(found, swedish_patterns().involvements) if candidates else ()
    denying = not _DENYING.isdisjoint({token.lower for token in found})
    parted = main_clauses(found, clauses) if possible or denying else ()
    main = {place: clause for clause in parted for place in clause.places}
    negated = _negated(found, clauses, main) if denying else frozenset()
    return SwedishContext(found, candidates, clauses, negated, main, possible)


def swedish_relative_clauses(found: Sequence[TextToken]) -> tuple[Relative, ...]:
    """Every relative clause, in order; what it describes is the nearest noun before."""
    clauses: list[Relative] = []
    for place, token in enumerate(found):
        if token.kind == "word" and token.lower in _RELATIVE and place:
            joined = found[place - 1].kind == "conjunction" and clauses and clauses[-1].end >= place - 1
            antecedent = clauses[-1].antecedent if joined else _antecedent(found, place)
            clauses.append(Relative(place, _end(found, place), antecedent, token.lower))
    return tuple(clauses)


def _antecedent(found: Sequence[TextToken], place: int) -> int | None:
    for back in range(place - 1, max(-1, place - 8), -1):
        token = found[back]
        if token.kind == "stop":
            return None
        if token.kind == "age" or token.word.hits or "person" in token.word.tags:
            return back
    return None


def _end(found: Sequence[TextToken], start: int) -> int:
    for place in range(start + 1, len(found)):
        token = found[place]
        if token.kind in _STOPS or (token.kind == "word" and token.lower in _RELATIVE):
            return place
        if token.kind in {"comma", "conjunction"} and _starts_group(found, place + 1):
            return place
    return len(found)


def _starts_group(found: Sequence[TextToken], start: int) -> bool:
    """Whether a group is named there before the next joint, and no verb."""
    for token in found[start:]:
        if token.kind in {"stop", "comma", "conjunction", "open", "close"} or token.lower in _RELATIVE:
            return False
        if token.word.finite:
            return False
        if token.kind == "age" or token.word.hits or "person" in token.word.tags:
            return True
    return False


def _negated(found: Sequence[TextToken], clauses: Sequence[Relative], main: Mapping[int, MainClause]) -> frozenset[int]:
    lists = swedish_patterns().lists
    inside = {place for each in clauses for place in range(each.start, each.end)}
    covered: set[int] = set()
    for place, token in enumerate(found):
        excepting = token.lower in _EXCEPT or (token.lower == "undantag" and found[place - 1].lower == "med")
        if token.lower in _NEGATIONS or excepting:
            after = found[place + 1 : place + 2]
            if place in inside or (after and "not_only" in after[0].word.tags):
                continue
            covered.update(_after(found, place, excepting))
            clause = main.get(place, MainClause(()))
            targeting = any(not lists["targeting"].isdisjoint(found[at].word.lemmas) for at in clause.places)
            opening = clause.places[:1] and not any(found[at].kind == "comma" for at in range(clause.places[0], place))
            if targeting and opening and not excepting:
                covered.update(at for at in clause.places if at < place)
                covered.update(_subject_before(found, clause, main))
    return frozenset(covered)


def _subject_before(found: Sequence[TextToken], clause: MainClause, main: Mapping[int, MainClause]) -> Iterator[int]:
    """`Arbetslösa hänvisas till andra tjänster och hör inte till målgruppen`: a clause without a subject of its own."""
    opening = [place for place in clause.places[:2] if found[place].kind != "conjunction"]
    if not opening or not found[opening[0]].word.finite:
        return
    before = main.get(clause.places[0] - 1, MainClause(())).places
    yield from takewhile(lambda place: not found[place].word.finite, before)


def _after(found: Sequence[TextToken], place: int, excepting: bool) -> set[int]:
    covered = set()
    for at in range(place + 1, len(found)):
        token = found[at]
        if token.kind in _STOPS or token.lower in {"utan", "men"} or (excepting and token.kind == "comma"):
            break
        covered.add(at)
    return covered
