"""A rebuild: what is had from the build before makes no difference to a byte of what is published."""

import gzip
import re
import shutil
from pathlib import Path

import pytest

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.derive import derivation
from esrgraph.release.derive.rules import run_rule
from esrgraph.release.folder import DataFolder
from kept import Kept

PAGES = ("S39001.txt", "S39002.txt", "S39003.txt", "S39005.txt")
NAME = re.compile(rb"\d{8}T\d{6}Z-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:]+(?:\.\d+)?(?:Z|\+00:00)")


def published(folder: Path) -> dict[str, bytes]:
    """What the current release publishes beside its store and its indexes, without names of releases, times, and the
    days of releases, on which findings were found."""
    data, found = DataFolder(folder), {}
    release, days = data.current(), {f"{each.id[:4]}-{each.id[4:6]}-{each.id[6:8]}" for each in data.releases()}
    passing = re.compile(b"|".join((NAME.pattern, *map(str.encode, days))))
    for part in (release.dumps, release.events, release.queries, release.reports):
        for path in part.rglob("*"):
            if path.suffix not in (".xlsx", ".sqlite") and path.name != "SHA256SUMS":
                content = path.read_bytes()
                found[path.name] = passing.sub(b"", gzip.decompress(content) if path.suffix == ".gz" else content)
    return found | {"tally": release.tally.read_bytes()}


def change(page: Path, before: str, after: str) -> None:
    text = page.read_text(encoding="utf-8")
    assert before in text
    page.write_text(text.replace(before, after), encoding="utf-8")


def before_a_rebuild(folder: Path) -> None:
    """Make a release of pages in `first`, change a page, and make in `anew` a release of each state from nothing."""
    pages = folder / "pages"
    pages.mkdir()
    for name in PAGES:
        shutil.copy(EXAMPLES / name, pages)
    build_release([pages], DataFolder(folder / "first"), Options())
    build_release([pages], DataFolder(folder / "anew"), Options(cache=False))
    change(pages / PAGES[0], "Hankkeen nimi: ", "Hankkeen nimi: Uusi ")
    build_release([pages], DataFolder(folder / "anew"), Options(cache=False))


def test_a_rebuild_with_what_was_kept_is_a_build_from_nothing(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def recorded(graph: object, rule: Path, target: Path) -> None:
        ran.append(rule.stem)
        run_rule(graph, rule, target)  # type: ignore[arg-type]

    made = kept(before_a_rebuild)
    monkeypatch.setattr(derivation, "run_rule", recorded)
    data = DataFolder(Path(shutil.copytree(made / "first", tmp_path / "data", symlinks=True)))
    build_release([made / "pages"], data, Options())
    assert "plain-names" in ran
    assert "works-with" not in ran
    again, anew = published(data.path), published(made / "anew")
    assert [name for name in again.keys() | anew.keys() if again.get(name) != anew.get(name)] == []
