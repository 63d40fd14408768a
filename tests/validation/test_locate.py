"""Findings are looked up as results need it, so that what is kept does not grow with the graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from esrgraph.ingest.source_lines import Sources, write_sources
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import select
from esrgraph.rdf.vocabulary import Esr, Skos
from esrgraph.validation import locate
from esrgraph.validation.findings import Level, Shape, ValidationResult
from esrgraph.validation.locate import Locator

SHAPE = Shape("http://example.org/shape", "X", Level.INFO, {"en": "wrong"}, {}, {})
CODES = ("S20000", "S20001", "S20002")


def test_only_what_a_result_is_about_is_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, asked = Store(), []

    def counting(*query: Any, **bindings: Any) -> list[dict[str, str | None]]:
        asked.extend(rows := select(*query, **bindings))
        return rows

    monkeypatch.setattr(locate, "select", counting)
    for code in CODES:
        authority = NamedNode(f"http://example.org/{code}")
        store.add(Quad(HERE.project(code), Esr.code, Literal(code)))
        store.add(Quad(HERE.project(code), Esr.responsibleAuthority, authority))
        store.add(Quad(authority, Skos.prefLabel, Literal(f"Viranomainen {code}", language="fi")))
    write_sources((), tmp_path / "sources")
    about = ValidationResult(str(HERE.project(CODES[0])), "", "", "MinCount", Level.INFO, SHAPE.iri, SHAPE.code)
    with Sources(tmp_path / "sources") as sources:
        (finding,) = Locator(lambda: store, sources, HERE, [SHAPE]).findings([about])
    assert finding.authority == f"Viranomainen {CODES[0]}"
    assert len(asked) == 1


def test_a_store_is_opened_anew_after_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, opened = Store(), []

    def opening() -> Store:
        opened.append(store)
        return store

    monkeypatch.setattr(locate, "_MANY", 1)
    for code in CODES:
        store.add(Quad(HERE.project(code), Esr.code, Literal(code)))
    write_sources((), tmp_path / "sources")
    projects = [str(HERE.project(code)) for code in CODES]
    about = [ValidationResult(each, "", "", "MinCount", Level.INFO, SHAPE.iri, SHAPE.code) for each in projects]
    with Sources(tmp_path / "sources") as sources:
        found = list(Locator(opening, sources, HERE, [SHAPE]).findings(about))
    assert [each.project for each in found] == list(CODES)
    assert len(opened) == 2
