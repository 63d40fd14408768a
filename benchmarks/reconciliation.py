"""How sure are matches of names with things, and how often is the right thing among the first?

    python -m benchmarks.reconciliation DATA [--seed N] [--wrong]

Asks names of the current release in a data folder in ways that people write them: names that the data itself holds for
one thing (with the other names at hand, and held out), names with a letter wrong, in other writing, and names of things
that are held out, where every match is wrong. Prints, for each set, the share of matches that are right and the share
of names whose thing comes first, or among the first five; with `--wrong`, what was not found or matched wrongly.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from string import ascii_lowercase
from tempfile import TemporaryDirectory
from typing import Any, cast

from pyoxigraph import NamedNode, Quad

from esrgraph.build.pipeline import Options, build_release
from esrgraph.extraction.lists import read_list
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import Graph
from esrgraph.rdf.vocabulary import Esr, Skos
from esrgraph.release.folder import DataFolder
from esrgraph.search.reconciliation import AskedName, NameCandidate, NamedThing, NameIndex, NameSort, Reconciler
from esrgraph.search.reconciliation import named_things as things_of

LETTERS = f"{ascii_lowercase}åäö"
STATED = (NameSort.PREFERRED, NameSort.OTHER)
DRAWN = {"organisation": 100, "project": 60, "municipality": 15, "sub-region": 10, "authority": 15}
"""Of which kinds the names of a set of 200 are."""
WRITINGS = (
    (r"\bry$", ("r.y.", "r.y", "RY", "")),
    (r"\bOy$", ("OY", "oy", "Oy Ab", "O.Y.", "")),
    (r"\bsr$", ("SR", "")),
    (r"kuntayhtymä$", (" ky", "kuntayht.", "-kuntayhtymä", " kuntayhtymä")),
    (r"ammattikorkeakoulu", ("AMK", "amk")),
    (
        r"elinkeino-, liikenne- ja ympäristökeskus",
        ("ELY-keskus", "ELY keskus", "elinkeino- liikenne- ja ympäristökeskus"),
    ),
    (r"[–—:] ", ("- ", ", ")),
    (r"[äö]", ("a",)),
)


@dataclass
class Score:
    """What came of a set of names."""

    asked: int = 0
    first: int = 0
    five: int = 0
    matched: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, text: str, wanted: str | None, found: list[NameCandidate]) -> None:
        """Count one name; `wanted` is None where its thing is not there."""
        iris = [each.thing.iri for each in found]
        self.asked += 1
        self.first += iris[:1] == [wanted]
        self.five += wanted in iris[:5]
        sure = found[0] if found and found[0].sure else None
        self.matched += sure is not None
        self.right += sure is not None and sure.thing.iri == wanted
        if (sure and sure.thing.iri != wanted) or (wanted and wanted not in iris[:5]):
            got = (
                f"{found[0].thing.name_in('fi')} ({found[0].score:.0f}{', matched' if sure else ''})" if found else "-"
            )
            self.wrong.append(f"{text!r} -> {got}")

    def __str__(self) -> str:
        precision = f"{self.right / self.matched:7.3f}" if self.matched else "      -"
        shares = (self.first / self.asked, self.five / self.asked, self.matched / self.asked)
        return f"{self.asked:6} {precision} {shares[0]:9.3f} {shares[1]:9.3f} {shares[2]:8.3f}"


def misspell(text: str, draw: random.Random) -> str:
    """A text with one letter more, less, another, or two swapped, within its first 60."""
    places = [place for place, letter in enumerate(text[:60]) if letter.isalpha()]
    place, way = draw.choice(places), draw.randrange(4)
    if way == 0:
        return text[:place] + text[place + 1 :]
    if way == 1:
        return text[:place] + draw.choice(LETTERS) + text[place:]
    if way == 2 and text[place + 1 : place + 2].isalpha() and text[place] != text[place + 1]:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    others = LETTERS.replace(text[place].lower(), "")
    return text[:place] + draw.choice(others) + text[place + 1 :]


def rewrite(text: str, draw: random.Random) -> str:
    """A text as somebody else writes it: another case, legal form or abbreviation, no diacritics."""
    ways: list[Callable[[], str]] = [text.upper, text.lower]
    for pattern, others in WRITINGS:
        if re.search(pattern, text):
            other = draw.choice(others)
            ways += [lambda pattern=pattern, other=other: re.sub(pattern, other, text).strip()] * 2  # type: ignore[misc]
    return draw.choice(ways)()


def drawn(
    things: list[NamedThing], draw: random.Random, most: dict[str, int] = DRAWN
) -> Iterator[tuple[str, NamedThing]]:
    """Preferred Finnish names, of each kind some, that one thing alone has."""
    bearers = Counter((each.kind, text) for each in things for text in {name.text.casefold() for name in each.names})
    for kind, count in DRAWN.items():
        named = [(each.name_in("fi"), each) for each in things if each.kind == kind and each.names]
        own = [(text, each) for text, each in named if bearers[kind, text.casefold()] == 1 and len(text) > 3]
        yield from draw.sample(own, min(count, len(own)))


def variants(things: list[NamedThing], kinds: Iterable[str]) -> list[tuple[str, NamedThing]]:
    """Every other name that is stated of a thing."""
    return [
        (name.text, each) for each in things if each.kind in kinds for name in each.names if name.sort is NameSort.OTHER
    ]


class WithoutOtherNames:
    """A graph in which things have no other names than those preferred."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def quads_for_pattern(self, subject: Any, term: Any, value: Any, graph: Any) -> Iterator[Quad]:
        """The quads that match a pattern."""
        return iter(()) if term == Skos.altLabel else self._graph.quads_for_pattern(subject, term, value, graph)


