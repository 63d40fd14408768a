"""The tokens of a query are its text, and the screen reads them as the engine does, whatever is to hide there."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from esrgraph.errors import ForbiddenQuery, InputError, QueryError
from esrgraph.sparql import is_steady, run, screen
from esrgraph.sparql.catalogue import catalogue, parse_query
from esrgraph.sparql.run import reads_keyword
from esrgraph.sparql.tokens import expand_name, form, place, position, significant, tokens, variables
from esrgraph.stores.remote.confine import names_graphs

ALPHABET = "aA1.:_-%?$@<>'\"\\#/({[]})=&|^*,; \t\r\nä\u00b7\u0301\u2003\U0001f600"


@given(st.text(ALPHABET) | st.text())
def test_tokens_joined_are_the_text(text: str) -> None:
    read = list(tokens(text))
    assert "".join(token.text for token in read) == text
    assert [token.start for token in read] == [0, *(token.end for token in read)][: len(read)]
    assert all(token.text for token in read)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("SELECT?x", "word:SELECT variable:?x"),
        ("10AS 1.5e-3FROM 7. .5", "number:10 word:AS number:1.5e-3 word:FROM number:7 other:. number:.5"),
        ("x:a.b. y-z:", "name:x:a.b other:. name:y-z:"),
        (":a..b\\'c _:n.1 x:%41·é", "name::a..b\\'c name:_:n.1 name:x:%41·é"),
        ("<a\\u0027'#b>", "iri:<a\\u0027'#b>"),
        ("?a<?b ?c> ?d", "variable:?a other:< variable:?b variable:?c other:> variable:?d"),
        ("'a'@fi-FI'''b'c'''", "string:'a' language:@fi-FI string:'''b'c'''"),
        ('"a\\"#"#"', 'string:"a\\"#"'),
        ("'a\nSERVICE", "unclosed:'a\nSERVICE"),
        ("a#'\rb", "word:a word:b"),
        ("{([)}", "open:{ open:( open:[ close:) close:}"),
    ],
)
def test_each_token_is_of_its_kind(text: str, read: str) -> None:
    assert " ".join(f"{token.kind}:{token.text}" for token in significant(text)) == read


def test_what_queries_are_asked_about() -> None:
    text = "PREFIX no: <x:y> # ?no\nselect ?a ($b AS ?c) { '?no' <?no> ?d no:select }"
    assert variables(text) == {"a", "b", "c", "d"}
    assert form(text) == "SELECT"
    assert form("PREFIX ask: <x:y> # ASK") is None
    assert expand_name("ex:a", {"ex": "http://e/"}) == "<http://e/a>"
    assert expand_name("ex:a:b", {"ex": "http://e/"}) == "<http://e/a:b>"
    assert expand_name("other:a", {"ex": "http://e/"}) == "other:a"
    assert expand_name("ex", {"ex": "http://e/"}) == "ex"


@pytest.mark.parametrize(("offset", "line", "column"), [(0, 1, 1), (2, 1, 3), (3, 2, 1), (4, 3, 1), (5, 3, 2)])
def test_a_place_is_counted_from_one(offset: int, line: int, column: int) -> None:
    assert position("ab\n\ncd", offset) == (line, column)
    assert place("ab\n\ncd", offset) == f"{line}:{column}"


# What hides a keyword from who reads otherwise than the engine. Port 9 is none that it connects to.


ELSEWHERE = "http://127.0.0.1:9/"
HIDDEN = [
    "SELECT * {{ ?s ?p 10SERVICE <{}> {{}} }}",
    "SELECT * {{ ?s ?p 1e5SERVICE <{}> {{}} }}",
    "SELECT * {{ ?s ?p trueSERVICE <{}> {{}} }}",
    "PREFIX : <{}> SELECT * {{ SERVICE:y {{}} }}",
    "PREFIX : <{}> SELECT * {{ SERVICE:·\\'{{}} }}",
    "PREFIX : <{}> PREFIX SERVICE: <x:> SELECT * {{ SERVICE:y # ' \n {{}} }}",
    "PREFIX x: <{}> SELECT * {{ ?s ?p falseservicesilentx:y {{}} }}",
    "SELECT * {{ ?s ?p <x:\\u0061'> . SERVICE <{}#'> {{}} }}",
    "PREFIX x: <x:> SELECT * {{ ?s ?p x:a·\\' . SERVICE <{}#'> {{}} }}",
    "PREFIX x: <x:> SELECT * {{ ?s ?p x:a\u0301\\' . SERVICE <{}#'> {{}} }}",
    "PREFIX x: <x:> SELECT * {{ ?s ?p x:a..\\' . SERVICE <{}#'> {{}} }}",
    "PREFIX x: <x:> SELECT * {{ ?s ?p x:a..\\'.SERVICE <{}> {{}} }}",
    "PREFIX x: <x:> PREFIX : <{}> SELECT * {{ ?s ?p x:a.b.SERVICE:y {{}} }}",
    "SELECT * {{ FILTER(1<2&&'a>#'='b') SERVICE <{}> {{}} }}",
    "SELECT * {{ FILTER(1<2&&'a>'='#') SERVICE <{}#'> {{}} }}",
    "PREFIX b: <x:> SELECT * {{ FILTER(1<b:c#>'''\n) SERVICE <{}#'''> {{}} }}",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_no_service_hides(text: str) -> None:
    query = text.format(ELSEWHERE)
    assert reads_keyword(query, "SERVICE"), "the engine would ask"
    with pytest.raises(
        QueryError, match=r"a.rq:\d+:\d+: (SERVICE is refused|the < here|this is not a valid SPARQL query)"
    ):
        run(Store(), parse_query(query, "a.rq"), {})


def test_the_engine_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the screen may overlook."""
    monkeypatch.setitem(run.__globals__, "screen", lambda *_: None)
    for text in HIDDEN:
        with pytest.raises(QueryError, match="this is not a valid SPARQL query"):
            run(Store(), parse_query(text.format(ELSEWHERE), "a.rq"), {})
    run(Store(), parse_query("SELECT * { ?service <x:service> 'SERVICE' } # service", "a.rq"), {})


