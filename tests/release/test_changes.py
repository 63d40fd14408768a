"""What changed between releases: every project that did and no other, with old and new values, and what is gone."""

import gzip
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.mapping.describe import describe_page
from esrgraph.mapping.graph import to_quads
from esrgraph.rdf.iris import HERE, Iris
from esrgraph.rdf.serialize import to_ntriples
from esrgraph.rdf.store import open_read_only, select
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.changes import ChangeKind, ProjectChange, write_changes
from esrgraph.release.changes.compare import blocks, compare
from esrgraph.release.dumps.piece_forms import NTRIPLES
from esrgraph.release.folder import DataFolder, Release
from kept import Kept
from pieced import pieced

ELSEWHERE = Iris("https://esr.example.fi/")
PREFIXES = f"PREFIX esr: <{Esr.NAMESPACE}> "


def lines(text: str, iris: Iris = HERE, **options: bool) -> list[bytes]:
    """The sorted lines of one page's graph."""
    return to_ntriples(to_quads(describe_page(text.encode()), iris, **options)).splitlines(keepends=True)


def changes(old: list[bytes], new: list[bytes]) -> list[ProjectChange]:
    return list(compare(blocks(sorted(old), HERE.base), blocks(sorted(new), HERE.base)))


# Two graphs


def test_the_same_graph_has_not_changed(page_text: str) -> None:
    assert changes(lines(page_text), lines(page_text)) == []


def test_a_changed_field_is_told_with_its_old_and_new_value(page_text: str) -> None:
    (change,) = changes(lines(page_text), lines(page_text.replace("rahoitus: 486 200", "rahoitus: 486 300")))
    assert (change.kind, change.code) == (ChangeKind.CHANGED, "S39001")
    assert change.title == "Suunta löytyy: nuorten polku palkkatyöhön"
    (field,) = change.fields
    assert (field.field, field.property) == ("grantedEuAndStateFunding", Esr.grantedEuAndStateFunding.value)
    assert (field.old, field.new) == (("486200",), ("486300",))


def test_a_project_whose_code_begins_anothers_is_told_once(page_text: str) -> None:
    title = "Suunta löytyy: nuorten polku palkkatyöhön"
    other = [line.replace(b"S39001", b"S390012") for line in lines(page_text)]
    both = [*lines(page_text), *other]
    part = lines(page_text.replace("Materiaalit ja jätteet 3 3", "Materiaalit ja jätteet 3 4"))
    for before, after, kind in (
        (other, both, ChangeKind.ADDED),
        (both, other, ChangeKind.REMOVED),
        (both, [*part, *other], ChangeKind.CHANGED),
    ):
        assert [(each.kind, each.code, each.title) for each in changes(before, after)] == [(kind, "S39001", title)]
    assert changes(both, both) == []


def test_a_field_of_a_part_has_the_parts_name(page_text: str) -> None:
    (change,) = changes(
        lines(page_text), lines(page_text.replace("Materiaalit ja jätteet 3 3", "Materiaalit ja jätteet 3 4"))
    )
    assert [(each.field, each.old, each.new) for each in change.fields] == [
        ("sustainability-materials-and-waste.indirectImpact", ("3",), ("4",))
    ]


def test_what_is_there_no_longer_has_no_new_value(page_text: str) -> None:
    shorter = "\n".join(line for line in page_text.splitlines() if "Toteutunut EU- ja valtion" not in line)
    (change,) = changes(lines(page_text), lines(shorter))
    assert ("realisedEuAndStateFunding", ("451930",), ()) in [
        (each.field, each.old, each.new) for each in change.fields
    ]


def test_another_capture_of_the_same_page_changes_nothing(page_text: str) -> None:
    again = page_text.replace("\n", "\r\n") + "\r\n\r\n"
    assert lines(again) != lines(page_text)
    assert changes(lines(page_text), lines(again)) == []


def test_a_page_captured_at_another_address_changes_nothing(page_text: str) -> None:
    project = f"<{HERE.base}id/project/S39001> <http://xmlns.com/foaf/0.1/page>"
    old, new = (f"{project} <https://{host}.example.fi/hanke> .\n".encode() for host in ("one", "other"))
    assert changes([*lines(page_text), old], [*lines(page_text), new]) == []


