"""`esrgraph check` finds what is damaged, whatever it is."""

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner
from pyoxigraph import DefaultGraph

from esrgraph.cli import main
from esrgraph.errors import ReleaseError
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.folder import LAYOUT, DataFolder, Release


def run(data: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["check", "--data", str(data), *options])
    return result.exit_code, result.output


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-60])


def tell_more_projects(release: Release) -> None:
    manifest = orjson.loads(release.manifest.read_bytes())
    manifest["counts"]["projects"] += 1
    release.manifest.write_bytes(orjson.dumps(manifest))


def tell_a_later_layout(release: Release) -> None:
    manifest = orjson.loads(release.manifest.read_bytes())
    release.manifest.write_bytes(orjson.dumps({**manifest, "layout": LAYOUT + 1}))


DAMAGES: dict[str, tuple[Callable[[Release], object], str]] = {
    "a dump": (lambda release: cut(release.dumps / "esr.nt.gz"), "esr.nt.gz is not what was written"),
    "a lost table": (lambda release: (release.dumps / "projects.csv").unlink(), "projects.csv is missing"),
    "a stray file": (lambda release: (release.dumps / "x").touch(), "x is not among the checksums"),
    "the store": (lambda release: [cut(each) for each in release.store.glob("*.sst")], "store"),
    "the index": (lambda release: shutil.rmtree(release.search), "search"),
    "the report": (lambda release: cut(release.validation), "validation.json"),
    "the documents": (
        lambda release: release.documents.write_bytes(
            b"".join(release.documents.read_bytes().splitlines(keepends=True)[1:])
        ),
        "the manifest of",
    ),
    "the stream": (lambda release: cut(sorted(release.events.glob("*.nq.gz"))[0]), ""),
    "the description": (lambda release: cut(release.dataset), ""),
    "the manifest": (tell_more_projects, "the manifest says"),
}


def tables(release: Release) -> list[Path]:
    return sorted(release.store.glob("*.sst"))


def spoil_codes(release: Release) -> None:
    """Spoil a table of the store that holds codes of projects, though the store can still be opened."""
    for table in tables(release):
        whole = table.read_bytes()
        spoilt = bytearray(whole)
        for place in range(50, len(whole) * 3 // 4, 700):
            spoilt[place] ^= 1
        table.write_bytes(spoilt)
        with suppress(ReleaseError):
            codes = release.graph().quads_for_pattern(None, Esr.code, None, DefaultGraph())
            try:
                list(codes)
            except RuntimeError:
                return
        table.write_bytes(whole)
    raise AssertionError("no table holds codes")


LATER_DAMAGES: dict[str, tuple[Callable[[Release], object], str]] = {
    "a lost table of the store": (lambda release: tables(release)[0].unlink(), ".sst is missing"),
    "a spoilt table of the store": (lambda release: spoil(tables(release)[-1]), ".sst is not what was written"),
    "codes in the store": (spoil_codes, "store is not what was written (Corruption"),
    "a stray file of the store": (
        lambda release: (release.store / "9.sst").touch(),
        "9.sst is not among",
    ),
    "an emptied description": (lambda release: release.dataset.write_bytes(b""), "dataset.ttl is not what was written"),
    "changes of another form": (lambda release: release.changes.write_text("[]"), "changes.json cannot be read"),
    "a lost stream": (lambda release: shutil.rmtree(release.events), "announced.json is missing"),
    "a cut piece": (lambda release: cut(release.pieces / "esr.nt.gz.sqlite"), "esr.nt.gz.sqlite is not what was"),
    "a page of the stream spoilt": (lambda release: spoil(release.events / "1.nq.gz"), "1.nq.gz is not what was"),
    "a page of the stream of other bytes": (
        lambda release: (release.events / "1.nq.gz").write_bytes(b"none"),
        "1.nq.gz is not what was written (Not a gzipped file",
    ),
    "lost checksums": (lambda release: release.file_sums.unlink(), "files.sha256 is missing"),
    "cut checksums": (lambda release: cut(release.file_sums), "files.sha256 is not what was written"),
    "a lost answer": (lambda release: next(release.queries.glob("*.json")).unlink(), ".json is missing"),
    "a lost report": (lambda release: (release.reports / "validation.ttl").unlink(), "validation.ttl is missing"),
    "an emptied report": (
        lambda release: (release.reports / "validation.txt").write_bytes(b""),
        "validation.txt is not",
    ),
}
FORMS = {
    "a list": "[1,2]",
    "nothing": '{"layout":null,"base":null,"include_contacts":null,"counts":null,"created":null,"captured":null}',
    "a layout in letters": '{"layout":"x","base":"https://esr.example.fi/","include_contacts":false}',
    "counts in a list": '{"layout":2,"base":"https://esr.example.fi/","include_contacts":false,"counts":[]}',
}


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def copied(data: DataFolder, target: Path) -> DataFolder:
    """A copy of what is checked; what builds keep for the next one is left out."""
    left_out = shutil.ignore_patterns("cache")
    return DataFolder(Path(shutil.copytree(data.path, target / "data", symlinks=True, ignore=left_out)))


@pytest.mark.parametrize("damage", LATER_DAMAGES)
def test_what_only_checksums_tell_is_found(data: DataFolder, tmp_path: Path, damage: str) -> None:
    folder = copied(data, tmp_path)
    do, told = LATER_DAMAGES[damage]
    do(folder.current())
    code, output = run(folder.path)
    assert (code, told in output) == (2, True), output
    assert "build the release again" in output


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_manifest_of_another_form_is_told_in_a_sentence(data: DataFolder, tmp_path: Path, form: str) -> None:
    folder = copied(data, tmp_path)
    folder.current().manifest.write_text(form)
    result = CliRunner().invoke(main, ["check", "--data", str(folder.path)])
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)
    assert "manifest.json" in result.output


