"""What is too large to be a page, a name or a number is told, and shortened where it is."""

import pytest
from extreme import PAGE, field, names, prose, read


@pytest.mark.parametrize("page", [prose("sana on tässä. " * 140_000), PAGE + "sana on tässä.\n" * 150_000])
def test_a_page_of_millions_of_characters_is_none(page: str) -> None:
    rejection = read(page).rejection
    assert rejection is not None
    assert "characters, more than 2,000,000" in rejection.message
    assert rejection.remedy


@pytest.mark.parametrize(
    "page", [field("Hankkeen yhteyshenkilön nimi", " ".join(names(count))) for count in (480, 2_000)]
)
def test_a_name_of_hundreds_of_words_is_none(page: str) -> None:
    found = read(page)
    assert found.rejection is not None
    assert "more than a person has" in found.rejection.message
    assert names(1)[0] not in str(found)


@pytest.mark.parametrize("label", ["Suunniteltu", "Myönnetty EU- ja valtion rahoitus"])
def test_a_number_of_thousands_of_digits_is_unreadable(label: str) -> None:
    found = read(field(label, "9" * 5_000))
    assert [problem.code for problem in found.problems if (problem.text or "").startswith("999")] == [
        "unreadable-value"
    ]
    assert b"999999" * 20 not in found.triples


@pytest.mark.parametrize(
    "label", ["Kunnat", "Maakunnat", "Seutukunnat", "Vastuuviranomainen", "Organisaatiotyyppi", "Toiminnan tila"]
)
def test_a_name_of_thousands_of_letters_is_cut_in_a_message(label: str) -> None:
    told = [problem for problem in read(field(label, "Kylä" * 8_000)).problems if "KyläKylä" in problem.message]
    assert len(told) == 1
    assert len(told[0].message) < 200
    assert len(told[0].text or "") <= 300
