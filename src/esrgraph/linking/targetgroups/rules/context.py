"""What the rules of context look at, and the questions that several of them ask."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from esrgraph.linking.targetgroups.candidates import Candidate
from esrgraph.linking.targetgroups.lexicon.patterns import Patterns
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.syntax.clauses import Relative

_HELPERS = frozenset({"professional", "organisation"})


@dataclass(frozen=True, slots=True)
class TextContext:
    """One text as the rules see it: its tokens, all candidates, relative clauses, negated places, the patterns."""

    found: Sequence[TextToken]
    candidates: Sequence[Candidate]
    clauses: Sequence[Relative]
    negated: frozenset[int]
    known: Patterns

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
