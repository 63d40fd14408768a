"""Pages to a folder or a zip archive, a thousand to a subfolder, with a table of captures in each."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from benchmarks.corpus.page import Page

Write = Callable[[str, str, str], None]
"""Writes a text to a file in a shard: the shard, the file's name, the text."""
_ANY_TIME = (2024, 4, 1, 0, 0, 0)


def write_pages(pages: Iterable[Page], target: Path) -> Iterator[Page]:
    """Write the pages one by one and give each back; `target` is a folder, or an archive where it ends in .zip.

    Raises FileExistsError where there is something already.
    """
    with _archive(target) if target.suffix == ".zip" else _folder(target) as write:
        for shard, members in groupby(pages, key=lambda page: page.shard):
            captures = []
            for page in members:
                write(shard, page.name, page.text)
                captures.append((page.name, page.url, page.retrieved.isoformat()))
                yield page
            write(shard, "captures.csv", as_csv([("file", "url", "retrieved"), *captures]))


def as_csv(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


@contextmanager
def _folder(target: Path) -> Iterator[Write]:
    target.mkdir(parents=True)

    def write(shard: str, name: str, text: str) -> None:
        if shard not in made:
            (target / shard).mkdir()
            made.add(shard)
        with open(f"{target}/{shard}/{name}", "wb") as file:
            file.write(text.encode())

    made: set[str] = set()
    yield write


@contextmanager
def _archive(target: Path) -> Iterator[Write]:
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:

        def write(shard: str, name: str, text: str) -> None:
            info = zipfile.ZipInfo(f"{shard}/{name}", _ANY_TIME)
            info.external_attr = 0o644 << 16
            archive.writestr(info, text.encode(), zipfile.ZIP_DEFLATED, compresslevel=1)

        yield write
