"""The query catalogue: every question has an answer, values are bound and never pasted, what is wrong is said."""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO, StringIO
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, QueryTriples, RdfFormat, Store, parse

from conftest import EXAMPLES, ROOT
from esrgraph.cli import main
from esrgraph.errors import InputError
from esrgraph.language import LANGUAGES
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only
from esrgraph.rdf.vocabulary import Esr, Skos
from esrgraph.release.folder import DataFolder
from esrgraph.sparql import bind, run
from esrgraph.sparql.catalogue import (
    QueryFile,
    View,
    by_topic,
    catalogue,
    column_names,
    find_query,
    parse_query,
    read_query,
    topic_names,
)
from esrgraph.sparql.results import table, write_result
from esrgraph.sparql.tokens import variables

GOLDEN = Path(__file__).parent / "queries"
QUERIES = {query.name: query for query in catalogue()}
OTHER_VALUES = {
    "authority": "keski-suomi-ely-centre",
    "before": "2019-01-01",
    "code": "S39004",
    "euros": "1000000.5",
    "from": "2019-01-01",
    "fund": "EAKR",
    "group": "parents",
    "km": "5",
    "lang": "sv",
    "minimum": "6",
    "municipality": "398",
    "name": "etelä",
    "objective": "6.1",
    "period": "2007-2013",
    "organisation": "9900101-0",
    "region": "07",
    "score": "4",
    "until": "2018-08-31",
    "year": "2016",
    "words": "kylä",
}
"""For each parameter, by its name, a value that gives another answer than the default."""


@pytest.fixture(scope="module")
def data(data: DataFolder) -> Path:
    return data.path


@pytest.fixture(scope="module")
def store(data: Path) -> Store:
    return open_read_only(DataFolder(data).current().store)


def answered(store: Store, query: QueryFile, form: str | None = None, **values: str) -> str:
    output = BytesIO()
    hidden = [parameter.name for parameter in query.parameters]
    write_result(run(store, query, bind(query, values, HERE)), output, form, HERE, hidden=hidden)
    return output.getvalue().decode()


def ask(data: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["query", *map(str, arguments), "--data", str(data)])


def pairs_of(store: Store, predicate: NamedNode) -> list[tuple[str, str]]:
    """The texts of subject and object of a predicate's triples."""
    quads = store.quads_for_pattern(None, predicate, None)
    return [(str(getattr(quad.subject, "value", "")), str(getattr(quad.object, "value", ""))) for quad in quads]


# The files


def test_the_catalogue_answers_at_least_twenty_questions() -> None:
    assert len(QUERIES) >= 20


@pytest.mark.parametrize("name", QUERIES)
def test_the_header_is_complete_in_three_languages(name: str) -> None:
    query = QUERIES[name]
    assert set(query.titles) == set(query.descriptions) == set(LANGUAGES)
    for parameter in query.parameters:
        assert set(parameter.labels) == set(LANGUAGES), parameter.name
        assert parameter.default is not None, parameter.name


def test_no_two_queries_share_a_title() -> None:
    for language in LANGUAGES:
        assert max(Counter(query.title(language) for query in QUERIES.values()).values()) == 1


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_gives_its_golden_answer(name: str, store: Store, request: pytest.FixtureRequest) -> None:
    triples = "CONSTRUCT" in QUERIES[name].text
    made = answered(store, QUERIES[name], None if triples else "csv").replace("\r\n", "\n")
    if triples:
        made = "".join(sorted(f"{quad.triple} .\n" for quad in parse(made.encode(), format=RdfFormat.TURTLE)))
    golden = GOLDEN / f"{name}.{'nt' if triples else 'csv'}"
    if request.config.getoption("--update-golden"):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")
    assert len(made.splitlines()) > 1, "the defaults have no answer in examples/"


def example(name: str, store: Store) -> str:
    """The beginning of the default answer, as the header of the query shows it."""
    output = BytesIO()
    query = QUERIES[name]
    hidden = [parameter.name for parameter in query.parameters]
    write_result(run(store, query, bind(query, {}, HERE)), output, None, HERE, hidden=hidden, width=112)
    lines = [line for line in output.getvalue().decode().splitlines() if line and not line.startswith("@prefix")]
    return "".join(f"{line[:112].rstrip()}\n" for line in lines[:5])