def test_a_release_of_an_earlier_version_has_no_checksums_and_is_sound(data: DataFolder, tmp_path: Path) -> None:
    folder = copied(data, tmp_path)
    release = folder.current()
    release.file_sums.unlink()
    told = json.loads(release.manifest.read_bytes())
    del told["files"]
    release.manifest.write_text(json.dumps(told))
    assert run(folder.path)[0] == 0


def test_the_list_of_checksums_is_what_sha256sum_reads_and_leaves_out_what_opening_makes(data: DataFolder) -> None:
    release = data.current()
    named = [line.split("  ")[1] for line in release.file_sums.read_text().splitlines()]
    for line in release.file_sums.read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((release.folder / name).read_bytes()).hexdigest() == digest
    assert {"manifest.json", "changes.json", "dumps/SHA256SUMS", "store/CURRENT", "tally.npz"} <= {*named}
    assert not [name for name in named if name.startswith("store/LO")]


def test_what_may_not_be_read_is_not_called_damaged(
    data: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = data.current().reports
    monkeypatch.setattr("os.access", lambda path, _: Path(path) != reports)
    code, output = run(data.path)
    assert code == 2
    assert f"not readable\n  {reports} cannot be read: Permission denied; let this user read it" in output
    assert "damaged" not in output
    assert "build" not in output


def test_a_release_is_sound(data: DataFolder) -> None:
    assert run(data.path) == (0, f"{data.current().id}: sound\n")


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found_and_told(data: DataFolder, tmp_path: Path, damage: str) -> None:
    folder = copied(data, tmp_path)
    do, told = DAMAGES[damage]
    do(folder.current())
    code, output = run(folder.path, "--all")
    assert code == 2
    assert told in output
    assert "Traceback" not in output


def test_a_release_of_another_version_is_not_damaged_and_harms_only_as_the_current_one(
    data: DataFolder, tmp_path: Path
) -> None:
    folder = copied(data, tmp_path)
    current = folder.current()
    later = Release(Path(shutil.copytree(current.folder, current.folder.with_name("20990101T000000Z-later"))))
    tell_a_later_layout(later)
    code, output = run(folder.path, "--all")
    assert code == 0
    assert f"{later.id}: of another version\n  The release {later.id} has layout {LAYOUT + 1}" in output
    assert f"{current.id}: sound\n" in output
    assert "damaged" not in output
    tell_a_later_layout(current)
    for options in ((), ("--all",)):
        code, output = run(folder.path, *options)
        assert (code, "the current release is of another version" in output) == (2, True)
        assert "damaged" not in output


@pytest.mark.parametrize(
    "command", [["query", "project", "-p", "code=S39001", "--data"], ["validate"], ["mcp", "--data"]]
)
def test_a_release_of_a_later_layout_is_read_by_no_command(
    data: DataFolder, tmp_path: Path, command: list[str]
) -> None:
    folder = copied(data, tmp_path)
    tell_a_later_layout(folder.current())
    result = CliRunner().invoke(main, [*command, str(folder.path)])
    assert result.exit_code == 2
    assert f"has layout {LAYOUT + 1}, and this version reads layouts up to {LAYOUT}" in result.output


def test_a_copy_of_the_folder_is_a_backup(data: DataFolder, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(data.path, tmp_path / "backup", symlinks=True))
    shutil.rmtree(copy / "cache", ignore_errors=True)
    assert run(copy) == (0, f"{data.current().id}: sound\n")


def test_a_folder_without_a_release_is_told(tmp_path: Path) -> None:
    code, output = run(tmp_path)
    assert code == 2
    assert "holds no release" in output
