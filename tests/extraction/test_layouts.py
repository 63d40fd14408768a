"""A page in the layouts that people's tools give it: the same facts, or less and told; never a part of one."""

import html
import json
import re
import subprocess
import textwrap
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import EXAMPLES
from esrgraph.documents.page import read_page
from esrgraph.errors import UnreadablePage
from esrgraph.extraction.form import SlotKind
from esrgraph.extraction.forms.esf2014 import ESF2014
from esrgraph.extraction.parser import ParsedPage, parse_page
from esrgraph.record import Project, State

LABELS = [slot.text for slot in ESF2014.slots if slot.kind is SlotKind.LABEL]
LABELLED = re.compile(rf"^({'|'.join(map(re.escape, LABELS))}): (\S.*)$", re.MULTILINE)
CRITERION = re.compile(r"^(\w[^\n]*[^\W\d)]\)?) (\d+) (\d+)$", re.MULTILINE)


def parsed(text: str) -> ParsedPage:
    return parse_page(read_page(text.encode()))


def values(project: Project) -> dict[str, object]:
    """The values of a project; prose with single spaces."""
    fields = dict(project.fields())
    return {name: " ".join(v.split()) if isinstance(v := each.value, str) else v for name, each in fields.items()}


def problems(reading: ParsedPage) -> set[tuple[str, str]]:
    return {(each.field, each.code) for each in reading.problems}


def wrapped(text: str, width: int, *, break_on_hyphens: bool = False) -> str:
    lines = (
        textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=break_on_hyphens) or [""]
        for line in text.split("\n")
    )
    return "\n".join("\n".join(each) for each in lines)


@pytest.mark.parametrize("width", [50, 60, 66, 72, 76, 80, 90, 100, 120])
@pytest.mark.parametrize("name", ["S39001.txt", "S39002.txt", "S39009.txt", "S39011.txt", "A79001.txt"])
def test_lines_broken_at_a_margin_are_whole_again(name: str, width: int) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    reading = parsed(wrapped(text, width))
    assert values(reading.project) == values(parsed(text).project)
    assert reading.project.direct_target_groups.value == parsed(text).project.direct_target_groups.value
    assert not reading.problems


def filled(text: str, tool: list[str]) -> str:
    """The text as a tool of the system breaks its lines."""
    return subprocess.run(tool, input=text, capture_output=True, encoding="utf-8", check=True).stdout


def wrong(text: str, clean: ParsedPage) -> dict[str, object]:
    """What a page says in another layout and not in its own: no part of a value, no other; what is lost is told."""
    reading = parsed(text)
    own, found = values(clean.project), values(reading.project)
    told = {each.field for each in reading.problems}
    assert {name for name, value in own.items() if value is not None and found.get(name) is None} <= {
        name for name in own if any(name.startswith(each) for each in told) or "[" in name or "page" in told
    }
    listed = {(each.name.value, each.business_id.value) for each in clean.project.partners}
    assert {(each.name.value, each.business_id.value) for each in reading.project.partners} <= listed
    return {name: found[name] for name in found if "[" not in name and found[name] not in (None, own.get(name))}


@pytest.mark.parametrize("tool", [["fold", "-s"], ["fmt", "-s"], ["fmt"]], ids=" ".join)
@pytest.mark.parametrize("width", ["40", "60", "72", "80", "100", "120"])
@pytest.mark.parametrize("name", ["S39001.txt", "S39002.txt", "S39005.txt", "S39009.txt", "S39012.txt"])
def test_lines_filled_by_a_tool_give_whole_values_or_none(name: str, width: str, tool: list[str]) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert wrong(filled(text, [*tool, "-w", width]), parsed(text)) == {}


def test_lines_cut_within_words_are_refused(page_text: str) -> None:
    with pytest.raises(UnreadablePage, match="cut after 72 characters"):
        parsed(re.sub("(.{72})(?=.)", r"\1\n", page_text))


@pytest.mark.parametrize("below", [r"\1:\n\2", r"\1:\n\n\2", r"\1\n\2", r"\1\n\n\2", r"\1 :\n\2", r"\1\n: \2"])
def test_values_below_their_labels_are_values(page_text: str, below: str) -> None:
    reading = parsed(LABELLED.sub(below, page_text))
    assert values(reading.project) == values(parsed(page_text).project)
    assert not reading.problems


