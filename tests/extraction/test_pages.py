"""A document with several pages: each gives its own facts and no other's, or the document is refused."""

import html
import random
import re
from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import EXAMPLES
from esrgraph.documents.page import read_page
from esrgraph.errors import ForeignPage, PageError, SeveralPages
from esrgraph.extraction.pages import pages
from esrgraph.extraction.parser import parse_page, parse_part
from esrgraph.record import Project, State

CODE = re.compile(r"^(?:Hanke|Projekti)koodi: (\w+)", re.MULTILINE)


def text_of(name: str) -> str:
    content = (EXAMPLES / name).read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"


TEXTS = {path.name: text_of(path.name) for path in sorted(EXAMPLES.glob("*.txt"))}


def facts(project: Project) -> dict[str, object]:
    fields = {name: each for name, each in project.fields() if each.value is not None and each.state is State.STATED}
    return {name: each.value for name, each in fields.items()}


WHOLE = [parse_page(read_page(text.encode())).project for text in TEXTS.values()]


def is_own(name: str, value: object, project: Project) -> bool:
    """Whether a value is that of the whole page, or the beginning of its prose, whose blank lines HTML may lack."""
    own = dict(project.fields())[name].value if name in dict(project.fields()) else None
    if isinstance(value, str) and isinstance(own, str):
        return " ".join(own.split()).startswith(" ".join(value.split()))
    return value == own


def foreign(project: Project) -> dict[str, object]:
    """The facts that no whole page of the project states."""
    same = [each for each in WHOLE if each.code == project.code]
    return {name: value for name, value in facts(project).items() if not any(is_own(name, value, e) for e in same)}


def read(text: str) -> tuple[list[Project], list[PageError]]:
    """The projects of a document, and why others are refused."""
    found: list[Project] = []
    refused: list[PageError] = []
    try:
        parts = pages(read_page(text.encode()))
    except PageError as error:
        return [], [error]
    for part in parts:
        try:
            found.append(parse_part(part).project)
        except PageError as error:
            refused.append(error)
    return found, refused


def as_html(text: str, between: str) -> str:
    paragraphs = (f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line)
    return f"<html><body>{between.join(paragraphs)}</body></html>\n"


WAYS: dict[str, Callable[[str], str]] = {
    "text": lambda text: text,
    "HTML": lambda text: as_html(text, "\n"),
    "HTML on one line": lambda text: as_html(text, ""),
}
BETWEEN = ["", "\n", "\n\n\n", "\n==> toinen.txt <==\n", "\n----\n"]
CUT = st.tuples(st.sampled_from(sorted(TEXTS)), st.integers(1, 200), st.sampled_from(sorted(WAYS)))


@settings(max_examples=150)
@given(st.lists(CUT, min_size=2, max_size=4), st.sampled_from(BETWEEN))
@example([("S39002.txt", 10**6, "text"), ("S12991.txt", 3, "text")], "")
@example([("A79001.txt", 62, "HTML"), ("S12991.txt", 1, "HTML")], "")
@example([("S39001.txt", 10**6, "text"), ("S12992.txt", 5, "HTML"), ("S39003.txt", 4, "text")], "\n----\n")
def test_pages_in_one_file_whole_or_cut_give_each_its_own_facts(cuts: list[tuple[str, int, str]], between: str) -> None:
    pieces = ["".join(TEXTS[name].splitlines(keepends=True)[:count]) for name, count, _ in cuts]
    text = between.join(WAYS[way](piece) for piece, (*_, way) in zip(pieces, cuts, strict=True))
    found, refused = read(text)
    for project in found:
        assert foreign(project) == {}
    told = " ".join(map(str, refused))
    whole_file = any(isinstance(error, SeveralPages) for error in refused)
    for code in {code for piece in pieces for code in CODE.findall(piece)}:
        assert whole_file or code in told or code in {project.code for project in found}


