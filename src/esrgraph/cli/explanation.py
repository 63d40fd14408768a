"""The target groups of one page, as a text for a terminal: marked words, rules, and what was turned down and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from esrgraph.documents.reader import Location, locate_documents
from esrgraph.errors import DamagedDocument, InputError, PageError
from esrgraph.ingest.capture import Rejection, described_in, wealth
from esrgraph.ingest.local import chunks, lost_document
from esrgraph.linking.schemes import load_schemes
from esrgraph.mapping.describe import Described
from esrgraph.record import Annotation, Field, Mention
from esrgraph.runtime.child import Children, Loss


def explanation(page: str, folder: Path) -> RenderableType:
    """What is found in a page, given as a file or as a project code whose page lies below `folder`.

    Raises:
        InputError: there is no such file, and no page of that project in the folder.
        PageError: the file is no project page.
    """
    pages = _from_file(page) or [_from_code(page, folder)]
    return Group(*(part for described in pages for part in _parts(described)))


def _parts(described: Described) -> list[RenderableType]:
    project = described.project
    parts: list[RenderableType] = [Text(f"{project.code}  {project.title.value or ''}", style="bold")]
    sections = (
        ("4.1 direct target groups", project.direct_target_groups, described.direct_groups),
        ("4.2 indirect target groups", project.indirect_target_groups, described.indirect_groups),
    )
    for heading, text, annotation in sections:
        parts += ["", Text(heading, style="bold underline"), *_section(text, annotation)]
    return parts


def _from_file(page: str) -> list[Described]:
    """The pages of a file, or the one that is named (`both.txt#2`); raises what ails the first if none can be used."""
    name, _, number = (page, "", "") if Path(page).exists() else page.rpartition("#")
    if not name or not Path(name).is_file():
        return []
    location = next(each for each in locate_documents([Path(name)]) if isinstance(each, Location))
    asked = [each for own, each in _described([location]) if not number or own.endswith(f"#{number}")]
    usable = [each for each in asked if isinstance(each, Described)]
    errors = [each for each in asked if isinstance(each, Rejection)]
    if errors and not usable:
        raise PageError(errors[0].message, remedy=errors[0].remedy)
    return usable


def _from_code(code: str, folder: Path) -> Described:
    """The richest capture of a project below a folder, as a build would publish it."""
    locations = (each for each in locate_documents([folder]) if isinstance(each, Location))
    found = [
        each for _, each in _described(locations) if isinstance(each, Described) and each.project.code == code.upper()
    ]
    if found:
        return max(found, key=lambda described: wealth(described.project))
    raise InputError(f"There is no file {code}, and no page of a project {code} below {folder}; say where with --in")


_Page = tuple[str, Described | Rejection]
"""The name of a page, and what it is."""


def _described(locations: Iterable[Location]) -> Iterator[_Page]:
    """Each page of the documents, read within the limits that a build has."""
    with Children(1) as children:
        for chunk in chunks(iter(locations)):
            for location, found in zip(chunk, children.submit(_pages, chunk).result(), strict=True):
                yield from [(location.name, lost_document(found))] if isinstance(found, Loss) else found


def _pages(location: Location) -> list[_Page]:
    """The pages of a document; raises InputError where it is no longer there."""
    try:
        found = list(described_in(location.read()))
    except DamagedDocument as error:
        return [(location.name, Rejection(error.message, error.remedy))]
    return [
        (source.name, Rejection(each.message, each.remedy) if isinstance(each, PageError) else each)
        for source, each in found
    ]


def _section(text: Field[str], annotation: Annotation) -> Iterator[RenderableType]:
    if text.value is None:
        yield Text(f"({text.state})", style="dim")
        return
    yield mark_mentions(text.value, annotation.mentions)
    if annotation.mentions:
        yield _table(("", "words", "target group", "rule"), _mention_rows(annotation))
    else:
        yield Text("no target group found", style="dim")
    if annotation.suppressed:
        turned_down = [(each.text, _label(each.concept), each.rule, each.reason) for each in annotation.suppressed]
        yield _table(("turned down", "target group", "rule", "reason"), turned_down, style="dim")


def _mention_rows(annotation: Annotation) -> list[tuple[str, ...]]:
    return [
        (str(number), each.text, _label(each.concept), each.rule)
        for number, each in enumerate(annotation.mentions, start=1)
    ]


def _label(notation: str) -> str:
    return f"{notation} ({load_schemes().target_groups.by_notation[notation].label})"


def _table(columns: Sequence[str], rows: Sequence[tuple[str, ...]], style: str = "") -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="italic", style=style, row_styles=[style])
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def mark_mentions(text: str, mentions: Sequence[Mention]) -> Text:
    """The text with each mention in brackets and its numbers behind it: `[nuoret]1`; marks show without colour too."""
    result = Text()
    done = 0
    for start, end, numbers in _spans(mentions):
        result.append(text[done:start])
        result.append(f"[{text[start:end]}]", style="bold green")
        result.append(",".join(map(str, numbers)), style="green")
        done = end
    result.append(text[done:])
    return result


def _spans(mentions: Sequence[Mention]) -> Iterator[tuple[int, int, list[int]]]:
    """Start, end and mention numbers of each stretch of marked text; mentions that overlap share one."""
    open_span: tuple[int, int, list[int]] | None = None
    for number, mention in sorted(enumerate(mentions, start=1), key=lambda each: (each[1].start, each[1].end)):
        if open_span and mention.start < open_span[1]:
            open_span = open_span[0], max(open_span[1], mention.end), [*open_span[2], number]
            continue
        if open_span:
            yield open_span
        open_span = mention.start, mention.end, [number]
    if open_span:
        yield open_span
