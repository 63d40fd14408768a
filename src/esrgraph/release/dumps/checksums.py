"""The files of a folder to their SHA-256 checksums, in the form that `sha256sum --check` reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

FILE_NAME = "SHA256SUMS"
_DIGITS = hashlib.sha256().digest_size * 2


def write_checksums(folder: Path) -> None:
    """Write the checksum of every file in a folder."""
    files = sorted(path.name for path in folder.iterdir() if path.name != FILE_NAME)
    sums = "".join(f"{sha256(folder / name)}  {name}\n" for name in files)
    (folder / FILE_NAME).write_text(sums, encoding="utf-8")


def read_checksums(folder: Path, name: str = FILE_NAME) -> dict[str, str]:
    """The checksum of each file in a folder, as `write_checksums` left them; raises OSError where there are none, and
    ValueError where they are not whole."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    found = {file: digest for digest, _, file in (line.partition("  ") for line in lines)}
    if any(not file or len(digest) != _DIGITS for file, digest in found.items()):
        raise ValueError("not each line is a checksum with a file")
    return found


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
