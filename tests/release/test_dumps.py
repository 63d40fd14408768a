"""The dumps: every file with its checksum, tables that say the same as the graph, a network that others can read."""

import csv
import gzip
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import networkx
import pyarrow
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyarrow import parquet
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from conftest import ROOT
from esrgraph.rdf.iris import HERE, Iris
from esrgraph.rdf.store import open_read_only, select
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.cube import write_cubes
from esrgraph.release.dumps import Dumps, shares_of
from esrgraph.release.dumps.checksums import FILE_NAME, read_checksums, sha256, write_checksums
from esrgraph.release.dumps.network import write_network
from esrgraph.release.dumps.rows import rows_of
from esrgraph.release.dumps.tables import write_tables
from esrgraph.release.dumps.things import lines_about
from esrgraph.release.dumps.workbook import FILE_NAME as FILE_OF_TABLES
from esrgraph.release.dumps.workbook import write_workbook
from esrgraph.release.folder import DataFolder, Release
from esrgraph.web.app import make_app

PREFIXES = f"PREFIX esr: <{Esr.NAMESPACE}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "


@pytest.fixture(scope="module")
def dumps(data: DataFolder) -> Path:
    return data.current().dumps


@pytest.fixture(scope="module")
def graph(data: DataFolder) -> Store:
    return open_read_only(data.current().store)


@pytest.fixture(scope="module")
def metadata(dumps: Path) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((dumps / "tables.csv-metadata.json").read_text(encoding="utf-8"))
    return described


def rows(dumps: Path, name: str) -> list[dict[str, str]]:
    with (dumps / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def expanded(template: str, row: dict[str, str]) -> str:
    """A URI template of the two simplest kinds (RFC 6570): {name} and {+name}."""
    return re.sub(r"\{(\+?)(\w+)\}", lambda m: quote(row[m[2]], safe="/-._~" if m[1] else "-._~"), template)


def test_every_file_has_its_checksum(dumps: Path) -> None:
    sums = read_checksums(dumps)
    assert sums == {path.name: sha256(path) for path in dumps.iterdir() if path.name != FILE_NAME}
    assert {"esr.nt.gz", "projects.csv", "tables.csv-metadata.json", "organisations.graphml"} < set(sums)


# All graphs


@pytest.mark.parametrize(("file", "form"), [("esr.nq.gz", RdfFormat.N_QUADS), ("esr.trig.gz", RdfFormat.TRIG)])
def test_one_file_holds_every_graph_that_depends_on_the_data_alone(
    dumps: Path, graph: Store, file: str, form: RdfFormat
) -> None:
    told = {HERE.graph("changes"), HERE.graph("dataset")}
    found = {str(quad) for quad in parse(gzip.decompress((dumps / file).read_bytes()), format=form)}
    assert f" {HERE.graph('eurio')}" in "".join(found)
    assert len(found) == sum(quad.graph_name not in told for quad in graph)
    kept = Store()
    kept.bulk_load(gzip.decompress((dumps / file).read_bytes()), format=form)
    assert set(kept) == {quad for quad in graph if quad.graph_name not in told}


def test_what_is_in_a_dump_can_be_had_unpacked(data: DataFolder, dumps: Path) -> None:
    client = TestClient(make_app(data))
    for name, media in (("esr.nt", "application/n-triples"), ("esr.nq", "application/n-quads")):
        content = gzip.decompress((dumps / f"{name}.gz").read_bytes())
        plain = client.get(f"/dumps/{name}", headers={"Accept-Encoding": "identity"})
        packed = client.get(f"/dumps/{name}", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert plain.content == packed.content == content
        assert plain.headers["content-type"] == packed.headers["content-type"] == media
    assert client.get("/dumps/other.nt").status_code == 404
    kept = client.get(f"/releases/{data.current().id}/dumps/esr.nt")
    assert "immutable" in kept.headers["cache-control"]


# Tables


ARROW = {
    "string": pyarrow.string(),
    "date": pyarrow.date32(),
    "decimal": pyarrow.decimal128(18, 2),
    "integer": pyarrow.int64(),
    "boolean": pyarrow.bool_(),
}


def test_parquet_has_the_rows_of_the_tables_with_their_types(dumps: Path, metadata: dict[str, Any]) -> None:
    for table in metadata["tables"]:
        columns, found = table["tableSchema"]["columns"], rows(dumps, table["url"])
        read = parquet.read_table(dumps / table["url"].replace(".csv", ".parquet"))
        assert read.schema.names == [column["name"] for column in columns]
        for column in columns:
            kind = pyarrow.list_(pyarrow.string()) if "separator" in column else ARROW[column["datatype"]]
            assert read.schema.field(column["name"]).type == kind
            values = [text_of(each) for each in read[column["name"]].to_pylist()]
            assert values == [in_cents(row[column["name"]], column["datatype"]) for row in found]


def test_the_workbook_has_the_rows_of_the_tables_with_their_types(
    dumps: Path, metadata: dict[str, Any], tmp_path: Path
) -> None:
    for table in metadata["tables"]:
        shutil.copy(dumps / table["url"], tmp_path)
    with (tmp_path / "organisations.csv").open("a", newline="") as file:
        csv.writer(file).writerow(["formula", "", "=1+1\x01", "", "", "", "7", "1.50"])
        csv.writer(file).writerow(["long", "", "Yhdistys ry", "ry " * 50_000, "", "", "7", "1.50"])
    write_workbook(tmp_path)
    book = load_workbook(tmp_path / FILE_OF_TABLES)
    assert book.sheetnames == [table["url"].removesuffix(".csv") for table in metadata["tables"]]
    for table in metadata["tables"]:
        sheet, found = book[table["url"].removesuffix(".csv")], rows(tmp_path, table["url"])
        columns = table["tableSchema"]["columns"]
        header, *body = sheet.iter_rows()
        assert [cell.value for cell in header] == [column["name"] for column in columns]
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.endswith(str(len(found) + 1))
        for row, cells in zip(found, body, strict=True):
            for column, cell in zip(columns, cells, strict=True):
                text = row[column["name"]]
                kind = "string" if "separator" in column else column["datatype"]
                assert cell.value == (EXCEL[kind](text) if text else None), (column["name"], text)
                assert cell.data_type != "f"


def test_a_workbook_of_the_same_tables_has_the_same_bytes(
    dumps: Path, metadata: dict[str, Any], tmp_path: Path
) -> None:
    for table in metadata["tables"]:
        shutil.copy(dumps / table["url"], tmp_path)
    write_workbook(tmp_path)
    with ZipFile(tmp_path / FILE_OF_TABLES) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 31, 0, 0, 0)}
        assert archive.testzip() is None
    properties = load_workbook(tmp_path / FILE_OF_TABLES).properties
    assert properties.created == properties.modified == datetime(1980, 1, 1)  # noqa: DTZ001
    before = (tmp_path / FILE_OF_TABLES).read_bytes()
    write_workbook(tmp_path)
    assert (tmp_path / FILE_OF_TABLES).read_bytes() == before