@pytest.mark.parametrize(("first", "second"), list(pairwise(TEXTS)))
def test_two_whole_pages_are_read_as_if_each_had_its_file(first: str, second: str) -> None:
    found, refused = read(f"{TEXTS[first]}\n{TEXTS[second]}")
    assert not refused
    expected = [parse_page(read_page(TEXTS[name].encode())).project for name in (first, second)]
    assert [facts(each) for each in found] == [facts(each) for each in expected]


def test_lines_are_counted_in_the_file() -> None:
    text = f"{TEXTS['S39001.txt']}\n{TEXTS['S39002.txt']}"
    _, second = read(text)[0]
    assert second.code == "S39002"
    assert text.splitlines()[(second.code_line or 0) - 1] == "Hankekoodi: S39002"
    assert text.splitlines()[(second.title.line or 0) - 1] == f"Hankkeen nimi: {second.title.value}"


def test_a_page_without_a_last_line_end_is_parted_from_the_next() -> None:
    found, refused = read(TEXTS["S39002.txt"].rstrip("\n") + TEXTS["S39005.txt"])
    assert not refused
    assert [each.code for each in found] == ["S39002", "S39005"]
    assert foreign(found[0]) == {}


def test_what_stands_between_pages_belongs_to_neither() -> None:
    found, _ = read(f"{TEXTS['S39012.txt']}\n==> toinen.txt <==\n\n{TEXTS['S39001.txt']}\n----------\n")
    assert [foreign(each) for each in found] == [{}, {}]


def test_a_page_that_holds_several_is_refused_where_one_is_asked_for() -> None:
    with pytest.raises(SeveralPages, match="holds 2 pages"):
        parse_page(read_page(f"{TEXTS['S39001.txt']}\n{TEXTS['S39002.txt']}".encode()))


SECOND = TEXTS["S39002.txt"]
OPENED = SECOND[SECOND.index("Hankekoodi") :]


@pytest.mark.parametrize(
    "second",
    [" ".join(SECOND.split()), re.sub(r"^(\w+): ", r"<b>\1:</b> ", SECOND, flags=re.MULTILINE), OPENED],
    ids=["on one line", "in markup", "without its heading"],
)
def test_a_file_that_cannot_be_cut_for_sure_is_refused_and_both_projects_named(second: str) -> None:
    with pytest.raises(SeveralPages, match=r"S39002.*S39001"):
        pages(read_page(f"{TEXTS['S39001.txt']}\n{second}".encode()))


@pytest.mark.parametrize("heading", ["3 Suunnitelman", "5 Projektin", "7.1 Osallistuvien", "8.2 Kestävä"])
def test_the_end_of_another_page_is_no_part_of_the_last_text(heading: str) -> None:
    with pytest.raises(SeveralPages, match="as another page would"):
        parse_page(read_page((TEXTS["S39001.txt"] + SECOND[SECOND.index(heading) :]).encode()))


def test_the_last_words_of_another_page_leave_no_wrong_ones() -> None:
    reading = parse_page(
        read_page((TEXTS["S39001.txt"] + SECOND[SECOND.index("9 Loppuraportin") :] + "Muu.\n").encode())
    )
    assert reading.project.final_report_summary.value is None
    assert ("final_report_summary", "unreadable-value") in {(each.field, each.code) for each in reading.problems}
    assert foreign(reading.project) == {}


@pytest.mark.parametrize("name", ["S12991.txt", "S39001.txt"])
def test_the_beginning_of_a_page_of_another_period_is_nobodys(name: str) -> None:
    whole, stub = text_of(name), text_of("rejected/S19001.txt")
    other = TEXTS["S39002.txt"][: TEXTS["S39002.txt"].index("Hankekoodi")]
    for text in (f"{whole}\n{stub}", f"{whole}\n{other}"):
        (found,), _ = read(text)
        assert facts(found) == facts(read(whole)[0][0])


