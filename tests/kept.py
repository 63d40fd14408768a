"""What is dear to make and the same in every run, kept between runs under a hash of what it is made of."""

import fcntl
import hashlib
import inspect
import os
import re
import shutil
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ("src/esrgraph", "ontology", "shapes", "sparql", "examples", "benchmarks/corpus", "docs/notebook.ipynb")
"""What releases that tests look at are made of, and the notebook that makes one."""
NOT_OF_A_RELEASE = {"web", "cli", "__pycache__"}
"""Folders of the package that stand after `build`: no release depends on them."""
KEPT = 3


@cache
def made_of() -> str:
    """Changes with whatever makes a release: the package, what it reads, and the versions of what it uses."""
    digest = hashlib.sha256(sys.version.encode())
    needed = [each for each in requires("esrgraph") or () if "extra ==" not in each]
    for name in sorted({"owlrl", *(re.split(r"[^\w.-]", each, maxsplit=1)[0] for each in needed)}):
        digest.update(f"{name} {version(name)}\n".encode())
    for path in (path for name in SOURCES for path in (ROOT / name, *sorted((ROOT / name).rglob("*")))):
        name = path.relative_to(ROOT)
        if path.is_file() and NOT_OF_A_RELEASE.isdisjoint(name.parts):
            content = path.read_bytes()
            digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def listing(folder: Path) -> str:
    """The files of a folder with size and time, by which a change is seen."""
    stats = [(path.relative_to(folder), path.stat()) for path in sorted(folder.rglob("*")) if path.is_file()]
    return "".join(f"{path} {stat.st_size} {stat.st_mtime_ns}\n" for path, stat in stats)


class Kept:
    """Folders that functions fill. Nobody writes into them afterwards: who needs to makes a copy."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._given: dict[Path, str] = {}

    def __call__(self, make: Callable[[Path], object]) -> Path:
        """The folder that `make` filled, now or in an earlier run of the same sources and the same file of tests.

        Processes that run side by side make it once. What is damaged, or half made, is made again.
        """
        source = inspect.getsourcefile(make)
        assert source
        assert not inspect.getclosurevars(make).nonlocals, "what is made must follow from the file alone"
        key = hashlib.sha256(made_of().encode() + Path(source).read_bytes()).hexdigest()[:16]
        made = self._folder / f"{make.__name__}-{key}"
        seal = made.with_suffix(".files")
        with (self._folder / f"{make.__name__}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not seal.exists() or seal.read_text() != listing(made):
                shutil.rmtree(made, ignore_errors=True)
                made.mkdir()
                make(made)
                seal.write_text(listing(made))
            os.utime(seal)
            self._given[made] = seal.read_text()
            self._forget(make.__name__)
        return made

    def written_to(self) -> list[str]:
        """The folders that somebody wrote into although they are everybody's."""
        return [made.name for made, files in self._given.items() if listing(made) != files]

    def _forget(self, name: str) -> None:
        """Remove all but the last used folders that a function made."""
        seals = sorted(self._folder.glob(f"{name}-*.files"), key=lambda path: path.stat().st_mtime)
        for seal in seals[:-KEPT]:
            seal.unlink()
            shutil.rmtree(seal.with_suffix(""))
