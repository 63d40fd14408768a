"""What a page's text becomes: every variant, every trap of the source, and what is reported of each."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import EXAMPLES, ROOT
from esrgraph.documents.page import read_page
from esrgraph.errors import ForeignPage
from esrgraph.extraction.form import Form
from esrgraph.extraction.forms.esf2007 import ESF2007
from esrgraph.extraction.forms.esf2014 import ESF2014
from esrgraph.extraction.parser import ParsedPage, parse_page
from esrgraph.record import Field, Label, Role, State


def fields_of(form: Form) -> set[str]:
    return {*form.by_field, *(name for slot in form.shared for name in slot.fields)}


OF_2007 = fields_of(ESF2007) - fields_of(ESF2014)


def parsed(text: str | bytes) -> ParsedPage:
    return parse_page(read_page(text.encode() if isinstance(text, str) else text))


def example(name: str) -> ParsedPage:
    return parsed((EXAMPLES / name).read_bytes())


def codes(reading: ParsedPage) -> set[str]:
    return {problem.code for problem in reading.problems}


def test_a_complete_page_gives_every_field_and_no_problem(page_text: str) -> None:
    project, problems = parsed(page_text)
    missing = [name for name, field in project.fields() if field.state is State.ABSENT]
    assert set(missing) == {"realised_persons", *OF_2007}  # the first was never seen on a page
    assert not problems
    assert project.cut_off_after is None


def test_values_are_normalised_and_keep_their_text_and_line(page_text: str) -> None:
    project, _ = parsed(page_text)
    lines = page_text.splitlines()
    assert project.code == "S39001"
    assert isinstance(project.priority_axis.value, Label)
    assert isinstance(project.planned_start.value, date)
    assert isinstance(project.granted_eu_and_state.value, Decimal)
    for name, field in project.fields():
        if field.state is State.STATED and isinstance(field.raw, str):
            assert field.line is not None, name
            assert field.raw.split("\n")[0] in lines[field.line - 1], name


def test_prose_keeps_its_paragraphs(page_text: str) -> None:
    project, _ = parsed(page_text)
    start = page_text.index("3 Suunnitelman mukainen tiivistelmä toteutuksesta\n\n")
    end = page_text.index("\n\n4 Hankkeen kohderyhmät")
    assert project.summary.value == page_text[start:end].split("\n\n", 1)[1]


def test_zero_is_a_value_and_blank_is_none(page_text: str) -> None:
    amount = next(line for line in page_text.splitlines() if line.startswith("Myönnetty"))
    zero, _ = parsed(page_text.replace(amount, "Myönnetty EU- ja valtion rahoitus: 0"))
    blank, _ = parsed(page_text.replace(amount, "Myönnetty EU- ja valtion rahoitus:"))
    assert zero.granted_eu_and_state.value == Decimal(0)
    assert (blank.granted_eu_and_state.value, blank.granted_eu_and_state.state) == (None, State.BLANK)


def test_an_unreadable_value_is_none_and_a_problem_with_its_line(page_text: str) -> None:
    amount = next(line for line in page_text.splitlines() if line.startswith("Myönnetty"))
    project, problems = parsed(page_text.replace(amount, "Myönnetty EU- ja valtion rahoitus: paljon"))
    assert project.granted_eu_and_state == Field(None, "paljon", problems[0].line, State.STATED)
    assert (problems[0].field, problems[0].code) == ("granted_eu_and_state", "unreadable-value")
    assert page_text.splitlines()[(problems[0].line or 0) - 1] == amount


def test_partners_whose_names_hold_commas_split_at_the_last(page_text: str) -> None:
    project, _ = parsed(page_text)
    assert "Pohjolan Taito, Työ ja Tuki ry (PTT)" in {partner.name.value for partner in project.partners}
    assert {partner.role for partner in project.partners} == {Role.CO_IMPLEMENTER}
    assert all(partner.business_id.value for partner in project.partners)


def test_a_partner_without_business_id_is_kept_and_reported(page_text: str) -> None:
    line = next(line for line in page_text.splitlines() if line.startswith("Pohjolan Taito"))
    project, problems = parsed(page_text.replace(line, line.rpartition(",")[0]))
    assert [p.code for p in problems] == ["partner-without-business-id"]
    partner = next(each for each in project.partners if each.name.value == line.rpartition(",")[0])
    assert (partner.business_id.value, partner.business_id.state) == (None, State.ABSENT)


def test_transfer_of_support_has_transferees() -> None:
    project, _ = example("S39002.txt")
    assert project.procedure.value == "support-transfer"
    assert {partner.role for partner in project.partners} == {Role.SUPPORT_TRANSFEREE}


def test_a_lost_partner_list_makes_the_procedure_inferred_and_is_reported() -> None:
    reading = example("S39008.txt")
    assert (reading.project.procedure.value, reading.project.procedure.state) == ("joint-project", State.INFERRED)
    assert {"procedure-inferred", "partner-list-lost"} <= codes(reading)


def test_a_blank_procedure_without_partner_heading_stays_blank() -> None:
    project, _ = example("S39013.txt")
    assert (project.procedure.value, project.procedure.state) == (None, State.BLANK)


def test_variant_b_has_its_fields_and_its_summary() -> None:
    project, problems = example("S39010.txt")
    assert project.variant == "B"
    assert (project.fund.value, project.fund.state) == ("ESR", State.INFERRED)
    assert project.procedure.value == "single-applicant"
    assert project.summary.value is not None
    assert not project.partners
    assert [problem.code for problem in problems] == ["cut-off"]


def test_variant_b_tells_partners_from_the_summary_that_follows_them() -> None:
    rich, poor = example("S39001.txt").project, example("S39001-capture-2.txt").project
    assert [partner.business_id.value for partner in poor.partners] == [
        partner.business_id.value for partner in rich.partners
    ]
    assert poor.summary.value
    assert rich.summary.value
    assert rich.summary.value.startswith(poor.summary.value[:60])


def test_variant_b_without_the_partners_heading_still_has_its_partners() -> None:
    text = (EXAMPLES / "S39001-capture-2.txt").read_text(encoding="utf-8").replace("Osatoteuttajat\n", "")
    assert len(parsed(text).project.partners) == len(example("S39001.txt").project.partners)


def test_the_erdf_twin_is_read_alike() -> None:
    project, problems = example("A79001.txt")
    assert (project.fund.value, project.fund.state, project.code) == ("EAKR", State.STATED, "A79001")
    assert not problems


def test_a_title_of_the_other_fund_is_reported(page_text: str) -> None:
    title = "Euroopan aluekehitysrahaston (EAKR) rahoittaman hankkeen kuvaus"
    swapped = page_text.replace("Euroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus", title)
    reading = parsed(swapped)
    assert codes(reading) == {"fund-against-code"}
    assert (reading.project.fund.value, reading.project.fund.raw) == (None, title)


@pytest.mark.parametrize("name", ["S39009.txt"])
def test_prose_that_looks_like_the_form_stays_prose(name: str) -> None:
    project, problems = example(name)
    assert not problems
    assert project.summary.value is not None
    assert "4.1 Varsinaiset kohderyhmät" in project.summary.value
    assert "Suunniteltu" in project.summary.value


HEADINGS_IN_PROSE = [
    "4.1 Varsinaiset kohderyhmät",
    "9 Loppuraportin tiivistelmä",
    "4 Hankkeen kohderyhmät\n\n4.2 Välilliset kohderyhmät",
    "1. Ensin tämä\n2. Sitten tuo\n4 kuntaa",
    "Suunniteltu: 60",
    "Kunnat: Kemi",
    "Osatoteuttajat",
    "Hyvinvoinnin edistäminen 3 4",
    "Hankekoodi: S99999",
    "8.2 Kestävä kehitys\n\nVälitönVälillinen\nEkologinen kestävyys",
]


@pytest.mark.parametrize("planted", HEADINGS_IN_PROSE)
@pytest.mark.parametrize("apart", ["\n", "\n\n"], ids=["among lines", "set apart"])
def test_form_text_planted_in_the_summary_changes_nothing_else(page_text: str, planted: str, apart: str) -> None:
    clean, _ = parsed(page_text)
    heading = "3 Suunnitelman mukainen tiivistelmä toteutuksesta\n\n"
    project, problems = parsed(page_text.replace(heading, f"{heading}Alku.{apart}{planted}{apart}"))
    assert project.summary.value == f"Alku.{apart}{planted}{apart}{clean.summary.value}"
    assert not problems
    values = {name: field.value for name, field in project.fields() if name != "summary"}
    assert values == {name: field.value for name, field in clean.fields() if name != "summary"}


def test_a_page_cut_after_any_line_gives_what_stands_before(page_text: str) -> None:
    lines = page_text.splitlines(keepends=True)
    whole = dict(parsed(page_text).project.fields())
    first = next(number for number, line in enumerate(lines) if line.startswith("Hankekoodi"))
    for end in range(len(lines)):
        text = "".join(lines[: end + 1])
        if end < first:
            with pytest.raises(ForeignPage):
                parsed(text)
            continue
        project, problems = parsed(text)
        for name, field in project.fields():
            if field.state is State.STATED and not isinstance(field.value, str):
                assert field.value == whole[name].value, (end, name)
        assert ("cut-off" in {problem.code for problem in problems}) == (project.cut_off_after is not None)


def test_a_cut_is_reported_with_the_last_line() -> None:
    project, problems = example("S39013.txt")
    cut = next(problem for problem in problems if problem.code == "cut-off")
    assert project.cut_off_after == cut.line
    assert project.regions.state is State.ABSENT


@pytest.mark.parametrize("name", ["S39003.txt", "S39007.txt", "S39012.txt"])
def test_bytes_of_every_kind_give_clean_text(name: str) -> None:
    project, _ = example(name)
    texts = [field.raw for _, field in project.fields() if field.raw]
    assert not any(mark in text for text in texts for mark in "\u00a0\u00ad\ufeff\r\ufffd")
    assert any("ä" in text for text in texts)


def test_swedish_prose_stands_under_finnish_labels() -> None:
    project, problems = example("S39011.txt")
    assert not problems
    assert project.summary.value


def test_a_page_cut_off_before_its_code_is_recognised_whatever_its_period() -> None:
    with pytest.raises(ForeignPage, match=r"cut off before its project code \(Projektikoodi\)"):
        example("rejected/S19001.txt")


def test_a_foreign_file_is_refused() -> None:
    with pytest.raises(ForeignPage, match="not a project page"):
        example("rejected/muistio.txt")


@pytest.mark.parametrize(("code", "message"), [("", "blank"), ("S2258", "five digits"), ("X12345", "five digits")])
def test_a_page_without_a_right_code_is_refused(page_text: str, code: str, message: str) -> None:
    with pytest.raises(ForeignPage, match=message):
        parsed(page_text.replace("Hankekoodi: S39001", f"Hankekoodi: {code}"))


def test_a_lost_label_is_reported_and_costs_only_its_field(page_text: str) -> None:
    clean, _ = parsed(page_text)
    reading = parsed(page_text.replace("Kunnat:", "Knnat:"))
    assert codes(reading) == {"field-missing", "stray-text"}
    changed = {name for name, field in reading.project.fields() if field.value != dict(clean.fields())[name].value}
    assert changed == {"municipalities"}


def test_a_value_below_its_label_is_taken(page_text: str) -> None:
    project, problems = parsed(page_text.replace("Organisaatiotyyppi: ", "Organisaatiotyyppi:\n"))
    assert project.applicant.organisation_type.value == parsed(page_text).project.applicant.organisation_type.value
    assert not problems


def test_right_spelling_of_the_sites_misspelt_label_is_understood(page_text: str) -> None:
    project, problems = parsed(page_text.replace("sähköpostisoite", "sähköpostiosoite"))
    assert project.contact.email.value
    assert not problems


def test_lines_of_the_contact_person_outside_their_section_are_withheld(page_text: str) -> None:
    line = next(line for line in page_text.splitlines() if line.startswith("Yhteyshenkilön sähköposti"))
    email = line.partition(": ")[2]
    heading = "4.1 Varsinaiset kohderyhmät\n\n"
    reading = parsed(page_text.replace(heading, f"{heading}{line}\n"))
    assert "contact-out-of-place" in codes(reading)
    assert email not in (reading.project.direct_target_groups.value or "")
    assert not any(email in problem.message for problem in reading.problems)


def test_a_problem_never_tells_a_contact_persons_detail() -> None:
    reading = example("S39012.txt")
    phone = reading.project.contact.phone
    assert phone.value is None
    assert phone.raw
    assert not any(phone.raw in problem.message for problem in reading.problems)


def test_a_contact_does_not_show_itself(page_text: str) -> None:
    assert repr(parsed(page_text).project.contact) == "Contact(withheld)"


def test_all_real_pages_give_all_their_fields(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.txt")):
        project, problems = parsed(path.read_bytes())
        fields = dict(project.fields())
        assert not problems
        absent = {name for name, field in fields.items() if field.state is State.ABSENT}
        assert absent == {"realised_persons", *OF_2007}
        assert all(field.value is not None for field in fields.values() if field.state is State.STATED)


FORMS = ["complete.txt", "headings.html", "tables.html", "headings.pdf", "tables.pdf", "tables-untagged.pdf"]


@pytest.mark.parametrize("name", FORMS[1:])
def test_html_and_pdf_of_a_page_give_the_record_of_its_text(name: str) -> None:
    pages = ROOT / "tests" / "documents" / "pages"
    text, other = (parsed((pages / each).read_bytes()) for each in (FORMS[0], name))
    facts = [
        {field: (value.value, value.raw, value.state) for field, value in reading.project.fields()}
        for reading in (text, other)
    ]
    assert facts[0] == facts[1]
    assert codes(text) == codes(other)
