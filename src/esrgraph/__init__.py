"""Knowledge graph and linked-data publisher for European structural-fund projects in Finland.

>>> import esrgraph
>>> pages = esrgraph.open_pages("examples/S39001.txt")
>>> pages.tables.projects[0]["planned_start"].year
2018
"""

from importlib import import_module
from importlib.metadata import version
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
    from esrgraph.notebook.frame import Frame as Frame
    from esrgraph.notebook.opened import Data as Data
    from esrgraph.notebook.opened import Pages as Pages
    from esrgraph.notebook.opened import open_data as open_data
    from esrgraph.notebook.opened import open_pages as open_pages
    from esrgraph.notebook.recognition import recognise as recognise
    from esrgraph.rdf.iris import Iris as Iris
    from esrgraph.rdf.serialize import write_rdf as write_rdf
    from esrgraph.record import Problem as Problem
    from esrgraph.record import Project as Project
    from esrgraph.release.folder import DataFolder as DataFolder

_HOMES = {
    "Data": "notebook.opened",
    "DataFolder": "release.folder",
    "Described": "mapping.describe",
    "EsrgraphError": "errors",
    "Frame": "notebook.frame",
    "Iris": "rdf.iris",
    "Options": "build.pipeline",
    "PageError": "errors",
    "Pages": "notebook.opened",
    "Problem": "record",
    "Project": "record",
    "build_release": "build.pipeline",
    "describe_page": "mapping.describe",
    "open_data": "notebook.opened",
    "open_pages": "notebook.opened",
    "parse_page": "extraction.parser",
    "read_documents": "documents.reader",
    "read_page": "documents.page",
    "recognise": "notebook.recognition",
    "to_quads": "mapping.graph",
    "write_rdf": "rdf.serialize",
}

__all__ = [*_HOMES, "__version__"]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first asked for, so that `esrgraph --help` stays quick."""
    if name == "__version__":
        return version("esrgraph")
    if name not in _HOMES:
        raise AttributeError(f"module 'esrgraph' has no attribute {name!r}")
    return getattr(import_module(f"esrgraph.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
