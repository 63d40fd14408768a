"""Releases of earlier versions: the first ones are refused with a sentence, and their folder goes on with the next."""

import gzip
import shutil
import tarfile
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.cli import main
from esrgraph.errors import ReleaseError
from esrgraph.rdf.store import load_triples
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.sound_folder import SoundFolder
from kept import Kept

FIRST = Path(__file__).parent / "layouts" / "first.tar.xz"
"""A data folder as the first version built it of two examples, without the store, which is loaded from its dump."""


def first_version(folder: Path) -> None:
    with tarfile.open(FIRST) as archive:
        archive.extractall(folder, filter="data")
    release = DataFolder(folder).current()
    triples = folder / "esr.nt"
    triples.write_bytes(gzip.decompress((release.dumps / "esr.nt.gz").read_bytes()))
    load_triples(triples, release.store)
    triples.unlink()


@pytest.fixture
def first(kept: Kept, tmp_path: Path) -> DataFolder:
    return DataFolder(Path(shutil.copytree(kept(first_version), tmp_path / "data", symlinks=True)))


def test_a_release_of_the_first_version_is_refused_with_a_sentence(first: DataFolder) -> None:
    result = CliRunner().invoke(main, ["check", "--data", str(first.path)])
    assert result.exit_code == 2
    assert f"{first.current().id}: of another version\n" in result.output
    (sentence,) = (line for line in result.output.splitlines() if line.startswith("  "))
    assert sentence.endswith("have no documents.jsonl: build its pages again with this version")
    with pytest.raises(ReleaseError, match="is of an early version"):
        SoundFolder.over(first).current()


def test_its_pages_are_built_again_in_the_same_folder(first: DataFolder) -> None:
    old = first.current()
    new = build_release([EXAMPLES / "S39001.txt", EXAMPLES / "S39003.txt"], first, Options()).release
    assert [each.id for each in first.releases()] == [old.id, new.id]
    checked = CliRunner().invoke(main, ["check", "--data", str(first.path), "--all"])
    assert (checked.exit_code, f"{old.id}: of another version" in checked.output) == (0, True)
    with TestClient(make_app(first)) as client:
        assert client.get("/id/project/S39001").status_code == 200
        assert client.get("/id/project/S39003").status_code == 200
        assert client.get("/id/project/S39002").status_code == 410
    changes = orjson.loads(new.changes.read_bytes())
    assert (changes["previous"], changes["counts"]["added"], changes["counts"]["removed"]) == (old.id, 1, 1)
