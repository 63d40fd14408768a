"""The stream of events (LDES): whoever reads it has every project as it is, whatever releases have been removed."""

import gzip
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import DefaultGraph, NamedNode, QuerySolutions, RdfFormat, Store, parse

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf.iris import HERE, Iris
from esrgraph.rdf.prefixes import NAMESPACES, term_of
from esrgraph.rdf.vocabulary import Rdf, Xsd
from esrgraph.release.changes.compare import blocks, project_lines
from esrgraph.release.dumps.piece_forms import NTRIPLES
from esrgraph.release.events import Announced, announced, write_events
from esrgraph.release.folder import DataFolder, Release
from esrgraph.web.app import make_app
from kept import Kept
from pieced import pieced
from serving import PATIENCE, PATIENT, free_port, serving

START = datetime(2026, 1, 1, tzinfo=UTC)
PREFIXES = {name: NAMESPACES[name] for name in ("as", "ldes", "tree")}
Projects = dict[str, str]
"""The title of each project by its code."""


def write(folder: Path, projects: Projects, keep: int = 9, iris: Iris = HERE) -> Announced:
    """One more release in a folder, with no more than its events; all but the newest `keep` are removed."""
    title = "<http://purl.org/dc/terms/title>"
    lines = "".join(f'<{iris.project(code).value}> {title} "{text}" .\n' for code, text in sorted(projects.items()))
    (folder / "esr.nt").write_text(lines)
    earlier = [Release(path) for path in sorted(folder.iterdir()) if path.is_dir()]
    day = START + timedelta(days=int(earlier[-1].id[1:]) if earlier else 0)
    release = Release(folder / f"r{int(earlier[-1].id[1:]) + 1 if earlier else 1}")
    release.folder.mkdir()
    release.pieces.mkdir()
    with pieced(folder / "esr.nt") as dumps:
        kept = earlier[-1] if earlier else None
        write_events(dumps.parts(NTRIPLES), release, release.id, day, earlier, keep, iris, kept=kept)
    for each in [*earlier, release][:-keep]:
        shutil.rmtree(each.folder)
    told = announced(release)
    assert told
    return told


def kinds(told: Announced) -> list[tuple[str, str]]:
    return [(each.code, each.kind) for each in told.events]


def test_a_release_tells_what_is_new_what_changed_and_what_is_gone(tmp_path: Path) -> None:
    assert kinds(write(tmp_path, {"S1": "a", "S2": "b"})) == [("S1", "Create"), ("S2", "Create")]
    assert kinds(write(tmp_path, {"S1": "a", "S2": "c", "S3": "d"})) == [("S2", "Update"), ("S3", "Create")]
    assert kinds(write(tmp_path, {"S1": "a", "S3": "d"})) == [("S2", "Delete")]
    assert kinds(write(tmp_path, {"S1": "a", "S3": "d"})) == []
    assert kinds(write(tmp_path, {"S1": "a", "S2": "b", "S3": "d"})) == [("S2", "Create")]


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_whatever_is_removed_what_is_left_tells_of_every_project(tmp_path: Path, keep: int) -> None:
    steps: Sequence[Projects] = (
        {"S1": "a", "S2": "b"},
        {"S1": "a", "S2": "c", "S3": "d"},
        {"S1": "a", "S3": "d"},
        {"S1": "e", "S3": "d"},
        {"S1": "e", "S3": "d"},
        {"S3": "d", "S4": "f"},
    )
    follower: dict[str, str | None] = {}
    for projects in steps:
        told = write(tmp_path, projects, keep)
        follower |= {each.code: each.digest for each in told.events}
        assert {code for code, digest in follower.items() if digest} == projects.keys()
        left = [announced(Release(path)) for path in sorted(tmp_path.iterdir()) if path.is_dir()]
        assert len(left) <= keep
        beginner = {each.code: each.digest for one in left if one for each in one.events}
        assert {code: digest for code, digest in beginner.items() if digest} == {
            code: digest for code, digest in follower.items() if digest
        }


