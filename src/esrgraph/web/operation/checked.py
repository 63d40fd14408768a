"""A release to what is wrong with it, every file looked at: for who has restored, copied or doubts one."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

import orjson
from pyoxigraph import DefaultGraph, RdfFormat, parse

from esrgraph.errors import EsrgraphError, OtherLayout
from esrgraph.ingest.outcomes import Outcomes
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.dumps.checksums import FILE_NAME, read_checksums, sha256
from esrgraph.release.files import has_file_sums, lasting_files, require_readable
from esrgraph.release.folder import Release
from esrgraph.validation.report import WrittenReport
from esrgraph.web.sound_folder import inspect

_UNREADABLE = (EOFError, ValueError, KeyError, SyntaxError, TypeError, AttributeError, RuntimeError, zlib.error)
"""What reading a file raises that is not as it was written; the store's library raises RuntimeError."""


def faults_of(release: Release) -> Iterator[str]:
    """A sentence for each thing that is wrong; none where the release is sound.

    Raises OtherLayout where it is of a version whose releases this one does not read, and UnreadableRelease where the
    user may not read all of it.
    """
    require_readable(release)
    checks: tuple[tuple[Path, Callable[[Release], Iterator[str]]], ...] = (
        (release.folder, _whole),
        (release.file_sums, _files),
        (release.dumps, _dumps),
        (release.manifest, _counts),
        (release.validation, _reports),
        (release.manifest, _documents),
        (release.folder, _rest),
    )
    for path, check in checks:
        yield from _told(path, partial(check, release))


def _told(path: Path, check: Callable[[], Iterable[str]]) -> Iterator[str]:
    """What is wrong by a check of a file or folder, or keeps it from being checked."""
    try:
        yield from check()
    except OtherLayout:
        raise
    except EsrgraphError as error:
        yield str(error)
    except (OSError, *_UNREADABLE) as error:
        if isinstance(error, OSError) and error.filename:
            yield f"{error.filename} cannot be read ({error.strerror}); build the release again"
        else:
            yield f"{path} is not what was written ({error or type(error).__name__}); build the release again"


def _whole(release: Release) -> Iterator[str]:
    """What a server looks at before it takes a release up: manifest, store, indexes, tables."""
    inspect(release)
    yield from ()


def _files(release: Release) -> Iterator[str]:
    """All files but the dumps against their checksums; releases of earlier versions have none."""
    if not has_file_sums(release):
        return
    sums, present = read_checksums(release.folder, release.file_sums.name), set(lasting_files(release))
    counted = {name for name in present if name in sums or (release.folder / name).parent == release.store}
    for told in _differences(release.folder, sums, counted):
        yield f"{told}; build the release again"


def _dumps(release: Release) -> Iterator[str]:
    present = {path.name for path in release.dumps.iterdir() if path.name != FILE_NAME}
    yield from _differences(release.dumps, read_checksums(release.dumps), present)


def _differences(folder: Path, sums: Mapping[str, str], present: Collection[str]) -> Iterator[str]:
    """The files of a folder that are not those of which there are checksums."""
    for name, digest in sums.items():
        if name not in present:
            yield f"{folder / name} is missing"
        elif sha256(folder / name) != digest:
            yield f"{folder / name} is not what was written: its checksum differs"
    yield from (f"{folder / name} is not among the checksums" for name in sorted(set(present) - sums.keys()))


def _counts(release: Release) -> Iterator[str]:
    """The store against the manifest."""
    told = orjson.loads(release.manifest.read_bytes())["counts"]["projects"]
    yield from _told(release.store, partial(_projects, release, told))


def _projects(release: Release, told: int) -> Iterator[str]:
    found = sum(1 for _ in release.graph().quads_for_pattern(None, Esr.code, None, DefaultGraph()))
    if found != told:
        yield f"The store {release.store} holds {found} projects, and the manifest says {told}"


def _reports(release: Release) -> Iterator[str]:
    told = sum(WrittenReport(release.validation).head("summary")["summary"]["bySeverity"].values())
    found = sum(1 for _ in WrittenReport(release.validation).findings())
    if found != told:
        yield f"The report {release.validation} holds {found} findings, and says that there are {told}"


def _documents(release: Release) -> Iterator[str]:
    told = orjson.loads(release.manifest.read_bytes())["counts"]["documents"]
    found = Outcomes(release.documents).count().total()
    if found != told:
        yield f"{release.documents} tells of {found} documents, and the manifest of {told}"


def _rest(release: Release) -> Iterator[str]:
    """Answers of the catalogue, pages of the stream, description of the dataset: each can be read to its end."""
    for path in sorted(release.queries.glob("*.json")):
        yield from _told(path, partial(_json, path))
    for path in sorted(release.events.glob("*.nq.gz")):
        yield from _told(path, partial(_triples, path, RdfFormat.N_QUADS))
    yield from _told(release.dataset, partial(_triples, release.dataset, RdfFormat.TURTLE))


def _json(path: Path) -> Iterator[str]:
    orjson.loads(path.read_bytes())
    yield from ()


def _triples(path: Path, form: RdfFormat) -> Iterator[str]:
    content = path.read_bytes()
    for _ in parse(gzip.decompress(content) if path.suffix == ".gz" else content, format=form):
        pass
    yield from ()