def test_what_is_derived_is_no_change(page_text: str) -> None:
    project = f"<{HERE.base}id/project/S39001"
    derived = [
        f"{project}> {Esr.participant} <{HERE.base}id/organisation/9900105-3> .\n".encode(),
        f"{project}#similar-to-S39002> {Esr.similarProject} {project}> .\n".encode(),
    ]
    assert changes(lines(page_text), lines(page_text) + derived) == []


def test_the_same_page_read_otherwise_is_told_apart(page_text: str) -> None:
    """A newer program may understand more of a page that nobody has changed."""
    more = [*lines(page_text), f'<{HERE.base}id/project/S39001> {Esr.plannedPersons} "7" .\n'.encode()]
    assert [(each.kind, each.fields) for each in changes(lines(page_text), more)] == [(ChangeKind.REREAD, ())]


def test_contact_persons_are_no_field(page_text: str) -> None:
    other = page_text.replace("050 000 0101", "050 000 0102").replace("aino.keksila(at)", "aino(at)")
    assert other != page_text
    assert changes(lines(page_text, include_contacts=True), lines(other, include_contacts=True)) == []


def test_a_graph_below_another_base_is_compared_by_what_it_says(page_text: str) -> None:
    old = blocks(lines(page_text), HERE.base, ELSEWHERE.base)
    assert list(compare(old, blocks(lines(page_text, ELSEWHERE), ELSEWHERE.base))) == []
    old = blocks(lines(page_text), HERE.base, ELSEWHERE.base)
    changed = lines(page_text.replace("Toiminta päättynyt", "Toiminnassa"), ELSEWHERE)
    (change,) = compare(old, blocks(changed, ELSEWHERE.base))
    (field,) = change.fields
    assert field.old == (f"{ELSEWHERE.base}id/status/ended",)


CODES = st.sets(st.from_regex(r"[SA][0-3]{5}", fullmatch=True), max_size=8)


@given(CODES, CODES)
def test_codes_on_one_side_only_are_added_or_removed(old: set[str], new: set[str]) -> None:
    def graph(codes: set[str]) -> list[bytes]:
        return [f'<{HERE.base}id/project/{code}> {Esr.code} "{code}" .\n'.encode() for code in codes]

    found = changes(graph(old), graph(new))
    assert [each.code for each in found] == sorted(old ^ new)
    assert {each.code for each in found if each.kind is ChangeKind.ADDED} == new - old


# Releases


def three_releases(folder: Path) -> None:
    """Make three: in the second one project has changed, one is new, and one is gone that the third has again."""
    pages = folder / "pages"
    pages.mkdir()

    def build(base: Iris, **texts: str | None) -> None:
        for code, text in texts.items():
            if text is None:
                (pages / f"{code}.txt").unlink()
            else:
                (pages / f"{code}.txt").write_text(text, encoding="utf-8")
        build_release([pages], DataFolder(folder), Options(iris=base))

    text = {code: (EXAMPLES / f"{code}.txt").read_text(encoding="utf-8") for code in ("S39001", "S39002", "S39003")}
    build(HERE, S39001=text["S39001"], S39002=text["S39002"])
    changed = text["S39001"].replace("nuorten polku", "kaikkien polku").replace("486 200", "486 300")
    build(ELSEWHERE, S39001=changed, S39002=None, S39003=text["S39003"])
    build(ELSEWHERE, S39002=text["S39002"])


@pytest.fixture(scope="module")
def history(kept: Kept) -> tuple[Release, ...]:
    return DataFolder(kept(three_releases)).releases()


def told(release: Release) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = orjson.loads(release.changes.read_bytes())
    return found


def codes(release: Release, name: str) -> list[object]:
    return [each["code"] for each in told(release)[name]]


def test_all_projects_of_the_first_release_are_new(history: tuple[Release, ...]) -> None:
    assert (told(history[0])["previous"], codes(history[0], "added")) == (None, ["S39001", "S39002"])
    assert told(history[0])["changed"] == told(history[0])["gone"] == []


def test_a_release_tells_what_changed_even_below_another_base(history: tuple[Release, ...]) -> None:
    first, second, _ = history
    found = told(second)
    assert (found["release"], found["previous"], found["comparable"]) == (second.id, first.id, True)
    assert (codes(second, "added"), codes(second, "removed")) == (["S39003"], ["S39002"])
    assert found["counts"] == {"added": 1, "changed": 1, "removed": 1, "reread": 0}
    (change,) = found["changed"]
    fields = {each["field"]: (each["old"], each["new"]) for each in change["fields"]}  # type: ignore[attr-defined]
    assert fields["grantedEuAndStateFunding"] == (["486200"], ["486300"])
    assert fields["title"][0] == ["Suunta löytyy: nuorten polku palkkatyöhön"]
    assert change["title"] == "Suunta löytyy: kaikkien polku palkkatyöhön"