@pytest.mark.parametrize("name", QUERIES)
def test_the_header_shows_how_the_answer_begins(name: str, store: Store, request: pytest.FixtureRequest) -> None:
    query, shown = QUERIES[name], example(name, store)
    if request.config.getoption("--update-golden"):
        block = "".join(f"#   {line}\n" for line in shown.splitlines())
        header, prefix, body = re.sub(r"# example:\n(#   .*\n)*", "", query.text).partition("PREFIX ")
        path = ROOT / "sparql" / "queries" / query.source
        path.write_text(f"{header}# example:\n{block}{prefix}{body}", encoding="utf-8")
    else:
        assert query.example == shown


@pytest.mark.parametrize("name", [query.name for query in QUERIES.values() if query.view])
def test_a_view_shows_columns_of_the_answer(name: str, store: Store) -> None:
    query = QUERIES[name]
    solutions = run(store, query, bind(query, {}, HERE))
    assert query.view
    assert isinstance(solutions, QuerySolutions)
    assert set(query.view.columns) <= {variable.value for variable in solutions.variables}
    assert len(query.view.columns) >= (1 if query.view.kind == "map" else 3 if query.view.kind == "network" else 2)


def test_every_column_has_a_name_in_three_languages(store: Store) -> None:
    columns = set()
    for query in QUERIES.values():
        solutions = run(store, query, bind(query, {}, HERE))
        if isinstance(solutions, QuerySolutions):
            columns |= {variable.value for variable in solutions.variables} - {each.name for each in query.parameters}
    assert columns <= set(column_names())
    assert all(set(names) == set(LANGUAGES) for names in column_names().values())


def test_every_question_stands_under_its_topic() -> None:
    assert {query.name: query.topic for query in QUERIES.values() if query.topic not in topic_names()} == {}
    assert {query.topic for query in QUERIES.values()} == set(topic_names())
    assert all(set(names) == set(LANGUAGES) for names in topic_names().values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_of_a_topic_are_in_the_order_of_their_titles(language: str) -> None:
    topics = by_topic(catalogue(), language)
    assert list(topics) == list(topic_names())
    for members in topics.values():
        titles = [query.title(language) for query in members]
        assert titles == sorted(titles, key=str.casefold)


def words_of(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w+", text)}


@pytest.mark.parametrize("name", QUERIES)
def test_a_description_names_columns_as_the_table_does(name: str) -> None:
    """It names a column by `{variable}`, which becomes the heading; a variable itself is English, and a program's."""
    described = QUERIES[name].descriptions
    for language in ("fi", "sv"):
        own = words_of(names[language] for names in column_names().values()) | {"start", "organisations"}  # Swedish too
        assert not (words_of([described[language]]) - own) & set(column_names()), language
    assert not set(re.findall(r"\((\w+)\)|\b[a-z]+[A-Z]\w*", described["en"])) & {"", *column_names()}
    assert not any("{" in said for said in described.values())


def test_no_sum_is_lost_because_one_amount_is_missing() -> None:
    """SUM over what an OPTIONAL may leave open has no value: every such sum counts it as nothing."""
    for name, query in QUERIES.items():
        optional = set(re.findall(r"\?\w+", " ".join(re.findall(r"OPTIONAL \{([^{}]*)\}", query.text))))
        summed = re.findall(r"SUM\((\?\w+)\)", query.text)
        assert not optional & set(summed), name


def test_no_golden_answer_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(QUERIES)


@pytest.mark.parametrize("name", [name for name in QUERIES if "CONSTRUCT" not in QUERIES[name].text])
def test_the_order_of_the_rows_is_total(name: str, store: Store) -> None:
    """No two rows are equal in the columns that the query orders by, so the order cannot depend on the store."""
    query = QUERIES[name]
    order = sorted(variables(query.text[query.text.rindex("ORDER BY") :]))
    head, _, body = query.text.partition("WHERE")
    hidden = "".join(f" ?{each}" for each in order if each not in variables(head))
    query = replace(query, text=f"{head}{hidden} WHERE{body}")
    solutions = run(store, query, bind(query, {}, HERE))
    assert isinstance(solutions, QuerySolutions)
    keys = Counter(tuple(str(row[each]) for each in order) for row in solutions)
    assert keys.most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    ("name", "parameter"),
    [(query.name, parameter.name) for query in QUERIES.values() for parameter in query.parameters],
)
def test_every_parameter_makes_a_difference(name: str, parameter: str, store: Store) -> None:
    """The engine binds a variable outside a sub-query only, unless the sub-query has it among its own."""
    query = QUERIES[name]
    assert parameter in OTHER_VALUES, "give it another value than its default there"
    assert answered(store, query) != answered(store, query, **{parameter: OTHER_VALUES[parameter]})


PERIODS = ("2007-2013", "2014-2020", "2021-2027")
COUNTED = {"projects", "active", "starting", "ending", "listed", "withPage", "unlisted", "weight", "known"}
"""Columns that add up to the same number, whichever periods the projects are asked by."""


@pytest.mark.parametrize("name", [name for name in QUERIES if "?period" in QUERIES[name].text])
def test_the_answers_of_the_periods_are_the_answer_of_all_taken_apart(name: str, store: Store) -> None:
    def rows(**values: str) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(answered(store, QUERIES[name], "csv", **values))))

    whole, parts = rows(), [row for period in PERIODS for row in rows(period=period)]
    assert rows(period="") == whole
    assert "period" not in whole[0]
    if "project" in whole[0]:
        assert sorted(map(str, parts)) == sorted(map(str, whole))
    elif counted := COUNTED & whole[0].keys():
        for each in counted:
            assert sum(int(row[each]) for row in parts) == sum(int(row[each]) for row in whole)
    else:
        assert name == "municipalities-without-projects"
        names = [{row["name"] for row in rows(period=period)} for period in PERIODS]
        assert all({row["name"] for row in whole} <= each for each in names)
        assert sum(int(rows(period=period)[0]["asked"]) for period in PERIODS[:2]) == int(whole[0]["asked"])


