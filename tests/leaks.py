"""Looking inside whatever a release, a cache or an answer holds, for what identifies people."""

import gzip
import io
import json
import re
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import tantivy
from pyoxigraph import Store

from esrgraph.extraction.lookalikes import skeleton
from esrgraph.runtime.zstandard import zstd

_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_LEGIBLE = re.compile(r"[\w\s\-–‑−/().,·&;@\\\"']{4,}")
"""What can be a part of a text, among bytes that are none."""
_WIDE = re.compile(rb"(?:[^\0]\0{3}){4,}|(?:[^\0]\0){4,}")
"""Characters of two and four bytes, as numpy keeps them."""
_GAPS = re.compile(r"(?<=\d)(?:[\s\-–‑−/().,·_]|\\n){1,6}(?=\d)")
_DEEPEST = 3


def texts_inside(content: bytes, depth: int = 0) -> Iterator[str]:
    """Every text that can be had out of bytes: as they are, without zero bytes, and out of what is packed in them."""
    try:
        yield content.decode()
    except UnicodeDecodeError:
        yield "\n".join(_LEGIBLE.findall(content.decode("utf-8", "replace")))
    if depth >= _DEEPEST:
        return
    if b"\0" in content:
        yield "\n".join(wide.replace(b"\0", b"").decode("latin-1") for wide in _WIDE.findall(content))
    if content.startswith(b"\x1f\x8b"):
        yield from texts_inside(gzip.decompress(content), depth + 1)
    elif content.startswith(b"\x28\xb5\x2f\xfd"):
        yield from texts_inside(zstd.decompress(content), depth + 1)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from texts_inside(archive.read(name), depth + 1)
    else:
        yield from _inflated(content, depth)


def _inflated(content: bytes, depth: int) -> Iterator[str]:
    for found in _ZLIB.finditer(content):
        try:
            inflated = zlib.decompressobj().decompress(content[found.start() :], 50_000_000)
        except zlib.error:
            continue
        if inflated:
            yield from texts_inside(inflated, depth + 1)


def texts_of_folder(folder: Path, scratch: Path) -> Iterator[tuple[str, str]]:
    """Every text in the files of a folder by file: columns of SQLite, a store's quads, an index's documents."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = str(path.relative_to(folder))
        content = path.read_bytes()
        if path.name == "CURRENT":
            yield name, "\n".join(map(str, Store.read_only(str(path.parent))))
        elif path.name == "meta.json" and b"segments" in content:
            yield from ((name, text) for text in _indexed(path.parent, scratch))
        if content.startswith(b"SQLite format 3\0"):
            yield from ((name, text) for text in _columns(path))
        yield from ((name, text) for text in texts_inside(content))


def _columns(path: Path) -> Iterator[str]:
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as file:
        for (table,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in file.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    yield from texts_inside(cell) if isinstance(cell, bytes) else [str(cell)]
    file.close()


def _indexed(folder: Path, scratch: Path) -> Iterator[str]:
    """The stored fields of an index's documents; its terms are made of nothing else."""
    copy = scratch / "index"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    searcher = tantivy.Index.open(str(copy)).searcher()
    for _, address in searcher.search(tantivy.Query.all_query(), limit=100_000).hits:
        yield str(searcher.doc(address).to_dict())


def indexed_terms(folder: Path, parts: Iterable[str]) -> list[str]:
    """The parts of words that some term of an index holds, in whatever field."""
    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()
    found = []
    schema = json.loads((folder / "meta.json").read_bytes())["schema"]
    names = [each["name"] for each in schema if each["type"] == "text" and each["options"].get("indexing")]
    assert names, "the index has no field with terms"
    for name in names:
        for part in parts:
            query = tantivy.Query.regex_query(index.schema, name, f".*{part}.*")
            found += [part] if searcher.search(query, 1).hits else []
    return found


def parts_found(text: str, names: Iterable[str], phones: Iterable[str]) -> list[str]:
    """What of the parts of names (in plain letters) and of the digits of numbers stands in a text."""
    plain = skeleton(text)
    numbers = _GAPS.sub("", plain)
    return [each for each in names if each in plain] + [each for each in phones if each in numbers]
