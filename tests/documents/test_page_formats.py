"""A page as offices, browsers, mail programs and text extractors hold it: the same lines, or none."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from html import escape
from io import BytesIO

import pytest

from conftest import EXAMPLES
from esrgraph.documents.page import Page, read_page
from esrgraph.errors import UnreadablePage
from esrgraph.extraction.parser import parse_page

HTML = (EXAMPLES / "S39004.html").read_bytes()
URL = "https://www.example.fi/projektikuvaukset/S39001"
LABELLED = re.compile(r"^([A-ZÄÖ][^:\n]{3,80}):(?: (.*[^.]))?$")
SCORED = re.compile(r"^(.*?) (\d+) (\d+)$")
HEADING = re.compile(r"^\d(?:\.\d)? [A-ZÄÖ8]")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def values(page: Page) -> dict[str, object]:
    """What a page says, prose with single spaces; nothing of it is doubtful."""
    parsed = parse_page(page)
    assert not parsed.problems
    fields = parsed.project.fields()
    return {name: " ".join(v.split()) if isinstance(v := each.value, str) else v for name, each in fields}


def marked(
    text: str, heading: str, label: Callable[[str, str], str], row: Callable[[list[str]], str], plain: str = "{}"
) -> str:
    """A page in which headings, labels with their values, and rows of scores are marked up."""

    def element(line: str) -> str:
        if scored := SCORED.match(line):
            return row([scored[1], scored[2], scored[3]])
        if labelled := LABELLED.match(line):
            return label(labelled[1], labelled[2] or "")
        return (heading if HEADING.match(line) else plain).format(line)

    return "\n".join(element(line) for line in text.split("\n"))


def bars(cells: list[str]) -> str:
    return f"\n|  |  |  |\n| --- | --- | --- |\n| {' | '.join(cells)} |\n"


def no_bars(cells: list[str]) -> str:
    return f"\n{'| '.join(cells)}  \n{'|'.join(['---'] * len(cells))}  \n"


def columns(cells: list[str]) -> str:
    rule = "  " + " ".join("-" * (len(cell) + 2) for cell in cells)
    return f"\n{rule}\n  {'   '.join(cells)}\n{rule}\n"


DIALECTS = {
    "html2text": ("## {}", lambda name, value: f"**{name}:** {value}", no_bars),
    "html2text tables": ("## {}", lambda name, value: no_bars([f"{name}:", value]), no_bars),
    "markdownify": ("{}\n---------------", lambda name, value: f"**{name}:** {value}", bars),
    "markdownify tables": ("## {}", lambda name, value: f"\n| {name}: | {value} |\n", bars),
    "bold colons apart": ("### {} ###", lambda name, value: f"__{name}__: {value}", bars),
    "pandoc": ("## {}", lambda name, value: f"\n{name}\n:   {value}\n", columns),
    "pandoc tables": ("## {}", lambda name, value: columns([f"{name}:", value or " "]), columns),
    "grid tables": ("{}", lambda name, value: f"+---+---+\n| {name}: | {value} |\n+---+---+", bars),
    "trafilatura": ("## {}", lambda name, value: f"| {name}: | {value} | ", lambda cells: f"| {' | '.join(cells)} | "),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_markdown_gives_what_the_text_gives(dialect: str, page_text: str) -> None:
    page = read_page(marked(page_text, *DIALECTS[dialect]).encode())
    assert page.format == "markdown"
    assert values(page) == values(read_page(page_text.encode()))


def test_lines_of_markdown_have_the_numbers_of_the_source() -> None:
    page = read_page(
        b"## 1 Hanke\n\n| a | b |\n|---|---|\n| **Hankekoodi:** | S99101 |\n\n* [Nimi](https://www.example.fi)\n"
    )
    stated = [(line.number, line.text) for line in page.lines if line.text]
    assert stated == [(1, "1 Hanke"), (3, "a: b"), (5, "Hankekoodi: S99101"), (7, "Nimi")]


def test_a_row_that_was_broken_over_lines_is_whole_again() -> None:
    page = read_page(b"Seutukunnat:| Joensuun, Kemi-\nTornion ja muut  \n---|---  \nKunnat:| Kemi  \n")
    assert [line.text for line in page.lines if line.text] == [
        "Seutukunnat: Joensuun, Kemi-Tornion ja muut",
        "Kunnat: Kemi",
    ]


@pytest.mark.parametrize("name", ["S39001.txt", "S39003.txt", "S39007.txt", "S39009.txt", "A79001.txt"])
def test_a_text_without_marks_is_a_text(name: str) -> None:
    assert read_page((EXAMPLES / name).read_bytes()).format == "text"


def test_a_quoted_text_gives_what_the_text_gives(page_text: str) -> None:
    quoted = "\n".join(f"> {line}".rstrip() for line in page_text.split("\n"))
    assert values(read_page(quoted.encode())) == values(read_page(page_text.encode()))


def saved(**headers: str) -> bytes:
    """A page as Chromium saves it, with an advertisement's frame before it."""
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("<html><body>Ilmoitus</body></html>", "html")
    message.make_mixed()
    message.add_attachment(HTML.decode(), "html", cte="quoted-printable")
    return bytes(message)


