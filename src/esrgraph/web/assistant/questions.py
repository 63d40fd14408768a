"""The questions of the catalogue: which there are, what each takes, and their answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)
from starlette.concurrency import run_in_threadpool

from esrgraph.search.analysis import fold_diacritics
from esrgraph.sparql import bind, form
from esrgraph.sparql.catalogue import Parameter, QueryFile
from esrgraph.web.assistant.model import lessons
from esrgraph.web.assistant.text_answer import RowsPage, answer_text, page_of
from esrgraph.web.http.problems import Refusal
from esrgraph.web.queries.asked import AskedQuestion, answer_data, queries_of, with_codes
from esrgraph.web.site import Opened, Site

_LANGUAGE = "en"
"""Of titles and descriptions; of answers too, where it is not asked for otherwise."""
_TRIPLE = ("subject", "predicate", "object")


def questions_text(opened: Opened, about: str) -> str:
    """The questions of which most of the words are said, a line each; of one, or of a query to learn from, by its name,
    all about it."""
    queries = queries_of(opened)
    if about in queries:
        return _question_text(opened, queries[about])
    if about in lessons():
        return answer_text(opened, [lessons()[about]], f"{opened.iris.base}how-to")
    words = fold_diacritics(about).split()
    named = {each.name: sum(word in _said_of(each) for word in words) for each in queries.values()}
    found = [each for each in queries.values() if named[each.name] == max(named.values())]
    rows = tuple((each.name, each.title(_LANGUAGE), _signature(each)) for each in found)
    page = RowsPage(("question", "what it answers", "parameters"), rows, len(rows))
    none = "No question has any of these words; here are all." if words and not any(named.values()) else ""
    return answer_text(opened, [none, page.text()], f"{opened.iris.base}queries/")


def _said_of(query: QueryFile) -> str:
    labels = [label for each in query.parameters for label in each.labels.values()]
    said = [query.name, query.topic, *query.titles.values(), *query.descriptions.values(), *labels]
    return fold_diacritics(" ".join(said))


def _signature(query: QueryFile) -> str:
    return ", ".join(f"{each.name}: {each.type} = {_default(each)}" for each in query.parameters)


def _question_text(opened: Opened, query: QueryFile) -> str:
    """What one question answers and takes, its columns, and its text to begin one's own from."""
    parameters = [_parameter_text(each) for each in query.parameters] or ["none"]
    return answer_text(
        opened,
        [
            f"{query.name}: {query.title(_LANGUAGE)}. {query.description(_LANGUAGE)}",
            "parameters:",
            *parameters,
            "SPARQL (a parameter is a variable of the same name):",
            _without_header(query.text),
        ],
        f"{opened.iris.base}queries/{query.name}",
    )


def _parameter_text(parameter: Parameter) -> str:
    label = parameter.labels.get(_LANGUAGE, parameter.name)
    return f"  {parameter.name}: {parameter.type} ({label}), default {_default(parameter)}"


def _default(parameter: Parameter) -> str:
    """What an answer is made with where nothing is given."""
    if parameter.type == "lang":
        return _LANGUAGE
    return "none, it must be given" if parameter.default is None else parameter.default or "all"


def _without_header(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


async def ask_text(
    site: Site, opened: Opened, name: str, given: Mapping[str, str], offset: int, limit: int, client: str
) -> str:
    """The answer to a question; raises Refusal as `Workers.run` does, or for a question that there is not, and
    InputError for a parameter or a value that it does not take."""
    asked = await run_in_threadpool(_asked, opened, name, given)
    triples = form(asked.query.text) in ("CONSTRUCT", "DESCRIBE")
    content = await answer_data(site, asked, "ntriples" if triples else "json", client)
    page = await run_in_threadpool(read_page, content.body, opened, offset, limit, triples=triples)
    values = ", ".join(f"{key}={value}" for key, value in asked.values.items() if value)
    title = f"{asked.query.title(_LANGUAGE)} ({values})" if values else asked.query.title(_LANGUAGE)
    about = [f"{title}. {asked.query.description(_LANGUAGE)}"] if offset == 0 else []
    return answer_text(opened, [*about, page.text()], f"{opened.iris.base.rstrip('/')}{asked.address('')}")


def _asked(opened: Opened, name: str, given: Mapping[str, str]) -> AskedQuestion:
    query = queries_of(opened).get(name)
    if query is None:
        near = get_close_matches(name, queries_of(opened), n=3, cutoff=0.4)
        close = f"; near it: {', '.join(near)}" if near else ""
        raise Refusal(404, f"No question is called {name!r}{close}. list_questions has all")
    defaults = {each.name: _LANGUAGE if each.type == "lang" else each.default or "" for each in query.parameters}
    values = with_codes(opened, query, {**defaults, **given})
    return AskedQuestion(opened, query, values, bind(query, values, opened.iris))


def read_page(body: bytes, opened: Opened, offset: int, limit: int, *, triples: bool) -> RowsPage:
    """Some rows of a result in JSON, or of triples in N-Triples; a yes or no is one cell."""
    if triples:
        found = parse(body, format=RdfFormat.N_TRIPLES)
        rows = ((each.subject, each.predicate, each.object) for each in found)
        return page_of(_TRIPLE, rows, opened.iris, offset, limit)
    names, solutions = _solutions(parse_query_results(body, format=QueryResultsFormat.JSON))
    return page_of(names, solutions, opened.iris, offset, limit)


def _solutions(result: QuerySolutions | QueryBoolean) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    if isinstance(result, QueryBoolean):
        return ("answer",), [[Literal(bool(result))]]
    return [each.value for each in result.variables], (tuple(row) for row in result)
