"""Formats, prefixes and languages are said once, and as others say them."""

import ast
from collections.abc import Iterator

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse

from conftest import ROOT
from esrgraph.language import LANGUAGES
from esrgraph.rdf.formats import QUADS, ROW_NAMES, ROWS, TRIPLE_NAMES, TRIPLES, Serialization, by_name
from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.rdf.serialize import FORMATS as RDF_FORMATS
from esrgraph.sparql.results import FORMATS as RESULT_FORMATS


@pytest.mark.parametrize("each", [*ROWS, *TRIPLES, *QUADS], ids=lambda each: each.name)
def test_a_format_is_called_what_the_engine_calls_it(each: Serialization) -> None:
    kind, known = (RdfFormat, RDF_FORMATS) if each in (*TRIPLES, *QUADS) else (QueryResultsFormat, RESULT_FORMATS)
    assert kind.from_media_type(each.media_type) == kind.from_extension(each.suffix) == known[each.name]


@pytest.mark.parametrize("formats", [ROWS, (*TRIPLES, *QUADS)])
def test_a_name_means_one_format(formats: tuple[Serialization, ...]) -> None:
    names = [name for each in formats for name in {each.name, each.suffix, *each.aliases, *each.media}]
    assert len(names) == len(by_name(formats))


def test_commands_list_every_format() -> None:
    assert {*ROW_NAMES} == {each.name for each in ROWS} == {*RESULT_FORMATS}
    assert {*TRIPLE_NAMES} == {each.name for each in TRIPLES} == {*RDF_FORMATS} - {each.name for each in QUADS}


def test_prefixes_are_those_of_the_files() -> None:
    """The ontology, its alignments and the shapes mean the same by them."""
    files = [*ROOT.glob("ontology/*.ttl"), *ROOT.glob("shapes/**/*.ttl")]
    for path in files:
        read = parse(path.read_bytes(), format=RdfFormat.TURTLE)
        list(read)
        assert {prefix: NAMESPACES.get(prefix, space) for prefix, space in read.prefixes.items()} == read.prefixes, path
    assert files


def said(tree: ast.AST) -> Iterator[object]:
    """The strings of a module without their parameters, and its sets of strings, but for those of types."""
    types = {id(node.slice) for node in ast.walk(tree) if isinstance(node, ast.Subscript)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.partition(";")[0]
        elif isinstance(node, ast.Tuple | ast.List) and id(node) not in types:
            yield {each.value for each in node.elts if isinstance(each, ast.Constant)}


def test_what_is_said_once_is_said_nowhere_else() -> None:
    package = ROOT / "src" / "esrgraph"
    homes = {
        "rdf/formats.py": [each.media_type for each in (*ROWS, *TRIPLES, *QUADS)],
        "rdf/prefixes.py": [*NAMESPACES.values()],
        "language/__init__.py": [{*LANGUAGES}],
    }
    again = [
        (module, text)
        for path in package.rglob("*.py")
        if (module := str(path.relative_to(package))) != "rdf/vocabulary.py"
        for text in said(ast.parse(path.read_text(encoding="utf-8")))
        for home, texts in homes.items()
        if module != home and text in texts
    ]
    assert not again