EXCEL: dict[str, Callable[[str], Any]] = {
    "string": lambda text: text.replace("\x01", "\ufffd")[:32_000],
    "date": datetime.fromisoformat,
    "decimal": float,
    "integer": int,
    "boolean": lambda text: text == "true",
}


def text_of(value: Any) -> str:
    """A value as the CSV tables have it."""
    if isinstance(value, list):
        return "|".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def in_cents(text: str, datatype: str) -> str:
    return f"{Decimal(text):.2f}" if text and datatype == "decimal" else text


READERS = re.findall(
    r"```python\n((?:(?!```).)*projects\.parquet(?:(?!```).)*)```",
    (ROOT / "docs" / "connect.md").read_text("utf-8"),
    re.DOTALL,
)
AXES = """SELECT ?axis (COUNT(?p) AS ?n) (SUM(?euros) AS ?total)
{ ?p esr:priorityAxis/skos:notation ?axis OPTIONAL { ?p esr:grantedEuAndStateFunding ?euros } } GROUP BY ?axis"""
"""With SUM, one that has no amount has 0 here."""


@pytest.mark.parametrize("example", READERS, ids=["duckdb", "pandas", "polars"])
def test_the_documented_readers_of_parquet_count_the_same(example: str, dumps: Path, graph: Store) -> None:
    """Each example makes `rows`: the axes with how many projects and how much money they have."""
    named: dict[str, Any] = {}
    exec(example.replace(f"{HERE.base}dumps", dumps.as_uri()), named)
    expected = {row["axis"]: int(row["n"] or 0) for row in select(graph, PREFIXES + AXES)}
    assert {axis: number for axis, number, _ in named["rows"]} == expected
    granted = sum(Decimal(row["total"] or 0) for row in select(graph, PREFIXES + AXES))
    assert sum(Decimal(euros) for *_, euros in named["rows"]) == granted


def test_a_table_has_the_columns_that_its_metadata_describe(dumps: Path, metadata: dict[str, Any]) -> None:
    assert {table["url"] for table in metadata["tables"]} == {path.name for path in dumps.glob("*.csv")}
    for table in metadata["tables"]:
        columns = table["tableSchema"]["columns"]
        header = (dumps / table["url"]).read_bytes().split(b"\r\n", 1)[0].decode()
        assert header.split(",") == [column["name"] for column in columns]
        assert all(set(column["titles"]) == {"fi", "sv", "en", "und"} for column in columns)


