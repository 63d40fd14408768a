"""Files of code to what tells this version of them from others; what a build keeps for the next depends on it."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from esrgraph.resources import resource

PACKAGE = Path(__file__).parents[1]


def sources_of(names: Iterable[str], package: Path = PACKAGE) -> list[Path]:
    """The files of some modules and packages, as `release.dumps`, in order."""
    homes = [package.joinpath(*name.split(".")) for name in names]
    return sorted(path for home in homes for path in (home.with_suffix(".py"), *home.rglob("*.py")) if path.is_file())


@cache
def package_version() -> str:
    """The version of the whole package with its ontology and schemes: two with the same make the same of everything."""
    code = (path for suffix in ("py", "toml") for path in PACKAGE.rglob(f"*.{suffix}"))
    return version_of(sorted((*code, *(path for path in resource("ontology").rglob("*") if path.is_file()))))


def version_of(files: Iterable[Path]) -> str:
    """A SHA-256 over files, Python and the libraries: two processes with the same make the same of the same."""
    digest = hashlib.sha256(sys.version.encode())
    for path in files:
        content = path.read_bytes()
        digest.update(f"\0{path.name}\0{len(content)}\0".encode() + content)
    for each in requires("esrgraph") or ():
        name = re.split(r"[^\w.-]", each, maxsplit=1)[0]
        with suppress(PackageNotFoundError):  # what another Python or system needs is not here
            digest.update(f"\0{name} {version(name)}".encode() if "extra ==" not in each else b"")
    return digest.hexdigest()
