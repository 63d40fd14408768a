"""What a query may not do is said with file, line and column before the text reaches the engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from esrgraph.errors import InputError
from esrgraph.sparql import run, screen
from esrgraph.sparql.catalogue import parse_query
from esrgraph.sparql.guard import MOST_CHARACTERS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {\n SERVICE <http://localhost:1/> {} }", "mine.rq:2:2: SERVICE is refused"),
        ("SELECT * { service silent ?x {} }", "mine.rq:1:12: SERVICE is refused"),
        ("SELECT * { FILTER(1<2)SERVICE<http://localhost:1/>{} }", "SERVICE is refused"),
        ("SELECT * { ?a a:b\\'c ?d . SERVICE <x:y> {} FILTER('a') }", "SERVICE is refused"),
        ('SELECT * { FILTER("""a"b""" = "#") SERVICE <x:y> {} }', "SERVICE is refused"),
        ("SELECT * { # '\n SERVICE <x:y> {} }", "SERVICE is refused"),
        ("SELECT * { ?a <x:#'> ?b . SERVICE <x:y> {} }", "SERVICE is refused"),
        ("PREFIX a: <b:c>\nINSERT DATA { a:a a:b a:c }", "mine.rq:2:1: INSERT is refused"),
        ("# SELECT\nLOAD <http://localhost:1/>", "mine.rq:2:1: LOAD is refused"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE is refused"),
        ("SELECT * " + "{" * 101 + "}" * 101, "more than 100 brackets"),
        ("SELECT * {} #" + "x" * 100_000, "longer than"),
        ("SELECT * {\n ?s ?p 'a\n' }", "mine.rq:2:8: the string that begins here does not end"),
        (
            "SELECT ?x {\n  ?x ?y\n}",
            "mine.rq:2:3: this is not a valid SPARQL query; it cannot be read from here on: '?x ?y'",
        ),
        (
            "SELECT ?x { ?x foo:bar ?y }",
            "mine.rq:1:16: this is not a valid SPARQL query: the prefix foo: is not declared",
        ),
        ("", "mine.rq:1:1: this is not a valid SPARQL query"),
    ],
)
def test_what_cannot_run_is_told_with_file_line_and_column(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        run(Store(), parse_query(text, "mine.rq"), {})
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?service ?insert 'SERVICE' } # SERVICE",
        'PREFIX service: <http://a/SERVICE> SELECT * { service:SERVICE ?p """x" SERVICE <a:b> {}""" }',
        "PREFIX long-name: <a:b> SELECT * { ?s long-name:it\\'s ?o } # SERVICE '",
        "PREFIX : <a:b> SELECT * { :SERVICE :load $delete, 'it\\'s SERVICE'@sv-service }",
        "SELECT * { ?s ?p ?o FILTER(STR(?o) = 'INSERT') }",
    ],
)
def test_a_word_in_a_string_a_name_or_a_comment_is_no_matter(text: str) -> None:
    screen(text, "mine.rq")
    run(Store(), parse_query(text, "mine.rq"), {})


@pytest.mark.parametrize("piece", ["a.", "a-", "<a", "'a", '"""', "a:", ":a.", "\\'", "?a", "@a-", "#", "%41"])
def test_no_text_keeps_the_screen_busy(piece: str) -> None:
    """Each token is bounded or read once: a text of any kind is done in the time of its length."""
    with pytest.raises(InputError):
        screen(piece * (99_000 // len(piece)) + "\nSERVICE '\n SERVICE " + "{" * 101, "mine.rq")


def test_a_query_may_be_as_long_as_the_limit_and_no_longer() -> None:
    screen("ASK {} #".ljust(MOST_CHARACTERS, "x"), "mine.rq")
    with pytest.raises(InputError, match="the query is longer than 100000 characters"):
        screen("ASK {} #".ljust(MOST_CHARACTERS + 1, "x"), "mine.rq")


PIECES = (
    *("SELECT * {", "}", "(", ")", "[", "<x:y>", "<http://e/#p>", "<x:#'>", "(<'", "'a'", '"""b"""', "'", '"', "\\"),
    *("# it's\n", "\n", " ", "?s", "SERVICE", "insert", "WITH", "a:b", "1e5", "<", ">", "//", "{" * 99, "ſ", "é"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_a_glance_refuses_what_the_tokens_do(pieces: list[str]) -> None:
    text = " ".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        told = _refusal(text)
        patch.setitem(screen.__globals__, "_is_plain", lambda _: False)
        assert told == _refusal(text)


def _refusal(text: str) -> str | None:
    try:
        screen(text, "mine.rq")
    except InputError as error:
        return str(error)
    return None