def test_validators_find_the_heading_among_the_titles(dumps: Path, metadata: dict[str, Any]) -> None:
    """As csvlint compares: a title in the column's language, of which `und` is any, is the heading to the letter."""
    for table in metadata["tables"]:
        header = rows(dumps, table["url"])[0].keys()
        for heading, column in zip(header, table["tableSchema"]["columns"], strict=True):
            assert heading in column["titles"]["und"]


def test_keys_tell_rows_apart_and_references_lead_to_a_row(dumps: Path, metadata: dict[str, Any]) -> None:
    for table in metadata["tables"]:
        schema, found = table["tableSchema"], rows(dumps, table["url"])
        keys = Counter(tuple(row[name] for name in schema["primaryKey"]) for row in found)
        assert max(keys.values()) == 1, table["url"]
        for foreign in schema["foreignKeys"]:
            (column,), (other,) = foreign["columnReference"], foreign["reference"]["columnReference"]
            there = {row[other] for row in rows(dumps, foreign["reference"]["resource"])}
            assert {row[column] for row in found if row[column]} <= there, (table["url"], column)


def stated(table: dict[str, Any], found: list[dict[str, str]]) -> Iterator[Triple]:
    """What the rows of a table say in RDF, by its metadata ("Generating RDF from Tabular Data", section 4.6)."""
    schema = table["tableSchema"]
    for row in found:
        for column in schema["columns"]:
            text = row[column["name"]]
            if not text or column.get("suppressOutput"):
                continue
            subject = NamedNode(expanded(column.get("aboutUrl", schema["aboutUrl"]), row))
            predicate = NamedNode(expanded(column["propertyUrl"], row))
            if "valueUrl" in column:
                yield Triple(subject, predicate, NamedNode(expanded(column["valueUrl"], row)))
                continue
            datatype = NamedNode(f"http://www.w3.org/2001/XMLSchema#{column['datatype']}")
            for part in text.split(column["separator"]) if "separator" in column else [text]:
                literal = (
                    Literal(part, language=column["lang"]) if "lang" in column else Literal(part, datatype=datatype)
                )
                yield Triple(subject, predicate, literal)


def test_the_tables_say_nothing_that_the_graph_does_not(dumps: Path, metadata: dict[str, Any], graph: Store) -> None:
    """A title has lost its language: the table has no place for it."""
    title = NamedNode("http://purl.org/dc/terms/title")
    known = {quad.triple for quad in graph}
    for table in metadata["tables"]:
        said = set(stated(table, rows(dumps, table["url"])))
        assert {triple for triple in said if triple.predicate != title} <= known, table["url"]
        assert len(said) > 20


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("projects.csv", "?x a esr:Project"),
        ("organisations.csv", "?x a esr:Organisation"),
        ("participations.csv", "?x a esr:Participation"),
        ("project_municipalities.csv", "?x esr:municipality ?y"),
        ("target_groups.csv", "{ ?x esr:directTargetGroup ?y } UNION { ?x esr:indirectTargetGroup ?y }"),
    ],
)
def test_a_table_leaves_nothing_out(name: str, pattern: str, dumps: Path, graph: Store) -> None:
    ((counted,),) = (row.values() for row in select(graph, f"{PREFIXES} SELECT (COUNT(*) AS ?n) {{ {pattern} }}"))
    assert len(rows(dumps, name)) == int(counted or 0) > 10


def test_codes_have_their_finnish_labels_beside_them(dumps: Path) -> None:
    (project,) = (row for row in rows(dumps, "projects.csv") if row["code"] == "S39001")
    assert (project["specific_objective"], project["fund_label"]) == ("6.1", "Euroopan sosiaalirahasto")
    assert project["granted_eu_and_state_funding"] == "486200"
    assert dict(zip(project["regions"].split("|"), project["regions_label"].split("|"), strict=True)).items() <= {
        ("12", "Pohjois-Karjala"),
        ("11", "Pohjois-Savo"),
        ("10", "Etelä-Savo"),
    }
    place = next(row for row in rows(dumps, "project_municipalities.csv") if row["municipality"] == "167")
    assert (place["municipality_label"], place["region"], place["region_label"]) == ("Joensuu", "12", "Pohjois-Karjala")


def test_an_organisation_without_a_business_id_is_found_by_its_key(dumps: Path, graph: Store) -> None:
    lonely = [row for row in rows(dumps, "organisations.csv") if not row["business_id"]]
    assert lonely
    for row in lonely:
        iri = NamedNode(f"{HERE.base}id/organisation/{quote(row['organisation'])}")
        assert next(graph.quads_for_pattern(iri, None, None), None)


# The network


