"""A sorted N-Triples file to pages of events (LDES, DCAT-AP Feeds): each project that is new, not as it was, or gone.

A project whose last event goes with a release that is removed is told of again. So from whatever release on the stream
is read, it tells of every project that there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.vocabulary import Rdf, Xsd
from esrgraph.release.changes.compare import blocks, project_lines
from esrgraph.release.dumps.gzip_blocks import compressed_file
from esrgraph.release.events.announced import Announced, Announcement, announced, latest, write_announced
from esrgraph.release.folder import Release

PAGE = 100
"""Events a page."""
_Event = tuple[Announcement, bytes]
"""An announcement and the N-Triples lines of the project."""


def write_events(
    ntriples: Path, release: Release, name: str, created: datetime, earlier: Sequence[Release], keep: int, iris: Iris
) -> None:
    """Write the pages of the release that will be called `name`, as compressed N-Quads; `earlier` are the releases that
    are there, oldest first, and of all together the newest `keep` will be left."""
    release.events.mkdir()
    told = [each for each in map(announced, earlier) if each and each.base == iris.base]
    left = {each.id for each in earlier[max(len(earlier) + 1 - keep, 0) :]}
    mine = Announced(name, created.replace(microsecond=0), iris.base, not told, ())
    made: list[Announcement] = []
    with ntriples.open("rb") as lines:
        events = _events(lines, iris.base, latest(told), latest(each for each in told if each.release in left))
        number, page = 1, list(islice(events, PAGE))
        while page:
            following = list(islice(events, PAGE))
            _write_page(release.events / page_name(number), mine, number, page, bool(following))
            made += (announcement for announcement, _ in page)
            number, page = number + 1, following
    write_announced(release, replace(mine, events=tuple(made)))


def page_name(number: int) -> str:
    """The file of a page, by its number from 1."""
    return f"{number}.nq.gz"


def page_of(base: str, release: str, number: int) -> NamedNode:
    """The IRI of a page, which is its address."""
    return NamedNode(f"{base}events/{release}/{number}")


def stream_of(base: str) -> NamedNode:
    """The IRI of the stream, whose root is the document."""
    return NamedNode(f"{base}events#stream")


def relations(page: NamedNode, target: NamedNode, created: datetime) -> Iterator[Quad]:
    """What leads from a page to another, all of whose events are of one time, in whole seconds."""
    bounds = (("GreaterThanOrEqualTo", created), ("LessThan", created + timedelta(seconds=1)))
    for number, (kind, time) in enumerate(bounds, start=1):
        relation = NamedNode(f"{page.value}#{target.value.rpartition('events/')[2].replace('/', '-')}-{number}")
        yield Quad(page, term_of("tree:relation"), relation)
        yield Quad(relation, Rdf.type, term_of(f"tree:{kind}Relation"))
        yield Quad(relation, term_of("tree:node"), target)
        yield Quad(relation, term_of("tree:path"), term_of("as:published"))
        yield Quad(relation, term_of("tree:value"), timestamp(time))


def timestamp(time: datetime) -> Literal:
    """A time as events have it, in whole seconds of UTC."""
    return Literal(f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", datatype=Xsd.dateTime)


def _events(
    lines: Iterable[bytes], base: str, before: dict[str, str | None], left: dict[str, str | None]
) -> Iterator[_Event]:
    """Of all projects, those that are not what was last announced of them among what is `left`; then those gone since
    `before`, or as long as anything that is left says otherwise."""
    here = set()
    for code, block in blocks(lines, base):
        here.add(code)
        content = b"".join(project_lines(block))
        digest = blake2b(content, digest_size=8).hexdigest()
        if left.get(code) != digest:
            kind = "Update" if before.get(code) else "Create"
            yield Announcement(code, kind, digest), content
    for code in sorted(before.keys() - here):
        if before[code] or left.get(code):
            yield Announcement(code, "Delete", None), b""


def _write_page(path: Path, mine: Announced, number: int, events: list[_Event], more: bool) -> None:
    with compressed_file(path) as output:
        quads = _page_quads(mine, number, events, more)
        serialize(quads, output, format=RdfFormat.N_QUADS)  # type: ignore[arg-type]
        for announcement, lines in events:
            graph = f"{_event_of(mine, announcement)} .\n".encode()
            output.write(lines.replace(b".\n", graph))  # no literal holds a line's end


def _page_quads(mine: Announced, number: int, events: list[_Event], more: bool) -> Iterator[Quad]:
    page, iris = page_of(mine.base, mine.release, number), Iris(mine.base)
    yield Quad(page, Rdf.type, term_of("tree:Node"))
    yield Quad(page, term_of("ldes:immutable"), Literal(True))
    if more:
        yield from relations(page, page_of(mine.base, mine.release, number + 1), mine.created)
    for announcement, _ in events:
        event = _event_of(mine, announcement)
        yield Quad(stream_of(mine.base), term_of("tree:member"), event)
        yield Quad(event, Rdf.type, term_of(f"as:{announcement.kind}"))
        yield Quad(event, term_of("as:object"), iris.project(announcement.code))
        yield Quad(event, term_of("as:published"), timestamp(mine.created))


def _event_of(mine: Announced, announcement: Announcement) -> NamedNode:
    thing = Iris(mine.base).project(announcement.code).value
    return NamedNode(thing.replace(f"{mine.base}id/", f"{mine.base}events/{mine.release}/", 1))
