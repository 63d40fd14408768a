"""What the rules of context look at, and the questions that several of them ask."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from esrgraph.linking.targetgroups.candidates import Candidate, clause_at
from esrgraph.linking.targetgroups.lexicon.involvements import Involvement
from esrgraph.linking.targetgroups.lexicon.patterns import Patterns
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.syntax.clauses import Relative
from esrgraph.linking.targetgroups.syntax.sentences import MainClause, shown

_NO_CLAUSE = MainClause(())
_HELPERS = frozenset({"professional", "organisation"})


@dataclass(frozen=True, slots=True)
class TextContext:
    """One text as the rules see it: its tokens, all candidates, relative clauses, negated places, the patterns."""

    found: Sequence[TextToken]
    candidates: Sequence[Candidate]
    clauses: Sequence[Relative]
    negated: frozenset[int]
    known: Patterns
    main: Mapping[int, MainClause] = field(default_factory=dict)
    """The main clause of each place that is in one, where some may show another part than the target's."""
    possible: Sequence[Involvement] = ()
    """What the text may show of such parts."""
    _shown: dict[MainClause, tuple[Involvement, ...]] = field(default_factory=dict)

    def main_clause(self, each: Candidate) -> MainClause:
        """The main clause of the candidate; of what it describes where it stands in a relative clause."""
        inside = each.clause or (clause_at(each.last, self.clauses) if self.clauses else None)
        place = each.last if inside is None or inside.antecedent is None else inside.antecedent
        return self.main.get(place, _NO_CLAUSE)

    def involvements(self, clause: MainClause) -> tuple[Involvement, ...]:
        """What the clause shows of the part that its groups have in the project."""
        if clause not in self._shown:
            self._shown[clause] = shown(self.found, clause, self.possible)
        return self._shown[clause]

    def kind(self, candidate: Candidate) -> str:
        """What sort of thing the candidate's concept is."""
        return self.known.kinds[candidate.concept]

    def antecedent_kind(self, clause: Relative) -> str:
        """The kind of what the clause describes; people where it is no known group."""
        if clause.antecedent is None:
            return "person"
        kinds = [self.kind(each) for each in self.candidates if each.last == clause.antecedent and each.clause is None]
        return kinds[0] if kinds else "person"

    def has_verb(self, clause: Relative, lemmas: Collection[str]) -> bool:
        """Whether one of those base forms stands in the clause."""
        return any(not token.word.lemmas.isdisjoint(lemmas) for token in self.found[clause.start : clause.end])

    def noun_after(self, place: int) -> int | None:
        """The place of the noun that a participle or adjective at `place` describes."""
        for at in range(place + 1, min(len(self.found), place + 6)):
            token = self.found[at]
            if token.kind != "word" or token.word.only_finite:
                return None
            if token.word.hits or (token.word.noun and not token.word.participle and not token.word.adjective):
                return at
        return None

    def doer_before(self, each: Candidate) -> bool:
        """Whether a professional, worker or organisation stands before in the sentence, who may act on the group."""
        for other in self.candidates:
            if other.last >= each.first:
                break
            between = self.found[other.last : each.first]
            if self.kind(other) in {*_HELPERS, "worker"} and not any(token.kind == "stop" for token in between):
                return True
        return False

    def in_order(self, start: int, end: int) -> list[Candidate]:
        """The candidates that begin in that stretch of places."""
        first = bisect_left(self.candidates, start, key=lambda each: each.first)
        return list(takewhile(lambda each: each.first < end, self.candidates[first:]))

    def token(self, place: int) -> TextToken | None:
        """The token at that place; None beyond the ends."""
        return self.found[place] if 0 <= place < len(self.found) else None

    def bounds(self, each: Candidate) -> tuple[int, int]:
        """The first place of the candidate's sentence and the place after its last; a colon ends none."""
        start, end = each.first, each.last + 1
        while start > 0 and (self.found[start - 1].kind != "stop" or self.found[start - 1].text == ":"):
            start -= 1
        while end < len(self.found) and self.found[end].kind != "stop":
            end += 1
        return start, end

    def people_at(self, place: int) -> bool:
        """Whether the word there names people, as clients or by a group of persons."""
        token = self.found[place]
        kinds = {self.known.kinds.get(hit.concept) for hit in token.word.hits}
        if token.word.role in {"client", "resident", "student"} or "person" in token.word.tags or token.kind == "age":
            return True
        return bool(kinds & {"person", "relation"})