OBJECTS = """
    ?o x:y x: : x:a·b x:a·\\' x:..\\' x:a..\\' x:a.b.c SERVICE:y _:b 1 .5 1e0 1. true 'a' 'a'@fi '' '''b'c''' <x:y>
    <x:#> <x:\\u0041'> <x:'> <x:#'> (1<x:y>)
""".split()
CONDITIONS = ["1<2", "1<2&&'a>'='b'", "1<2&&'a>#'='b'", "'>'='<'", "1<x:c#>'''\n", "?s<?p"]
PATTERNS = [
    *(f"?s ?p {value}" for value in OBJECTS),
    *(f"FILTER({condition})" for condition in CONDITIONS),
    *("", "VALUES ?v {'a'<x:#'>}", "OPTIONAL{?s ?p 1}", "?service x:service 'SERVICE'"),
]
ASKING = [f"SERVICE<{ELSEWHERE}>{{}}", "SERVICE:y{}", "service SILENT x:y {}", "SERVICEx:y#\n{}", "SERVICE:·\\'{}", ""]
BETWEEN = ["", " ", ".", " . ", "\n", "#'\n", "#'''\n"]


@settings(max_examples=1500)
@given(st.tuples(*map(st.sampled_from, (PATTERNS, BETWEEN, PATTERNS, BETWEEN, ASKING, BETWEEN))))
def test_what_runs_asks_nobody(pieces: tuple[str, ...]) -> None:
    """A third of these would. Which words are keywords, the engine itself is asked."""
    text = f"PREFIX : <{ELSEWHERE}> PREFIX x: <x:> PREFIX SERVICE: <x:> SELECT * {{ {''.join(pieces)}\n}}"
    with suppress(InputError):
        run(Store(), parse_query(text, "a.rq"), {})
        assert not reads_keyword(text, "SERVICE")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SELECT * FROM <x:g> { ?s ?p ?o }", True),
        ("PREFIX x: <x:> SELECT *FROMx:g{ ?s ?p ?o }", True),
        ("SELECT * FROMNAMED<x:g>{ ?s ?p ?o }", True),
        ("SELECT (1<2&&'a>#'='b' AS ?x)FROM<x:g> { ?s ?p ?o }", True),
        ("PREFIX from: <x:> SELECT * { ?from from:x 'FROM' } # FROM", False),
        ("ASK { <id/project> ?p ?o }", False),
    ],
)
def test_graphs_that_a_query_names_are_seen(text: str, named: bool) -> None:
    assert names_graphs(text, "http://e/") is named


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o FILTER(?o<5&&?o>3) FILTER(?o<?p&&'a'='b') }",
        "SELECT * { ?s ?p ?o FILTER(?p = <http://e/#p> || ?p IN (<x:#a>, <x:#b>)) }",
        "SELECT * { VALUES (?a ?b) { (<http://e/it's#a> <http://e/#b>) ('c' <http://e/#d>) } }",
        "SELECT * { ?s <x:#a>/(<x:#b>|^<x:#c>) <#d> . <#e> <#f> 'g' }",
        "SELECT * { ?s ?p ?o FILTER(?o < 2 && 'a>#' = 'b') }",
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p <x:(a> }",
    ],
)
def test_what_can_be_read_in_one_way_passes(text: str) -> None:
    run(Store(), parse_query(text, "a.rq"), {}, base="http://e/")


