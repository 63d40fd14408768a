"""How fast is full-text search, how large its index, how much memory does it take? On generated pages.

    python -m benchmarks.search [COUNT] [--jobs N] [--keep FOLDER]

Prints what writing the index takes, what it weighs, and the milliseconds of realistic questions, with facets and
without, the time of suggestions, and the memory after the first and after all questions.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from pyoxigraph import DefaultGraph, QueryTriples, RdfFormat

from benchmarks.validation import memory, write_store
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import load_triples, open_read_only
from esrgraph.resources import resource
from esrgraph.search import Query, SearchIndex, Sort, write_index

WORDS = """
    nuoret nuorten työttömät pitkäaikaistyöttömien yrittäjyys yrittäjien koulutus osaaminen työllistyminen kuntoutus
    mielenterveys hyvinvointi maahanmuuttajat naiset miehet digitalisaatio verkosto oppilaitokset opettajat työnantajat
    työpaja ohjaus valmennus osallisuus päihde syrjäytyminen tyottomat jyvaskyla joensuu lappi uusimaa pohjois-karjala
    kuopio oulun ammattikorkeakoulu kaupunki säätiö unga ungdomar företagare utbildning young people nuorrten koulutsu
    ikääntyneet työhyvinvointi tuottavuus palvelut kokeilu vertaistuki nuorisotyöntekijä ohjaajat perheet vanhemmat
""".split()
BEGINNINGS = "n nu nuo jo joen kuop oul s3 s39 tyo tyött koul hels yr amma keski pohj ha kaup mie".split()


def questions(count: int, seed: int = 1) -> Iterator[Query]:
    """Questions as people ask them: one to three words, some in quotes, some narrowed, some only narrowed."""
    draw = random.Random(seed)
    for number in range(count):
        words = draw.sample(WORDS, draw.choice((1, 1, 1, 2, 2, 3)))
        text = "" if number % 10 == 9 else " ".join(words)
        if number % 10 == 4:
            text = '"nuorten ja"' if draw.random() < 0.5 else f'"{words[0]}"'
        filters = {}
        if draw.random() < 0.5:
            filters["kind"] = ("project",)
        if draw.random() < 0.4:
            filters["region"] = tuple(draw.sample(("01", "02", "06", "11", "12", "13", "17", "19"), 2))
        if draw.random() < 0.2:
            filters["year"] = (draw.choice(("2016", "2018", "2020")),)
        granted = 100_000 if draw.random() < 0.1 else None
        yield Query(text, filters, granted_from=granted, sort=draw.choice(tuple(Sort)))


def write(folder: Path, count: int, jobs: int) -> None:
    """Write a store of so many projects and its index, and print what that took."""
    write_store(folder, count, jobs)
    run_rules_into(folder)
    store, ntriples = open_read_only(folder / "store"), folder / "esr.nt"
    store.dump(str(ntriples), RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    subprocess.run(["sort", "--output", ntriples, ntriples], env={"LC_ALL": "C"}, check=True)
    before, began = memory(), time.perf_counter()
    documents = write_index(store, ntriples, folder / "search", HERE)
    seconds = time.perf_counter() - began
    size = sum(path.stat().st_size for path in (folder / "search").rglob("*") if path.is_file())
    print(
        f"index of {documents:,} documents, {count:,} projects among them: {seconds:,.1f} s,"
        f" {1000 * seconds / count:.1f} ms a project, {size / 1e6:,.1f} MB;"
        f" memory {memory():,.0f} MB, {before:,.0f} MB of it before"
    )


def run_rules_into(folder: Path) -> None:
    """Add to the store what the rules derive: what is counted and where organisations are active."""
    store = open_read_only(folder / "store")
    for name in ("project-counts", "active-in"):
        triples = store.query(resource("sparql", "rules", f"{name}.rq").read_text(encoding="utf-8"))
        assert isinstance(triples, QueryTriples)
        triples.serialize(folder / f"{name}.nt", format=RdfFormat.N_TRIPLES)
    for name in ("project-counts", "active-in"):
        load_triples(folder / f"{name}.nt", folder / "store")


def ask(folder: Path, count: int) -> None:
    """Ask, and print how long answers took."""
    before, began = resident(), time.perf_counter()
    index = SearchIndex.open(folder / "search")
    index.search(Query("nuoret"))
    print(f"opened, first answer: {1000 * (time.perf_counter() - began):,.0f} ms; memory {before:,.0f} MB before")
    print(f"memory after the first answer {resident():,.0f} MB")
    asked = list(questions(count))
    report("new questions", [timed(lambda each=each: index.search(each)) for each in asked])
    report("asked again", [timed(lambda each=each: index.search(each)) for each in asked])
    report("suggestions", [timed(lambda each=each: index.suggest(each)) for each in BEGINNINGS * 5])
    print(f"memory after all {resident():,.0f} MB")


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """How long a call takes, and how long the processor works for it, in milliseconds."""
    wall, processor = time.perf_counter(), time.process_time()
    call()
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - processor)


def report(name: str, taken: list[tuple[float, float]]) -> None:
    """Print the middle, the 95th percentile and the longest of both times: they differ where others use the machine."""
    for kind, milliseconds in zip(("", "processor"), zip(*taken, strict=True), strict=True):
        cuts = quantiles(milliseconds, n=20)
        print(f"{name:14} {kind:9} p50 {cuts[9]:6.1f} ms  p95 {cuts[18]:6.1f} ms  longest {max(milliseconds):6.1f} ms")


def resident() -> float:
    """The memory that this process has now, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main() -> None:
    """Write an index in another process, so that memory is what answering takes, and ask it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=2000, help="projects")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes that make the projects")
    parser.add_argument("--keep", type=Path, help="a folder to write to, and to ask again where it is written")
    given = parser.parse_args()
    with TemporaryDirectory() as passing:
        folder = given.keep or Path(passing)
        if not (folder / "search").is_dir():
            folder.mkdir(exist_ok=True)
            process = get_context("spawn").Process(target=write, args=(folder, given.count, given.jobs))
            process.start()
            process.join()
        ask(folder, 200)


if __name__ == "__main__":
    main()