@pytest.mark.parametrize(
    "beside",
    [r"\1\n\2\n\3", r"\1\n\2 \3", r"\1 \2\n\3", r"\1\n\n\2\n\n\3\n", r"\1\t\2\t\3", r"\1: \2 \3"],
)
def test_scores_below_a_criterion_are_scores_and_no_statement(page_text: str, beside: str) -> None:
    reading = parsed(CRITERION.sub(beside, page_text))
    assert values(reading.project) == values(parsed(page_text).project)
    assert not reading.problems


@pytest.mark.parametrize("beside", [r"\2\n\3\n\1", r"\1\nVälitön: \2\nVälillinen: \3"])
def test_figures_that_no_criterion_has_are_no_part_of_a_statement(page_text: str, beside: str) -> None:
    clean, reading = parsed(page_text), parsed(CRITERION.sub(beside, page_text))
    statements = {each.statement.value for each in reading.project.sustainability} - {None}
    assert statements <= {each.statement.value for each in clean.project.sustainability}
    assert all(each.direct.value is None for each in reading.project.sustainability)


@pytest.mark.parametrize("figures", ["2", "2 3 4", "2/3", "23", "- 3", "2,5 3", "2-3 3"])
def test_figures_that_are_not_two_scores_are_none(page_text: str, figures: str) -> None:
    name = "sustainability.natural-resources"
    reading = parsed(page_text.replace("käytön kestävyys 2 3", f"käytön kestävyys {figures}"))
    assert reading.project.sustainability[0].direct.value is None
    assert (f"{name}.direct", "unreadable-value") in problems(reading)
    others = {key for key in values(reading.project) if not key.startswith(name)}
    assert {key: values(reading.project)[key] for key in others} == {
        key: values(parsed(page_text).project)[key] for key in others
    }


def minified(text: str) -> str:
    tags = {True: "h2", False: "p"}
    lines = (line for line in text.splitlines() if line)
    return "".join(f"<{t}>{html.escape(x)}</{t}>" for x in lines for t in [tags[x[0].isdigit()]])


def in_rows(text: str) -> str:
    """The page as HTML with each label and its value in blocks of their own."""
    return re.sub(r"<p>([^<:]{3,60}:) ([^<]+)</p>", r"<div>\1</div><div>\2</div>", minified(text))


def check_one_line(text: str, markup: str) -> None:
    """HTML on one line, as it is within a string of JSON too, gives what its text gives."""
    one = parsed(f"<html><body>{json.loads(json.dumps(markup))}</body></html>")
    many = parsed(f"<html><body>{markup.replace('><', '>' + chr(10) + '<')}</body></html>")
    assert values(one.project) == values(many.project) == values(parsed(text).project)
    assert problems(one) == problems(many)
    assert {field.line for _, field in one.project.fields()} <= {1, None}


TEXT_PAGES = sorted(path.name for path in EXAMPLES.glob("*.txt") if path.name not in ("S39007.txt", "S39010.txt"))


@pytest.mark.parametrize("markup", [minified, in_rows])
@pytest.mark.parametrize("name", TEXT_PAGES)
def test_html_on_one_line_gives_what_it_gives_on_many(name: str, markup: Callable[[str], str]) -> None:
    content = (EXAMPLES / name).read_bytes()
    text = "\n".join(line.text for line in read_page(content).lines)
    check_one_line(text, markup(text))


