"""A person's names are known in a text in each form in which it may have them, and other words stay."""

import pytest

from esrgraph.extraction.person_names import PersonNames, names_in

DECLINED = [
    "Virtanen Virtasen Virtasta Virtaselle Virtasella Virtaselta Virtasesta Virtasessa Virtaseen Virtasena Virtasenkin",
    "Laine Laineen Lainetta Laineelle",
    "Niemi Niemen Niemeä Niemelle",
    "Lahti Lahden Lahtea Lahdelle Lahtia Lahdin",
    "Mäki Mäen Mäkeä Mäelle",
    "Kurki Kurjen Kurkea Kurjelle Kurkin",
    "Jälki Jäljen Jälkeä Jäljelle",
    "Susi Suden Sutta Sudelle",
    "Hirsi Hirren Hirttä Hirrelle",
    "Länsi Lännen Länttä Lännelle",
    "Saari Saaren Saarta Saarelle",
    "Lohi Lohen Lohta Lohelle",
    "Kuusi Kuusen Kuusta Kuuselle",
    "Pieli Pielen Pieltä Pielelle",
    "Tuomas Tuomaan Tuomasta Tuomaalle",
    "Kuningas Kuninkaan Kuningasta",
    "Opas Oppaan Opasta Oppaalle",
    "Hammas Hampaan Hammasta",
    "Ilves Ilveksen Ilvestä Ilvekselle",
    "Matti Matin Mattia Matille",
    "Pekka Pekan Pekkaa Pekalle",
    "Seppo Sepon Seppoa Sepolle",
    "Satu Sadun Satun Satua",
    "Lumme Lumpeen Lummetta",
    "Ahde Ahteen Ahdetta",
    "Virta Virran Virtaa Virralle",
    "Ranta Rannan Rantaa Rannalle",
    "Silta Sillan Siltaa Sillalle",
    "Parta Parran Partaa",
    "Kumpu Kummun Kumpua",
    "Lanka Langan Lankaa",
    "Haka Haan Hakaa",
    "Lepo Levon Lepoa",
    "Suku Suvun Sukua",
    "Ahti Ahdin Ahtia",
    "Tahko Tahon Tahkoa",
    "Kilpi Kilven Kilpeä",
    "Arpa Arvan Arpaa",
    "Jalka Jalan Jalkaa",
    "Taival Taipaleen Taivalta",
    "Manner Mantereen Mannerta Mannerin",
    "Joutsen Joutsenen Joutsenta",
    "Rakkaus Rakkauden Rakkautta",
    "Johansson Johanssonin Johanssonia Johanssonille",
]
"""Names and their cases."""


def withheld(name: str, text: str) -> str:
    """The text with what is withheld of a person in brackets."""
    for start, end in sorted(PersonNames(names_in(name)).spans(text), reverse=True):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize("forms", DECLINED, ids=lambda forms: forms.partition(" ")[0])