def listed(pages: list[NamedThing], graph: Graph, lists: Path) -> Iterator[tuple[str, NamedThing]]:
    """What lists call the projects, and the applicants, of the pages that have a code of theirs."""
    projects = {each.key: each for each in pages if each.kind == "project"}
    by_iri = {each.iri: each for each in pages}
    for path in sorted(lists.iterdir()):
        for row in read_list(path.read_bytes()).projects:
            project = projects.get(row.project.code)
            if project:
                applicant = next(graph.quads_for_pattern(NamedNode(project.iri), Esr.applicant, None, None)).object
                stated = row.project.title, row.project.applicant.name
                for name, thing in zip(stated, (project, by_iri[applicant.value]), strict=True):  # type: ignore[union-attr]
                    if name.value:
                        yield name.value, thing


def ask(reconciler: Reconciler, pairs: Iterable[tuple[str, NamedThing]], there: bool = True) -> Score:
    """What comes of asking each text for its thing, the kind being given."""
    score = Score()
    for text, thing in pairs:
        found = reconciler.candidates(AskedName(text, (thing.kind,)))
        score.add(text, thing.iri if there else None, found)
    return score


def sets_of(graph: Graph, iris: Iris, seed: int) -> Iterator[tuple[str, Score]]:
    """Each set of names with what came of it."""

    def over(some: Iterable[NamedThing]) -> Reconciler:
        return Reconciler(NameIndex.of(some), graph, iris)

    things, draw = list(things_of(graph, iris)), random.Random(seed)
    whole, bare = over(things), over(things_of(cast(Graph, WithoutOtherNames(graph)), iris))
    kinds = ("organisation", "municipality", "sub-region", "authority")
    for name, of_kinds in (("organisations", kinds[:1]), ("places, authorities", kinds[1:])):
        pairs = variants(things, of_kinds)
        if pairs:
            yield f"other names of {name}", ask(whole, pairs)
            yield "  held out of the index", ask(bare, pairs)
    pairs = list(drawn(things, draw))
    yield "names as they are", ask(whole, pairs)
    yield "200 misspellings", ask(whole, [(misspell(text, draw), thing) for text, thing in pairs])
    yield "200 other writings", ask(whole, [(rewrite(text, draw), thing) for text, thing in pairs])
    gone = {thing.iri for _, thing in pairs}
    rest = over(each for each in things if each.iri not in gone)
    yield "200 that are not there", ask(rest, pairs, there=False)
    yield "  and misspelt", ask(rest, [(misspell(text, draw), thing) for text, thing in pairs], there=False)


def set_of_lists(graph: Graph, iris: Iris, pages: list[Path], lists: Path) -> Iterator[tuple[str, Score]]:
    """What comes of the lists' names, where the things of the pages stand among those of the release."""
    with TemporaryDirectory() as folder:
        release = build_release(pages, DataFolder(Path(folder)), Options(iris=iris)).release
        own = release.graph()
        of_pages = list(things_of(own, iris))
        known = {each.iri for each in of_pages}
        others = [each for each in things_of(graph, iris) if each.iri not in known]
        asked = list(listed(of_pages, own, lists))
        yield "names in lists", ask(Reconciler(NameIndex.of([*of_pages, *others]), own, iris), asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=Path, nargs="*", default=[], help="folders of pages, for the lists' names")
    parser.add_argument("--lists", type=Path, help="the folder of official lists")
    parser.add_argument("--wrong", action="store_true", help="print what went wrong")
    options = parser.parse_args()
    release = DataFolder(options.data).current()
    graph, iris, began, total = release.graph(), Iris(release.base), time.perf_counter(), Score()
    sets = sets_of(graph, iris, options.seed)
    if options.pages:
        sets = chain(sets, set_of_lists(graph, iris, options.pages, options.lists))
    print(f"{'':28} names  right  first  first 5  matched")
    for name, score in sets:
        print(f"{name:26} {score}", *(score.wrong if options.wrong else ()), sep="\n    " if options.wrong else "")
        if "held out" not in name:
            total.matched, total.right = total.matched + score.matched, total.right + score.right
    print(f"all matches, but for the held-out names: {total.right} of {total.matched} right")
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