def test_networkx_reads_the_network_that_the_graph_holds(dumps: Path, graph: Store) -> None:
    network = networkx.read_graphml(dumps / "organisations.graphml")
    query = """SELECT ?a ?b ?n { ?c esr:collaborator ?x , ?y ; esr:sharedProjects ?n . FILTER(STR(?x) < STR(?y))
               BIND(STRAFTER(STR(?x), "/organisation/") AS ?a) BIND(STRAFTER(STR(?y), "/organisation/") AS ?b) }"""
    expected = {frozenset((row["a"], row["b"])): int(row["n"] or 0) for row in select(graph, PREFIXES + query)}
    found = {frozenset((one, other)): data["weight"] for one, other, data in network.edges(data=True)}
    assert found == expected
    assert len(found) > 20
    assert network.number_of_nodes() == len(rows(dumps, "organisations.csv"))
    node = network.nodes["9900101-0"]
    assert node["label"] == "Tuuliharjun ammattikorkeakoulu Oy"
    ((counted,),) = (
        row.values()
        for row in select(graph, f'{PREFIXES} SELECT ?n {{ ?x esr:businessId "9900101-0" ; esr:projectCount ?n }}')
    )
    assert (node["projects"], node["iri"]) == (int(counted or 0), f"{HERE.base}id/organisation/9900101-0")


def test_a_name_that_xml_cannot_hold_spoils_no_network(tmp_path: Path) -> None:
    organisation = f"<{HERE.base}id/organisation/9900101-0>"
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    lines = [f"{organisation} <{kind}> <{Esr.Organisation.value}> .", f'{organisation} <{label}> "A\\u0001 & <B>" .']
    (tmp_path / "a.nt").write_text("\n".join(lines) + "\n")
    write_network(tmp_path / "a.nt", tmp_path, HERE)
    network = networkx.read_graphml(tmp_path / "organisations.graphml")
    assert network.nodes["9900101-0"]["label"] == "A\ufffd & <B>"


# All of them


def test_the_same_triples_give_the_same_bytes_under_any_name(dumps: Path, tmp_path: Path) -> None:
    (tmp_path / "other.nt").write_bytes(gzip.decompress((dumps / "esr.nt.gz").read_bytes()))
    again = write_dumps(tmp_path / "other.nt", tmp_path / "again", dumps.parent)
    assert read_checksums(again.dumps) == read_checksums(dumps)


def write_dumps(ntriples: Path, folder: Path, like: Path, previous: Release | None = None) -> Release:
    """The dumps of a graph that the store of a release holds, with their checksums."""
    release = Release(folder)
    release.dumps.mkdir(parents=True)
    release.store.symlink_to(like / "store")
    making = Dumps(ntriples, release, HERE, shares_of(ntriples), previous)
    for task in making.first_tasks():
        task()
    write_cubes(release.store, release.dumps, HERE)
    for task in making.last_tasks():
        task()
    write_checksums(release.dumps)
    return release


@given(st.sets(st.text("abc", min_size=1, max_size=3)), st.text("abc", max_size=2), st.text("abc", max_size=1))
def test_the_lines_about_a_thing_are_found_without_reading_those_before(
    subjects: set[str], start: str, more: str
) -> None:
    lines = sorted(f"<{subject}> <x:p> <x:o> .\n".encode() for subject in subjects)
    with NamedTemporaryFile() as file, pytest.MonkeyPatch.context() as patched:
        patched.setattr("esrgraph.release.dumps.things._BLOCK", 40)
        Path(file.name).write_bytes(b"".join(lines))
        found = list(lines_about(Path(file.name), start, start + more))
    wanted = (line for line in lines if line.startswith(f"<{start}".encode()))
    assert found == [line for line in wanted if line >= f"<{start}{more}".encode()]


def test_tables_of_another_base_differ_in_their_metadata_only(dumps: Path, tmp_path: Path) -> None:
    base = "https://esr.example.fi/"
    triples = gzip.decompress((dumps / "esr.nt.gz").read_bytes()).replace(
        b"<" + HERE.base.encode(), b"<" + base.encode()
    )
    lines = b"".join(sorted(triples.splitlines(keepends=True)))
    (tmp_path / "a.nt").write_bytes(lines)
    (tmp_path / "dumps").mkdir()
    rows = rows_of(parse(lines, format=RdfFormat.N_TRIPLES), Iris(base))
    write_tables(rows, tmp_path / "a.nt", tmp_path / "dumps", Iris(base))
    write_checksums(tmp_path / "dumps")
    same = {
        name for name, digest in read_checksums(tmp_path / "dumps").items() if read_checksums(dumps)[name] == digest
    }
    assert same == {path.name for path in dumps.glob("*.csv")}


def test_the_compressed_dumps_are_what_they_say(dumps: Path) -> None:
    with gzip.open(dumps / "esr.ttl.gz") as turtle, gzip.open(dumps / "esr.nt.gz") as lines:
        assert len(list(parse(turtle, format=RdfFormat.TURTLE))) == sum(1 for _ in lines)
