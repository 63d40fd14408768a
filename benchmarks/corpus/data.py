"""The files of `texts/` as Python values."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "texts"


def toml(name: str) -> dict[str, Any]:
    """A TOML file by its name without the suffix."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file by its name without the suffix."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text(name: str) -> str:
    """A text file by its name without the suffix."""
    return (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def table(block: str) -> list[list[str]]:
    """The rows of a table with `|` between the cells."""
    return [[cell.strip() for cell in line.split("|")] for line in block.strip().splitlines()]


def inflected(nouns: Mapping[str, str]) -> dict[str, list[str]]:
    """Tables of nouns, as lists by noun and case.

    >>> inflected({"opas": "nom | gen\\nopas | oppaan"})
    {'opas.nom': ['opas'], 'opas.gen': ['oppaan']}
    """
    words: dict[str, list[str]] = {}
    for noun, block in nouns.items():
        header, *forms = table(block)
        words |= {f"{noun}.{case}": [row[column] for row in forms] for column, case in enumerate(header)}
    return words