@pytest.mark.parametrize("name", [name for name in QUERIES if "?lang" in QUERIES[name].text])
def test_labels_come_in_every_language(name: str, store: Store) -> None:
    assert len({answered(store, QUERIES[name], lang=language) for language in LANGUAGES}) > 1


@pytest.mark.parametrize("name", QUERIES)
def test_queries_ask_for_what_the_ontology_declares(name: str) -> None:
    ontology = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ontology").glob("*.ttl"))
    assert not [term for term in re.findall(r"\besr:\w+", QUERIES[name].text) if f"\n{term}\n" not in ontology]


@pytest.mark.parametrize(
    ("name", "by"), [("funding-by-authority", "responsibleAuthority"), ("funding-by-objective", "specificObjective")]
)
def test_an_unknown_amount_hides_no_other(name: str, by: str, store: Store) -> None:
    """SUM has no value at all where a project of the group has none: counted here again, project by project."""
    expected: defaultdict[str, int] = defaultdict(int)
    amounts = dict(pairs_of(store, Esr.grantedEuAndStateFunding))
    for project, group in pairs_of(store, NamedNode(Esr.NAMESPACE + by)):
        expected[group] += int(amounts.get(project, 0))
    rows = csv.DictReader(StringIO(answered(store, QUERIES[name], "csv")))
    assert {row[name.split("-")[-1]]: int(row["granted"]) for row in rows} == expected