def test_below_another_base_the_stream_begins_anew(tmp_path: Path) -> None:
    assert write(tmp_path, {"S1": "a"}).first
    assert not write(tmp_path, {"S1": "b"}).first
    other = write(tmp_path, {"S1": "b"}, iris=Iris("https://esr.example.fi/"))
    assert other.first
    assert kinds(other) == [("S1", "Create")]


def test_a_page_is_closed_when_the_next_begins(tmp_path: Path) -> None:
    write(tmp_path, {f"S{number:03}": "a" for number in range(201)})
    store = Store()
    for path in (tmp_path / "r1" / "events").glob("*.nq.gz"):
        store.extend(parse(gzip.decompress(path.read_bytes()), RdfFormat.N_QUADS))
    members = list(store.quads_for_pattern(None, term_of("tree:member"), None))
    assert len(members) == 201
    assert {quad.subject.value for quad in store.quads_for_pattern(None, term_of("ldes:immutable"), None)} == {
        f"{HERE.base}events/r1/{number}" for number in (1, 2, 3)
    }
    leads = store.quads_for_pattern(None, term_of("tree:node"), None)
    assert {quad.object.value for quad in leads} == {f"{HERE.base}events/r1/{number}" for number in (2, 3)}


def build_two(folder: Path, iris: Iris) -> DataFolder:
    """Two releases: in the second, one project is new, one gone, one not as it was."""
    data, pages = DataFolder(folder / "data"), folder / "pages"
    pages.mkdir()
    for code in ("S39001", "S39002", "S39003"):
        shutil.copy(EXAMPLES / f"{code}.txt", pages)
    build_release([pages], data, Options(iris))
    (pages / "S39002.txt").unlink()
    shutil.copy(EXAMPLES / "S39005.txt", pages)
    page = pages / "S39001.txt"
    page.write_text(page.read_text("utf-8").replace("rahoitus: 486 200", "rahoitus: 486 300"), "utf-8")
    build_release([pages], data, Options(iris))
    return data


def two_releases(folder: Path) -> None:
    build_two(folder, HERE)


@pytest.fixture(scope="module")
def two(kept: Kept) -> DataFolder:
    return DataFolder(kept(two_releases) / "data")


def state(release: Release, base: str) -> dict[str, set[str]]:
    """The lines of each project in a release's dump, as events have them."""
    with gzip.open(release.dumps / NTRIPLES) as lines:
        return {code: {*map(bytes.decode, project_lines(block))} for code, block in blocks(lines, base)}


def replicate(store: Store) -> dict[str, set[str]]:
    """What is known of each project at the end of events: the lines of the graph of its last."""
    known: dict[str, set[str]] = {}
    rows = store.query(
        "SELECT * { ?event a ?kind ; as:object ?object ; as:published ?time } ORDER BY ?time", prefixes=PREFIXES
    )
    assert isinstance(rows, QuerySolutions)
    for row in rows:
        code = row["object"].value.rpartition("/")[2]
        known.pop(code, None)
        if row["kind"] != term_of("as:Delete"):
            known[code] = {f"{quad.triple} .\n" for quad in store.quads_for_pattern(None, None, None, row["event"])}
    return known


def deleted(store: Store) -> NamedNode:
    """The one event that tells of what is gone."""
    (quad,) = store.quads_for_pattern(None, Rdf.type, term_of("as:Delete"))
    assert isinstance(quad.subject, NamedNode)
    return quad.subject


def test_who_follows_the_rules_has_the_last_release(two: DataFolder) -> None:
    """By TREE and LDES: from the root over the relations to all pages, members in the order of their times."""
    base = HERE.base
    client = TestClient(make_app(two), base_url=base)
    store, waiting, seen = Store(), [f"{base}events"], set[str]()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        answer = client.get(address, headers={"Accept": "application/trig"})
        assert ("immutable" in answer.headers["cache-control"]) == (address != f"{base}events")
        store.extend(parse(answer.content, RdfFormat.TRIG))
        nodes = {quad.object.value for quad in store.quads_for_pattern(None, term_of("tree:node"), None)}
        waiting = sorted(nodes - seen)
    assert len(seen) == 3
    views = list(store.quads_for_pattern(None, term_of("tree:view"), NamedNode(f"{base}events")))
    assert len(views) == 1
    assert not list(store.quads_for_pattern(None, term_of("ldes:retentionPolicy"), None))
    assert replicate(store) == state(two.current(), base)
    members = {quad.object for quad in store.quads_for_pattern(None, term_of("tree:member"), None)}
    assert members == set(store.named_graphs()) | {deleted(store)}


