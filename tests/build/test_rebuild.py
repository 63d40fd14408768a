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

PAGES = ("S39001.txt", "S39002.txt", "S39003.txt", "S39005.txt")
NAME = re.compile(rb"\d{8}T\d{6}Z-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:]+(?:\.\d+)?(?:Z|\+00:00)")


def published(folder: Path) -> dict[str, bytes]:
    """What the current release publishes beside its store and its indexes, without names of releases and times."""
    release, found = DataFolder(folder).current(), {}
    for part in (release.dumps, release.events, release.queries, release.reports):
        for path in part.rglob("*"):
            if path.suffix not in (".xlsx", ".sqlite") and path.name != "SHA256SUMS":
                content = path.read_bytes()
                found[path.name] = NAME.sub(b"", gzip.decompress(content) if path.suffix == ".gz" else content)
    return found | {"tally": release.tally.read_bytes()}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in PAGES:
        shutil.copy(EXAMPLES / name, folder)
    return folder


def change(page: Path, before: str, after: str) -> None:
    text = page.read_text(encoding="utf-8")
    assert before in text
    page.write_text(text.replace(before, after), encoding="utf-8")


def test_a_rebuild_with_what_was_kept_is_a_build_from_nothing(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def recorded(graph: object, rule: Path, target: Path) -> None:
        ran.append(rule.stem)
        run_rule(graph, rule, target)  # type: ignore[arg-type]

    monkeypatch.setattr(derivation, "run_rule", recorded)
    for cache in (True, False):
        build_release([pages], DataFolder(tmp_path / str(cache)), Options(cache=cache))
    change(pages / PAGES[0], "Hankkeen nimi: ", "Hankkeen nimi: Uusi ")
    ran.clear()
    build_release([pages], DataFolder(tmp_path / "True"), Options())
    assert "plain-names" in ran
    assert "works-with" not in ran
    build_release([pages], DataFolder(tmp_path / "False"), Options(cache=False))
    kept, anew = published(tmp_path / "True"), published(tmp_path / "False")
    assert [name for name in kept.keys() | anew.keys() if kept.get(name) != anew.get(name)] == []
