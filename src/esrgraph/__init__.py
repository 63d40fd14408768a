"""Knowledge graph and linked-data publisher for European structural-fund projects in Finland.

>>> from esrgraph import Iris, describe_page, to_quads
>>> Iris().project("S39001").value
'http://localhost:8000/id/project/S39001'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from esrgraph.build.pipeline import Options as Options
    from esrgraph.build.pipeline import build_release as build_release
    from esrgraph.documents.page import read_page as read_page
    from esrgraph.documents.reader import read_documents as read_documents
    from esrgraph.errors import EsrgraphError as EsrgraphError
    from esrgraph.errors import PageError as PageError
    from esrgraph.extraction.parser import parse_page as parse_page
    from esrgraph.mapping.describe import Described as Described
    from esrgraph.mapping.describe import describe_page as describe_page
    from esrgraph.mapping.graph import to_quads as to_quads
    from esrgraph.rdf.iris import Iris as Iris
    from esrgraph.rdf.serialize import write_rdf as write_rdf
    from esrgraph.record import Problem as Problem
    from esrgraph.record import Project as Project
    from esrgraph.release.folder import DataFolder as DataFolder

_HOMES = {
    "DataFolder": "release.folder",
    "Described": "mapping.describe",
    "EsrgraphError": "errors",
    "Iris": "rdf.iris",
    "Options": "build.pipeline",
    "PageError": "errors",
    "Problem": "record",
    "Project": "record",
    "build_release": "build.pipeline",
    "describe_page": "mapping.describe",
    "parse_page": "extraction.parser",
    "read_documents": "documents.reader",
    "read_page": "documents.page",
    "to_quads": "mapping.graph",
    "write_rdf": "rdf.serialize",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first asked for, so that `esrgraph --help` stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'esrgraph' has no attribute {name!r}")
    return getattr(import_module(f"esrgraph.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
