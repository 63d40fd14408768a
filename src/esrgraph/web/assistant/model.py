"""The ontology and the schemes in short: classes with counts and names, properties of a class, concepts of a scheme."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse

from esrgraph.language import LANGUAGES
from esrgraph.rdf.ontology import PREFIXES, Term, ontology, shorten_iri
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.vocabulary import Esr, Skos
from esrgraph.resources import resources
from esrgraph.sparql.catalogue import QueryFile, read_query
from esrgraph.web.assistant.text_answer import RowsPage, answer_text
from esrgraph.web.http.problems import Refusal
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import PageReader, link
from esrgraph.web.site import Opened

_LANGUAGE = "en"
_WITHHELD = {"contact", "ContactPerson"}
"""Terms of what no assistant is given."""
_WRONG = ".wrong"
_RESOURCE_BYTES = 40_000
"""Bytes of a resource, which somebody chooses to have in whole."""
_OTHERS = (
    "also: dct:title (project), dct:abstract (project), skos:prefLabel and skos:altLabel (all that has a name, with "
    "languages fi, sv, en), skos:notation (code of a concept), skos:broader (wider concept), skos:inScheme"
)


def ontology_text(opened: Opened, term: str = "") -> str:
    """The classes with how many things each has; or of one class its properties; or what one property means.

    Raises Refusal for a term that the ontology does not have.
    """
    known = ontology()
    if not term:
        counts = class_counts(opened)
        rows = tuple(_class_row(each, counts) for each in known.of_kind("class") if each.name not in _WITHHELD)
        page = RowsPage(("class", "things", "name", "meaning"), rows, len(rows))
        more = "ontology(term='esr:Project') lists the properties of a class."
        return answer_text(opened, [page.text(), _OTHERS, more, _prefixes()], f"{opened.iris.base}ontology")
    found = known.by_iri.get(f"{Esr.NAMESPACE}{term.removeprefix('esr:').removeprefix(Esr.NAMESPACE)}")
    if found is None or found.name in _WITHHELD:
        raise Refusal(404, f"The ontology has no term {term!r}; ontology() without a term lists its classes")
    about = f"esr:{found.name}: {_first(found.labels)}. {_first(found.comments)}"
    address = f"{opened.iris.base}ontology#{found.name}"
    if found.kind != "class":
        return answer_text(opened, [about, f"from {_names(found.domains)} to {_names(found.ranges)}"], address)
    properties = [each for each in known.with_domain(found.iri) if each.name not in _WITHHELD]
    described = tuple((f"esr:{each.name}", _names(each.ranges), _first(each.labels)) for each in properties)
    page = RowsPage(("property", "value", "name"), described, len(described))
    return answer_text(opened, [about, page.text(), _OTHERS], address)


def _class_row(term: Term, counts: Mapping[str, int]) -> tuple[str, str, str, str]:
    return f"esr:{term.name}", str(counts.get(term.iri, 0)), _first(term.labels), _first(term.comments)


def _first(texts: Mapping[str, str]) -> str:
    return texts.get(_LANGUAGE) or next(iter(texts.values()), "")


def _names(iris: tuple[str, ...]) -> str:
    return ", ".join(map(shorten_iri, iris)) or "anything"


def _prefixes() -> str:
    return "prefixes: " + " ".join(f"{each}: <{PREFIXES[each]}>" for each in ("esr", "dct", "skos", "xsd"))


@remembered(most=1)
def class_counts(opened: Opened) -> Mapping[str, int]:
    """How many things of each class the release has, as the description of the dataset says."""
    classes: dict[str, str] = {}
    counts: dict[str, int] = {}
    for quad in parse(path=str(opened.release.dataset), format=RdfFormat.TURTLE):
        if quad.predicate == term_of("void:class"):
            classes[str(quad.subject)] = quad.object.value
        elif quad.predicate == term_of("void:entities"):
            counts[str(quad.subject)] = int(quad.object.value)
    return {classes[each]: number for each, number in counts.items() if each in classes}


def schemes_text(opened: Opened) -> str:
    """The concept schemes, each with the number of its concepts and what it says of itself."""
    found: dict[str, tuple[str, ...]] = {}
    for row in opened.rows("schemes"):
        scheme = opened.iris.parse(row["scheme"] or "")
        if scheme and (row["language"] == _LANGUAGE or scheme[1] not in found):
            found[scheme[1]] = scheme[1], row["concepts"] or "0", row["description"] or ""
    page = RowsPage(("scheme", "concepts", "description"), tuple(found.values()), len(found))
    return answer_text(opened, [page.text(_RESOURCE_BYTES, _RESOURCE_BYTES)], f"{opened.iris.base}schemes")


def concepts_text(opened: Opened, scheme: str) -> str:
    """The concepts of a scheme, as `regions`, with their names in three languages; raises Refusal for another."""
    iri = opened.iris.concept("scheme", scheme)
    rows = tuple(_concept_row(opened, each) for each in _concepts_in(opened, iri))
    if not rows:
        raise Refusal(404, f"There is no scheme {scheme!r}; esr://schemes lists them")
    text = RowsPage(("id", *LANGUAGES), rows, len(rows)).text(_RESOURCE_BYTES, paged=False)
    return answer_text(opened, [text], opened.iris.page(iri.value))


def _concepts_in(opened: Opened, scheme: NamedNode) -> list[str]:
    quads = opened.store.quads_for_pattern(None, Skos.inScheme, scheme, DefaultGraph())
    return sorted(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))


def _concept_row(opened: Opened, iri: str) -> tuple[str, ...]:
    names = (link(opened, iri, PageReader(language)).name.value for language in LANGUAGES)
    return iri.removeprefix(f"{opened.iris.base}id/"), *names


def lessons() -> Mapping[str, str]:
    """Queries to learn from, by name: each with what it asks as a comment, traps with what is wrong in theirs."""
    files = (read_query(path, path.name) for path in resources("sparql/how-to", ".rq"))
    return {each.name: _lesson(each) for each in files}


def _lesson(query: QueryFile) -> str:
    if query.name.endswith(_WRONG):
        return f"# Not so, but as {query.name.removesuffix(_WRONG)} has it.\n{_body(query.text)}"
    return f"# {query.title(_LANGUAGE)}. {query.description(_LANGUAGE)}\n{_body(query.text)}"


def _body(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))
