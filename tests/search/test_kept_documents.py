"""What an index is made of is kept from one build to the next: the same index, less work, nothing kept for ever."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import tantivy
from pyoxigraph import Literal, NamedNode, Quad, Store

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.errors import ReleaseError
from esrgraph.rdf.iris import HERE, Iris
from esrgraph.rdf.store import open_read_only
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf, Skos
from esrgraph.release.folder import DataFolder
from esrgraph.search import kept as kept_entries
from esrgraph.search.analysis import Terms, terms
from esrgraph.search.document import SearchDocument
from esrgraph.search.index_schema import FILES, GROUPS, terms_field, words_field
from esrgraph.search.kept import KeptEntries
from esrgraph.search.prepared import Preparation, PreparedDocument
from esrgraph.search.stored import Shelf
from indexed import documents_of, index_store
from kept import Kept
from rows import BY_HAND

PLACE, REGION, WIDE = HERE.thing("municipality", "167"), HERE.thing("region", "12"), HERE.thing("region", "99")
NARROW, BROAD = HERE.thing("target-group", "young"), HERE.thing("target-group", "people")
SCHOOL, TYPE = HERE.thing("organisation", "9900101-0"), HERE.thing("organisation-type", "school")


def project(code: str, title: str, *links: tuple[NamedNode, NamedNode]) -> list[Quad]:
    thing, part = HERE.project(code), HERE.part(HERE.project(code), "applicant")
    return [
        Quad(thing, Rdf.type, Esr.Project),
        Quad(thing, Esr.code, Literal(code)),
        Quad(thing, Dct.title, Literal(title, language="fi")),
        Quad(thing, Dct.abstract, Literal(f"Hankkeessa {title} kokeillaan uutta. " * 3, language="fi")),
        Quad(thing, Esr.participation, part),
        Quad(part, Esr.organisation, SCHOOL),
        Quad(part, Esr.nameAsGiven, Literal("Tuuliharjun koulu")),
        *(Quad(thing, term, value) for term, value in links),
    ]


def named(thing: NamedNode, kind: NamedNode, name: str) -> list[Quad]:
    return [Quad(thing, Rdf.type, kind), Quad(thing, Skos.prefLabel, Literal(name, language="fi"))]


FACTS = [
    *project("S10001", "Nuorten työpaja", (Esr.municipality, PLACE), (Esr.directTargetGroup, NARROW)),
    *project("S10002", "Yrittäjien verkosto", (Esr.region, REGION)),
    *named(PLACE, Esr.Municipality, "Joensuu"),
    Quad(PLACE, Esr.withinRegion, REGION),
    *named(REGION, Esr.Region, "Pohjois-Karjala"),
    *named(WIDE, Esr.Region, "Itä-Suomi"),
    *named(NARROW, Esr.TargetGroup, "nuoret"),
    *named(BROAD, Esr.TargetGroup, "ihmiset"),
    *named(SCHOOL, Esr.Organisation, "Tuuliharjun koulutuskuntayhtymä"),
    Quad(SCHOOL, Esr.activeIn, PLACE),
    *named(TYPE, Skos.Concept, "Koulu"),
]
CHANGES = {
    "nothing": [],
    "a title": [Quad(HERE.project("S10001"), Dct.title, Literal("Nuorten verstas", language="fi"))],
    "a project": project("S10000", "Vanhusten kerho", (Esr.municipality, PLACE)),
    "what a place is called": [Quad(PLACE, Skos.prefLabel, Literal("Jåensuu", language="sv"))],
    "where a place lies": [Quad(PLACE, Esr.withinRegion, WIDE)],
    "what a place became part of": [Quad(PLACE, Dct.isReplacedBy, HERE.thing("municipality", "276"))],
    "what a group belongs to": [Quad(NARROW, Skos.broader, BROAD)],
    "what an organisation is": [Quad(SCHOOL, Esr.organisationType, TYPE)],
    "who may be a person": [Quad(SCHOOL, Esr.mayBePerson, Literal(True))],
    "another name": [Quad(SCHOOL, Skos.altLabel, Literal("Tuulikoulu", language="fi"))],
    "a role": [Quad(HERE.part(HERE.project("S10002"), "applicant"), Esr.nameAsGiven, Literal("Tuulen koulu"))],
}


def store_of(facts: list[Quad]) -> Store:
    store = Store()
    store.extend(facts)
    return store


def content(folder: Path) -> dict[str, Any]:
    """All that an index and its lexicon hold: documents in their order, keys to sort by, terms, words, names."""
    searcher = tantivy.Index.open(str(folder / FILES["index"])).searcher()
    shelf = Shelf.read(folder / FILES["sample"])
    every, ascending = tantivy.Query.all_query(), tantivy.Order.Asc
    at = [hit for _, hit in searcher.search(every, 1000, order_by_field="place", order=ascending).hits]
    found: dict[str, Any] = {"documents": [shelf.unpack(searcher.doc(each).get_first("document")) for each in at]}
    for number in ("newest", "most_granted", "most_named", "granted_cents"):
        found[number] = searcher.fast_field_values(number, at)
    texts = [name(group) for group in GROUPS for name in (words_field, terms_field)]
    facets = [f"facet_{name}" for name in ("region", "municipality", "target_group", "organisation_type", "kind")]
    for field in (*texts, *facets, "code", "written_name", "base_name"):
        found[field] = searcher.terms_with_prefix(field, "", limit=100_000)
    with closing(sqlite3.connect(folder / FILES["words"])) as file:
        for table in ("found", "spelling", "named"):
            found[table] = sorted(file.execute(f"SELECT * FROM {table}"))
    return found


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the documents that are really prepared."""
    keys: list[str] = []
    prepare = Preparation.prepare

    def counting(self: Preparation, document: SearchDocument) -> PreparedDocument:
        keys.append(document.key)
        return prepare(self, document)

    monkeypatch.setattr(Preparation, "prepare", counting)
    return keys


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_known_from_the_last_build_makes_no_difference(tmp_path: Path, change: str, made: list[str]) -> None:
    cache = tmp_path / "cache" / "documents.sqlite"
    index_store(store_of(FACTS), tmp_path / "before", cache)
    first = len(made)
    store = store_of([*FACTS, *CHANGES[change]])
    index_store(store, tmp_path / "warm", cache)
    assert len(made) < 2 * first
    index_store(store, tmp_path / "cold")
    assert content(tmp_path / "warm") == content(tmp_path / "cold")
    assert (content(tmp_path / "warm") == content(tmp_path / "before")) == (change == "nothing")