def test_the_engine_counts_pairs_and_neighbours_as_python_does(store: Store) -> None:
    places: defaultdict[str, set[str]] = defaultdict(set)
    names = dict(pairs_of(store, Esr.businessId))
    for role in (Esr.applicant, Esr.coImplementer, Esr.supportTransferee):
        for project, organisation in pairs_of(store, role):
            places[organisation] |= {
                place for subject, place in pairs_of(store, Esr.municipality) if subject == project
            }
    own = next(iri for iri, number in names.items() if number == "9900103-7")
    near = {
        iri: str(len(places[own] & theirs)) for iri, theirs in places.items() if iri != own and places[own] & theirs
    }
    rows = csv.DictReader(StringIO(answered(store, QUERIES["organisations-near-organisation"], "csv")))
    assert {row["other"]: row["municipalities"] for row in rows} == near
    region = f"{HERE.base}id/region/12"
    inside = {place for place, within in pairs_of(store, Esr.withinRegion) if within == region}
    pairs = {
        frozenset(pair): str(shared)
        for pair in combinations(sorted(places), 2)
        if (shared := len(places[pair[0]] & places[pair[1]] & inside)) >= 3
    }
    rows = csv.DictReader(StringIO(answered(store, QUERIES["organisation-pairs"], "csv")))
    assert {frozenset((row["source"], row["target"])): row["weight"] for row in rows} == pairs


@pytest.mark.parametrize(("wider", "pairs"), [(198, 1), (199, 0)])
def test_the_200_organisations_in_most_municipalities_of_a_region_are_paired(wider: int, pairs: int) -> None:
    def of(kind: str, key: object) -> NamedNode:
        return NamedNode(f"{HERE.base}id/{kind}/{key}")

    store = Store()
    for place in range(2 * wider + 1):
        store.add(Quad(of("municipality", place), Esr.withinRegion, of("region", "12")))
    active = {f"wide-{number}": (2 * number, 2 * number + 1) for number in range(wider)}
    for key, places in (active | {"one": (2 * wider,), "other": (2 * wider,)}).items():
        store.add(Quad(of("organisation", key), Skos.prefLabel, Literal(key)))
        for place in places:
            store.add(Quad(of("organisation", key), Esr.activeIn, of("municipality", place)))
    rows = answered(store, QUERIES["organisation-pairs"], "csv", minimum="1").splitlines()[1:]
    assert len(rows) == pairs


# Headers


