"""Builds the documentation site from these pages, the docstrings, the commands' own help and the catalogue's files."""

from importlib.metadata import version as version_of
from pathlib import Path

from sphinx.application import Sphinx

from esrgraph.sparql.catalogue import catalogue

project = "esrgraph"
author = "the esrgraph developers"
project_copyright = "the esrgraph developers, EUPL-1.2"
release = version_of("esrgraph")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click", "sphinxcontrib.mermaid"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
myst_fence_as_directive = ["mermaid"]
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
html_theme = "furo"
html_title = f"esrgraph {release}"
exclude_patterns = ["_build"]
nitpicky = False  # types of libraries are named in signatures; links in the pages are checked all the same

_DOCS = Path(__file__).parent
_GENERATED = _DOCS / "catalogue.md"


def write_catalogue(app: Sphinx) -> None:
    """Write the page about the catalogue's questions from their files."""
    intro = "Each is a file of `sparql/queries/`; `esrgraph query NAME` asks it."
    lines = ["# The catalogue's questions", "", intro, ""]
    for entry in catalogue():
        lines += [f"## {entry.titles['en']}", "", f"`{entry.name}`: {entry.descriptions['en']}", ""]
        if entry.parameters:
            lines += ["| parameter | type | default |", "|---|---|---|"]
            lines += [f"| `{each.name}` | {each.type} | {each.default or ''} |" for each in entry.parameters]
            lines.append("")
    text = "\n".join(lines)
    if not _GENERATED.exists() or _GENERATED.read_text(encoding="utf-8") != text:
        _GENERATED.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Generate the pages before sources are collected."""
    app.connect("builder-inited", write_catalogue)