def test_what_can_be_read_in_two_ways_is_told() -> None:
    with pytest.raises(QueryError, match=r"a\.rq:2:10: the < here could be an operator or begin an IRI; put a space"):
        screen("SELECT * {\nFILTER(?o<2&&'a>'='b') }", "a.rq")


@pytest.mark.parametrize(
    "text",
    [
        f"ASK {{ FILTER(1<{'(' * 101}2>1) }}",
        f"ASK {{ FILTER({'1<((((((((((2>(' * 11}) }}",
        f"ASK {{ ?s ?p x:a·\\' FILTER({'(' * 101}) }} #'",
        f"ASK {{ ?s ?p <x:\\u0061'> FILTER({'(' * 101}) }} #'",
    ],
)
def test_no_bracket_hides(text: str) -> None:
    with pytest.raises(QueryError, match="more than 100 brackets"):
        screen(text, "a.rq")


@pytest.mark.parametrize("word", ["NOW()", "rand()", "UUID()", "STRUUID()"])
@pytest.mark.parametrize("text", ["ASK {{ FILTER({}>1) }}", "SELECT * {{}} ORDER BY{}", "ASK {{ FILTER(1IN({})) }}"])
def test_answers_that_change_are_known(text: str, word: str) -> None:
    assert not is_steady(text.format(word))


def test_answers_that_do_not_change_are_known() -> None:
    assert is_steady("PREFIX now: <x:> SELECT ?rand { ?rand now:uuid 'NOW()' } # RAND()")
    steady = [query.name for query in catalogue() if is_steady(query.text)]
    assert len(steady) == len(catalogue())


@pytest.mark.parametrize("piece", ["\\'", "'''\\''", "e-", "1e", "x:a..", "<\\u0041", "(1<", "-·", "'a", "#"])
def test_no_text_keeps_the_tokens_busy(piece: str) -> None:
    """They are read before anything is known of a text, also of one that cannot be a query."""
    text = f"NOW {piece * (99_000 // len(piece))}"
    assert sum(len(token.text) for token in tokens(text)) == len(text)


def test_service_is_refused_as_forbidden() -> None:
    for text in HIDDEN[:3]:
        with pytest.raises(ForbiddenQuery, match="SERVICE is refused: a query may not ask other servers"):
            screen(text.format(ELSEWHERE), "a.rq")
    with pytest.raises(ForbiddenQuery, match="CLEAR is refused: a release is only read, never updated"):
        screen("CLEAR ALL", "a.rq")
