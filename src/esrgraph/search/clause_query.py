"""What is looked for to the query that the index is asked, and to what puts a thing first for its own name."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import tantivy
from tantivy import Occur

from esrgraph.search.analysis import form_of
from esrgraph.search.index_schema import GROUPS, facet_field, schema, terms_field, words_field
from esrgraph.search.model import NamedValue
from esrgraph.search.name_keys import asked_keys, written_keys
from esrgraph.search.query_parser import SearchClause

_AS_WRITTEN = 0.5
"""What a word adds that stands as it was typed, for each part of what it counts in any form."""
_NAMED = 1.0
"""What it counts to be linked with what is named."""
STEP = 1000.0
"""More than words can count: scores from here on tell in how many steps a thing's name is what was asked for."""
_WRITTEN, _BASE, _BEGUN = 400, 200, 100
"""Steps of a name that is asked for as it is written, in another form, and that begins so."""
FIRST = (
    "municipality",
    "region",
    "sub-region",
    "target-group",
    "priority-axis",
    "specific-objective",
    "authority",
    "organisation",
    "project",
)
"""Kinds of things, those first that are meant by a name that several have."""


def clause_query(clause: SearchClause) -> tantivy.Query:
    """What has a word, phrase or name; words in names count most."""
    alternatives = [query for group, weight in GROUPS.items() for query in _in_group(clause, group, weight)]
    if clause.words:
        alternatives.append(all_of([clause_query(each) for each in clause.words]))
    alternatives += [_project_with(each) for each in clause.named]
    return any_of(alternatives)


def naming_queries(text: str, clauses: tuple[SearchClause, ...]) -> list[tantivy.Query]:
    """What adds steps to the things whose name is asked for; `text` is what was typed."""
    content = " ".join(clause.corrected[0] if clause.corrected else clause.text for clause in clauses)
    asked = (text, content)
    written = {key for each in asked for key in written_keys(each)}
    base = {key for each in asked for key in asked_keys(each)}
    steps = [
        (_keys("written_name", written), _WRITTEN),
        (any_of([_keys("written_name", base), _keys("base_name", base)]), _BASE),
    ]
    if len(clauses) == 1 and clauses[0].beginning:
        steps.append(
            (any_of([begins("written_name", key) for key in sorted({*written, clauses[0].beginning})]), _BEGUN)
        )
    return [_stepped(query, step) for query, step in steps]


def of_kinds(kinds: Iterable[str]) -> tantivy.Query:
    """Things of some kinds; a set of terms would be gone through whole, however few are asked for."""
    return any_of([tantivy.Query.term_query(schema(), facet_field("kind"), kind, "basic") for kind in kinds])


def begins(field: str, beginning: str) -> tantivy.Query:
    """What has a term that begins so."""
    return tantivy.Query.fuzzy_term_query(schema(), field, beginning, distance=0, prefix=True)


def any_of(queries: list[tantivy.Query]) -> tantivy.Query:
    """What any of the queries finds."""
    return tantivy.Query.boolean_query([(Occur.Should, query) for query in queries])


def all_of(queries: list[tantivy.Query]) -> tantivy.Query:
    """What all of the queries find; everything where there is none."""
    if not queries:
        return tantivy.Query.all_query()
    return tantivy.Query.boolean_query([(Occur.Must, query) for query in queries])


def _in_group(clause: SearchClause, group: str, weight: float) -> Iterable[tantivy.Query]:
    words, terms = words_field(group), terms_field(group)
    for term in clause.terms:
        yield tantivy.Query.boost_query(tantivy.Query.term_query(schema(), terms, term, "freq"), weight)
    if clause.terms and clause.corrected is None:
        exact = tantivy.Query.term_query(schema(), words, form_of(clause.text), "freq")
        yield tantivy.Query.boost_query(exact, weight * _AS_WRITTEN)
    for phrase in clause.phrases:
        yield tantivy.Query.boost_query(_phrase(words, phrase), weight)
    if clause.beginning:
        yield tantivy.Query.const_score_query(begins(words, clause.beginning), weight)


def _phrase(field: str, forms: tuple[str, ...]) -> tantivy.Query:
    if len(forms) == 1:
        return tantivy.Query.term_query(schema(), field, forms[0], "freq")
    return tantivy.Query.phrase_query(schema(), field, list(forms))


def _project_with(value: NamedValue) -> tantivy.Query:
    has = tantivy.Query.term_query(schema(), facet_field(value.facet), value.value, "basic")
    return tantivy.Query.const_score_query(all_of([has, of_kinds(["project"])]), _NAMED)


def _keys(field: str, keys: Collection[str]) -> tantivy.Query:
    return any_of([tantivy.Query.term_query(schema(), field, key, "basic") for key in sorted(keys)])


def _stepped(query: tantivy.Query, steps: int) -> tantivy.Query:
    """What a query finds with so many steps, and one more for each kind that comes after its own."""
    kinds = [
        (Occur.Should, tantivy.Query.const_score_query(of_kinds([kind]), STEP * (len(FIRST) - place)))
        for place, kind in enumerate(FIRST)
    ]
    found = tantivy.Query.const_score_query(query, STEP * steps)
    return tantivy.Query.boolean_query([(Occur.Must, found), *kinds])
