"""A report as RDF: a SHACL validation report, and measurements of completeness in the Data Quality Vocabulary.

Every node has an IRI below the base, as `report/<release>#result-1` or `report/metric#completeness-of-projects`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from functools import cache
from itertools import chain, islice
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from esrgraph.language import LANGUAGES
from esrgraph.rdf.prefixes import NAMESPACES, prefix_namespaces, term_of
from esrgraph.rdf.vocabulary import Rdf, Rdfs, Skos, Xsd
from esrgraph.validation.findings import Completeness, Finding, Level
from esrgraph.validation.report.report import Report
from esrgraph.validation.report.words import ReportWords
from esrgraph.validation.scores import DIMENSIONS

SHACL, DQV = NAMESPACES["sh"], NAMESPACES["dqv"]
LDQD = "http://www.w3.org/2016/05/ldqd#"
COMPLETENESS = NamedNode(f"{LDQD}completeness")
_DIMENSIONS = {"validity": "consistency", "links": "interlinking"}
"""The dimensions of LDQD that scores have another name for."""
SEE_ALSO, DEFINITION = NamedNode(f"{Rdfs.NAMESPACE}seeAlso"), NamedNode(f"{Skos.NAMESPACE}definition")
COMMENT = NamedNode(f"{Rdfs.NAMESPACE}comment")
PREFIXES = prefix_namespaces("sh dct dqv rdfs skos xsd")

_SEVERITIES = {Level.VIOLATION: "Violation", Level.WARNING: "Warning", Level.INFO: "Info"}
_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|\\^`\x00-\x20]*>")
_TRIPLES = 5000


def render(report: Report) -> Iterator[bytes]:
    """The triples as Turtle, in pieces."""
    triples = chain(_validation(report), _waived(report), _metrics(report), _measurements(report), _scores(report))
    first = True
    while chunk := list(islice(triples, _TRIPLES)):
        content = serialize(chunk, format=RdfFormat.TURTLE, prefixes=PREFIXES)
        assert content is not None  # noqa: S101 - no output was given, so it is returned
        yield content if first else b"".join(_without_prefixes(content))
        first = False


def _without_prefixes(content: bytes) -> Iterator[bytes]:
    start = True
    for line in content.splitlines(keepends=True):
        start = start and line.startswith(b"@prefix ")
        if not start:
            yield line


@cache
def _sh(name: str) -> NamedNode:
    return NamedNode(SHACL + name)


@cache
def _dqv(name: str) -> NamedNode:
    return NamedNode(DQV + name)


def _node(report: Report, name: str) -> NamedNode:
    return NamedNode(f"{_document(report.iris.base, report.release or 'validation')}#{quote(name, safe='-._~')}")


@cache
def _document(base: str, release: str) -> str:
    return f"{base}report/{quote(release, safe='-._~')}"


def _validation(report: Report) -> Iterator[Triple]:
    whole = _node(report, "report")
    yield Triple(whole, Rdf.type, _sh("ValidationReport"))
    yield Triple(whole, _sh("conforms"), Literal(not report.findings))
    for number in range(1, len(report.findings) + 1):
        yield Triple(whole, _sh("result"), _node(report, f"result-{number}"))
    for number, finding in enumerate(report.findings, start=1):
        yield from _result(report, _node(report, f"result-{number}"), finding)


def _waived(report: Report) -> Iterator[Triple]:
    """What is accepted: results that the report does not have among its own, each with the reason."""
    for number, each in enumerate(report.waived, start=1):
        node = _node(report, f"waived-{number}")
        yield from _result(report, node, each.finding)
        yield Triple(node, COMMENT, Literal(each.reason))


def _result(report: Report, node: NamedNode, finding: Finding) -> Iterator[Triple]:
    result = finding.result
    yield Triple(node, Rdf.type, _sh("ValidationResult"))
    yield Triple(node, _sh("resultSeverity"), _sh(_SEVERITIES[result.severity]))
    component = result.component
    named = NamedNode(component) if ":" in component else _sh(component)
    yield Triple(node, _sh("sourceConstraintComponent"), named)
    terms = {"focusNode": result.focus, "resultPath": result.path, "value": result.value}
    if _IRI.fullmatch(f"<{result.shape}>"):
        terms["sourceShape"] = f"<{result.shape}>"
    if not _IRI.fullmatch(result.path):
        del terms["resultPath"]  # a path of several steps is the source shape's to tell
    statements = "".join(f"{node} {_sh(name)} {_named_term(report, term)} .\n" for name, term in terms.items() if term)
    yield from (quad.triple for quad in parse(statements, format=RdfFormat.N_TRIPLES))
    for language in LANGUAGES:
        yield Triple(node, _sh("resultMessage"), Literal(finding.message(language), language=language))


def _named_term(report: Report, term: str) -> str:
    """The N-Triples term, with an IRI for a blank node."""
    return str(_node(report, f"node-{term[2:]}")) if term.startswith("_:") else term


def _metrics(report: Report) -> Iterator[Triple]:
    """What is measured: completeness of projects, and of every property over all projects."""
    if report.validation.by_project:
        yield from _metric(_metric_iri(report, "projects"), None)
    for name, measured in _named_properties(report):
        metric, property_iri = _metric_iri(report, name), measured.subject.strip("<>")
        yield from _metric(metric, measured.subject)
        if _IRI.fullmatch(f"<{property_iri}>"):
            yield Triple(metric, SEE_ALSO, NamedNode(property_iri))


def _named_properties(report: Report) -> Iterator[tuple[str, Completeness]]:
    """The completeness of every property with a name for it: its local name, or all of it where that is taken."""
    taken = {"projects"}
    for each in sorted(report.by_property, key=lambda each: each.subject):
        local = re.split(r"[/#]", each.subject.strip("<>"))[-1]
        name = each.subject.strip("<>") if local in taken else local
        taken.add(name)
        yield name, each


def _metric(metric: NamedNode, subject: str | None) -> Iterator[Triple]:
    yield Triple(metric, Rdf.type, _dqv("Metric"))
    yield Triple(metric, _dqv("inDimension"), COMPLETENESS)
    yield Triple(metric, _dqv("expectedDataType"), Xsd.decimal)
    for language in LANGUAGES:
        words = ReportWords(language)
        label = f"{words('completeness')}: {words.property(subject) if subject else words('project')}"
        yield Triple(metric, Skos.prefLabel, Literal(label, language=language))
        yield Triple(metric, DEFINITION, Literal(words("completeness_note"), language=language))


def _metric_iri(report: Report, name: str) -> NamedNode:
    return NamedNode(f"{report.iris.base}report/metric#completeness-of-{quote(name, safe='-._~')}")


def _measurements(report: Report) -> Iterator[Triple]:
    dataset = NamedNode(f"{report.iris.base}dataset")
    for name, each in _named_properties(report):
        node = _node(report, f"completeness-of-{name}")
        yield from _measurement(node, _metric_iri(report, name), dataset, each)
    for each in report.validation.by_project:
        node = _node(report, f"completeness-of-project-{each.subject}")
        yield from _measurement(node, _metric_iri(report, "projects"), report.iris.project(each.subject), each)


def _measurement(node: NamedNode, metric: NamedNode, of: NamedNode, measured: Completeness) -> Iterator[Triple]:
    yield Triple(node, Rdf.type, _dqv("QualityMeasurement"))
    yield Triple(node, _dqv("computedOn"), of)
    yield Triple(node, _dqv("isMeasurementOf"), metric)
    yield Triple(node, _dqv("value"), Literal(_share(measured), datatype=Xsd.decimal))


def _scores(report: Report) -> Iterator[Triple]:
    """The scores of every release that is known, each with its day, so that they can be compared."""
    if report.scores_over_time:
        for dimension in DIMENSIONS:
            yield from _score_metric(report, dimension)
    for of_release in report.scores_over_time:
        whole = ("", NamedNode(f"{report.iris.base}dataset"), of_release.whole)
        owners = (
            (f"-{key}", report.iris.concept("authority", key), own) for key, own in of_release.authorities.items()
        )
        for suffix, subject, scores in (whole, *owners):
            for dimension, each in scores.items():
                document = _document(report.iris.base, of_release.release or "validation")
                node = NamedNode(f"{document}#score-of-{dimension}{quote(suffix, safe='-._~')}")
                measured = Completeness("", each.part, each.whole)
                yield from _measurement(node, _score_metric_iri(report, dimension), subject, measured)
                if of_release.day:
                    yield Triple(node, term_of("dct:date"), Literal(of_release.day.isoformat(), datatype=Xsd.date))


def _score_metric_iri(report: Report, dimension: str) -> NamedNode:
    return NamedNode(f"{report.iris.base}report/metric#score-of-{dimension}")


def _score_metric(report: Report, dimension: str) -> Iterator[Triple]:
    metric = _score_metric_iri(report, dimension)
    yield Triple(metric, Rdf.type, _dqv("Metric"))
    yield Triple(metric, _dqv("inDimension"), NamedNode(f"{LDQD}{_DIMENSIONS.get(dimension, dimension)}"))
    yield Triple(metric, _dqv("expectedDataType"), Xsd.decimal)
    for language in LANGUAGES:
        words = ReportWords(language)
        yield Triple(metric, Skos.prefLabel, Literal(words(f"score_{dimension}"), language=language))
        yield Triple(metric, DEFINITION, Literal(words(f"score_{dimension}_note"), language=language))


def _share(measured: Completeness) -> str:
    """The share with up to four decimals, rounded down: only what lacks nothing is 1."""
    share = Decimal(measured.present) / measured.asked if measured.asked else Decimal(1)
    text = f"{share.quantize(Decimal('0.0001'), ROUND_DOWN):f}"
    return text.rstrip("0").rstrip(".")
