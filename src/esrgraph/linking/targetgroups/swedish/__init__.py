"""Swedish prose to candidates with verdicts: words by base forms, roles, clauses, whom they are about."""

from __future__ import annotations

from collections.abc import Sequence

from esrgraph.linking.targetgroups.candidates import Candidate
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.lexicon.unwrapped import unwrapped
from esrgraph.linking.targetgroups.rules.specific import narrow
from esrgraph.linking.targetgroups.swedish.candidates import swedish_candidates
from esrgraph.linking.targetgroups.swedish.clauses import swedish_context
from esrgraph.linking.targetgroups.swedish.decision import judge_swedish
from esrgraph.linking.targetgroups.swedish.tokens import goes_on, swedish_tokens


def considered_swedish(text: str) -> tuple[Sequence[TextToken], list[Candidate]]:
    """The tokens of a Swedish text, and every candidate with its verdict."""
    found = swedish_tokens(unwrapped(text, goes_on))
    considered = swedish_candidates(found)
    context = swedish_context(found, considered)
    judge_swedish(context)
    narrow(found, considered, context.clauses)
    return found, considered