def test_a_name_is_known_in_each_case(forms: str) -> None:
    name = forms.partition(" ")[0]
    for form in forms.split():
        assert (
            withheld(f"{name} Tuisku", f"Siitä kertoi Tuisku {form} eilen.") == f"Siitä kertoi [Tuisku {form}] eilen."
        )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # Alone: not where it is another word.
        ("Kettu Maija", "Siitä vastaa [Kettu]. Siitä vastaa kettu."),
        ("Kettu Maija", "[Kettu] on mukana; Kettula ja Kettunen myös."),
        ("Kettu Maija", "Mukana on [Maija] Meikäläinen."),
        ("Kettu Maija", "Ketun kaupunki ja [Ketun] kartano"),
        ("Havulampi Kaisla", "Rannalla kasvaa [Kaisla]."),
        ("Lahti Kari", "Lahden kaupunki ja Lahden kaupungin [Kari]."),
        ("Lahti Kari", "Karin hanke. Kari on kivi. Siinä kari on. Sanoo [Kari]."),
        ("Mallikas Maija", "mallikas työ ja [Mallikas] työ"),
        # Together: in any order and case, with initials and names between.
        ("Kettu Maija", "[MAIJA KETTU] sekä [Kettu Maija] sekä [Kettu, Maija]"),
        ("Kettu Maija", "Kokki [M. Kettu] ja seppä [Kettu M.]"),
        ("Kettu Maija", "[Maija Liisa Kettu] sekä [Maija L. Kettu]"),
        ("Kettu Maija", "[Maija von Kettu] kertoo."),
        ("Kettu Maija", "[maija kettu] ja [maija.kettu]"),
        ("Kettu Maija", "[Maijan] ja [Ketun] hanke"),
        ("Kettu Maija", "[maijakettu] tai [kettumaija] tai [Maijaketun]"),
        ("Havulampi Kaisla", "[K. Havulampi]; [K.-M. Havulampi]; [A. K. Havulampi]"),
        ("Havulampi Kaisla", "[Havulampi K], [Havulampi K.] ja [Havulampi] Kuopio"),
        ("Kettu Maija", "[Kettu-Virtanen] ja [Virtanen-Kettu]"),
        ("Mallikas Maija-Liisa", "[Maija-Liisa] tai [Maija - Liisa] tai [Maijaliisa]"),
        # Long names: also with a letter wrong, and inside of words and over lines.
        ("Havulampi Kaisla", "[Havulammen], [Havulamppi] ja [Hvulampi], ei Hvlampi"),
        ("Havulampi Kaisla", "[uudessahavulampissa]"),
        ("Havulampi Kaisla", "[Havu-\nlampi] ja [Havulam-\npi]"),
        ("Havulampi Kaisla", "[Havulampi:n] työ"),
        ("O'Hara Maija", "[O'Hara] sanoo"),
        ("Åström Örjan", "[Astrom], [Åströmin] ja [Orjan]"),
        # Addresses whole.
        ("Kettu Maija", "[https://example.fi/maija-kettu] ja https://example.fi/hanke"),
        ("Kettu Maija", "[https://example.fi/Kettu/2] ja www.example.fi ja [Kettu]"),
        ("Kettu Maija", "[example.fi/~kettu/] ja [mailto:kettu]"),
        ("Li Bo", "Li on mukana."),
    ],
)
def test_names_are_withheld_and_other_words_stay(name: str, text: str) -> None:
    assert withheld(name, text.replace("[", "").replace("]", "")) == text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Maija Kettu", "maija kettu"),
        ("maija kettu", "maija kettu"),
        ("KETTU MAIJA", "kettu maija"),
        ("MaijaKettu", "maija kettu"),
        ("Maija von Kettu", "maija kettu"),
        ("Dos. Maija Kettu", "maija kettu"),
        ("Maija Kettu ja Kalle Karhu", "maija kettu kalle karhu"),
        ("Maija M. Kettu, projektikoordinaattori", "maija kettu"),
        ("Maija Kettu (sijaisena hankkeen alusta)", "maija kettu"),
        ("xyzzy qwerty", "xyzzy qwerty"),
        ("Maija Maija", "maija"),
        ("Maija Li", "maija li"),
        ("Li Bo", ""),
        ("ei ole", ""),
        ("-", ""),
        ("Maija Kettu, Kylän Taito Oy", ""),
        ("Kylän yhdistys", ""),
        ("Savon ammattiopisto", ""),
    ],
)
def test_a_name_field_gives_names(text: str, names: str) -> None:
    assert names_in(text) == tuple(names.split())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kehittämispäällikkö, Työ", ""),
        ("Työ Maija", "tyo maija"),
        ("Kettu", ""),
        ("Qwerty", "qwerty"),
    ],
)
def test_the_field_of_a_position_gives_the_names_in_it(text: str, names: str) -> None:
    assert names_in(text, is_position=True) == tuple(names.split())


def test_a_place_of_the_page_is_no_name_alone() -> None:
    names = PersonNames(("kemi", "maija"), ["Kemi", "Maija"])
    assert names.spans("Siinä on Kemi.") == []
    assert names.spans("Siinä on Maija.") == [(9, 14)]
    assert names.spans("Siinä on Maija Kemi.") == [(9, 19)]


def test_names_are_known_in_an_address() -> None:
    names = PersonNames(("kettu", "maija", "li"))
    assert names.spans_in_address("hanke/kettu-2.txt") == [(6, 11)]
    assert names.are_in_address("https://example.fi/~maija")
    assert not names.are_in_address("https://example.fi/li/hanke")