@pytest.mark.parametrize("name", ["S12991.txt", "S12992.txt"])
def test_pages_of_two_periods_in_one_file_are_cut_apart(name: str) -> None:
    old, code = text_of(name), name.removesuffix(".txt")
    alone = {each: facts(read(text)[0][0]) for each, text in ((code, old), ("S39001", TEXTS["S39001.txt"]))}
    for text in (f"{TEXTS['S39001.txt']}\n{old}", f"{old}\n{TEXTS['S39001.txt']}"):
        found, refused = read(text)
        assert not refused
        assert {each.code for each in found} == alone.keys()
        for each in found:
            assert facts(each) == alone[each.code]


def test_a_code_that_prose_tells_of_opens_no_page() -> None:
    text = TEXTS["S39001.txt"].replace(
        "\n\n4 Hankkeen", "\n\nHankekoodi: S99999\nEnsin oli toinen hanke.\n\n4 Hankkeen"
    )
    (project,), _ = read(text)
    assert "S99999" in (project.summary.value or "")


def test_a_lone_code_is_told_in_the_rejection() -> None:
    with pytest.raises(ForeignPage, match="only the code S39001"):
        parse_page(read_page(b"Hankekoodi: S39001\n"))


def test_two_html_documents_and_text_behind_them_are_all_read() -> None:
    text = as_html(TEXTS["S39001.txt"], "\n") + as_html(SECOND, "\n") + TEXTS["S39005.txt"]
    found, refused = read(text)
    assert not refused
    assert [each.code for each in found] == ["S39001", "S39002", "S39005"]
    assert [foreign(each) for each in found] == [{}, {}, {}]
    lines = text.splitlines()
    assert all(each.code in lines[(each.code_line or 0) - 1] for each in found)


def test_text_above_an_html_document_is_read_as_text() -> None:
    text = TEXTS["S39001.txt"] + as_html(SECOND, "\n")
    found, refused = read(text)
    assert not refused
    assert [each.code for each in found] == ["S39001", "S39002"]
    assert [foreign(each) for each in found] == [{}, {}]
    assert found[0].summary.value == WHOLE[list(TEXTS).index("S39001.txt")].summary.value
    assert found[1].code in text.splitlines()[(found[1].code_line or 0) - 1]


def test_markup_alone_on_a_line_is_no_text() -> None:
    found, _ = read(TEXTS["S39002.txt"] + "</pre></div>\n")
    assert facts(found[0]) == facts(read(TEXTS["S39002.txt"])[0][0])


def test_the_same_page_twice_is_two_pages_with_the_same_facts() -> None:
    text = TEXTS["S39001.txt"]
    first, second = read(f"{text}\n{text}")[0]
    assert facts(first) == facts(second) == facts(read(text)[0][0])


def after(name: str, heading: str) -> str:
    return TEXTS[name][TEXTS[name].index(heading) :]


@pytest.mark.parametrize(
    ("end", "heading"),
    [
        ("\nHakijoiden lukumäärä", "4.2 Välilliset"),
        ("\n4 Hankkeen kohderyhmät", "7.1 Osallistuvien"),
        ("\nToteutunut julkinen rahoitus", "Toteutuspaikan osoite"),
    ],
)
def test_a_page_whose_sections_are_lost_in_between_ends_there(end: str, heading: str) -> None:
    text = TEXTS["S39001.txt"]
    page = text[: text.index(end)] + "\n\n" + after("S39003.txt", heading)
    reading = parse_page(read_page(page.encode()))
    assert foreign(reading.project) == {}
    assert reading.project.applicant.name.value == "Tuuliharjun ammattikorkeakoulu Oy"
    assert reading.project.cut_off_after
    assert "another page's" in " ".join(each.message for each in reading.problems)


def test_below_a_heading_that_stands_again_nothing_is_read() -> None:
    text = TEXTS["S39009.txt"]
    page = text[: text.index("\n4 Hankkeen kohderyhmät")] + after("S39001.txt", "3 Suunnitelman")
    reading = parse_page(read_page(page.encode()))
    assert foreign(reading.project) == {}
    assert reading.project.granted_eu_and_state.state is State.ABSENT


