"""A query of an assistant's own in SPARQL: with the prefixes that it left out, and errors that say how to go on."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool

from esrgraph.rdf.ontology import ontology
from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.rdf.vocabulary import Esr
from esrgraph.sparql import form
from esrgraph.sparql.tokens import significant
from esrgraph.web.assistant.questions import read_page
from esrgraph.web.assistant.text_answer import answer_text
from esrgraph.web.http.problems import Refusal
from esrgraph.web.site import Opened, Site
from esrgraph.web.workers.question import Question

_LONGEST_LINK = 600
"""Characters of an address that an answer has room for."""
_REMEDIES = {
    400: "`ontology` names classes and properties; list_questions with a question's name has a query that runs.",
    403: "Write a SELECT, ASK, CONSTRUCT or DESCRIBE over this data alone.",
    422: "Count, sum or group in the query, or narrow it by region, year or target group, and add LIMIT.",
    429: "Ask one query after the other.",
    503: "Begin with what fewest things match (a VALUES, a code), leave out OPTIONAL and ORDER BY, add LIMIT; "
    "or ask a question of the catalogue, whose answers are made beforehand.",
}


async def sparql_text(site: Site, opened: Opened, query: str, offset: int, limit: int, client: str) -> str:
    """The answer to a query; raises Refusal, with place, limit and remedy, where there is none."""
    missing = _undeclared(query)
    head = " ".join(f"PREFIX {each}: <{NAMESPACES[each]}>" for each in missing)
    triples = form(query) in ("CONSTRUCT", "DESCRIBE")
    question = Question(f"{head}\n{query}" if head else query, "ntriples" if triples else "json")
    try:
        content = await site.workers.run(question, client)
    except Refusal as refusal:
        raise _advise(refusal, lines=1 if head else 0) from refusal
    page = await run_in_threadpool(read_page, content.body, opened, offset, limit, triples=triples)
    notes = [f"prefixes added: {' '.join(missing)}"] if missing else []
    if page.total == 0:
        notes += _unknown_terms(query)
    return answer_text(opened, [*notes, page.text()], _address(opened, question.text))


def _undeclared(query: str) -> list[str]:
    """The prefixes that a query uses and does not declare, of those that stand for one thing here."""
    used: set[str] = set()
    declared: set[str] = set()
    before = ""
    for token in significant(query):
        if token.kind == "name":
            (declared if before == "PREFIX" else used).add(token.text.partition(":")[0])
        before = token.text.upper()
    return sorted((used - declared) & NAMESPACES.keys())


def _advise(refusal: Refusal, lines: int) -> Refusal:
    """The refusal with what to do, and its place in the query as it was asked, which has fewer lines."""
    detail, line = refusal.detail, refusal.known.get("line")
    if lines and isinstance(line, int):
        detail = detail.replace(f"query:{line}:", f"query:{line - lines}:", 1)
    return Refusal(refusal.status, f"{detail}. {_REMEDIES.get(refusal.status, '')}".strip())


def _unknown_terms(query: str) -> list[str]:
    """What to say of terms that the ontology does not have, which no data can match."""
    names = {token.text for token in significant(query) if token.kind == "name" and token.text.startswith("esr:")}
    known = ontology().by_iri
    unknown = sorted(each for each in names if f"{Esr.NAMESPACE}{each[4:]}" not in known and each != "esr:")
    return [f"the ontology has no {', '.join(unknown)}"] if unknown else []


def _address(opened: Opened, query: str) -> str:
    """The editor with the query, or without it where it is long."""
    address = f"{opened.iris.base}sparql?{urlencode({'query': query})}"
    return address if len(address) <= _LONGEST_LINK else f"{opened.iris.base}sparql"