def test_real_pages_on_one_line_and_in_narrow_columns_give_their_facts(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        clean = parsed(text)
        check_one_line(text, minified(text))
        for width in (50, 72, 80, 100):
            reading = parsed(wrapped(text, width))
            assert values(reading.project) == values(clean.project)
            assert not reading.problems


def test_stray_lines_of_one_source_line_are_told_one_by_one(page_text: str) -> None:
    text = page_text.replace("Kunnat:", "Kylät:").replace("Maakunnat:", "Läänit:")
    reading = parsed(f"<html><body>{minified(text)}</body></html>")
    assert [each.code for each in reading.problems].count("stray-text") == 2


FEET = {
    "Chromium": [
        "https://www.example.fi/projekti.php?projektikoodi=S99999 {n}/4",
        "5.3.2024 klo 14.02 Hankkeen kuvaus",
    ],
    "Firefox": ["{n} / 4 5.3.2024 klo 14.02", "Hankkeen kuvaus https://www.example.fi/projekti/S99999"],
    "fi": ["Sivu {n}/4"],
    "sv": ["Sida {n} av 4", "2024-03-05 kl. 14.02"],
    "en": ["3/5/24, 2:02 PM Project", "Page {n} of 4"],
    "ISO": ["2024-03-05 14:02"],
    "number": ["{n}"],
    "dashes": ["- {n} -"],
    "printed": ["Tulostettu 5.3.2024"],
    "Chromium, title alone": ["5.3.2024 klo 14.02", "Rahastopalvelu", "https://www.example.fi/p?koodi=1", "{n}/4"],
    "Chromium, sv": ["2024-03-05 14:02 Rahastopalvelu", "https://www.example.fi/p {n}/4"],
    "Chromium, en": ["05/03/2024, 14:02", "Rahastopalvelu", "https://www.example.fi/p {n}/4"],
    "Firefox, title alone": ["Rahastopalvelu", "https://www.example.fi/p", "{n} av 4", "2024-03-05 14:02"],
    "Firefox, en": ["Rahastopalvelu https://www.example.fi/p", "{n} of 4 3/5/2024, 2:02 PM"],
    "Safari": ["Rahastopalvelu 5.3.2024 klo 14.02", "https://www.example.fi/p Sivu {n} / 4"],
    "Safari, sv": ["Rahastopalvelu", "tisdag 5 mars 2024 14:02", "https://www.example.fi/p", "Sida {n} av 4"],
    "Safari, en": ["Rahastopalvelu", "Tuesday, March 5, 2024 at 2:02 PM", "Page {n} of 4"],
    "file": ["file:///C:/S99999.html {n}/4"],
    "banner": ["Euroopan unioni Vipuvoimaa EU:lta"],
}


@pytest.mark.parametrize("foot", FEET.values(), ids=FEET)
@pytest.mark.parametrize("sheet", [23, 47])
def test_what_a_browser_prints_around_a_page_is_no_field(page_text: str, foot: list[str], sheet: int) -> None:
    lines: list[str] = []
    for number, line in enumerate(page_text.splitlines(), start=1):
        lines.append(line)
        if number % sheet == 0:
            lines += [each.format(n=number // sheet) for each in foot]
    reading = parsed("\n".join([*lines, *(each.format(n=9) for each in foot)]))
    unsure = {field for field, code in problems(reading) if code == "unreadable-value"} if foot == ["{n}"] else set()
    clean = values(parsed(page_text).project)
    assert {name: value for name, value in values(reading.project).items() if name not in unsure} == {
        name: value for name, value in clean.items() if name not in unsure
    }
    assert all(values(reading.project)[name] is None for name in unsure)


@pytest.mark.parametrize("foot", [FEET["Chromium"], FEET["fi"], FEET["ISO"], FEET["number"]])
def test_a_printed_footer_is_no_final_report(foot: list[str]) -> None:
    text = (EXAMPLES / "S39002.txt").read_text(encoding="utf-8").rstrip("-\n")
    reading = parsed("\n\n".join([text, *(each.format(n=4) for each in foot)]))
    assert (reading.project.final_report_summary.value, reading.project.final_report_summary.state) == (
        None,
        State.BLANK,
    )


NAVIGATION = {
    "fi": ["Takaisin ylös", "Tulosta sivu", "Anna palautetta", "© 2024 Rahastopalvelu"],
    "sv": ["Till början av sidan | Skriv ut", "Ge respons", "Tillgänglighetsutlåtande", "Sida 3 av 3"],
    "en": ["Back to top", "Print this page", "Feedback · Privacy policy", "Copyright Fund Service 2024"],
}


@pytest.mark.parametrize("foot", NAVIGATION.values(), ids=NAVIGATION)
@pytest.mark.parametrize("name", ["S39001.txt", "S39002.txt", "S12991.txt"])
def test_what_a_site_has_below_a_page_is_no_text_of_it(name: str, foot: list[str]) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    reading, clean = parsed("\n\n".join([text.rstrip("\n"), *foot])), parsed(text)
    assert values(reading.project) == values(clean.project)
    assert problems(reading) == problems(clean)


@pytest.mark.parametrize("line", ["Takaisin ylös", "Palaute", "© Työpaja ry"])
def test_the_same_words_are_prose_where_more_follows(page_text: str, line: str) -> None:
    more = f"{page_text.rstrip()}\n\n{line}\n\nKyselyyn vastasi 30 nuorta.\n"
    for text, field in (
        (page_text.replace("\n\n4 Hankkeen", f"\n\n{line}\n\n4 Hankkeen"), "summary"),
        (more, "final_report_summary"),
    ):
        assert line in (values(parsed(text).project)[field] or "")


def test_a_bare_address_in_prose_is_prose(page_text: str) -> None:
    text = page_text.rstrip("\n") + "\n\nhttps://www.example.fi/opas\n"
    assert "https://www.example.fi/opas" in (parsed(text).project.final_report_summary.value or "")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: re.sub(r"(?<=\d)\.", r"\\.", text),
        lambda text: text.replace("-", r"\-").replace("(", r"\(").replace(")", r"\)"),
        lambda text: re.sub(r"^(\d(?:\.\d)?)( [A-ZÄÖ])", r"## \1\2", text, flags=re.MULTILINE),
        lambda text: re.sub(r"^(\d(?:\.\d)?)( [A-ZÄÖ])", r"\1\\.\2", text, flags=re.MULTILINE),
        lambda text: LABELLED.sub(r"**\1:** \2", text),
        lambda text: text.replace("ä", "&auml;").replace("ö", "&#246;"),
        lambda text: text.replace("ä", r"\u00e4"),
        lambda text: re.sub(r": (Kyllä|Ei)$", r": \1.", text, flags=re.MULTILINE),
        lambda text: re.sub(r": (Kyllä|Ei)$", r":\n\1", text, flags=re.MULTILINE),
    ],
    ids=["dots", "marks", "headings", "numbers", "bold", "entities", "escapes", "full stop", "answer below"],
)
def test_what_text_extractors_do_to_a_page_is_undone(page_text: str, change: object) -> None:
    reading = parsed(change(page_text))  # type: ignore[operator]
    assert values(reading.project) == values(parsed(page_text).project)
    assert not reading.problems


HALVES = [
    ("title", "Hankkeen nimi: Suunta löytyy: nuorten", "\npolku palkkatyöhön"),
    ("granted_eu_and_state", "Myönnetty EU- ja valtion rahoitus: 486", "\n200"),
    ("municipalities", "Kunnat: Lieksa, Joensuu", "\nLiperi"),
    ("specific_objective", "Erityistavoite: 6.1. Nuorten ja", "\nmuiden työllistymisen edistäminen"),
    ("authority", "Vastuuviranomainen: Etelä-Savon elinkeino-", "\nliikenne- ja ympäristökeskus"),
]


@pytest.mark.parametrize(("field", "line", "below"), HALVES, ids=[each[0] for each in HALVES])
def test_a_value_that_may_go_on_below_is_unreadable_not_short(
    page_text: str, field: str, line: str, below: str
) -> None:
    label = line.partition(":")[0]
    reading = parsed(re.sub(rf"^{label}: .*$", line + below, page_text, flags=re.MULTILINE))
    value = dict(reading.project.fields())[field]
    assert (value.value, value.state, value.raw) == (None, State.STATED, line.partition(": ")[2])
    assert (field, "unreadable-value") in problems(reading)


@pytest.mark.parametrize(
    ("field", "lines", "value"),
    [
        ("applicant.phone", "Puhelinnumero: 013 123\n4500", "+358131234500"),
        ("municipalities", "Kunnat: Lieksa, Joensuu,\nLiperi", ("Lieksa", "Joensuu", "Liperi")),
        ("granted_eu_and_state", "Myönnetty EU- ja valtion rahoitus: 486 200\n* ennakkotieto", Decimal(486200)),
    ],
)
def test_a_value_of_which_one_reading_is_whole_is_read(page_text: str, field: str, lines: str, value: object) -> None:
    label = lines.partition(":")[0]
    reading = parsed(re.sub(rf"^{label}: .*$", lines, page_text, count=1, flags=re.MULTILINE))
    assert dict(reading.project.fields())[field].value == value


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ("4.2 Välilliset kohderyhmät", "4.2 Välilliset kohderymät", "indirect_target_groups"),
        ("9 Loppuraportin tiivistelmä", "9 Loppuraportin tiivistelma", "final_report_summary"),
        ("4 Hankkeen kohderyhmät\n", "4 Kohderyhmät\n", ""),
        ("5 Projektin julkinen rahoitus, euroa", "5 Projektin julkinen rahoitus", ""),
        ("Taloudellinen kestävyys", "Taloudelinen kestävyys", ""),
    ],
)
def test_a_misspelt_heading_ends_the_text_above_it(page_text: str, old: str, new: str, lost: str) -> None:
    clean, reading = parsed(page_text), parsed(page_text.replace(old, new))
    changed = {name for name, value in values(clean.project).items() if values(reading.project)[name] != value}
    assert changed == ({lost} if lost else set())
    assert "stray-text" in {each.code for each in reading.problems}


