"""Opens the files that are neither code nor data: `ontology/`, `shapes/`, `sparql/`, from the wheel or the checkout."""

from functools import cache
from pathlib import Path

from esrgraph.errors import SchemeError

_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parents[1]


def root() -> Path:
    """The folder that holds `ontology/`, `shapes/` and `sparql/`: the wheel's own data, or else the checkout."""
    return _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT


def resource(*parts: str) -> Path:
    """The file or folder at that place, as `resource("ontology", "esr.ttl")`; raises SchemeError where there is none.

    >>> resource("ontology", "esr.ttl").name
    'esr.ttl'
    """
    path = root().joinpath(*parts)
    if not path.exists():
        raise SchemeError(f"{'/'.join(parts)} is missing from {root()}; install esrgraph again")
    return path


@cache
def report_query(name: str) -> str:
    """The text of the query of that name that reports ask."""
    return resource("sparql", "reports", f"{name}.rq").read_text(encoding="utf-8")


def resources(folder: str, suffix: str) -> tuple[Path, ...]:
    """The files straight in that folder whose names end so, by name: `resources("ontology/schemes", ".ttl")`.

    Raises SchemeError where the folder does not exist.
    """
    return tuple(sorted(path for path in resource(*folder.split("/")).iterdir() if path.name.endswith(suffix)))
