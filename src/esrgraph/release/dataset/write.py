"""A release to its description: DCAT-AP 3 for catalogues, VoID for those who query, PROV for where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, serialize

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.serialize import PREFIXES as DATA_PREFIXES
from esrgraph.rdf.serialize import in_order
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.release.dataset.dcat import AUTHORITY, KEYWORDS, describe_catalogue, finland, languages, theme
from esrgraph.release.dataset.distributions import describe_distributions
from esrgraph.release.dataset.edition import Edition
from esrgraph.release.dataset.statements import PREFIXES, DatasetFacts, Properties, in_languages
from esrgraph.release.dataset.statistics import CubeSize, Statistics
from esrgraph.release.dataset.void import describe_cubes, describe_statistics

_ORIGIN = (
    "Koottu hankkeiden julkisista kuvaussivuista; jokaisen hankkeen lähdesivu on nimetty sen tiedoissa.",
    "Samlat från projektens offentliga sidor; varje projekts källa nämns i dess uppgifter.",
    "Gathered from the projects' public pages; the data of each project names its source.",
)
_TITLE = (
    "EU:n rakennerahastojen hankkeet Suomessa",
    "EU:s strukturfondsprojekt i Finland",
    "EU structural-fund projects in Finland",
)
_DESCRIPTION = (
    "Kuka hankkeita toteuttaa, millä rahalla, missä, kenelle ja millaisin tuloksin: hankkeiden julkisilta sivuilta"
    " luetut tiedot, jotka on linkitetty kuntiin, organisaatioihin ja ohjelman tavoitteisiin.",
    "Vem som genomför projekten, med vilka medel, var, för vem och med vilka resultat: uppgifter från projektens"
    " offentliga sidor, länkade till kommuner, organisationer och programmets mål.",
    "Who carries out the projects, with what money, where, for whom and with what results: read from the projects'"
    " public pages and linked to municipalities, organisations and the objectives of the programme.",
)
_NATURES = {
    "sample": ("Otos hankkeista. ", "Ett urval av projekten. ", "A sample of the projects. "),
    "fictional": (
        "Hankkeet, organisaatiot ja ihmiset ovat keksittyjä esimerkkejä. ",
        "Projekten, organisationerna och människorna är påhittade exempel. ",
        "The projects, organisations and people are made-up examples. ",
    ),
}
_BOX = "POLYGON((19.08 59.45, 31.59 59.45, 31.59 70.1, 19.08 70.1, 19.08 59.45))"
"""In longitude and latitude."""
_FUNDS = {
    "ESR": ("Euroopan sosiaalirahasto", "Europeiska socialfonden", "European Social Fund"),
    "EAKR": (
        "Euroopan aluekehitysrahasto",
        "Europeiska regionala utvecklingsfonden",
        "European Regional Development Fund",
    ),
}


def write_description(
    target: Path, edition: Edition, dumps: Path, statistics: Statistics, cubes: CubeSize | None = None
) -> None:
    """Write the description of a release as Turtle, its subjects in order; `dumps` is the folder of its dumps, `cubes`
    the size of its graph of statistics, if it has one."""
    facts = DatasetFacts()
    describe_catalogue(facts, edition)
    _describe_dataset(facts, edition, statistics)
    _describe_origin(facts, edition)
    iris = edition.iris
    facts.add(
        iris.dataset,
        {
            "dcat:distribution": describe_distributions(facts, edition, dumps),
            "void:dataDump": [NamedNode(f"{iris.base}dumps/{path.name}") for path in sorted(dumps.glob("esr.*"))],
            "void:sparqlEndpoint": NamedNode(f"{iris.base}sparql"),
        },
    )
    describe_statistics(facts, statistics, iris)
    if cubes:
        describe_cubes(facts, cubes, iris)
    triples = (quad.triple for quad in in_order(facts.quads))
    serialize(triples, target, format=RdfFormat.TURTLE, prefixes=DATA_PREFIXES | PREFIXES)


def _describe_dataset(facts: DatasetFacts, edition: Edition, statistics: Statistics) -> None:
    iris, previous = edition.iris, edition.previous
    periods = sorted(statistics.periods)
    keywords = [*KEYWORDS, *(_FUNDS[fund] for fund in sorted(statistics.funds) if fund in _FUNDS)]
    facts.add(
        iris.dataset,
        {
            "a": term_of("dcat:Dataset"),
            "dct:title": in_languages(_title(periods)),
            "dct:description": in_languages(_describe_nature(edition.nature)),
            "dct:identifier": iris.dataset.value,
            "dcat:keyword": [text for keyword in keywords for text in in_languages(keyword)],
            "dcat:theme": theme(facts),
            "dct:language": languages(facts, "FIN", "SWE"),
            "dct:spatial": [finland(facts), _extent(facts, iris)],
            "dct:temporal": _span(facts, edition, periods),
            "dct:accrualPeriodicity": facts.add_typed(f"{AUTHORITY}frequency/IRREG", "dct:Frequency"),
            "dct:accessRights": facts.add_typed(f"{AUTHORITY}access-right/PUBLIC", "dct:RightsStatement"),
            "dct:publisher": edition.publisher_in(facts),
            "dcat:contactPoint": edition.contact_in(facts),
            "dct:license": edition.licence_in(facts),
            "dct:issued": edition.issued,
            "dct:modified": edition.issued,
            "dcat:version": edition.release,
            "dcat:previousVersion": iris.within_dataset("release", previous) if previous else None,
        },
    )


def _describe_nature(nature: str) -> tuple[str, str, str]:
    """What the dataset holds, in Finnish, Swedish and English, after what its projects are where they are not real."""
    fi, sv, en = (f"{told}{text}" for told, text in zip(_NATURES.get(nature, ("", "", "")), _DESCRIPTION, strict=True))
    return fi, sv, en


def _extent(facts: DatasetFacts, iris: Iris) -> NamedNode:
    """The rectangle around all places, sea included."""
    box = Literal(_BOX, datatype=term_of("geosparql:wktLiteral"))
    return facts.add(iris.part(iris.dataset, "extent"), {"a": term_of("dct:Location"), "dcat:bbox": box})


def _title(periods: Sequence[str]) -> tuple[str, str, str]:
    """What the dataset is called, with the programme periods of its projects."""
    fi, sv, en = (" ".join((title, ", ".join(periods).replace("-", "–"))).rstrip() for title in _TITLE)
    return fi, sv, en


def _span(facts: DatasetFacts, edition: Edition, periods: Sequence[str]) -> NamedNode | None:
    """From the first day of the first programme period to the last one of the last."""
    if not periods:
        return None
    days = (f"{periods[0][:4]}-01-01", f"{periods[-1][-4:]}-12-31")
    first, last = (Literal(day, datatype=Xsd.date) for day in days)
    node = edition.iris.part(edition.iris.dataset, "period")
    return facts.add(node, {"a": term_of("dct:PeriodOfTime"), "dcat:startDate": first, "dcat:endDate": last})


def _describe_origin(facts: DatasetFacts, edition: Edition) -> None:
    """State what the data come from, and by which program."""
    iris = edition.iris
    program = iris.within_dataset("agent", "esrgraph")
    facts.add(program, {"a": term_of("prov:SoftwareAgent"), "rdfs:label": f"esrgraph {version('esrgraph')}"})
    build: Properties = {
        "a": term_of("prov:Activity"),
        "rdfs:label": f"esrgraph build {edition.release}",
        "prov:wasAssociatedWith": program,
        "prov:endedAtTime": edition.issued,
    }
    activity = facts.add(iris.part(iris.within_dataset("release", edition.release), "build"), build)
    origin = facts.add(
        iris.part(iris.dataset, "origin"),
        {"a": term_of("dct:ProvenanceStatement"), "rdfs:label": in_languages(_ORIGIN)},
    )
    facts.add(iris.dataset, {"dct:provenance": origin, "prov:wasGeneratedBy": activity})