@pytest.mark.parametrize(
    ("heading", "above"),
    [
        ("4.2 Välilliset kohderyhmät\n", "direct_target_groups"),
        ("9 Loppuraportin tiivistelmä\n", "sustainability.environmental-competence.statement"),
    ],
)
def test_text_whose_heading_is_lost_spoils_the_text_above_and_is_told(page_text: str, heading: str, above: str) -> None:
    reading = parsed(page_text.replace(heading, ""))
    field = dict(reading.project.fields())[above]
    assert (field.value, field.state) == (None, State.STATED)
    (problem,) = [each for each in reading.problems if each.field == above]
    assert (problem.code, problem.text) == ("unreadable-value", "")


def test_a_label_that_stands_twice_with_two_values_is_read_as_neither(page_text: str) -> None:
    label = "Myönnetty EU- ja valtion rahoitus: "
    reading = parsed(page_text.replace(f"{label}486 200", f"{label}486 200\n\n{label}999 999"))
    assert reading.project.granted_eu_and_state.value is None
    assert [each.message for each in reading.problems if "only one can be meant" in each.message]
    again = parsed(page_text.replace(f"{label}486 200", f"{label}486 200\n\n{label}486 200"))
    assert again.project.granted_eu_and_state.value == Decimal(486200)


def test_a_criterion_that_stands_twice_has_no_score(page_text: str) -> None:
    line = "Luonnonvarojen käytön kestävyys 2 3\n"
    reading = parsed(page_text.replace(line, f"{line}Luonnonvarojen käytön kestävyys 4 3\n"))
    first = reading.project.sustainability[0]
    assert (first.direct.value, first.indirect.value) == (None, None)
    assert [each.message for each in reading.problems if "only one can be meant" in each.message]


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("(PTT), 9900102-9", "\n(PTT), 9900102-9", None),
        ("Kuusirannan kaupunki, 9900103-7", "Kuusirannan kaupunki,\n9900103-7", None),
        ("Kuusirannan kaupunki,", "- Kuusirannan kaupunki,", None),
        ("Kuusirannan kaupunki,", "1. Kuusirannan kaupunki,", None),
        ("Kuusirannan kaupunki, 9900103-7", "Kuusirannan kaupunki, 9900103-7.", None),
        ("Kuusirannan kaupunki, 9900103-7\n", "Kuusirannan kaupunki, 9900103-7; ", "unreadable"),
        ("Kuusirannan kaupunki, 9900103-7", "9900103-7, Kuusirannan kaupunki", "unreadable"),
        ("Kuusirannan kaupunki, 9900103-7", "Kuusirannan kaupunki, 9900103-7 (vetäytynyt)", "unreadable"),
        ("Kuusirannan kaupunki, 9900103-7", "Ei muita osatoteuttajia", "lost"),
        ("Kuusirannan kaupunki, 9900103-7\n", "Kuusirannan kaupunki, 9900103-7 ", "unreadable"),
        ("Vaskiportin säätiö sr, ", "Vaskiportin\nsäätiö sr, ", None),
        ("9900102-9\nVaskiportin säätiö", "9900102-9 Vaskiportin\nsäätiö", "unreadable"),
    ],
)
def test_a_line_of_partners_names_one_or_none(page_text: str, old: str, new: str, names: str | None) -> None:
    clean = {(each.name.value, each.business_id.value) for each in parsed(page_text).project.partners}
    reading = parsed(page_text.replace(old, new))
    found = {(each.name.value, each.business_id.value) for each in reading.project.partners}
    assert found == clean if names is None else found < clean
    assert bool(reading.problems) == (names is not None)


