"""One document to all that is known of it: the order of the pure steps from bytes to a described project."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from esrgraph.documents.page import Line, Page, read_page
from esrgraph.extraction.parser import parse_page
from esrgraph.extraction.redact import mask, publishable_lines, withhold_contact
from esrgraph.language.detect import language_of
from esrgraph.linking.resolve import ResolvedNames, resolve
from esrgraph.linking.schemes import load_schemes
from esrgraph.linking.targetgroups import annotate
from esrgraph.record import Annotation, Field, Problem, Project, Source


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


def describe_page(content: bytes, source: Source | None = None, *, include_contacts: bool = False) -> Described:
    """Describe the project on a page, given as bytes of text, HTML or PDF.

    Unless `include_contacts`, whatever identifies the contact person is taken out of the published fields.

    Raises:
        PageError: the document cannot be used at all.
    """
    page = read_page(content)
    project, problems = parse_page(page, _complete(source or Source(), page, content))
    hiding = mask(project, page.lines)
    lines = publishable_lines(page.lines, project, hiding)
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


def _complete(source: Source, page: Page, content: bytes) -> Source:
    """What the caller knows of the source, with what the page itself tells."""
    sha256 = source.sha256 or hashlib.sha256(content).hexdigest()
    return replace(source, sha256=sha256, format=page.format, url=source.url or page.url)


def _groups(text: Field[str]) -> Annotation:
    return annotate(text.value, language_of(text.value)) if text.value else Annotation()
