"""Streams of records, some of which are pages."""

import json
from pathlib import Path

from conftest import EXAMPLES

ADDRESS = "https://www.example.fi/projekti.php?koodi=S39001"
OTHER = "Postinumero ja koodi"
NEARLY = "Hankekoodi on pakollinen"


def page(name: str = "S39001.txt") -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


def write(path: Path, *rows: tuple[str | None, str]) -> Path:
    lines = (json.dumps({"url": url, "date": "2021-03-04", "text": text}) for url, text in rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def write_stream(folder: Path) -> Path:
    """A page among many records that are none."""
    rows = [(ADDRESS, page()), *[("https://www.example.fi/muu", OTHER)] * 300, *[(None, NEARLY)] * 200]
    return write(folder / "corpus.jsonl", *rows)