def test_only_what_has_changed_is_prepared_again(
    tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache" / "documents.sqlite"
    index_store(store_of(FACTS), tmp_path / "before", cache)
    made.clear()
    analysed: list[str] = []

    def counting(word: str, language: str) -> Terms:
        analysed.append(word)
        return terms(word, language)

    monkeypatch.setattr("esrgraph.search.kept_terms.terms", counting)
    index_store(store_of([*FACTS, *CHANGES["a title"]]), tmp_path / "after", cache)
    assert made == ["S10001"]
    assert analysed == ["verstas"]


def test_nothing_is_kept_of_what_is_gone(tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "documents.sqlite"
    index_store(store_of(FACTS), tmp_path / "without", cache)
    without = entries(cache)
    index_store(store_of([*FACTS, *CHANGES["a project"]]), tmp_path / "with", cache)
    assert b"fi vanhusten" in set(entries(cache)) - set(without)
    index_store(store_of(FACTS), tmp_path / "again", cache)
    assert entries(cache) == without
    assert [path.name for path in cache.parent.iterdir()] == [cache.name]


def entries(cache: Path) -> list[bytes]:
    with closing(sqlite3.connect(cache)) as file:
        return [key for (key,) in file.execute("SELECT key FROM entry ORDER BY key")]


def cut_short(cache: Path) -> None:
    cache.write_bytes(cache.read_bytes()[: cache.stat().st_size // 2])


def overwritten(cache: Path) -> None:
    content = bytearray(cache.read_bytes())
    content[len(content) // 4 : len(content) // 2] = bytes(len(content) // 2 - len(content) // 4)
    cache.write_bytes(content)


def flipped(cache: Path) -> None:
    """One bit of each entry: what SQLite does not notice."""
    with closing(sqlite3.connect(cache)) as file:
        for key, packed in file.execute("SELECT key, packed FROM entry").fetchall():
            damaged = packed[:-6] + bytes([packed[-6] ^ 1]) + packed[-5:]
            file.execute("UPDATE entry SET packed = ? WHERE key = ?", (damaged, key))
        file.commit()


def another_database(cache: Path) -> None:
    cache.unlink()
    with closing(sqlite3.connect(cache)) as file:
        file.execute("CREATE TABLE made (something TEXT)")


def a_folder(cache: Path) -> None:
    """In the place of the file, and of the one that is to be."""
    cache.unlink()
    for place in (cache, cache.with_name(f"{cache.name}.new")):
        (place / "deeper").mkdir(parents=True)
        (place / "deeper" / "file").touch()


def a_file_for_its_folder(cache: Path) -> None:
    shutil.rmtree(cache.parent)
    cache.parent.write_text("a file where the folder should be")


@pytest.mark.parametrize(
    "damage",
    [
        a_folder,
        a_file_for_its_folder,
        cut_short,
        overwritten,
        flipped,
        another_database,
        lambda cache: cache.write_text("no cache"),
        *BY_HAND.values(),
    ],
)
def test_a_damaged_file_costs_nothing_but_time_and_a_line(
    tmp_path: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    cache = tmp_path / "cache" / "documents.sqlite"
    index_store(store_of(FACTS), tmp_path / "before", cache)
    whole = entries(cache)
    damage(cache)
    damaged = cache if cache.exists() else cache.parent
    assert not caplog.records
    index_store(store_of(FACTS), tmp_path / "after", cache)
    (line,) = caplog.messages
    assert f"{damaged} has from the last build is damaged" in line
    assert content(tmp_path / "after") == content(tmp_path / "before")
    assert entries(cache) == whole


def test_nothing_is_taken_from_other_code_or_another_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "documents.sqlite"

    def known(iris: Iris) -> bool:
        with KeptEntries(cache, iris) as kept:
            found = kept.get(b"key")
            kept.put(b"key", b"entry")
        return found is not None

    assert [known(HERE), known(HERE), known(Iris("https://other.example/"))] == [False, True, False]
    assert [known(HERE), known(HERE)] == [False, True]
    monkeypatch.setattr(kept_entries, "package_version", lambda: "later")
    assert not known(HERE)


def test_a_file_that_cannot_be_written_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(kept_entries, "have_folder", refused)
    with pytest.raises(ReleaseError, match="--no-cache"):
        index_store(store_of(FACTS), tmp_path / "search", tmp_path / "cache" / "documents.sqlite")


def test_a_build_that_fails_leaves_the_file_of_the_last(tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "documents.sqlite"
    index_store(store_of(FACTS), tmp_path / "search", cache)
    before = cache.read_bytes()
    no_day = Quad(HERE.project("S10002"), Esr.plannedStart, Literal("some day"))
    with pytest.raises(ValueError, match="some day"):
        index_store(store_of([*FACTS, no_day]), tmp_path / "failed", cache)
    assert cache.read_bytes() == before
    assert [path.name for path in cache.parent.iterdir()] == [cache.name]


SAME_PAGES = [EXAMPLES / "S39001.txt", EXAMPLES / "S39012.txt"]


def before_a_change(folder: Path) -> None:
    """Make a release of three pages in `warm`, one of them changed in `S39002.txt`, and a release of those without
    cache in `cold`."""
    build_release([*SAME_PAGES, EXAMPLES / "S39002.txt"], DataFolder(folder / "warm"), Options())
    text, changed = (EXAMPLES / "S39002.txt").read_text(encoding="utf-8"), folder / "S39002.txt"
    changed.write_text(text.replace("Hankkeen nimi: ", "Hankkeen nimi: Uusi ", 1), encoding="utf-8")
    build_release([*SAME_PAGES, changed], DataFolder(folder / "cold"), Options(cache=False))


def test_a_rebuild_of_changed_pages_answers_as_a_build_without_cache(
    kept: Kept, tmp_path: Path, made: list[str]
) -> None:
    folder = kept(before_a_change)
    warm = DataFolder(Path(shutil.copytree(folder / "warm", tmp_path / "warm", symlinks=True)))
    cold = DataFolder(folder / "cold")
    made.clear()
    build_release([*SAME_PAGES, folder / "S39002.txt"], warm, Options())
    assert made.count("S39002") == 1
    assert "S39001" not in made
    assert content(warm.current().search) == content(cold.current().search)
    assert not cold.known_documents.exists()


def test_a_project_whose_code_begins_another_keeps_its_parts_and_its_place(tmp_path: Path) -> None:
    codes = ["A1", "A10", "A101", "A2", "A10-1"]
    found = documents_of(store_of([each for code in codes for each in project(code, f"Hanke {code}")]), tmp_path)
    assert [each.key for each in found] == sorted(codes)
    assert all(len([text for text in each.texts if text.field != "name"]) == 2 for each in found)


def test_the_documents_of_a_release_are_those_that_its_index_gives_back(data: DataFolder, tmp_path: Path) -> None:
    release = data.current()
    documents = documents_of(open_read_only(release.store), tmp_path)
    stored = content(release.search)["documents"]
    assert [(each.kind, each.key) for each in documents] == [(each.kind, each.key) for each in stored]
