"""Whatever is done to a page, reading it ends in a described project or in a documented error, and never leaks."""

import random
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import EXAMPLES
from esrgraph.errors import PageError
from esrgraph.mapping.describe import Described, describe_page
from esrgraph.mapping.graph import to_quads
from esrgraph.record import Field

PAGES = sorted(path for path in EXAMPLES.rglob("*") if path.suffix in {".txt", ".html", ".pdf"})
TEXTS = [path.read_bytes() for path in PAGES if path.suffix == ".txt"]


def cut(lines: list[str], chance: random.Random) -> list[str]:
    return lines[: chance.randrange(len(lines) + 1)]


def shuffle(lines: list[str], chance: random.Random) -> list[str]:
    start = chance.randrange(len(lines) + 1)
    end = min(len(lines), start + chance.randrange(40))
    some = lines[start:end]
    chance.shuffle(some)
    return lines[:start] + some + lines[end:]


def duplicate(lines: list[str], chance: random.Random) -> list[str]:
    start, end = sorted(chance.choices(range(len(lines) + 1), k=2))
    at = chance.randrange(len(lines) + 1)
    return lines[:at] + lines[start:end] + lines[at:]


def drop(lines: list[str], chance: random.Random) -> list[str]:
    return [line for line in lines if chance.random() > 0.1]


def garble(lines: list[str], chance: random.Random) -> list[str]:
    changed = []
    for line in lines:
        letters = list(line)
        if letters and chance.random() < 0.2:
            letters[chance.randrange(len(letters))] = chance.choice("\x00\ud7ffä:,;()/0123456789 \t-–%[]\u202e")
        changed.append("".join(letters))
    return changed


MUTATIONS: list[Callable[[list[str], random.Random], list[str]]] = [cut, shuffle, duplicate, drop, garble]


def survives(content: bytes) -> None:
    """A page is described, or refused by a documented error; any other exception ends the test."""
    with suppress(PageError):
        assert_nothing_leaks(describe_page(content))


def assert_nothing_leaks(described: Described) -> None:
    contact = described.project.contact
    quads = list(to_quads(described))
    told = " ".join(str(quad.object) for quad in quads) + " ".join(each.message for each in described.problems)
    for field in (contact.email, contact.name):
        assert is_withheld(field, told)


def is_withheld(field: Field[str], told: str) -> bool:
    name = field.raw or ""
    is_known_name = " " in name and name.replace(" ", "").replace("-", "").replace(",", "").isalpha() and len(name) > 8
    return not ("@" in (field.value or "") or is_known_name) or name not in told


@settings(max_examples=150)
@given(st.sampled_from(TEXTS), st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=3), st.integers(0, 2**32))
def test_mutated_text_pages(page: bytes, mutations: list[Callable[..., list[str]]], seed: int) -> None:
    chance = random.Random(seed)
    lines = page.decode("utf-8", "replace").splitlines(keepends=True)
    for mutate in mutations:
        lines = mutate(lines, chance)
    survives("".join(lines).encode("utf-8", "surrogatepass"))


@settings(max_examples=60)
@given(st.sampled_from(PAGES), st.integers(0, 2**32), st.integers(1, 200))
def test_mutated_bytes_of_every_format(path: object, seed: int, changes: int) -> None:
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())  # type: ignore[attr-defined]
    for _ in range(changes):
        content[chance.randrange(len(content))] = chance.randrange(256)
    survives(bytes(content[: chance.randrange(len(content))] if chance.random() < 0.3 else content))


@settings(max_examples=100)
@given(st.binary(max_size=2000))
def test_any_bytes(content: bytes) -> None:
    survives(content)


@pytest.mark.parametrize("path", [path for path in PAGES if path.parent == EXAMPLES], ids=lambda path: path.name)
def test_examples_themselves(path: object) -> None:
    assert_nothing_leaks(describe_page(path.read_bytes()))  # type: ignore[attr-defined]