def test_what_is_gone_is_known_until_it_comes_back(history: tuple[Release, ...]) -> None:
    first, second, third = history
    (gone,) = told(second)["gone"]
    assert (gone["code"], gone["release"]) == ("S39002", first.id)
    assert gone["title"] == told(second)["removed"][0]["title"]
    assert (told(third)["gone"], codes(third, "added")) == ([], ["S39002"])


def test_the_changes_can_be_queried_in_a_graph_of_their_own(history: tuple[Release, ...]) -> None:
    store = open_read_only(history[1].store)
    query = """SELECT ?code ?kind ?field ?project { GRAPH ?graph { ?change a esr:Change ; esr:code ?code ;
      esr:changeKind ?kind ; esr:changedProject ?project OPTIONAL { ?change esr:changedField ?field } } }"""
    rows = {tuple(row.values()) for row in select(store, PREFIXES + query)}
    project = f"{ELSEWHERE.base}id/project/"
    assert ("S39001", "changed", "title", f"{project}S39001") in rows
    assert ("S39002", "removed", None, f"{project}S39002") in rows
    assert ("S39003", "added", None, f"{project}S39003") in rows


def test_the_data_do_not_hold_the_changes(history: tuple[Release, ...]) -> None:
    store = open_read_only(history[1].store)
    assert not list(store.quads_for_pattern(None, Esr.changeKind, None, DefaultGraph()))
    assert not list(store.quads_for_pattern(NamedNode(f"{ELSEWHERE.base}id/project/S39002"), None, None))
    assert not select(store, PREFIXES + "SELECT ?x { ?x a esr:Change }")
    with gzip.open(history[1].dumps / NTRIPLES) as dump:
        assert b"graph/changes" not in dump.read()


def written(release: Release, previous: Release, folder: Path) -> dict[str, list[dict[str, object]]]:
    """The changes of a release as they would be told after a previous one."""
    working = Release(folder)
    with gzip.open(release.dumps / NTRIPLES) as dump:
        (folder / "esr.nt").write_bytes(dump.read())
    with pieced(folder / "esr.nt") as dumps:
        write_changes(dumps.parts(NTRIPLES), working, release.id, previous, ELSEWHERE)
    return told(working)


def copied(release: Release, folder: Path) -> Release:
    copy = Release(folder / "previous")
    copy.dumps.mkdir(parents=True)
    for path in (release.manifest, release.changes, release.dumps / NTRIPLES, release.dumps / "SHA256SUMS"):
        (copy.folder / path.relative_to(release.folder)).write_bytes(path.read_bytes())
    return copy


def test_a_damaged_release_is_not_compared_with_and_stops_no_build(
    history: tuple[Release, ...], tmp_path: Path
) -> None:
    previous = copied(history[1], tmp_path)
    dump = previous.dumps / NTRIPLES
    dump.write_bytes(dump.read_bytes()[:-1000])
    found = written(history[1], previous, tmp_path)
    assert (found["comparable"], found["added"], found["changed"]) == (False, [], [])
    assert [each["code"] for each in found["gone"]] == ["S39002"]


@pytest.mark.parametrize("content", ["[]", '{"gone": null}', '{"gone": [1]}'])
def test_changes_of_another_form_stop_no_build(history: tuple[Release, ...], tmp_path: Path, content: str) -> None:
    previous = copied(history[1], tmp_path)
    previous.manifest.write_text("[1,2]")
    previous.changes.write_text(content)
    found = written(history[1], previous, tmp_path)
    assert found["gone"] == []


def test_after_a_release_with_contacts_its_texts_are_not_quoted(history: tuple[Release, ...], tmp_path: Path) -> None:
    """What a page's prose says of a contact person is masked only where contacts are left out."""
    previous = copied(history[0], tmp_path)
    manifest = orjson.loads(previous.manifest.read_bytes()) | {"include_contacts": True}
    previous.manifest.write_bytes(orjson.dumps(manifest))
    found = written(history[1], previous, tmp_path)
    assert {tuple(each["old"]) for change in found["changed"] for each in change["fields"]} == {()}  # type: ignore[attr-defined]
    assert [each["title"] for each in (*found["removed"], *found["gone"])] == [None, None]
