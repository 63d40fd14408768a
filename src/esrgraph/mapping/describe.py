"""A page to all that is known of it: the order of the pure steps from bytes to a described project."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from html import escape

from esrgraph.documents.page import Line, Page, read_page
from esrgraph.errors import UnreadablePage
from esrgraph.extraction.lists import ListedProject
from esrgraph.extraction.pages import pages
from esrgraph.extraction.parser import parse_part, several
from esrgraph.extraction.redact import mask, publishable_lines, withhold_contact
from esrgraph.language.detect import language_of
from esrgraph.linking.resolve import ResolvedNames, resolve
from esrgraph.linking.schemes import load_schemes
from esrgraph.linking.targetgroups import annotate
from esrgraph.record import Annotation, Field, Problem, Project, Source, State

MOST_CHARACTERS = 2_000_000
"""A page with a longer text is none: the longest real ones have a hundredth of it."""


@dataclass(frozen=True, slots=True)
class Described:
    """A project with what its names stand for, the target groups in its prose, and every problem met."""

    project: Project
    links: ResolvedNames
    direct_groups: Annotation
    indirect_groups: Annotation
    problems: tuple[Problem, ...]
    lines: tuple[Line, ...] = ()
    """The lines of the page that may be shown beside a finding."""
    listed: ListedProject | None = None
    """The row of an official list that says it all, where no page does."""

    def __repr__(self) -> str:
        groups = len(self.direct_groups.mentions) + len(self.indirect_groups.mentions)
        return f"<described: {self.project!r}, {groups} mentions of target groups, {len(self.problems)} problems>"

    def _repr_html_(self) -> str:
        """What the page states, a row a field with its line, as notebooks show it; nothing of the contact person."""
        head = "<tr><th>field</th><th>text</th><th>line</th></tr>"
        rows = (
            f"<tr><td>{name}</td><td>{escape(field.raw or '')}</td><td>{field.line or ''}</td></tr>"
            for name, field in self.project.fields()
            if field.state is State.STATED and not name.startswith("contact.")
        )
        return f"<table><caption>{escape(repr(self.project))}</caption>{head}{''.join(rows)}</table>"


def describe_row(listed: ListedProject, source: Source) -> Described:
    """Describe the project of a row in an official list; `source` is the list."""
    project = replace(listed.project, source=source)
    links, unresolved = resolve(project, load_schemes())
    lines = tuple(Line(number, text) for number, text in listed.lines)
    return Described(project, links, Annotation(), Annotation(), (*listed.problems, *unresolved), lines, listed)


def describe_page(content: bytes, source: Source | None = None, *, include_contacts: bool = False) -> Described:
    """Describe the project on a page, given as bytes of text, HTML or PDF.

    Unless `include_contacts`, whatever identifies the contact person is taken out of the published fields.

    Raises:
        PageError: the document cannot be used at all, or holds several pages: see `pages_of` and `describe_part`.
    """
    parts = pages_of(content)
    if len(parts) > 1:
        raise several(len(parts))
    return describe_part(parts[0], _with_checksum(source or Source(), content), include_contacts=include_contacts)


def pages_of(content: bytes) -> tuple[Page, ...]:
    """The pages in a document, given as bytes; raises PageError where it cannot be read, or not be cut for sure."""
    return pages(read_page(content))


def describe_part(part: Page, source: Source, *, include_contacts: bool = False) -> Described:
    """Describe the project on one of the pages of a document; see `describe_page`."""
    _require_size(part)
    retrieved = source.retrieved or part.retrieved
    source = replace(source, format=part.format, url=source.url or part.url, retrieved=retrieved)
    project, problems = parse_part(part, source)
    hiding = mask(project, part.lines)
    lines = publishable_lines(part.lines, project, hiding)
    if not include_contacts:
        project, problems = withhold_contact(project, problems, hiding)
    links, unresolved = resolve(project, load_schemes())
    ordered = sorted(problems + unresolved, key=lambda each: (each.line or 0, each.field, each.code))
    return Described(
        project,
        links,
        _groups(project.direct_target_groups),
        _groups(project.indirect_target_groups),
        tuple(ordered),
        lines,
    )


def _require_size(part: Page) -> None:
    """Raises UnreadablePage where a page has more text than a page can have."""
    size = sum([len(line.text) for line in part.lines])
    if size > MOST_CHARACTERS:
        raise UnreadablePage(
            f"The page has {size:,} characters, more than {MOST_CHARACTERS:,}", remedy="Give one page a file"
        )


def _with_checksum(source: Source, content: bytes) -> Source:
    return source if source.sha256 else replace(source, sha256=hashlib.sha256(content).hexdigest())


def _groups(text: Field[str]) -> Annotation:
    return annotate(text.value, language_of(text.value)) if text.value else Annotation()
