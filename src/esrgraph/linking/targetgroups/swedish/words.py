"""A Swedish word to what it may mean: the groups it names, alone or as a compound's last part, its role and field."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from esrgraph.language.morphology import CACHED_WORDS, Form
from esrgraph.language.swedish import PARTICIPLE, base_form
from esrgraph.linking.targetgroups.lexicon.patterns import Patterns
from esrgraph.linking.targetgroups.lexicon.word_meanings import Word, WordHit
from esrgraph.linking.targetgroups.swedish.patterns import swedish_patterns

_GENITIVE: frozenset[Form] = frozenset({("gen", "")})
_OTHER: frozenset[Form] = frozenset({("nom", "pl")})
_SHORTEST = 3
"""Letters that each part of a compound has at least."""


@lru_cache(maxsize=CACHED_WORDS)
def swedish_word(surface: str) -> Word:
    """What that word may mean; `surface` in lower case."""
    known = swedish_patterns()
    lemma = base_form(surface)
    tails = tuple(_tails(surface))
    names = {lemma, surface}
    concepts = () if lemma in known.lists["never"] else tuple(_concepts(surface, lemma, tails, known))
    forms = _GENITIVE if _is_genitive(surface, lemma) else _OTHER
    verb = lemma.removesuffix(PARTICIPLE) in known.lists["verb"]
    every = frozenset({*names, lemma.removesuffix(PARTICIPLE), *(tail for _first, tail in tails)})
    return Word(
        lemmas=frozenset(names),
        tails=every,
        lemma_forms=frozenset((each, "") for each in names),
        tail_forms=frozenset((each, "") for each in every),
        forms=forms,
        hits=tuple(WordHit(concept, forms, False, rule) for concept, rule in dict.fromkeys(concepts)),
        role=next((known.roles[each] for each in (lemma, *(tail for _, tail in tails)) if each in known.roles), ""),
        fields=_fields(lemma, tails, known),
        tags=frozenset(tag for tag, listed in known.lists.items() if not listed.isdisjoint(names)),
        noun=not verb,
        finite=verb,
        only_finite=verb,
    )


def _tails(surface: str) -> Iterator[tuple[str, str]]:
    """What may be a compound's first part, and the base form of its last, the longest last parts first."""
    for cut in range(_SHORTEST, len(surface) - _SHORTEST):
        yield surface[:cut].rstrip("-"), base_form(surface[cut:])


def _concepts(
    surface: str, lemma: str, tails: tuple[tuple[str, str], ...], known: Patterns
) -> Iterator[tuple[str, str]]:
    whole = known.words.get(surface) or known.words.get(lemma) or known.heads.get(lemma)
    if whole:
        yield whole, "swedish-word"
        return
    for first, tail in tails:
        group = known.prefixes.get(first)
        concept = known.heads.get(tail) or (known.words.get(tail) if group else None)
        if concept:
            joins = known.kinds[concept] in {"person", "relation"} or concept == "entrepreneurs"
            if group and group != concept and joins:
                yield group, "swedish-compound"
            yield concept, "swedish-compound"
            return


def _fields(lemma: str, tails: tuple[tuple[str, str], ...], known: Patterns) -> tuple[str, ...]:
    names = (lemma, *(tail for _first, tail in tails))
    return next((tuple(known.field_words[each]) for each in names if each in known.field_words), ())


def _is_genitive(surface: str, lemma: str) -> bool:
    """`kommunens`, `företagares`: without its last letter it is another form of the same word."""
    return surface.endswith(("nas", "ens", "ets")) or (
        surface.endswith("s") and not lemma.endswith("s") and base_form(surface[:-1]) == lemma
    )
