"""Results that are kept: given back where all that they hang on is the same, made again otherwise."""

from collections.abc import Callable
from pathlib import Path

import pytest

from esrgraph.release.fingerprints import fingerprints
from esrgraph.release.kept_results import KeptResults, Names

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
GRAPH = f'<x:a> <x:p> <x:b> .\n<x:a> <x:q> "1" .\n<x:a> {TYPE} <x:C> .\n<x:b> {TYPE} <x:D> .\n'


def read(text: str) -> Names:
    return frozenset(text.split())


def graph(folder: Path, text: str = GRAPH) -> Path:
    path = folder / "graph.nt"
    path.write_text(text, encoding="utf-8")
    return path


def make_once(kept: KeptResults, folder: Path, names: Names, *made_from: str) -> tuple[str, bool]:
    """The result, and whether it had to be made."""
    made: list[Path] = []

    def make(path: Path) -> None:
        made.append(path)
        path.write_text(" ".join(made_from), encoding="utf-8")

    kept.write(folder / "result", make, names, *made_from)
    return (folder / "result").read_text(encoding="utf-8"), bool(made)


def kept_in(folder: Path, text: str = GRAPH, version: str = "1") -> KeptResults:
    (folder / "kept").mkdir(exist_ok=True)
    return KeptResults(folder / "kept", version, read).of_graph(graph(folder, text))


def test_the_same_of_the_same_is_made_once(tmp_path: Path) -> None:
    assert make_once(kept_in(tmp_path), tmp_path, frozenset({"<x:p>"}), "a") == ("a", True)
    assert make_once(kept_in(tmp_path), tmp_path, frozenset({"<x:p>"}), "a") == ("a", False)


@pytest.mark.parametrize(
    ("old", "new", "names", "again"),
    [
        ("<x:b> .", "<x:c> .", {"<x:p>"}, True),
        ('"1"', '"2"', {"<x:p>"}, False),
        ('"1"', '"2"', {"<x:p>", "<x:q>"}, True),
        ("<x:D>", "<x:E>", {"<x:C>"}, False),
        ("<x:D>", "<x:E>", {"<x:E>"}, True),
        ("<x:D>", "<x:E>", {TYPE}, True),
        ("<x:a> <x:p> <x:b> .\n", "", {"<x:p>"}, True),
        ("<x:a> <x:p> <x:b> .\n", "", {"<x:none>"}, False),
    ],
)
def test_a_result_is_made_again_where_a_triple_is_another_that_it_hangs_on(
    old: str, new: str, names: set[str], again: bool, tmp_path: Path
) -> None:
    make_once(kept_in(tmp_path), tmp_path, frozenset(names), "a")
    changed = kept_in(tmp_path, GRAPH.replace(old, new))
    assert make_once(changed, tmp_path, frozenset(names), "a") == ("a", again)


def test_other_code_another_text_and_what_hangs_on_anything_are_made_again(tmp_path: Path) -> None:
    make_once(kept_in(tmp_path), tmp_path, frozenset(), "a")
    assert make_once(kept_in(tmp_path, version="2"), tmp_path, frozenset(), "a")[1]
    assert make_once(kept_in(tmp_path), tmp_path, frozenset(), "b")[1]
    assert make_once(kept_in(tmp_path), tmp_path, None, "a")[1]
    assert make_once(kept_in(tmp_path), tmp_path, None, "a")[1]
    assert make_once(KeptResults(), tmp_path, frozenset(), "a")[1]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-6])


def _garble(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:12] + bytes(4) + content[16:])


def _empty(path: Path) -> None:
    path.write_bytes(b"no gzip")


@pytest.mark.parametrize("damage", [_cut, _garble, _empty])
def test_a_damaged_file_costs_no_more_than_making_it_again(damage: Callable[[Path], None], tmp_path: Path) -> None:
    make_once(kept_in(tmp_path), tmp_path, frozenset(), "a result")
    (path,) = (tmp_path / "kept").iterdir()
    damage(path)
    assert make_once(kept_in(tmp_path), tmp_path, frozenset(), "a result") == ("a result", True)
    assert make_once(kept_in(tmp_path), tmp_path, frozenset(), "a result") == ("a result", False)


def test_what_a_build_does_not_use_is_gone_after_it(tmp_path: Path) -> None:
    kept = kept_in(tmp_path)
    with kept.in_use():
        make_once(kept, tmp_path, frozenset(), "a")
        make_once(kept, tmp_path, frozenset(), "b")
    with kept.in_use():
        make_once(kept, tmp_path, frozenset(), "b")
    assert len(list((tmp_path / "kept").iterdir())) == 1
    assert not make_once(kept, tmp_path, frozenset(), "b")[1]


def test_fingerprints_do_not_hang_on_how_much_is_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = graph(tmp_path)
    whole = fingerprints(path)
    monkeypatch.setattr("esrgraph.release.fingerprints._BATCH", 1)
    assert fingerprints(path) == whole
    assert whole.keys() == {"<x:p>", "<x:q>", TYPE, "<x:C>", "<x:D>"}
