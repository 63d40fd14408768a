"""The command: `python -m benchmarks.corpus 20000 OUT`, a folder, or an archive where OUT ends in .zip."""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.corpus.output import write_pages
from benchmarks.corpus.page import Page, page
from benchmarks.corpus.project import MOST_PAGES


def main() -> None:
    arguments = _parser().parse_args()
    began = perf_counter()
    generated = (page(arguments.seed, index, arguments.errors) for index in range(arguments.count))
    try:
        written = write_pages(generated, arguments.out)
        count, faulty = _counted(_told(written, arguments.truth) if arguments.truth else written)
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}")
    seconds = perf_counter() - began
    print(f"{count:,} pages, {faulty:,} with an error, in {seconds:,.1f} s: {count / seconds:,.0f}/s")


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="benchmarks.corpus", description="Write fictional project pages.")
    parser.add_argument("count", type=_count, help=f"how many pages, up to {MOST_PAGES:,}")
    parser.add_argument("out", type=Path, help="a new folder, or a new archive ending in .zip")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other pages (default 1)")
    parser.add_argument("--errors", type=_share, default=0.05, help="share of pages with an error (default 0.05)")
    parser.add_argument("--truth", type=Path, help="write code and kind of error of each page to this CSV file")
    return parser


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= MOST_PAGES:
        raise ArgumentTypeError(f"{count} is not from 1 to {MOST_PAGES}")
    return count


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise ArgumentTypeError(f"{share} is not from 0 to 1")
    return share


def _told(pages: Iterable[Page], path: Path) -> Iterator[Page]:
    """The pages, with each one's error written down on the way."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "kind"))
        for each in pages:
            writer.writerow((each.code, each.kind or ""))
            yield each


def _counted(pages: Iterable[Page]) -> tuple[int, int]:
    """How many pages, how many with an error."""
    count = faulty = 0
    for each in pages:
        count += 1
        faulty += each.kind is not None
    return count, faulty


if __name__ == "__main__":
    main()
