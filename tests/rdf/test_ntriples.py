"""Lines of N-Triples are byte for byte those that pyoxigraph writes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from esrgraph.rdf.ntriples import Value, prose_line, sort_lines, triple_line
from esrgraph.rdf.serialize import to_ntriples
from esrgraph.rdf.vocabulary import Dct, Esr, Xsd

SUBJECT = NamedNode("http://example.fi/id/project/S99101")
SIGNS = "".join(chr(code) for code in range(0x11000) if not 0xD800 <= code < 0xE000)


@pytest.mark.parametrize(
    ("value", "term"),
    [
        (SIGNS, Literal(SIGNS)),
        ("Polku työhön", Literal("Polku työhön")),
        (True, Literal(True)),
        (12, Literal(12)),
        (Decimal("1328000.50"), Literal("1328000.5", datatype=Xsd.decimal)),
        (Decimal("1E+3"), Literal("1000", datatype=Xsd.decimal)),
        (Decimal("-0.00"), Literal("0", datatype=Xsd.decimal)),
        (date(2021, 8, 1), Literal("2021-08-01", datatype=Xsd.date)),
        (Esr.Project, Esr.Project),
    ],
)
def test_a_value_is_written_as_its_term(value: Value, term: Literal | NamedNode) -> None:
    assert triple_line(SUBJECT, Esr.code, value).encode() == to_ntriples([Quad(SUBJECT, Esr.code, term)])


def test_every_sign_is_escaped_as_in_the_library() -> None:
    for sign in SIGNS:
        assert triple_line(SUBJECT, Esr.code, f"a{sign}").endswith(f" {Literal(f'a{sign}')} .\n")


def test_prose_has_its_language() -> None:
    quad = Quad(SUBJECT, Dct.abstract, Literal('"Polku"\ntyöhön', language="fi"))
    assert prose_line(SUBJECT, Dct.abstract, '"Polku"\ntyöhön', "fi").encode() == to_ntriples([quad])


def test_lines_are_sorted_by_their_bytes() -> None:
    quads = [Quad(SUBJECT, Dct.title, Literal(sign)) for sign in "bä\uffee\U0001f600a\ue000a"]
    lines = [triple_line(quad.subject, quad.predicate, quad.object.value) for quad in quads]
    assert sort_lines(lines) == to_ntriples(quads)
