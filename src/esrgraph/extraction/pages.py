"""A document to the pages that it holds: it is cut at each project code that opens a form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from esrgraph.documents.page import Line, Page
from esrgraph.errors import SeveralPages
from esrgraph.extraction.form import Form, fold_label
from esrgraph.extraction.forms import FORMS
from esrgraph.extraction.lines import form_lines
from esrgraph.extraction.noise import is_noise, opens_form

_CODE = "koodi"
"""What the labels of project codes have in common."""
_FIRST = tuple(slot.text for form in FORMS for slot in form.slots if slot.key in ("banner", "title.ESR", "title.EAKR"))
"""How a page begins."""
_BY_LABEL = {form.code_label: form for form in FORMS}
"""One form for each label of a project code: the kinds of a period's form begin alike."""
_NEAR = 3
"""Where a code and the name of its project open a page, they are so many lines apart at most."""


def pages(document: Page) -> tuple[Page, ...]:
    """The pages of a document, one if it holds none; their lines have the document's numbers.

    Raises SeveralPages where a further page seems to begin, and it cannot be told for sure where.
    """
    lines = _unglued(form_lines(document.lines, FORMS))
    if "\n".join([line.text for line in lines]).casefold().count(_CODE) < 2:
        return (replace(document, lines=lines),)
    starts = [_start(lines, position) for position in _openings(lines)]
    bounds = [0, *starts[1:], len(lines)]
    return tuple(replace(document, lines=lines[start:end]) for start, end in pairwise(bounds))


def _openings(lines: Sequence[Line]) -> list[int]:
    """The positions of the project codes that open a page."""
    found: list[int] = []
    doubtful: list[int] = []
    for position, form in _codes(lines):
        labelled = fold_label(lines[position].text).startswith(form.code_label)
        if labelled and (_is_headed(lines, position) or (not found and _goes_on(lines, position, form))):
            found.append(position)
        elif (labelled and _goes_on(lines, position, form)) or (not labelled and _names_project(lines, position, form)):
            doubtful.append(position)
    if found and doubtful:
        line = lines[doubtful[0]]
        raise SeveralPages(
            f"Line {line.number}: another page seems to begin here ({_code_in(line.text)}), and it is not clear where"
            f" the one before it ({_code_in(lines[found[0]].text)}) ends",
            remedy="Give each page a file of its own",
        )
    return found


def _codes(lines: Sequence[Line]) -> Iterator[tuple[int, Form]]:
    """The positions of lines that hold the label of a project code, each with its form."""
    for position, line in enumerate(lines):
        if _CODE in line.text.casefold():
            yield from ((position, form) for label, form in _BY_LABEL.items() if label in fold_label(line.text))


def _is_headed(lines: Sequence[Line], position: int) -> bool:
    """Whether nothing stands above the code, or what opens a form."""
    above = next((line.text for line in reversed(lines[:position]) if line.text), None)
    return above is None or _opens(above)


def _goes_on(lines: Sequence[Line], position: int, form: Form) -> bool:
    """Whether what follows a code in its form stands below it, or another page, or nothing."""
    below = _below(lines, position, 2)
    labels = (fold_label(text.partition(":")[0]) for text in below)
    return not below or any(_opens(text) for text in below) or any(label in form.first_section for label in labels)


def _names_project(lines: Sequence[Line], position: int, form: Form) -> bool:
    """Whether the label and the name of a project stand together, if not as the form has them: say, in markup."""
    around = " ".join((lines[position].text, *_below(lines, position, _NEAR)))
    return bool(form.code.search(around)) and form.first_section[0] in fold_label(around)


def _below(lines: Sequence[Line], position: int, count: int) -> list[str]:
    texts = (lines[each].text for each in range(position + 1, len(lines)) if lines[each].text)
    return list(islice(texts, count))


def _start(lines: Sequence[Line], position: int) -> int:
    """Where the page begins whose code stands at a position: above it, no string of the form stands twice."""
    first = position
    seen: set[str] = set()
    for above in range(position - 1, -1, -1):
        text = lines[above].text
        if text in seen or (text and not _opens(text)):
            break
        first = above if text else first
        seen |= {text} if text and not is_noise(text) else set()
    return first


def _opens(text: str) -> bool:
    """Whether a line stands above the code in a form, or is the trace of an image, as some pages begin with."""
    return is_noise(text) if text.startswith("!") else opens_form(text)


def _unglued(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines, those cut in two that end as a form begins: a file without a line end, and another after it."""
    last = [line.text for line in lines if line.text.endswith(_FIRST)]
    if all(text in _FIRST for text in last):
        return lines
    return tuple(piece for line in lines for piece in _cut(line))


def _cut(line: Line) -> Iterator[Line]:
    ending = next((text for text in _FIRST if line.text.endswith(text) and line.text != text), None)
    if ending:
        yield Line(line.number, line.text.removesuffix(ending).rstrip())
        yield Line(line.number, ending)
    else:
        yield line


def _code_in(text: str) -> str:
    codes = [found[0] for form in FORMS if (found := form.code.search(text))]
    return codes[0] if codes else "its code is below"