def test_a_saved_web_archive_gives_its_page_address_and_day() -> None:
    content = saved(Snapshot_Content_Location=URL, Date="Thu, 4 Mar 2021 10:11:12 -0000")
    page = read_page(content)
    assert (page.format, page.url, page.retrieved) == ("mail", URL, date(2021, 3, 4))
    assert values(page) == values(read_page(HTML))


def test_the_day_of_a_message_is_not_that_of_its_page(page_text: str) -> None:
    message = EmailMessage()
    message["Subject"], message["Date"] = "Hanke", "Thu, 4 Mar 2021 10:11:12 -0000"
    message.set_content(page_text)
    page = read_page(bytes(message))
    assert (page.format, page.url, page.retrieved) == ("mail", None, None)
    assert values(page) == values(read_page(page_text.encode()))


def zipped(parts: dict[str, str]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def word(body: str) -> bytes:
    document = f"<w:document xmlns:w='{WORD}'><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def docx(text: str) -> bytes:
    """A Word file in which the first word of each line was inserted, and another deleted."""

    def paragraph(line: str) -> str:
        first, space, rest = escape(line).partition(" ")
        inserted = f"<w:ins><w:r><w:t>{first}</w:t></w:r></w:ins><w:del><w:r><w:delText>pois</w:delText></w:r></w:del>"
        return f"<w:p><w:pPr><w:b/></w:pPr>{inserted}<w:r><w:t>{space}{rest}</w:t></w:r></w:p>"

    def row(cells: list[str]) -> str:
        return f"<w:tbl><w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr></w:tbl>"

    return word(_each(text, paragraph, row))


def odt(text: str) -> bytes:
    def paragraph(line: str) -> str:
        return f"<text:p>{escape(line)}</text:p>"

    def row(cells: list[str]) -> str:
        inside = "".join(f"<table:table-cell>{paragraph(cell)}</table:table-cell>" for cell in cells)
        return f"<table:table><table:table-row>{inside}</table:table-row></table:table>"

    names = f"xmlns:o='{OFFICE}:office:1.0' xmlns:text='{OFFICE}:text:1.0' xmlns:table='{OFFICE}:table:1.0'"
    body = f"<o:document-content {names}><o:body>{_each(text, paragraph, row)}</o:body></o:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": body})


def rtf(text: str) -> bytes:
    def coded(line: str) -> str:
        return "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in line)

    def row(cells: list[str]) -> str:
        return "\\trowd" + "".join(f"\\pard\\intbl {coded(cell)}\\cell " for cell in cells) + "\\row\n"

    body = _each(text, lambda line: f"\\pard {coded(line)}\\par\n", row)
    return f"{{\\rtf1\\ansi\\deff0 {body}}}".encode("ascii")


def _each(text: str, paragraph: Callable[[str], str], row: Callable[[list[str]], str]) -> str:
    """A text's lines as paragraphs, labels with their values and scores as rows of tables."""

    def element(line: str) -> str:
        if scored := SCORED.match(line):
            return row([scored[1], scored[2], scored[3]])
        labelled = LABELLED.match(line)
        return row([f"{labelled[1]}:", labelled[2] or ""]) if labelled else paragraph(line)

    return "".join(element(line) for line in text.split("\n"))


@pytest.mark.parametrize(("name", "made"), [("docx", docx), ("odt", odt), ("rtf", rtf)])
def test_office_files_give_what_the_text_gives(name: str, made: Callable[[str], bytes], page_text: str) -> None:
    page = read_page(made(page_text))
    assert page.format == name
    assert values(page) == values(read_page(page_text.encode()))


ODT = {"mimetype": "application/vnd.oasis.opendocument.text"}
BROKEN = {
    "docx without text": word(""),
    "docx without its document": zipped({"[Content_Types].xml": "<Types/>", "word/other.xml": "x"}),
    "docx that is no XML": zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w"}),
    "docx cut off": docx("Hankekoodi: S39001")[:-30],
    "odt with an entity": zipped({**ODT, "content.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;'}),
    "rtf without text": b"{\\rtf1 }",
    "rtf with a letter that is none": b"{\\rtf1 \\u99999999999 ?}",
    "mail without text": b"MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nx",
    "mail that is blank": b"From: <Saved by Blink>\r\nSnapshot-Content-Location: x\r\n\r\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_refused_with_a_remedy(name: str) -> None:
    with pytest.raises(UnreadablePage) as caught:
        read_page(BROKEN[name])
    assert caught.value.remedy
