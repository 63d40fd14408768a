"""A release is looked at before it is served: a damaged one is named, and the last good one serves on."""

import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from esrgraph.cli import main
from esrgraph.errors import ReleaseError
from esrgraph.release.folder import DataFolder, Release
from esrgraph.release.history import past
from esrgraph.web.app import make_app
from esrgraph.web.sound_folder import SoundFolder, inspect
from serving import PATIENT

Damage = Callable[[Release], object]


@pytest.fixture
def folder(data: DataFolder, tmp_path: Path) -> DataFolder:
    return DataFolder(Path(shutil.copytree(data.path, tmp_path / "data", symlinks=True)))


def cut(*names: str) -> Damage:
    """Half of each of the files, some by their endings, is lost."""

    def damage(release: Release) -> None:
        for path in [each for name in names for each in release.folder.glob(name)]:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return damage


def spoil(name: str) -> Damage:
    """Every 97th byte of the files is another."""

    def damage(release: Release) -> None:
        for path in release.folder.glob(name):
            path.write_bytes(bytes(b ^ 0x55 if i % 97 == 0 else b for i, b in enumerate(path.read_bytes())))

    return damage


def lose(name: str) -> Damage:
    def damage(release: Release) -> None:
        path = release.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return damage


DAMAGES = {
    "manifest cut": cut("manifest.json"),
    "manifest lost": lose("manifest.json"),
    "manifest of another kind": lambda release: release.manifest.write_text("[]"),
    "manifest without what pages tell": lambda release: release.manifest.write_text('{"base": "https://esr.example/"}'),
    "manifest with a number for a base": lambda release: release.manifest.write_text('{"base": 7}'),
    "store lost": lose("store"),
    "one of the store's tables lost": lambda release: max(release.store.glob("*.sst")).unlink(),
    "names lost": lose("names"),
    "a table of the reports lost": lose("reports/validation.csv"),
    "checksums lost": lose("files.sha256"),
    "checksums in no letters": lambda release: release.file_sums.write_bytes(b"\xff\xfe"),
    "store's tables spoilt": spoil("store/*.sst"),
    **{f"{name} lost": lose(name) for name in ("documents.jsonl", "dataset.ttl", "dumps", "queries", "reports")},
    "manifest of nulls": lambda release: release.manifest.write_text(
        '{"base": "https://esr.example/", "layout": null}'
    ),
    "manifest with a layout in letters": lambda release: release.manifest.write_text(
        '{"base": "https://esr.example/", "layout": "x", "include_contacts": false}'
    ),
    "manifest with counts in a list": lambda release: release.manifest.write_text(
        '{"base": "https://esr.example/", "include_contacts": false, "counts": [1]}'
    ),
    "changes cut": cut("changes.json"),
    "changes in a list": lambda release: release.changes.write_text("[]"),
    "changes of numbers": lambda release: release.changes.write_text('{"previous": "x", "added": [1]}'),
    "store's tables cut": cut("store/*.sst"),
    "store's list of tables cut": cut("store/MANIFEST-*"),
    "index lost": lose("search"),
    "index's documents cut": cut("search/*/*.store"),
    "index's positions lost": lambda release: next(release.folder.glob("search/*/*.pos")).unlink(),
    "index's words cut": cut("search/words.sqlite"),
    "index's words lost": lose("search/words.sqlite"),
    "index's sample cut": cut("search/sample.txt"),
    "names' documents cut": cut("names/*.store"),
    "names' terms cut": cut("names/*.term"),
    "names emptied": lambda release: [path.unlink() for path in release.names.iterdir()],
    "tally cut": cut("tally.npz"),
    "tally emptied": lambda release: release.tally.write_bytes(b""),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damage_is_found_by_looking(folder: DataFolder, damage: Damage) -> None:
    inspect(folder.current())
    damage(folder.current())
    with pytest.raises(ReleaseError, match="build"):
        inspect(folder.current())


def test_what_earlier_versions_built_without_a_tally_or_names_is_sound(folder: DataFolder) -> None:
    release = folder.current()
    release.file_sums.unlink()
    release.manifest.write_text(release.manifest.read_text().replace('"files"', '"none"'))
    folder.current().tally.unlink()
    shutil.rmtree(folder.current().names)
    inspect(folder.current())


def switch(folder: DataFolder, name: str, damage: Damage | None = None) -> Release:
    """Take a copy of the release in use into use, perhaps a damaged one."""
    with folder.writing() as working:
        shutil.copytree(folder.current().folder, working, dirs_exist_ok=True)
        if damage:
            damage(Release(working))
        return folder.publish(working, name)


def test_a_server_starts_with_the_last_good_release(folder: DataFolder, caplog: pytest.LogCaptureFixture) -> None:
    good = folder.current()
    switch(folder, "29990101T000000Z-b", cut("tally.npz"))
    assert SoundFolder.over(folder).current() == good
    assert "29990101T000000Z-b is damaged: The tally" in caplog.text
    assert f"{good.id} is served in its place" in caplog.text


def test_a_server_that_runs_serves_on_at_a_damaged_release_and_takes_the_next_good_one(
    folder: DataFolder, caplog: pytest.LogCaptureFixture
) -> None:
    good = folder.current()
    sound = SoundFolder.over(folder)
    with TestClient(make_app(sound, PATIENT)) as client:
        assert client.get("/page/project/S39001").status_code == 200
        switch(folder, "29990101T000000Z-b", lose("manifest.json"))
        for address in ("/page/project/S39001", "/search?q=nuoret", "/releases", "/changes.atom", "/quality"):
            assert client.get(address).status_code == 200
            assert sound.current() == good
        assert caplog.text.count("29990101T000000Z-b is damaged: ") == 1, "said once, not with every request"
        folder.publish(Path(shutil.copytree(good.folder, folder.path / "whole")), "29990102T000000Z-c")
        assert "29990102T000000Z-c" in client.get("/releases").text
        assert sound.current().id == "29990102T000000Z-c"
        (folder.path / "current").unlink()
        assert client.get("/page/project/S39001").status_code == 200


def test_where_the_release_in_use_is_gone_another_good_one_is_taken(folder: DataFolder) -> None:
    first, second = folder.current(), switch(folder, "29990101T000000Z-b")
    sound = SoundFolder.over(folder)
    assert sound.current() == second
    switch(folder, "29990102T000000Z-c", lose("store"))
    shutil.rmtree(second.folder)
    assert sound.current() == first


def serve(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["serve", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_serve_ends_with_2_where_no_release_is_good(folder: DataFolder) -> None:
    name = folder.current().id
    lose("search")(folder.current())
    code, said, error = serve("--data", folder.path)
    assert (code, said) == (2, "")
    assert name in error
    assert "index" in error
    assert "Traceback" not in error


def test_serve_ends_with_2_where_somebody_else_listens(folder: DataFolder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, said, error = serve("--data", folder.path, "--port", port)
    assert (code, said) == (2, "")
    assert f"port {port} of 127.0.0.1: Address already in use" in error
    assert "--port" in error


def test_serve_ends_with_2_at_an_address_of_another_machine(folder: DataFolder) -> None:
    code, said, error = serve("--data", folder.path, "--host", "192.0.2.1", "--port", 0)
    assert (code, said) == (2, "")
    assert "192.0.2.1" in error


def test_a_release_that_may_not_be_read_is_not_called_damaged(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    reports, exists = folder.current().reports, Path.exists

    def denied(path: Path) -> bool:
        if path.parent == reports:
            raise PermissionError(13, "Permission denied", str(path))
        return exists(path)

    monkeypatch.setattr("os.access", lambda path, _: Path(path) != reports)
    monkeypatch.setattr(Path, "exists", denied)
    code, _, error = serve("--data", folder.path)
    assert code == 2
    assert f"{reports} cannot be read: Permission denied; let this user read it" in error
    assert "damaged" not in error + caplog.text
    assert "write" not in error


def test_a_damaged_release_of_before_leaves_the_history_empty_there(folder: DataFolder) -> None:
    folder.current().changes.write_text("[]")
    folder.current().manifest.write_text("[1,2]")
    told = past(folder.current())
    assert (told.changes, told.counts, told.base) == ((), {}, "")


def test_a_data_folder_that_may_not_be_read_is_not_called_empty(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.readlink", denied)
    code, said, error = serve("--data", folder.path)
    assert (code, said) == (2, "")
    assert "cannot be read: Permission denied" in error