@pytest.mark.parametrize("answer", ["Kyllä ", "Ei "])
@pytest.mark.parametrize("below", ["", "\n"])
def test_an_answer_that_runs_into_its_statement_is_no_part_of_one(page_text: str, answer: str, below: str) -> None:
    question = "Hankkeen päätavoite on sukupuolten tasa-arvon edistäminen:"
    start = page_text.index(question)
    end = page_text.index("\n\n8.2 ")
    reading = parsed(f"{page_text[:start]}{question}{below or ' '}{answer}Päätavoite on työ,\nei muu.{page_text[end:]}")
    field = reading.project.gender_equality_is_main_objective
    assert (field.answer.value, field.statement.value) == (None, None)
    assert ("gender_equality_is_main_objective.statement", "unreadable-value") in problems(reading)


def test_a_heading_at_the_end_of_a_line_spoils_the_text_it_ends(page_text: str) -> None:
    dimension = "Sosiaalinen ja kulttuurinen kestävyys sekä yhdenvertaisuus"
    reading = parsed(page_text.replace(f"\n{dimension}", f" {dimension}"))
    name = "sustainability.mobility-and-logistics.statement"
    assert dict(reading.project.fields())[name].value is None
    assert (name, "unreadable-value") in problems(reading)


def test_a_number_that_may_go_on_below_is_not_dialled(page_text: str) -> None:
    reading = parsed(page_text.replace("Puhelinnumero: 013 123 4500", "Puhelinnumero: 040 0000\n112 345 6"))
    assert reading.project.applicant.phone.value is None
    assert ("applicant.phone", "unreadable-value") in problems(reading)