def test_a_file_without_a_header_has_no_parameters() -> None:
    query = parse_query("# a note\nSELECT * {}\n# parameter: a lang", "dir/mine.rq")
    assert (query.name, query.parameters, query.title("sv")) == ("mine", (), "mine")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("# parameter: a", "mine.rq:2: a parameter is declared as"),
        ('# parameter: a lang "fi', "mine.rq:2: a parameter is declared as"),
        ('# parameter: a lang "fi" language', "mine.rq:2: a parameter is declared as"),
        ("# parameter: a colour", "mine.rq:2: no parameter can be a 'colour'; there are string"),
        ("# parameter: a lang\n# parameter: a lang", "mine.rq:3: the parameter a is declared twice"),
    ],
)
def test_a_malformed_parameter_is_told_with_its_line(line: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        parse_query(f"# title@en: A\n{line}\nSELECT ?a {{}}", "mine.rq")


def test_a_header_may_say_how_to_show_the_answer() -> None:
    query = parse_query("# chart: bar ?name ?n\n# example:\n#   a  b\n#   1  2\n# end\nSELECT * {}", "a.rq")
    assert query.view == View("bar", ("name", "n"))
    assert query.example == "a  b\n1  2\n"
    assert parse_query("# map: ?place ?n\nSELECT * {}", "a.rq").view == View("map", ("place", "n"))
    for line in ("# chart: pie ?a ?b", "# map:", "# network: a b"):
        with pytest.raises(InputError, match=r"a\.rq:1: a view is declared as"):
            parse_query(f"{line}\nSELECT * {{}}", "a.rq")


def test_a_default_may_hold_quotes() -> None:
    assert parse_query(r'# parameter: a string "say \"x\" \\"', "a").parameters[0].default == 'say "x" \\'


# Commands


def test_queries_lists_names_titles_and_parameters() -> None:
    for language in LANGUAGES:
        shown = CliRunner().invoke(main, ["queries", "--lang", language]).stdout
        for query in QUERIES.values():
            assert re.search(rf"^{query.name} +{re.escape(query.titles[language])}$", shown, re.MULTILINE)
        assert re.search(r"-p words='polku nuor' ", shown)


def test_a_query_answers_in_every_format(data: Path) -> None:
    shown = {form: ask(data, "codes", "--format", form) for form in ("table", "csv", "tsv", "json", "xml")}
    assert {result.exit_code for result in shown.values()} == {0}
    assert shown["table"].stdout == ask(data, "codes").stdout
    rows = list(csv.DictReader(StringIO(shown["csv"].stdout)))
    assert len(rows) == len(json.loads(shown["json"].stdout)["results"]["bindings"])
    assert list(rows[0]) == ["code", "label", "schemeName", "concept"], "the parameters are no columns"
    assert shown["tsv"].stdout.startswith("?code\t?label\t?schemeName\t?concept\n")
    assert '<variable name="code"/>' in shown["xml"].stdout
    assert shown["xml"].stdout.count("<result>") == len(rows)


def test_triples_come_as_turtle(data: Path, tmp_path: Path) -> None:
    shown = ask(data, "project", "-p", "code=S39004")
    assert "project/S39004> a esr:Project" in shown.stdout
    assert ask(data, "project", "--format", "csv").exit_code == 2
    assert ask(data, "codes", "--format", "turtle").exit_code == 2
    (tmp_path / "d.rq").write_text("DESCRIBE <http://localhost:8000/id/region/12>")
    assert "skos:prefLabel" in ask(data, tmp_path / "d.rq").stdout


def test_a_file_of_ones_own_runs(data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_text("ASK { ?s ?p ?o }")
    assert ask(data, tmp_path / "a.rq").stdout == "yes\n"
    assert json.loads(ask(data, tmp_path / "a.rq", "--format", "json").stdout)["boolean"] is True
    (tmp_path / "s.rq").write_text('# parameter: n integer "4"\nSELECT ?n (?n * 2 AS ?double) {}')
    assert ask(data, tmp_path / "s.rq", "-p", "n=21").stdout == "double\n------\n    42\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "No query of the catalogue is called 'nothing'"),
        (["codes", "-p", "name"], "given as name=value"),
        (["codes", "-p", "colour=red"], "has no parameter colour; it has name, lang"),
        (["projects-of-municipality", "-p", "municipality=Joensu"], "as 167 (Joensuu)"),
        ([EXAMPLES / "S39006.pdf"], "is not text in UTF-8"),
    ],
)
def test_what_is_wrong_ends_with_2_and_is_told(data: Path, arguments: list[object], message: str) -> None:
    result = ask(data, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_files_are_found_by_name_or_path(tmp_path: Path) -> None:
    path = tmp_path / "codes.rq"
    path.write_text("SELECT * {}")
    assert find_query("codes").parameters
    assert find_query(str(path)) == read_query(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_query(tmp_path)


# Tables


def test_a_table_fits_the_terminal() -> None:
    lines = list(table(["name", "n"], [["x" * 50, "1234567"], ["a\N{COMBINING DIAERESIS}b", "5"]], [False, True], 30))
    assert max(map(len, lines[:3])) == 30
    assert lines[2].endswith("…  1234567")
    assert "".join(table(["name"], [["x" * 50]], [False], None)).endswith("x" * 50)


def test_a_table_shows_keys_and_prefixed_names_and_no_control_characters(store: Store) -> None:
    text = """PREFIX esr: <https://w3id.org/esrgraph/ontology#> SELECT ?a ?b ?c ?d ?e {
        VALUES (?a ?b ?c ?d) { (<http://localhost:8000/id/project/S39001#source> esr:code <x:y> "a\\nb\\u001B[1m") }
    }"""
    shown = answered(store, parse_query(text, "mine.rq"))
    assert re.split(r" {2,}", shown.splitlines()[2]) == ["S39001#source", "esr:code", "<x:y>", "a b [1m"]


def test_the_readme_shows_a_real_answer(data: Path) -> None:
    readme = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
    shown = re.search(r"\$ esrgraph query (organisation-pairs [^\n]*) --data data\n(.*?)```", readme, re.DOTALL)
    assert shown
    assert ask(data, *shown[1].split()).stdout == shown[2]


def test_the_whole_release_can_be_asked(store: Store) -> None:
    result = run(store, parse_query("CONSTRUCT WHERE { ?s a ?o }", "a.rq"), {})
    assert isinstance(result, QueryTriples)
