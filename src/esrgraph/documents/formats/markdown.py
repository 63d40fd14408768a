"""Text with marks, as html2text, markdownify, trafilatura and pandoc write it, or quoted in a mail -> plain lines.

Only what shows how a page looked is taken away: tables, headings, labels in bold, list items, links. A text without
such marks is not of this format. Escapes are left, for captures in plain text have them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from esrgraph.documents.formats.format import Format, Line, Reading, number_lines, require_lines
from esrgraph.documents.formats.html import html_lines
from esrgraph.documents.formats.row import row_text
from esrgraph.documents.formats.text import decode, find_no_text, normal_line
from esrgraph.documents.formats.text_tables import COLUMNS, DELIMITER, GRID, find_table, is_bounded
from esrgraph.errors import UnreadablePage

_BOLD_LABEL = r"[ \t]*(?:[-*+] )?(?:\*\*|__)[^*_\n:]{2,150}(?::(?:\*\*|__)|(?:\*\*|__) ?:)"
_SIGN = re.compile(rf"^(?: {{0,3}}#{{1,6}} +\S|{_BOLD_LABEL}|(?:{DELIMITER}|{COLUMNS}|{GRID})$)", re.MULTILINE)
"""What tells that a text has marks."""
_PIECES = ("#", "**", "__", "--", "==", "+-", "+=", "+:", "|")
"""A text with none of these has no marks: told fast."""
_BARRED = re.compile(r"^[ \t]*\|.*", re.MULTILINE)
_UNDERLINED = re.compile(r"^(\S.*)\n(?:-{3,}|={3,})$", re.MULTILINE)
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_MOST = 0.8
"""A text is quoted where more than this share of its lines is."""
_FRONT = re.compile(r"\A---\n(?:.*\n){0,60}?(?:---|\.\.\.)\n")
_FRONT_ADDRESS = re.compile(r"^(?:url|source): *[\"']?(https?://[^\s\"']+)", re.MULTILINE)
_RULE = re.compile(r"(?:-{3,}|={3,})\s*")
_FENCE = re.compile(r":{3,}.*|\s*<!--.*-->\s*")
"""Of a part of the page, as pandoc writes it, or between two lists."""
_ELEMENT = re.compile(r"</?(?:div|table|dl|ul|ol|p|h[1-6]|section|article|main)\b", re.IGNORECASE)
_OF_PANDOC = re.compile(r"^:{3,} .*[^:]$", re.MULTILINE)
_DASH = re.compile(r"(?<![-\\:|+=\n ])--(?![-|:+])|(?<=\S )--(?![-|:+])")
"""What pandoc writes for a dash within a line; two hyphens it would escape."""
_HEADING = re.compile(r" {0,3}#{1,6} +(.*?)(?: #+)?\s*")
_ITEM = re.compile(r"^\s*[*+] +(?=\S)")
_DEFINITION = re.compile(r"^ {0,3}:(?:\s+|$)")
"""What stands before a value that is below its label (PHP Markdown Extra, pandoc)."""
_IMAGE = re.compile(r"(?<!\\)!\[[^\]]*\]\([^)]*\)(?!\s*\|?\s*$)")
"""An image within a line; one that has a line of its own is known as a trace of a page."""
_LINK = re.compile(
    r"(?<![\\!])\[([^\]]+)\]\((?:[^()\s]|\([^)]*\))*(?: \"[^\"]*\")?\)(?:\{[^}]*\})?|<((?:https?://|mailto:)[^>\s]+)>"
)
_STRONG = re.compile(r"(?<![\\*])\*\*(?=\S)([^*]+?)(?<=\S)\*\*|(?<![\\\w])__(?=\S)([^_]+?)(?<=\S)__(?!\w)")
_EMPHASIS = re.compile(
    r"(?<![\\*\w])\*(?=[^\s*])([^*]+?)(?<=[^\s\\])\*(?![\w*])|(?<![\\\w])_(?=[^\s_])([^_]+?)(?<=[^\s\\])_(?!\w)"
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def markdown_lines(content: bytes) -> Reading:
    """The lines of a text with marks, without them, with the numbers of the source, and the address it names."""
    text = _unquoted(decode(content))
    require_lines(text.count("\n"))
    front = _FRONT.match(text)
    address = _FRONT_ADDRESS.search(front[0]) if front else None
    if _OF_PANDOC.search(text):
        text = _DASH.sub("–", text)
    lines = text.removesuffix("\n").split("\n")
    start = front[0].count("\n") if front else 0
    found = tuple(_unmarked(lines, start)) if _has_marks(text) else _plain(lines)
    if not any(line.text for line in found):
        raise UnreadablePage("The file is empty", remedy="Capture the page again", is_page=False)
    return Reading(found, address[1] if address else None)


def _plain(texts: Sequence[str]) -> tuple[Line, ...]:
    return number_lines(map(normal_line, texts))


def _unquoted(text: str) -> str:
    """A text without the marks of a quotation, where nearly all of it is one."""
    if ">" not in text:
        return text
    lines = text.split("\n")
    stated = [line for line in lines if line.strip()]
    quoted = sum(line.lstrip().startswith(">") for line in stated)
    return "\n".join(_QUOTE.sub("", line, count=1) for line in lines) if quoted > _MOST * len(stated) else text


def _has_marks(text: str) -> bool:
    if not any(piece[0] in text and piece in text for piece in _PIECES):  # one sign is found much faster than two
        return False
    underlined = (match[1] for match in _UNDERLINED.finditer(text))
    return bool(_SIGN.search(text)) or any(underlined) or any(map(is_bounded, _BARRED.findall(text)))


def _unmarked(texts: Sequence[str], start: int) -> Iterator[Line]:
    position = start
    while position < len(texts):
        text = texts[position]
        table = find_table(texts, position)
        if table:
            for at, cells in table.rows:
                yield from _row(at + 1, cells)
            position = max(table.end, position + 1)
        elif _ELEMENT.match(text):
            end = next((at for at in range(position, len(texts)) if not texts[at].strip()), len(texts))
            yield from _elements(texts[position:end], position)
            position = end
        else:
            if not _is_decoration(texts, position):
                yield Line(position + 1, normal_line(_inline(text)))
            position += 1


def _row(number: int, cells: Sequence[str]) -> Iterator[Line]:
    """The lines of a row; what a break parts in its last cell stands below it."""
    if not any(cells):
        return
    *others, last = ([normal_line(_inline(part)) for part in _BREAK.split(cell)] for cell in cells)
    yield Line(number, row_text([*(" ".join(parts) for parts in others), last[0]]))
    yield from (Line(number, text) for text in last[1:] if text)


def _elements(texts: Sequence[str], above: int) -> Iterator[Line]:
    """What HTML among the text shows, which goes on to a blank line (CommonMark, 4.6)."""
    try:
        lines = html_lines("\n".join(texts).encode()).lines
    except UnreadablePage:
        return
    yield from (Line(above + line.number, line.text) for line in lines)


def _is_decoration(texts: Sequence[str], position: int) -> bool:
    above = texts[position - 1].strip() if position else ""
    return bool(_FENCE.fullmatch(texts[position]) or (above and _RULE.fullmatch(texts[position])))


def _inline(text: str) -> str:
    """A line or cell without the marks within it."""
    heading = _HEADING.fullmatch(text)
    text = _DEFINITION.sub("", _ITEM.sub("", heading[1] if heading else text, count=1), count=1)
    text = _LINK.sub(lambda found: found[1] or found[2].removeprefix("mailto:"), _IMAGE.sub("", text))
    for marks in (_STRONG, _EMPHASIS):
        text = marks.sub(lambda found: found[1] or found[2], text)
    return _BREAK.sub(" ", text)


def _is_markdown(content: bytes) -> bool:
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") and not (start.startswith(b"<div") and b"</html" not in content[-4096:].lower()):
        return False
    if find_no_text(content[:4096]):
        return False
    text = decode(content)
    return _has_marks(text) or _unquoted(text) is not text


MARKDOWN = Format("markdown", "text/markdown", (), _is_markdown, markdown_lines)
