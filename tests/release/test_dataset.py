"""The description of the dataset: what DCAT-AP asks for, figures that are right, addresses and checksums that hold."""

import gzip
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from esrgraph.rdf.iris import HERE, Iris
from esrgraph.rdf.store import open_read_only, select
from esrgraph.rdf.vocabulary import Esr, Rdf, Schema, Skos
from esrgraph.release.dataset import Edition, Statistics, counts_form, statistics, write_description
from esrgraph.release.dataset.statements import PREFIXES
from esrgraph.release.dumps.checksums import FILE_NAME, sha256
from esrgraph.release.folder import DataFolder, Release
from pieced import pieced

QUERY = "".join(f"PREFIX {name}: <{namespace}> " for name, namespace in PREFIXES.items())
ELSEWHERE = Iris("https://esr.example.fi/")
CREATED = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def release(data: DataFolder) -> Release:
    return data.current()


@pytest.fixture(scope="module")
def ntriples(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dataset") / "esr.nt"
    with gzip.open(release.dumps / "esr.nt.gz") as dump:
        path.write_bytes(dump.read())
    return path


@pytest.fixture(scope="module")
def counted(ntriples: Path) -> Statistics:
    return counts_of(ntriples)


def counts_of(ntriples: Path) -> Statistics:
    form = counts_form(HERE)
    with pieced(ntriples, form) as dumps:
        return statistics(dumps.parts(form.file))


def loaded(path: Path) -> Store:
    store = Store()
    store.load(path=str(path), format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def described(release: Release) -> Store:
    return loaded(release.dataset)


def ask(store: Store, names: str, pattern: str) -> set[tuple[str, ...]]:
    """The distinct rows of the variables `names`."""
    rows = select(store, f"{QUERY} SELECT {names} {{ {pattern} }}")
    return {tuple(str(value) for value in row.values()) for row in rows}


# Figures


def test_the_figures_are_those_of_the_graph(release: Release, counted: Statistics) -> None:
    quads = list(open_read_only(release.store).quads_for_pattern(None, None, None, DefaultGraph()))
    assert counted.triples == len(quads)
    assert counted.subjects == len({quad.subject for quad in quads})
    assert counted.entities == len({q.subject for q in quads if q.subject.value.startswith(f"{HERE.base}id/")})
    assert counted.properties == Counter(quad.predicate.value for quad in quads)
    assert counted.classes == Counter(quad.object.value for quad in quads if quad.predicate == Rdf.type)


def test_links_are_counted_by_where_they_lead(release: Release, counted: Statistics) -> None:
    match = f"{Skos.NAMESPACE}exactMatch"
    store = open_read_only(release.store)
    wikidata = "http://www.wikidata.org/entity/"
    quads = store.quads_for_pattern(None, NamedNode(match), None)
    found = [quad for quad in quads if isinstance(quad.object, NamedNode) and quad.object.value.startswith(wikidata)]
    assert counted.links[match, wikidata] == len(found) > 100
    assert not [where for _, where in counted.links if where.startswith(Esr.NAMESPACE)]


def test_examples_are_things_and_not_their_parts(release: Release, counted: Statistics) -> None:
    store = open_read_only(release.store)
    assert "#" not in counted.examples[Esr.Project.value]
    for kind, iri in counted.examples.items():
        assert Quad(NamedNode(iri), Rdf.type, NamedNode(kind)) in store


def test_void_says_the_figures(described: Store, counted: Statistics) -> None:
    dataset = f"<{HERE.base}dataset>"
    figures = ask(described, "?t ?c", f"{dataset} void:triples ?t ; void:classes ?c")
    assert figures == {(str(counted.triples), str(len(counted.classes)))}
    by_class = ask(described, "?class ?n", f"{dataset} void:classPartition [ void:class ?class ; void:entities ?n ]")
    assert {name: int(number) for name, number in by_class} == counted.classes
    by_property = ask(described, "?p ?n", f"{dataset} void:propertyPartition [ void:property ?p ; void:triples ?n ]")
    assert {name: int(number) for name, number in by_property} == counted.properties


LINKSETS = "?links a void:Linkset ; void:linkPredicate ?p ; void:triples ?n ; void:objectsTarget/void:uriSpace ?start"


def test_void_counts_the_links_to_each_dataset_that_is_linked_to(release: Release, described: Store) -> None:
    store = open_read_only(release.store)
    targets: Counter[tuple[str, str]] = Counter()
    spaces = {start for (start,) in ask(described, "?start", LINKSETS)}
    for name in ("exactMatch", "closeMatch"):
        for quad in store.quads_for_pattern(None, NamedNode(f"{Skos.NAMESPACE}{name}"), None):
            (space,) = [start for start in spaces if quad.object.value.startswith(start)]
            targets[quad.predicate.value, space] += 1

    assert {(p, start): int(n) for p, start, n in ask(described, "?p ?start ?n", LINKSETS)} == targets
    assert targets[f"{Skos.NAMESPACE}exactMatch", "https://sws.geonames.org/"] == 19 + 70 + 245


def test_void_counts_the_organisations_that_other_registers_have(release: Release, tmp_path: Path) -> None:
    same = [("1", "https://ror.org/1"), ("1", "https://isni.org/isni/1"), ("2", "https://ror.org/2")]
    lines = [f"<{HERE.base}id/organisation/{key}> {Schema.sameAs} <{iri}> .\n" for key, iri in same]
    (tmp_path / "esr.nt").write_text("".join(lines), "utf-8")
    counts = counts_of(tmp_path / "esr.nt")
    write_description(tmp_path / "dataset.ttl", Edition("1", None, CREATED, HERE), release.dumps, counts)

    assert ask(loaded(tmp_path / "dataset.ttl"), "?p ?start ?n", LINKSETS) == {
        (Schema.sameAs.value, "https://ror.org/", "2"),
        (Schema.sameAs.value, "https://isni.org/isni/", "1"),
    }


# The catalogue


def test_every_dump_is_a_distribution_with_its_size_and_checksum(release: Release, described: Store) -> None:
    rows = select(
        described,
        f"""{QUERY} SELECT ?address ?size ?digest {{ <{HERE.base}dataset> dcat:distribution ?file .
        ?file dcat:downloadURL ?address ; dcat:accessURL ?address ; dcat:byteSize ?size ; dcat:mediaType ?media ;
          dct:format ?format ; dct:license ?licence ; spdx:checksum/spdx:checksumValue ?digest }}""",
    )
    found = {str(row["address"]).removeprefix(f"{HERE.base}dumps/"): (row["size"], row["digest"]) for row in rows}
    files = [path for path in release.dumps.iterdir() if path.name not in (FILE_NAME, "tables.csv-metadata.json")]
    assert found == {path.name: (str(path.stat().st_size), sha256(path)) for path in files}


def test_compressed_files_say_so(described: Store) -> None:
    compressed = {iri for (iri,) in ask(described, "?file", "?file dcat:compressFormat ?gzip")}
    files = {iri for (iri,) in ask(described, "?file", "?file a dcat:Distribution")}
    assert compressed == {iri for iri in files if iri.endswith(".gz")} != set()


@pytest.mark.parametrize("kind", ["Catalog", "Dataset", "Distribution", "DataService"])
def test_titles_are_in_three_languages(kind: str, described: Store) -> None:
    titles = ask(described, "(LANG(?title) AS ?language) ?x", f"?x a dcat:{kind} ; dct:title ?title")
    assert {language for language, _ in titles} == {"fi", "sv", "en"}
    assert set(Counter(thing for _, thing in titles).values()) == {3}


def test_every_concept_and_standard_has_a_name(described: Store) -> None:
    """As the shapes of DCAT-AP 3.0.1 ask for: skos:prefLabel of each concept, dct:title of each scheme."""
    for kind, name in (("Concept", "skos:prefLabel"), ("ConceptScheme", "dct:title")):
        things = ask(described, "?x", f"?x a skos:{kind}")
        assert things
        assert things == ask(described, "?x", f"?x a skos:{kind} ; {name} ?name")


def test_service_and_dataset_have_what_portals_list_them_by(described: Store) -> None:
    for kind in ("Dataset", "DataService"):
        assert ask(described, "?theme", f"?x a dcat:{kind} ; dcat:theme ?theme")
        assert len(ask(described, "?word", f"?x a dcat:{kind} ; dcat:keyword ?word")) >= 12


def test_the_service_answers_for_the_dataset(described: Store) -> None:
    service = ask(described, "?s ?d ?e", "?s a dcat:DataService ; dcat:servesDataset ?d ; dcat:endpointURL ?e")
    assert service == {tuple(f"{HERE.base}{name}" for name in ("dataset/sparql", "dataset", "sparql"))}


def test_the_description_names_the_releases(release: Release, counted: Statistics, tmp_path: Path) -> None:
    edition = Edition("20261121T120000Z-abc", "20261120T120000Z-def", CREATED, HERE)
    write_description(tmp_path / "dataset.ttl", edition, release.dumps, counted)
    store = loaded(tmp_path / "dataset.ttl")
    before = f"{HERE.base}dataset/release/20261120T120000Z-def"
    assert ask(store, "?v ?before", "?d dcat:version ?v ; dcat:previousVersion ?before") == {
        ("20261121T120000Z-abc", before)
    }
    assert ask(store, "(YEAR(?day) AS ?year)", "?d a dcat:Dataset ; dct:issued ?day") == {("2026",)}


def test_the_description_says_of_which_funds_and_periods_the_projects_are(
    release: Release, counted: Statistics, tmp_path: Path
) -> None:
    only = replace(counted, funds=Counter({"EAKR": 3}), periods=Counter({"2007-2013": 3}))
    edition = Edition("1", None, CREATED, HERE)
    write_description(tmp_path / "dataset.ttl", edition, release.dumps, only)
    store = loaded(tmp_path / "dataset.ttl")
    keywords = {text for (text,) in ask(store, "?text", "?dataset dcat:keyword ?text")}
    assert "European Regional Development Fund" in keywords
    assert "European Social Fund" not in keywords
    assert ("EU structural-fund projects in Finland 2007–2013",) in ask(store, "?t", "?d a dcat:Dataset ; dct:title ?t")
    assert ask(store, "?from ?to", "?p dcat:startDate ?from ; dcat:endDate ?to") == {("2007-01-01", "2013-12-31")}
    assert counted.periods.keys() == {"2007-2013", "2014-2020"}
    assert counted.periods.total() == counted.classes[str(Esr.Project)[1:-1]]


def publisher_of(store: Store) -> set[tuple[str, ...]]:
    return ask(store, "?name", "?d a dcat:Dataset ; dct:publisher/foaf:name ?name")


def test_the_operator_is_named_or_else_the_host(release: Release, counted: Statistics, tmp_path: Path) -> None:
    target = tmp_path / "dataset.ttl"
    write_description(target, Edition("1", None, CREATED, ELSEWHERE), release.dumps, counted)
    assert publisher_of(loaded(target)) == {("esr.example.fi",)}
    assert not ask(loaded(target), "?x", "?x dcat:contactPoint ?y")
    edition = Edition("1", None, CREATED, ELSEWHERE, "Kuusirannan kaupunki", "data@example.fi")
    write_description(target, edition, release.dumps, counted)
    assert publisher_of(loaded(target)) == {("Kuusirannan kaupunki",)}
    assert ask(loaded(target), "?x", "?x vcard:hasEmail <mailto:data@example.fi>")
    write_description(
        target, Edition("1", None, CREATED, ELSEWHERE, contact="https://www.example.fi/"), release.dumps, counted
    )
    assert ask(loaded(target), "?x", "?x vcard:hasURL <https://www.example.fi/>")


def test_every_name_of_ours_is_below_the_base(release: Release, counted: Statistics, tmp_path: Path) -> None:
    edition, without = Edition("1", "0", CREATED, ELSEWHERE), replace(counted, examples={})
    write_description(tmp_path / "a.ttl", edition, release.dumps, without)
    text = (tmp_path / "a.ttl").read_text(encoding="utf-8")
    quads = list(parse(text, format=RdfFormat.TURTLE))
    assert not [quad for quad in quads if not isinstance(quad.subject, NamedNode)]
    described = {quad.subject.value for quad in quads if quad.predicate != Rdf.type}
    vocabularies = (
        "http://publications.europa.eu/",
        "https://www.w3.org/TR/",
        "http://purl.org/adms/",
        "https://creativecommons.org/",
    )
    assert not [iri for iri in described if not iri.startswith((ELSEWHERE.base, *vocabularies))]
    assert HERE.base not in text


def test_the_store_has_the_description_in_a_graph_of_its_own(release: Release, described: Store) -> None:
    store = open_read_only(release.store)
    found = {str(quad.triple) for quad in store.quads_for_pattern(None, None, None, HERE.graph("dataset"))}
    assert found == {str(quad.triple) for quad in described}
    assert not list(store.quads_for_pattern(HERE.dataset, None, None, DefaultGraph()))