def test_a_few_lost_fields_within_a_section_cost_only_themselves() -> None:
    text = TEXTS["S39001.txt"]
    start, end = text.index("Jakeluosoite:"), text.index("WWW-osoite:")
    reading = parse_page(read_page((text[:start] + text[end:]).encode()))
    clean = facts(read(text)[0][0])
    assert set(clean) - set(facts(reading.project)) == {
        f"applicant.{name}" for name in ("street_address", "phone", "postcode", "post_office")
    }


NUMBERED = re.compile(r"^\d(?:\.\d)?\.? [A-ZÅÄÖ].*\n\n?", re.MULTILINE)


def unheaded(text: str) -> str:
    """A page as extractors leave it that take its numbered headings for page furniture."""
    return NUMBERED.sub("", text)


@pytest.mark.parametrize("name", [name for name in TEXTS if re.search("^[1-9]\\.? ", TEXTS[name], re.MULTILINE)])
def test_a_page_that_lost_all_its_numbered_headings_loses_texts_alone_and_says_so(name: str) -> None:
    reading = parse_page(read_page(unheaded(TEXTS[name]).encode()))
    clean = facts(read(TEXTS[name])[0][0])
    found = facts(reading.project)
    assert {name: value for name, value in found.items() if clean.get(name) != value} == {}
    lost = clean.keys() - found.keys()
    assert lost <= {
        "summary",
        "direct_target_groups",
        "indirect_target_groups",
        "sustainability.environmental-competence.statement",
        "final_report_summary",
    }
    assert {"section 3", "section 3.2"} & {each.field for each in reading.problems}


@pytest.mark.parametrize(
    ("end", "start"),
    [
        ("\nHakijoiden lukumäärä", "Myönnetty EU- ja valtion rahoitus"),
        ("\n3 Suunnitelman mukainen", "Myönnetty EU- ja valtion rahoitus"),
        ("\nMyönnetty EU- ja valtion", "Toteutuspaikan osoite"),
    ],
)
def test_the_end_of_another_page_without_headings_is_not_read(end: str, start: str) -> None:
    text = TEXTS["S39001.txt"]
    page = unheaded(text[: text.index(end)] + "\n\n" + after("S39003.txt", start))
    reading = parse_page(read_page(page.encode()))
    assert foreign(reading.project) == {}
    assert "another page's" in " ".join(each.message for each in reading.problems)


@pytest.mark.parametrize("headings", [NUMBERED, re.compile(r"^7.*\n\n", re.MULTILINE)], ids=["all", "of section 7"])
def test_a_label_that_two_fields_have_is_none_of_both_without_heading(headings: re.Pattern[str]) -> None:
    text = headings.sub("", TEXTS["S39001.txt"])
    assert facts(read(text)[0][0])["planned_companies"] == 40
    one = text.replace("Suunniteltu: 40\n\nToteutunut seurantatietojen mukaan: 52\n\n", "")
    reading = parse_page(read_page(one.encode()))
    assert not {"planned_companies", "planned_persons"} & facts(reading.project).keys()
    assert any("heading above it is lost" in each.message for each in reading.problems)


def test_real_pages_in_one_file_give_each_its_own_facts(corpus: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(corpus.glob("*.txt"))]
    own = {code: facts(project) for text in texts for project in read(text)[0] for code in [project.code]}
    chance = random.Random(14)
    for first, second in product(texts, texts):
        assert [facts(each) for each in read(f"{first}\n{second}")[0]] == [
            own[code] for code in CODE.findall(f"{first}\n{second}")
        ]
        lines = first.splitlines(keepends=True)
        for project in read("".join(lines[: chance.randrange(len(lines))]) + second)[0]:
            for name, value in facts(project).items():
                whole = own[project.code][name]
                assert value == whole or (isinstance(value, str) and str(whole).startswith(value))
