"""What only looks things up is answered as the engine answers it, from few triples; all else is left to the engine."""

import random
from collections.abc import Iterator

import orjson
import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, Store

from esrgraph.rdf.store import open_read_only
from esrgraph.release.folder import DataFolder
from esrgraph.sparql.look_up import look_up

PREFIXES = "PREFIX : <x:> PREFIX dct: <http://purl.org/dc/terms/>\n"
SMALL = [
    ("x:a", "x:code", Literal("1")),
    ("x:a", "x:name", Literal("Lahti", language="fi")),
    ("x:a", "x:name", Literal("Lahtis", language="sv")),
    ("x:a", "x:at", NamedNode("x:b")),
    ("x:a", "x:at", NamedNode("x:c")),
    ("x:a", "x:euros", Literal(5)),
    ("x:a", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", NamedNode("x:Thing")),
    ("x:b", "x:name", Literal('Two\n"lines" \\ \u2028\x01')),
    ("x:b", "x:at", NamedNode("x:b")),
    ("x:c", "x:name", Literal("Lahti", language="fi")),
    ("x:c", "x:at", NamedNode("x:a")),
]
LOOK_UPS = [
    "ASK {}",
    "SELECT * {}",
    "ASK { <x:a> a :Thing }",
    "ask where { <x:a> a :Other }",
    'SELECT ?p WHERE { ?p :code "1" }',
    "SELECT ?p ?missing { ?p :code '1' ; }",
    'SELECT * { ?p :code "1" ; :name ?name , ?other . }',
    "SELECT * { <x:a> ?p ?o }",
    "SELECT?o{<x:a>:at?o.?o:name?n}",
    "SELECT ?o { ?o :name ?n . <x:a> :at ?o }",
    "SELECT DISTINCT ?n { <x:a> :at/**/ ?o . ?o :name ?n }".replace("/**/", ""),
    'SELECT * { ?p :name "Lahti"@FI OPTIONAL { ?p :code ?code } OPTIONAL { ?p :at ?to . ?to :name ?name } }',
    'SELECT * { ?p :name "Lahti"@fi OPTIONAL { ?p :no ?code . ?p :name ?name } }',
    'SELECT * { ?p a :Thing ; :name "Lahti"@fi , "Lahtis"@sv }',
    "SELECT * { <x:b> :at ?same . ?same :at ?same }",
    "SELECT * { <x:a> ?p ?p }",
    "SELECT * { <x:a> :at ?x . ?y :at ?x }",
    "SELECT * { <x:a> :at ?x . <x:b> :at ?y }",
    "SELECT * { <x:a> :name ?n . ?n :at ?o }",
    "SELECT * { <x:a> :name ?n . ?p ?n ?o . <x:a> :at ?p }",
    'SELECT ?p { ?p :code "1" } LIMIT 0',
    "ASK {} LIMIT 0",
    "ASK { <x:a> a :Thing } LIMIT 1",
    "PREFIX : <x:c> SELECT ?p { :ode ?p ?x ; ?p ?x OPTIONAL { } }",
]
OTHERS = [
    "SELECT * { ?s ?p ?o } LIMIT 1",
    "SELECT * { ?s :name ?n }",
    "SELECT * { ?s ?p 'Lahti'@fi }",
    "SELECT (1 AS ?one) {}",
    "SELECT * { <x:a> :at+ ?o }",
    "SELECT * { <x:a> ^:at ?o }",
    "SELECT * { <x:a> :euros 5 }",
    "SELECT * { <x:a> :euros ?e FILTER(?e > 4) }",
    "SELECT * { { <x:a> :at ?o } UNION { <x:b> :at ?o } }",
    "SELECT * { GRAPH <x:g> { <x:a> :at ?o } }",
    "SELECT * FROM <x:g> { <x:a> :at ?o }",
    "SELECT * { <a> :at ?o }",
    "BASE <x:> SELECT * { <a> :at ?o }",
    "SELECT * { <x:a> :at ?o } # a comment",
    "SELECT * { <x:a> :at ?o } ORDER BY ?o",
    "SELECT * { <x:a> :at [] }",
    "SELECT * { <x:a> :name '''Lahti''' }",
    'SELECT * { <x:a> :name "La\\u0068ti" }',
    "SELECT * { <x:a> :at ?o OPTIONAL { ?o :at ?x } OPTIONAL { ?x :at ?y } }",
    "SELECT * { <x:a> :at ?o OPTIONAL { ?o :code ?x } ?o :at ?x }",
    "CONSTRUCT { <x:a> :at ?o } WHERE { <x:a> :at ?o }",
    "DESCRIBE <x:a>",
]
WRONG = [
    "",
    "SELECT",
    "SELECT ?x",
    "SELECT ?x ?x { <x:a> :at ?x }",
    "SELECT ?x { <x:a> unknown:at ?x }",
    "SELECT ?x { <x:a> :at ?x",
    "SELECT ?x { <x:a> :at ?x } }",
    "SELECT ?x { <x:a> :at ?x . . }",
    "SELECT ?x { <x:a> :at ?x ?y }",
    "SELECT ?x { <x:a> :at ?x <x:a> :at ?y }",
    "SELECT ?x { <x:a> A ?x }",
    "SELECT ?x { <x:a> 'at' ?x }",
    "SELECT ?x { <x:a> ax:at ?x }",
    "SELECT ?x { <x:a> :at.x:y ?x ?z ?x }",
    "PREFIX x: <not an iri> SELECT ?x { <x:a> :at ?x }",
    "PREFIX unused: <relative> PREFIX other: <//> SELECT ?x { <x:a> :at ?x }",
    'SELECT ?x { ?x :name "Lahti"@f_i }',
    'SELECT * { <x:no> ?p ?o OPTIONAL { ?o ?q "x"@abcdefghijkl } }',
    "PREFIX a: <http://a:8> SELECT * { <x:no> ?p ?o OPTIONAL { ?o ?q a:x } }",
    "SELECT *\f{}",
    "ASK\vWHERE{}",
]


@pytest.fixture(scope="module")
def small() -> Store:
    store = Store()
    for subject, property_, value in SMALL:
        store.add(Quad(NamedNode(subject), NamedNode(property_), value))
    store.add(Quad(NamedNode("x:a"), NamedNode("x:at"), NamedNode("x:elsewhere"), NamedNode("x:g")))
    return store


@pytest.fixture(scope="module")
def store(data: DataFolder) -> Store:
    return open_read_only(data.current().store)


def in_order(answer: bytes) -> object:
    read = orjson.loads(answer)
    return read if "boolean" in read else (read["head"], sorted(map(orjson.dumps, read["results"]["bindings"])))


def sizes(answer: bytes) -> object:
    read = orjson.loads(answer)
    return read if "boolean" in read else (read["head"], len(read["results"]["bindings"]))


def engine(store: Store, text: str) -> bytes:
    answer = store.query(text).serialize(format=QueryResultsFormat.JSON)  # type: ignore[union-attr, arg-type]
    assert answer is not None
    return answer


@pytest.mark.parametrize("text", LOOK_UPS)
def test_a_look_up_has_the_answer_of_the_engine(small: Store, text: str) -> None:
    answer = look_up(PREFIXES + text, small)
    assert answer is not None
    assert in_order(answer) == in_order(engine(small, PREFIXES + text))


def test_one_row_is_written_byte_for_byte_as_the_engine_writes_it(small: Store) -> None:
    for name in ("name", "euros", "code"):
        text = f'SELECT * {{ ?p <x:code> "1" ; <x:{name}> ?o ; <x:at> <x:b> . <x:b> <x:name> ?text }} LIMIT 1'
        assert look_up(text, small) == engine(small, text)
    assert look_up("ASK { }", small) == engine(small, "ASK { }")


@pytest.mark.parametrize("text", OTHERS)
def test_other_queries_are_left_to_the_engine(small: Store, text: str) -> None:
    assert look_up(PREFIXES + text, small) is None


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_query_is_left_to_the_engine(small: Store, text: str) -> None:
    with pytest.raises(SyntaxError):
        small.query(PREFIXES + text)
    assert look_up(PREFIXES + text, small) is None


class Counting:
    """A graph that counts the triples that are read of it, and how often any are looked for."""

    def __init__(self, store: Store) -> None:
        self.store, self.read = store, 0

    def quads_for_pattern(self, *pattern: object) -> Iterator[Quad]:
        self.read += 1
        for quad in self.store.quads_for_pattern(*pattern):  # type: ignore[arg-type]
            self.read += 1
            yield quad


def test_no_more_than_a_few_triples_are_read() -> None:
    store = Store()
    for number in range(500):
        for subject in ("x:a", f"x:{number % 20}"):
            store.add(Quad(NamedNode(subject), NamedNode("x:at"), NamedNode(f"x:{number}")))
    for text in (
        "SELECT * { <x:a> <x:at> ?o }",
        "SELECT * { ?s <x:at> <x:3> . ?s <x:at> ?o . ?t <x:at> ?o }",
        "SELECT * { <x:1> <x:at> ?a . <x:1> <x:at> ?b . <x:1> <x:at> ?c OPTIONAL { <x:1> <x:no> ?d } }",
        "ASK { <x:1> <x:at> ?a , ?b , ?c . <x:1> <x:no> ?d }",
    ):
        graph = Counting(store)
        assert look_up(text, graph) is None  # type: ignore[arg-type]
        assert graph.read <= 101
    assert look_up("SELECT * { <x:1> <x:at> ?o }", store)


def test_what_is_looked_for_and_not_there_counts_too(small: Store) -> None:
    nothing = [f"OPTIONAL {{ ?o :no{number} ?n{number} }}" for number in range(15)]
    graph = Counting(small)
    text = f"{PREFIXES} SELECT * {{ <x:a> ?p ?o . ?s :name 'Lahti'@fi {' '.join(nothing)} }}"
    assert look_up(text, graph) is None  # type: ignore[arg-type]
    assert graph.read <= 101


def test_many_patterns_are_left_to_the_engine(small: Store) -> None:
    texts = [f"SELECT * {{ {'<x:a> <x:code> ?o . ' * number} }}" for number in (16, 17)]
    assert [look_up(text, small) is None for text in texts] == [False, True]


def trees(store: Store, dice: random.Random) -> Iterator[str]:
    """Look-ups of what there is: from a thing by some of its triples, and from what it names by some of its."""
    quads = list(store.quads_for_pattern(None, None, None))
    while True:
        first = dice.choice(quads)
        parts, names = [], ["s"]
        start = str(first.subject) if dice.random() < 0.4 else "?s"
        parts.append(f"{start} {first.predicate} {first.object}" if start == "?s" else f"{start} ?p0 ?s")
        for number in range(dice.randrange(4)):
            other = dice.choice(quads)
            triple = f"?{dice.choice(names)} {other.predicate} ?v{number}"
            if dice.random() < 0.4:
                triple = f"OPTIONAL {{ {triple} }}"
            elif dice.random() < 0.2:
                triple = f"?{dice.choice(names)} a ?v{number}"
            else:
                names.append(f"v{number}")
            parts.append(triple)
        required = [part for part in parts if not part.startswith("OPTIONAL")]
        dice.shuffle(required)
        body = " . ".join(required) + " " + " ".join(part for part in parts if part.startswith("OPTIONAL"))
        yield f"SELECT {dice.choice(['*', '?s', 'DISTINCT ?s', '?v0 ?s ?v1'])} {{ {body} }}"


def test_look_ups_in_a_release_are_answered_as_by_the_engine(store: Store) -> None:
    answered = 0
    for text, _ in zip(trees(store, random.Random(21)), range(800), strict=False):
        answer = look_up(text, store)
        if answer is not None:
            answered += len(orjson.loads(answer).get("results", {}).get("bindings", ())) > 0
            assert in_order(answer) == in_order(engine(store, text)), text
    assert answered > 200


def test_a_text_with_something_wrong_has_no_answer_but_that_of_the_engine(small: Store) -> None:
    dice = random.Random(8)
    pieces = ["?s", "a", ":at", "<x:a>", '"1"', "'1'", "@fi", ".", ";", ",", "{", "}", "OPTIONAL", "LIMIT 1", ":", "x"]
    pieces += [
        "SELECT",
        "*",
        "WHERE",
        "PREFIX",
        " ",
        "\n",
        "#",
        "<",
        ">",
        '"',
        "\\",
        "_:b",
        "[]",
        "^",
        "1",
        "FILTER(1)",
    ]
    same = 0
    for _ in range(8000):
        text = PREFIXES + dice.choice(LOOK_UPS)
        for _ in range(dice.choice([1, 1, 2, 3])):
            at = dice.randrange(len(PREFIXES) - 6, len(text) + 1)
            end = at + dice.choice([0, 0, 1, 1, 3])
            text = text[:at] + dice.choice(["", *pieces]) + text[end:]
        answer = look_up(text, small)
        if answer is not None:
            same += 1
            cut = "LIMIT" in text.upper()  # any of the rows may be those that are left
            assert (sizes if cut else in_order)(answer) == (sizes if cut else in_order)(engine(small, text)), text
    assert same > 500