@pytest.mark.parametrize("width", [50, 60, 72, 80, 100])
def test_a_sentence_that_tells_of_contact_persons_stays_whole_when_its_lines_are_broken(
    page_text: str, width: int
) -> None:
    heading = "4.2 Välilliset kohderyhmät\n\n"
    sentence = (
        "Kunnista kohderyhmään kuuluvat kumppaneiden yhteyshenkilöt sekä muut osallistuvat työntekijät, ja samoin "
        "järjestöistä yhteyshenkilöt ja muut henkilökunnan edustajat, joista jokaisella on oma yhteyshenkilönsä.\n\n"
    )
    text = page_text.replace(heading, heading + sentence)
    assert values(parsed(wrapped(text, width)).project) == values(parsed(text).project)


def test_a_line_withheld_from_a_text_leaves_a_mark(page_text: str) -> None:
    heading = "4.2 Välilliset kohderyhmät\n\n"
    lines = "Yhteyshenkilön nimi: Aatos Sepustaja\nYhteyshenkilön puhelin: 040 000 0000\n"
    reading = parsed(page_text.replace(heading, f"{heading}Alku.\n{lines}"))
    clean = parsed(page_text).project.indirect_target_groups.value
    assert reading.project.indirect_target_groups.value == f"Alku.\n[…]\n{clean}"
    assert ("contact", "contact-out-of-place") in problems(reading)


def test_the_number_of_an_organisation_is_not_taken_for_its_contacts_on_the_same_line(page_text: str) -> None:
    own = re.sub(r"(Yhteyshenkilön puhelinnumero: ).*", r"\g<1>013 123 4500", page_text)
    reading = parsed(f"<html><body>{in_rows(own)}</body></html>")
    assert reading.project.applicant.phone.value == "+358131234500"
    assert not reading.problems
