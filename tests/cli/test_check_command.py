"""`esrgraph check` finds what is damaged, whatever it is."""

import shutil
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from esrgraph.cli import main
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


def test_a_release_is_sound(data: DataFolder) -> None:
    assert run(data.path) == (0, f"{data.current().id}: sound\n")


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found_and_told(data: DataFolder, tmp_path: Path, damage: str) -> None:
    folder = DataFolder(Path(shutil.copytree(data.path, tmp_path / "data", symlinks=True)))
    do, told = DAMAGES[damage]
    do(folder.current())
    code, output = run(folder.path, "--all")
    assert code == 2
    assert told in output
    assert "Traceback" not in output


def test_a_release_of_another_version_is_not_damaged_and_harms_only_as_the_current_one(
    data: DataFolder, tmp_path: Path
) -> None:
    folder = DataFolder(Path(shutil.copytree(data.path, tmp_path / "data", symlinks=True)))
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


def test_a_copy_of_the_folder_is_a_backup(data: DataFolder, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(data.path, tmp_path / "backup", symlinks=True))
    shutil.rmtree(copy / "cache", ignore_errors=True)
    assert run(copy) == (0, f"{data.current().id}: sound\n")


def test_a_folder_without_a_release_is_told(tmp_path: Path) -> None:
    code, output = run(tmp_path)
    assert code == 2
    assert "holds no release" in output
