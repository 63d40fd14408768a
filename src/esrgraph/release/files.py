"""The files of a release to their checksums, in the form that `sha256sum --check` reads, and to who may read them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from esrgraph.errors import ReleaseError, UnreadableRelease
from esrgraph.release.dumps.checksums import FILE_NAME, read_checksums, sha256
from esrgraph.release.folder import Release


def write_file_sums(release: Release) -> None:
    """Write the checksum of every file of a release that never changes, once all of them are written.

    Those of the dumps stand beside them already: in their place is the file that holds them.
    """
    names = sorted(lasting_files(release))
    with release.file_sums.open("w", encoding="utf-8") as output:
        output.writelines(f"{sha256(release.folder / name)}  {name}\n" for name in names)


def lasting_files(release: Release) -> Iterator[str]:
    """The files that never change, by their place in the release, without the dumps."""
    for path in release.folder.rglob("*"):
        is_dump = path.parent == release.dumps and path.name != FILE_NAME
        if path.is_file() and not is_dump and not _is_passing(path) and path != release.file_sums:
            yield path.relative_to(release.folder).as_posix()


def has_file_sums(release: Release) -> bool:
    """Whether there are checksums of a release's files; raises ReleaseError where its manifest says so, and there are
    none."""
    if release.file_sums.exists():
        return True
    if release.read_manifest().get("files"):
        raise ReleaseError(f"{release.file_sums} is missing; build the release again")
    return False


def require_files(release: Release) -> None:
    """Raise ReleaseError where a file of a release is gone that has a checksum; its content is not looked at, nor is a
    store whose triples are asked for elsewhere."""
    if not has_file_sums(release):
        return
    try:
        names = read_checksums(release.folder, release.file_sums.name)
    except ValueError as error:
        raise ReleaseError(f"{release.file_sums} is not what was written ({error}); build the release again") from error
    for path in (release.folder / name for name in names):
        if not path.exists() and not (release.endpoint and path.parent == release.store):
            raise ReleaseError(f"{path} is missing; build the release again")


def require_readable(release: Release) -> None:
    """Raise UnreadableRelease where this user may not read a file of a release."""
    for folder, _, names in os.walk(release.folder):
        for path in (Path(folder), *(Path(folder, name) for name in names)):
            if not _is_passing(path) and not os.access(path, os.R_OK | (os.X_OK if path == Path(folder) else 0)):
                raise UnreadableRelease(f"{path} cannot be read: Permission denied; let this user read it")


def _is_passing(path: Path) -> bool:
    """Whether it is a log or a lock, which the store and the indexes make when they are opened."""
    return path.name in ("LOCK", "LOG") or path.name.startswith("LOG.old.") or path.suffix == ".lock"
