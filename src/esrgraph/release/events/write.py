"""A graph in pieces to pages of events (LDES, DCAT-AP Feeds): each project that is new, not as it was, or gone.

A project whose last event goes with a release that is removed is told of again. So from whatever release on the stream
is read, it tells of every project that there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.vocabulary import Rdf, Xsd
from esrgraph.release.changes.compare import blocks, project_lines
from esrgraph.release.dumps.gzip_blocks import GzipBlock, compressed_file, inflate
from esrgraph.release.dumps.piece_files import PieceWriter, piece_writer, whole_file
from esrgraph.release.dumps.piece_forms import PROJECTS
from esrgraph.release.dumps.piece_index import PieceFile, read_pieces
from esrgraph.release.events.announced import Announced, Announcement, announced, latest, write_announced
from esrgraph.release.folder import Release

PAGE = 100
"""Events a page."""
_Event = tuple[Announcement, bytes]
"""An announcement and the N-Triples lines of the project."""


def write_events(
    pieces: Sequence[PieceFile],
    release: Release,
    name: str,
    created: datetime,
    earlier: Sequence[Release],
    keep: int,
    iris: Iris,
    *,
    kept: Release | None = None,
) -> None:
    """Write the pages of the release that will be called `name`, as compressed N-Quads; `earlier` are the releases that
    are there, oldest first, and of all together the newest `keep` will be left.

    The graph comes in pieces; what is told of those that are the same is taken from the `kept` release.
    """
    release.events.mkdir()
    told = [each for each in map(announced, earlier) if each and each.base == iris.base]
    left = {each.id for each in earlier[max(len(earlier) + 1 - keep, 0) :]}
    mine = Announced(name, created.replace(microsecond=0), iris.base, not told, ())
    made: list[Announcement] = []
    with piece_writer(whole_file(release, PROJECTS), kept, PROJECTS) as writer:
        projects = _projects(pieces, writer, iris.base)
        events = _events(projects, latest(told), latest(each for each in told if each.release in left))
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


@dataclass(frozen=True)
class _Projects:
    """What is announced of the projects of a piece, read if it is asked for."""

    lines: GzipBlock
    base: str

    @cached_property
    def stated(self) -> list[tuple[str, bytes]]:
        """Code and lines of each."""
        found = blocks(inflate(self.lines).splitlines(keepends=True), self.base)
        return [(code, b"".join(project_lines(block))) for code, block in found]

    def digests(self) -> bytes:
        """A line for each: code and digest."""
        told = ((code, blake2b(content, digest_size=8).hexdigest()) for code, content in self.stated)
        return "".join(f"{code} {digest}\n" for code, digest in told).encode()


def _projects(
    pieces: Sequence[PieceFile], writer: PieceWriter, base: str
) -> Iterator[tuple[list[list[str]], _Projects]]:
    """The projects of each piece: code and digest of each, as they were kept, or made now and kept."""
    for digest, lines in read_pieces(*pieces):
        projects = _Projects(lines, base)
        told = inflate(writer.add(digest, projects.digests))
        yield [line.decode().rsplit(" ", 1) for line in told.splitlines()], projects


def _events(
    pieces: Iterable[tuple[list[list[str]], _Projects]], before: dict[str, str | None], left: dict[str, str | None]
) -> Iterator[_Event]:
    """Of all projects, those that are not what was last announced of them among what is `left`; then those gone since
    `before`, or as long as anything that is left says otherwise."""
    here: set[str] = set()
    for told, projects in pieces:
        here.update(code for code, _ in told)
        if all(left.get(code) == digest for code, digest in told):
            continue
        for (code, digest), (_, content) in zip(told, projects.stated, strict=True):
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
