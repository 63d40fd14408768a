"""The files of `dumps/` to DCAT distributions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from esrgraph.rdf.formats import CSV, JSON_LD, N_QUADS, N_TRIPLES, PARQUET, TRIG, TURTLE, XLSX, Serialization
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.release.dataset.edition import Edition
from esrgraph.release.dataset.statements import DatasetFacts, Value, in_languages
from esrgraph.release.dumps import csvw, geometry, network, workbook
from esrgraph.release.dumps.checksums import read_checksums
from esrgraph.release.dumps.table_schema import TABLES, Titles

_MEDIA_TYPE = "https://www.iana.org/assignments/media-types/{}"
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/{}"
_AVAILABLE = "http://publications.europa.eu/resource/authority/planned-availability/AVAILABLE"
"""For some years, but not for good."""
_RDF = (
    ("Kaikki tiedot, {}", "Alla data, {}", "All data, {}"),
    (
        "Hankkeet, organisaatiot, luokitukset ja niistä johdetut tiedot, gzip-pakattuna.",
        "Projekt, organisationer, klassifikationer och det som härletts ur dem, packade med gzip.",
        "Projects, organisations, classifications and what is derived from them, compressed with gzip.",
    ),
)
_TABLE = (
    "CSV-taulukko: UTF-8, erottimena pilkku, koodien vieressä suomenkieliset nimet.",
    "CSV-tabell: UTF-8, kommatecken som skiljetecken, finska namn bredvid koderna.",
    "CSV table: UTF-8, separated by commas, with Finnish names beside the codes.",
)
_PARQUET = (
    "Sama taulukko Parquet-muodossa: päivät, rahamäärät ja luettelot omina tyyppeinään.",
    "Samma tabell som Parquet: dagar, belopp och listor har sina egna typer.",
    "The same table as Parquet: days, amounts and lists have types of their own.",
)
_WORKBOOK = (
    ("Taulukot työkirjana", "Tabellerna som arbetsbok", "The tables as a workbook"),
    (
        "Kaikki taulukot yhtenä Excel-työkirjana, jossa päivät ja luvut ovat omia tyyppejään.",
        "Alla tabeller i en Excel-arbetsbok, där dagar och tal har sina egna typer.",
        "All tables in one Excel workbook, where days and numbers have types of their own.",
    ),
)
_GRAPHS = (
    ("Kaikki graafit, {}", "Alla grafer, {}", "All graphs, {}"),
    (
        "Kaikki tiedot, ja tilastot, EURIO-näkymä ja alueiden rajat nimettyinä graafeina, gzip-pakattuna.",
        "Alla data, och statistiken, EURIO-vyn och områdenas gränser som namngivna grafer, packade med gzip.",
        "All data, and the statistics, the view in EURIO's terms and the borders of places as named graphs;"
        " compressed with gzip.",
    ),
)
_NETWORK = (
    ("Organisaatioiden verkosto", "Nätverket av organisationer", "Network of organisations"),
    (
        "Organisaatiot, joilla on yhteisiä hankkeita, ja niiden määrä; GraphML.",
        "Organisationer som har gemensamma projekt, och deras antal; GraphML.",
        "Organisations that share projects, and how many they share; GraphML.",
    ),
)
_EURIO = (
    ("Tiedot EURIO-ontologian termein", "Data med EURIO-ontologins termer", "The data in the terms of EURIO"),
    (
        "Hankkeet, roolit, organisaatiot ja rahoitus kuten CORDIS-palvelun tiedoissa; N-Triples, gzip-pakattuna.",
        "Projekt, roller, organisationer och finansiering som i CORDIS data; N-Triples, packade med gzip.",
        "Projects, roles, organisations and grants as in the data of CORDIS; N-Triples, compressed with gzip.",
    ),
)
_GEOMETRY = (
    ("Kuntien ja alueiden rajat", "Kommunernas och områdenas gränser", "Borders of municipalities and regions"),
    (
        "Rajat ja keskipisteet GeoSPARQL-muodossa (WKT, CRS84); N-Triples, gzip-pakattuna.",
        "Gränser och mittpunkter enligt GeoSPARQL (WKT, CRS84); N-Triples, packade med gzip.",
        "Borders and centres in GeoSPARQL (WKT, CRS84); N-Triples, compressed with gzip.",
    ),
)
_STATISTICS = (
    ("Tilastokuutiot", "Statistikkuber", "Statistics as data cubes"),
    (
        "Hankkeet ja rahoitus rahaston, vuoden, maakunnan, tavoitteen ja kohderyhmän mukaan (RDF Data Cube);"
        " N-Triples, gzip-pakattuna.",
        "Projekt och finansiering per fond, år, landskap, mål och målgrupp (RDF Data Cube);"
        " N-Triples, packade med gzip.",
        "Projects and money by fund, year, region, objective and target group (RDF Data Cube);"
        " N-Triples, compressed with gzip.",
    ),
)
_CSVW = ("Taulukoiden kuvaus (CSVW)", "Beskrivning av tabellerna (CSVW)", "Description of the tables (CSVW)")


@dataclass(frozen=True, slots=True)
class _Form:
    """What a file is: its texts, and its IANA media type and EU file type, apart from any compression."""

    titles: Titles
    descriptions: Titles
    media_type: str
    file_type: str


def _rdf(format_: Serialization, file_type: str, texts: tuple[Titles, Titles] = _RDF) -> _Form:
    finnish, swedish, english = (text.format(format_.title) for text in texts[0])
    return _Form((finnish, swedish, english), texts[1], format_.media_type, file_type)


_FORMS = {
    "esr.nt.gz": _rdf(N_TRIPLES, "RDF_N_TRIPLES"),
    "esr.ttl.gz": _rdf(TURTLE, "RDF_TURTLE"),
    "esr.jsonld.gz": _rdf(JSON_LD, "JSON_LD"),
    "esr.nq.gz": _rdf(N_QUADS, "RDF_N_QUADS", _GRAPHS),
    "esr.trig.gz": _rdf(TRIG, "RDF_TRIG", _GRAPHS),
    "eurio.nt.gz": _Form(*_EURIO, N_TRIPLES.media_type, "RDF_N_TRIPLES"),
    geometry.FILE_NAME: _Form(*_GEOMETRY, N_TRIPLES.media_type, "RDF_N_TRIPLES"),
    "statistics.nt.gz": _Form(*_STATISTICS, N_TRIPLES.media_type, "RDF_N_TRIPLES"),
    workbook.FILE_NAME: _Form(*_WORKBOOK, XLSX, "XLSX"),
    network.FILE_NAME: _Form(*_NETWORK, "application/xml", "XML"),
    **{table.file: _Form(table.titles, _TABLE, CSV.media_type, "CSV") for table in TABLES},
    **{table.file.replace(".csv", ".parquet"): _Form(table.titles, _PARQUET, PARQUET, "PARQUET") for table in TABLES},
}


def describe_distributions(facts: DatasetFacts, edition: Edition, dumps: Path) -> list[Value]:
    """State what each file to download is, how large, and with which checksum; returns the distributions."""
    sums = read_checksums(dumps)
    return [
        _distribution(facts, edition, dumps / file, form, sums[file]) for file, form in _FORMS.items() if file in sums
    ]


def _distribution(facts: DatasetFacts, edition: Edition, path: Path, form: _Form, digest: str) -> NamedNode:
    iris = edition.iris
    node = iris.within_dataset("distribution", path.name)
    address = facts.add_typed(_address(path.name, iris), "rdfs:Resource")
    return facts.add(
        node,
        {
            "a": term_of("dcat:Distribution"),
            "dct:title": in_languages(form.titles),
            "dct:description": in_languages(form.descriptions),
            "dcat:accessURL": address,
            "dcat:downloadURL": address,
            "dcat:mediaType": facts.add_typed(_MEDIA_TYPE.format(form.media_type), "dct:MediaType"),
            "dct:format": facts.add_typed(_FILE_TYPE.format(form.file_type), "dct:MediaTypeOrExtent"),
            "dcat:compressFormat": _compression(facts, path.name),
            "dcat:byteSize": Literal(str(path.stat().st_size), datatype=Xsd.nonNegativeInteger),
            "spdx:checksum": _checksum(facts, iris.part(node, "checksum"), digest),
            "dct:conformsTo": _metadata(facts, iris) if form.media_type == CSV.media_type else None,
            "dct:license": edition.licence_in(facts),
            "dcatap:availability": facts.add_concept(_AVAILABLE, "available"),
            "dct:issued": edition.issued,
        },
    )


def _metadata(facts: DatasetFacts, iris: Iris) -> NamedNode:
    node = NamedNode(_address(csvw.FILE_NAME, iris))
    return facts.add(node, {"a": term_of("dct:Standard"), "dct:title": in_languages(_CSVW)})


def _address(file: str, iris: Iris) -> str:
    return f"{iris.base}dumps/{file}"


def _compression(facts: DatasetFacts, file: str) -> NamedNode | None:
    gzip = _MEDIA_TYPE.format("application/gzip")
    return facts.add_typed(gzip, "dct:MediaType") if file.endswith(".gz") else None


def _checksum(facts: DatasetFacts, node: NamedNode, digest: str) -> NamedNode:
    algorithm = facts.add_typed(term_of("spdx:checksumAlgorithm_sha256").value, "spdx:ChecksumAlgorithm")
    value = Literal(digest, datatype=Xsd.hexBinary)
    return facts.add(node, {"a": term_of("spdx:Checksum"), "spdx:algorithm": algorithm, "spdx:checksumValue": value})
