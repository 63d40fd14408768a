"""Bytes to lines: the same lines from text, HTML and PDF, and only `UnreadablePage` for whatever is none of them."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esrgraph.documents.formats import BY_NAME, FORMATS
from esrgraph.documents.formats.flow import TextRun, flow
from esrgraph.documents.formats.html import html_lines
from esrgraph.documents.formats.structure_tree import PrintedElement
from esrgraph.documents.page import MOST_BYTES, Line, Page, read_page
from esrgraph.errors import UnreadablePage

PAGES = Path(__file__).parent / "pages"
URL = "https://www.example.fi/hankkeet/S99101.php"


def page(name: str) -> Page:
    return read_page((PAGES / name).read_bytes())


def texts(content: bytes | str) -> list[str]:
    return [line.text for line in read_page(content.encode() if isinstance(content, str) else content).lines]


def stated(read: Page) -> list[str]:
    return [line.text for line in read.lines if line.text]


# One page in every form


@pytest.mark.parametrize("name", ["headings.html", "tables.html", "headings.pdf", "tables.pdf", "tables-untagged.pdf"])
def test_every_form_of_a_page_has_the_lines_of_its_text_form(name: str) -> None:
    assert stated(page(name)) == stated(page("complete.txt"))


@pytest.mark.parametrize("name", ["headings.html", "headings.pdf"])
def test_paragraphs_keep_the_blank_lines_of_the_text_form(name: str) -> None:
    assert [line.text for line in page(name).lines] == [line.text for line in page("complete.txt").lines]


@pytest.mark.parametrize("name", ["headings-untagged.pdf", "tables-untagged.pdf"])
def test_an_untagged_print_parts_prose_only_between_sentences(name: str) -> None:
    expected = stated(page("complete.txt"))
    parts = iter(stated(page(name)))
    for line in expected:
        found = next(parts)
        while found != line:
            assert line.startswith(found)
            assert found.endswith((".", ":"))
            found = f"{found} {next(parts)}"
    assert next(parts, None) is None


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("complete.txt", None),
        ("headings.html", URL),
        ("tables.html", URL),
        ("headings.pdf", URL.replace("https", "http")),
        ("tables-untagged.pdf", URL.replace("https", "http")),
    ],
)
def test_a_page_knows_its_address_where_the_document_names_it(name: str, url: str | None) -> None:
    assert page(name).url == url


@pytest.mark.parametrize(("name", "encoding"), [("headings.html", "utf-8"), ("tables.html", "cp1252")])
def test_html_lines_carry_the_line_numbers_of_the_source(name: str, encoding: str) -> None:
    source = (PAGES / name).read_bytes().decode(encoding).splitlines()
    for line in page(name).lines:
        first_word = line.text.replace("VälitönVälillinen", "Välitön").partition(" ")[0].rstrip(":")
        assert first_word in source[line.number - 1]


def test_pdf_lines_are_numbered_as_they_are_read() -> None:
    assert [line.number for line in page("tables.pdf").lines] == list(range(1, len(page("tables.pdf").lines) + 1))


# Text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_is_read_in_any_encoding_and_with_any_line_end(encoding: str, end: str) -> None:
    content = end.join(["1 Hanke", "", "Hankkeen nimi: Yö, päivä ja Åbo", ""]).encode(encoding)
    assert read_page(content).lines == (Line(1, "1 Hanke"), Line(2, ""), Line(3, "Hankkeen nimi: Yö, päivä ja Åbo"))


@pytest.mark.parametrize("content", ["\ufeff1 Hanke\nä".encode("utf-16-be"), "\ufeff1 Hanke\nä".encode("utf-16-le")])
def test_a_byte_order_mark_decides_the_encoding(content: bytes) -> None:
    assert texts(content) == ["1 Hanke", "ä"]


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Kunnat:\u00a0Turku,\u2009Salo", "Kunnat: Turku, Salo"),
        ("1\u202f328\u2007000\u3000euroa", "1 328 000 euroa"),
        ("työlli\u00adsyys\u200bpalvelu\ufeff", "työllisyyspalvelu"),
        ("Etela\u0308-Savo", "Etelä-Savo"),
        ("Etela\u200b\u0308-Savo", "Etelä-Savo"),
        ("ei merk\ufffekejä\uffff", "ei merkkejä"),
        ("  \t Alkaa \t 1.8.2021  ", "Alkaa 1.8.2021"),
        ("yksi\x0bkaksi\x0ckolme\u2028neljä", "yksi kaksi kolme neljä"),
        ("o\x00hjaus\x07 ja taito, ja vielä pitkä rivi tekstiä jotta ohjausmerkkejä on vähän" * 5, None),
        ("ﬁ-ligatuuri", "fi-ligatuuri"),
    ],
)
def test_spaces_and_invisible_characters_are_normalised(raw: str, plain: str | None) -> None:
    assert texts(raw) == [plain or raw.replace("\x00", "").replace("\x07", "")]


def test_exotic_line_separators_do_not_shift_line_numbers() -> None:
    assert read_page("a\u2028b\x0cc\x85d\nHankekoodi".encode()).lines[1] == Line(2, "Hankekoodi")


# HTML


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>a<p>b", ["a", "", "b"]),
        ("<p>a<br>b<br/>c</p>", ["a", "b", "c"]),
        ("<p>a<br><br>b", ["a", "", "b"]),
        ("<p>a<br></p><p>b", ["a", "", "b"]),
        ("<div>a</div><div>b</div>", ["a", "b"]),
        ("<h2>1 Hanke</h2><div>a</div>", ["1 Hanke", "", "a"]),
        ("<p>pitkä\n rivi <b>lihava</b><i>\nkursiivi</i>", ["pitkä rivi lihava kursiivi"]),
        ("<p>&Auml;htäri &amp; Åbo&nbsp;1&#8201;2</p>", ["Ähtäri & Åbo 1 2"]),
        ("<p>a</p><script>if (a<b) {}</script><style>p{}</style><p>b", ["a", "", "b"]),
        ("<p>a</p><nav>valikko</nav><p hidden>x</p><p style='display: none'>y</p><!-- z --><p>b", ["a", "", "b"]),
        ("<pre>a\n\nb  c\n</pre>", ["a", "", "b c"]),
        ("<ul><li>a<li>b</ul>", ["a", "b"]),
        ("<table><tr><th>Hankekoodi:<td>S99101</table>", ["Hankekoodi: S99101"]),
        ("<table><tr><td>Hankekoodi<td>S99101</table>", ["Hankekoodi: S99101"]),
        ("<table><tr><td>Jakeluosoite:</td><td> </td></tr></table>", ["Jakeluosoite:"]),
        ("<table><tr><td>Jakeluosoite</td><td></td></tr></table>", ["Jakeluosoite:"]),
        ("<table><tr><td>Mallilan kaupunki<td>9900003-4</table>", ["Mallilan kaupunki, 9900003-4"]),
        ("<table><tr><td>Liikkuminen<td>4<td>3<tr><td colspan=3>-</table>", ["Liikkuminen 4 3", "-"]),
        ("<table><tr><th><th>Välitön<th>Välillinen</table>", ["VälitönVälillinen"]),
        ("<table><tr><td>Kunnat<td><p>Turku,<p>Salo</table>", ["Kunnat: Turku,", "", "Salo"]),
        ("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>", ["a: b: c"]),
        ("<table><tr><td><p>a<p>b<td><p>c<p>d</table>", ["a", "", "b", "c", "", "d"]),
        (
            "<dl><dt>Hankekoodi<dd>S99101<dt>Kunnat:<dd>Salo<dd>Turku</dl>",
            ["Hankekoodi: S99101", "Kunnat: Salo", "Turku"],
        ),
        ("<dl><div><dt>Hankekoodi</dt><dd>S99101</dd></div></dl>", ["Hankekoodi: S99101"]),
        (
            "<dl><dt>Postinumero</dt><dt>Kunnat</dt><dd>Salo</dd><dt>Maakunnat</dl>",
            ["Postinumero:", "Kunnat: Salo", "Maakunnat:"],
        ),
        ("<p>rikki<div></span></p></b>ehjä & <tuntematon>x", ["rikki", "", "ehjä & x"]),
    ],
)
def test_html_gives_the_lines_that_a_reader_sees(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


@pytest.mark.parametrize(
    "content",
    [
        '<html><meta charset="iso-8859-15"><p>Päivä: 5 €'.encode("iso-8859-15"),
        '<html><meta charset="utf-8"><p>Päivä: 5 €'.encode("cp1252"),
        '<html><meta charset="windows-1252"><p>Päivä: 5 €'.encode(),
        '<html><meta charset="rot13"><p>Päivä: 5 €'.encode("cp1252"),
        "<html><p>Päivä: 5 €".encode("utf-8-sig"),
        "<html><p>Päivä: 5 €".encode("utf-16"),
        '<?xml version="1.0" encoding="utf-8"?>\n<!-- x --><html><p>Päivä: 5 €</p></html>'.encode(),
    ],
)
def test_html_is_read_in_the_encoding_it_is_in(content: bytes) -> None:
    assert read_page(content).format == "html"
    assert texts(content) == ["Päivä: 5 €"]


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<!-- saved from url=(0024)https://www.example.fi/1 --><html>", "https://www.example.fi/1"),
        ('<html><link rel="canonical" href="https://www.example.fi/2">', "https://www.example.fi/2"),
        ('<html><link rel="canonical" href="/2">', None),
        ("<html>", None),
    ],
)
def test_html_names_the_address_it_was_saved_from(head: str, url: str | None) -> None:
    assert read_page(f"{head}<p>a".encode()).url == url


def test_line_numbers_go_on_where_the_parser_stops_counting() -> None:
    content = "<p>a</p>\n" * 70_000 + "<p>\n loppu</p>"
    assert html_lines(content.encode())[0][-1] == Line(70_002, "loppu")


@pytest.mark.parametrize("content", [b"<p>a</p>" + b"<div>" * 5000 + b"b", b"<p>a<p>" + b"b " * 6_000_000])
def test_html_that_the_parser_would_cut_short_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadablePage, match="nested deeper"):
        read_page(content)


# The table of formats


@pytest.mark.parametrize(
    ("name", "media_type", "suffix", "content"),
    [
        ("text", "text/plain", ".txt", (PAGES / "complete.txt").read_bytes()),
        ("html", "text/html", ".html", (PAGES / "tables.html").read_bytes()),
        ("pdf", "application/pdf", ".pdf", (PAGES / "tables.pdf").read_bytes()),
    ],
)
def test_a_format_is_told_by_the_bytes_and_has_its_media_type_and_suffix(
    name: str, media_type: str, suffix: str, content: bytes
) -> None:
    found = BY_NAME[name]
    assert next(each for each in FORMATS if each.is_format_of(content)) is found
    assert read_page(content).format == name
    assert found.media_type == media_type
    assert suffix in found.suffixes


def test_no_two_formats_share_a_name_or_a_suffix() -> None:
    assert len(BY_NAME) == len(FORMATS)
    suffixes = [suffix for each in FORMATS for suffix in each.suffixes]
    assert sorted(suffixes) == sorted(set(suffixes))
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)


# PDF


def piece(
    text: str, left: float, line: int, right: float, head: float = 30, node: PrintedElement | None = None
) -> TextRun:
    bottom = 800.0 - 12 * line
    return TextRun(text, left, right, bottom, bottom + 11, head, sheet=0, node=node)


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("sosiaali-", "ja terveysala", "sosiaali- ja terveysala"),
        ("social-", "och hälsovård", "social- och hälsovård"),
        ("etä-", "ohjaus", "etä-ohjaus"),
        ("Pohjois-", "Jalasjärvi", "Pohjois-Jalasjärvi"),
        ("2019–", "2021", "2019–2021"),
        ("ohjaus –", "ja tuki", "ohjaus – ja tuki"),
        ("tuen siirto", "-menettely", "tuen siirto -menettely"),
        ("https://www.example.fi/a/", "b?c=d", "https://www.example.fi/a/b?c=d"),
        ("www.example.fi/haku?", "kieli=fi", "www.example.fi/haku?kieli=fi"),
        ("katso www.example.fi/", "ja soita", "katso www.example.fi/ ja soita"),
        ("katso www.example.fi", "ja soita", "katso www.example.fi ja soita"),
        ("osoite www.example.fi.", "Siellä", "osoite www.example.fi. Siellä"),
        ("työllisyys\u2010", "palvelu", "työllisyyspalvelu"),
        ("yksi", "kaksi", "yksi kaksi"),
    ],
)
def test_lines_that_the_browser_broke_are_joined_as_they_were(above: str, below: str, joined: str) -> None:
    node = PrintedElement((0, 0))
    assert flow([piece(above, 30, 0, 500, node=node), piece(below, 30, 1, 200, node=node)]) == [joined]


def test_a_line_ends_where_the_next_word_had_room() -> None:
    full, short = piece("täysi rivi", 30, 0, 500), piece("lyhyt", 30, 2, 60)
    assert flow([full, piece("jatkoa", 30, 1, 90), short, piece("uusi", 30, 3, 70)]) == [
        "täysi rivi jatkoa",
        "lyhyt",
        "uusi",
    ]


def test_two_nodes_are_two_lines_even_where_the_first_is_full() -> None:
    pieces = [
        piece("täysi rivi", 30, 0, 500, node=PrintedElement((0, 0))),
        piece("uusi", 30, 1, 90, node=PrintedElement((0, 1))),
    ]
    assert flow(pieces) == ["täysi rivi", "uusi"]


def test_a_cell_broken_over_lines_is_one_cell_of_its_row() -> None:
    pieces = [
        piece("Luonnonvarojen", 30, 0, 120),
        piece("käytön kestävyys", 30, 1, 130),
        piece("3", 200, 0, 206),
        piece("4", 300, 0, 306),
        piece("Ei vaikutusta.", 30, 2, 500),
    ]
    assert flow(pieces) == ["Luonnonvarojen käytön kestävyys 3 4", "Ei vaikutusta."]


def pdf(objects: str, trailer: str = "") -> bytes:
    return f"%PDF-1.4\n{objects}\ntrailer<</Root 1 0 R {trailer}>>\n%%EOF".encode("latin-1")


def empty_pdf() -> bytes:
    file = BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(595, 842)
        document.save(file)
    return file.getvalue()


ENCRYPTED = pdf(
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    f"3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<{'11' * 32}>/U<{'22' * 32}>>>endobj",
    "/Encrypt 3 0 R/ID[<00><00>]",
)


# What is no page


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\t\n", "empty"),
        ("\u00a0\u200b\n".encode(), "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG image"),
        (b"PK\x03\x04\x14\0\x06\0word/document.xml", "Office file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "Office file"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (bytes(range(256)) * 20, "binary"),
        (b"<html><script>x</script></html>", "no text"),
        (b"<!-- saved --><p>", "no text"),
        (b"%PDF-1.7 broken", "broken"),
        ((PAGES / "headings.pdf").read_bytes()[:20_000], "broken"),
        (empty_pdf(), "no text"),
        (ENCRYPTED, "encrypted"),
        (b"a" * (MOST_BYTES + 1), "more than 20 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_page_is_refused_with_what_it_looks_like_and_a_remedy(content: bytes, looks_like: str) -> None:
    with pytest.raises(UnreadablePage) as caught:
        read_page(content)
    assert looks_like in caught.value.message
    assert caught.value.remedy


def assert_lines_are_normal(content: bytes) -> None:
    try:
        read = read_page(content)
    except UnreadablePage:
        return
    assert any(line.text for line in read.lines)
    for line in read.lines:
        assert line.number >= 1
        assert line.text == " ".join(line.text.split()) == unicodedata.normalize("NFC", line.text)


@given(st.binary(max_size=2000) | st.text(max_size=2000).map(str.encode))
def test_any_bytes_give_normal_lines_or_unreadable_page(content: bytes) -> None:
    assert_lines_are_normal(content)


@given(
    st.lists(
        st.sampled_from(
            "<p> <br> <table> <tr> <td> </td> </tr> </table> <dl> <dt> <dd> <pre> <div> </div> <b> <script> <!-- -->"
            " <li> <nav> <p\u00a0hidden> S99101 Kunnat: \n \r &nbsp; & < > \x00 ä".split(" ")
        ),
        max_size=60,
    )
)
def test_any_html_gives_normal_lines_or_unreadable_page(parts: list[str]) -> None:
    assert_lines_are_normal("".join(["<html>", *parts]).replace("\u00a0", " ").encode())


@settings(max_examples=60)
@given(
    st.sampled_from(["headings.pdf", "tables-untagged.pdf", "headings.html", "tables.html", "complete.txt"]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3000), st.binary(max_size=20)), min_size=1, max_size=30),
)
def test_a_damaged_page_gives_normal_lines_or_unreadable_page(
    name: str, damages: list[tuple[float, int, bytes]]
) -> None:
    content = (PAGES / name).read_bytes()
    for where, lost, gained in damages:
        at = int(where * len(content))
        content = content[:at] + gained + content[at + lost :]
    assert_lines_are_normal(content)