def test_the_name_of_an_event_leads_to_its_page(two: DataFolder) -> None:
    client = TestClient(make_app(two), follow_redirects=False)
    release = two.current().id
    assert client.get(f"/events/{release}/project/S39005").headers["location"] == f"/events/{release}/1"
    assert client.get(f"/events/{release}/project/S00000").status_code == 404
    assert client.get(f"/events/{release}/2").status_code == 404
    assert client.get("/events/20200101T000000Z-0a1b2c3d4e5f/1").status_code == 410
    assert client.get("/events/9/1").status_code == 404
    assert client.get("/events", headers={"Accept": "text/csv"}).status_code == 406


@pytest.mark.parametrize("form", [RdfFormat.N_QUADS, RdfFormat.TRIG, RdfFormat.JSON_LD])
def test_a_page_is_the_same_in_every_format(two: DataFolder, form: RdfFormat) -> None:
    client = TestClient(make_app(two))
    page = f"/events/{two.current().id}/1"
    known = {*parse(client.get(page, headers={"Accept": "application/n-quads"}).content, RdfFormat.N_QUADS)}
    answer = client.get(page, headers={"Accept": form.media_type})
    assert answer.headers["content-type"] == form.media_type
    assert {*parse(answer.content, form)} == known
    assert {quad.graph_name for quad in known} > {DefaultGraph()}


def test_what_is_no_longer_kept_is_told(two: DataFolder, tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    shutil.copytree(two.path, data.path, symlinks=True)
    shutil.rmtree(data.releases()[0].folder)
    answer = TestClient(make_app(data)).get("/events", headers={"Accept": "application/n-quads"})
    told = {quad.predicate.value: quad.object for quad in parse(answer.content, RdfFormat.N_QUADS)}
    mine = announced(data.current())
    assert mine
    assert told[f"{NAMESPACES['ldes']}startingFrom"].value == f"{mine.created:%Y-%m-%dT%H:%M:%SZ}"


SHORTHANDS = {
    Xsd.integer.value.encode(): rb"\d+",
    Xsd.decimal.value.encode(): rb"\d+\.\d+",
    Xsd.boolean.value.encode(): rb"true|false",
}
"""What the client writes as Turtle would among its N-Quads."""


@pytest.fixture(scope="module")
def ldes_client() -> Path:
    """The program ldes-client: in the folder of node modules that ESRGRAPH_LDES_CLIENT names."""
    program = Path(os.environ.get("ESRGRAPH_LDES_CLIENT", "")) / ".bin" / "ldes-client"
    if not (program.is_file() and shutil.which("node")):
        pytest.skip("ldes-client is not at hand (ESRGRAPH_LDES_CLIENT)")
    return program


def test_ldes_client_replicates_two_releases(tmp_path: Path, ldes_client: Path) -> None:
    port = free_port()
    two = build_two(tmp_path, Iris(f"http://127.0.0.1:{port}/"))
    with serving(make_app(two, PATIENT), port) as address:
        command = [ldes_client, f"{address}/events", "-o", "ascending"]
        answer = subprocess.run(command, capture_output=True, timeout=PATIENCE)
    assert answer.returncode == 0, answer.stderr
    written = answer.stdout
    store = Store()
    for name, shorthand in SHORTHANDS.items():
        written = re.sub(rb" (%b) (<[^ ]+> \.)$" % shorthand, rb' "\1"^^<%b> \2' % name, written, flags=re.MULTILINE)
    store.extend(parse(written, RdfFormat.N_QUADS))
    assert replicate(store) == state(two.current(), f"{address}/")
    assert deleted(store)
