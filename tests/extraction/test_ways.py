"""Every way in which people's details can stand on a page, in a table, each with its outcome."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from conftest import EXAMPLES, ROOT
from esrgraph.documents.reader import Document
from esrgraph.ingest.capture import Capture, capture
from esrgraph.ingest.encoding import pack
from esrgraph.rdf.iris import Iris
from leaks import parts_found, texts_inside

WAYS = list(csv.DictReader((Path(__file__).parent / "ways.csv").read_text(encoding="utf-8").splitlines()))
CONTACT = re.compile(r"Hankkeen yhteyshenkilön nimi: .*?Yhteyshenkilön puhelinnumero: [^\n]*", re.DOTALL)
CONTACT_OF_2007 = re.compile(r"^Puhelinnumero: 013.*?^Puhelinnumero: [^\n]*", re.DOTALL | re.MULTILINE)
"""Both phones of section 2, and what stands between them."""
OURS = (
    "Hankkeen yhteyshenkilön nimi: Kaisla Havulampi\n\n"
    "Yhteyshenkilön asema hakijaorganisaatiossa: projektipäällikkö\n\n"
    "Yhteyshenkilön sähköpostisoite: kaisla.havulampi(at)example.fi\n\nYhteyshenkilön puhelinnumero: 050 000 0177"
)
BEGIN, END = "<!-- ways -->", "<!-- end of ways -->"
NAMES = ("kaisla", "havul", "matti.muu")
NUMBERS = ("500000177", "500000188", "13600018", "6000188")
PLACES = {
    "summary": ("\n\nPolku jakautuu", "\n\n{}\n\nPolku jakautuu"),
    "4.1": ("Lisäksi kohderyhmään", "{} Lisäksi kohderyhmään"),
    "4.2": ("Välillisesti hankkeesta", "{} Välillisesti hankkeesta"),
    "gender statement": ("Jako on käyty", "{} Jako on käyty"),
    "criterion statement": ("Työpajoilla korjataan", "{} Työpajoilla korjataan"),
    "final report": ("Työkalupakin otti", "{}\n\nTyökalupakin otti"),
    "title": ("nuorten polku palkkatyöhön", "nuorten polku {}"),
    "partners": ("Kuusirannan kaupunki, 9900103-7", "{}"),
    "before the page": ("Euroopan unioni Vipuvoimaa", "{}\n\nEuroopan unioni Vipuvoimaa"),
    "after section 1's last line": ("2 Hakijan perustiedot", "{}\n\n2 Hakijan perustiedot"),
    "after the contact": ("Hakijoiden lukumäärä", "{}\n\nHakijoiden lukumäärä"),
    "after the amounts": ("6 Maantieteellinen", "{}\n\n6 Maantieteellinen"),
}
LABELS = {
    "title field": "Hankkeen nimi",
    "street": "Jakeluosoite",
    "post office": "Postitoimipaikka",
    "postcode": "Postinumero",
    "business ID": "Y-tunnus",
    "applicant": "Hakijan virallinen nimi",
    "type": "Organisaatiotyyppi",
    "status": "Toiminnan tila",
    "authority": "Vastuuviranomainen",
    "axis": "Toimintalinja",
    "objective": "Erityistavoite",
    "municipality": "Kunnat",
    "region": "Maakunnat",
    "sub-region": "Seutukunnat",
    "website": "WWW-osoite",
    "phone": "Puhelinnumero",
    "applicant phone": "Puhelinnumero",
    "period": "Suunnitelman mukainen toteutusaika",
    "amount": "Myönnetty EU- ja valtion rahoitus",
    "count": "Suunniteltu",
    "answer": "Hankkeessa on tehty toimintaympäristön analyysi sukupuolinäkökulmasta",
    "code": "Hankekoodi",
}


def page_with(way: dict[str, str]) -> str:
    """The example page with a contact person of its own, and the text of a way in its position."""
    position, text = way["position"], way["text"].replace("\\n", "\n")
    if position == "section 2 of 2007-2013":
        return CONTACT_OF_2007.sub(text, (EXAMPLES / "S12991.txt").read_text(encoding="utf-8"), count=1)
    page = CONTACT.sub(OURS, (EXAMPLES / "S39001.txt").read_text(encoding="utf-8"))
    if position == "section 2":
        return page.replace(OURS, text)
    if position == "after the page":
        return f"{page}\n\n{text}\n"
    if position.startswith("site "):
        label = LABELS[position.removeprefix("site ")]
        head, site, rest = page.partition("Toteutuspaikan osoite")
        return head + site + rest.replace(f"{label}:", f"{label}: {text}", 1)
    if position in LABELS and (way["kind"] == "field" or position == "applicant phone"):
        changed = re.sub(
            rf"^({re.escape(LABELS[position])}):.*$", lambda m: f"{m[1]}: {text}", page, count=1, flags=re.M
        )
    elif way["kind"] == "field" and position == "title":
        changed = re.sub(r"^(Hankkeen nimi):.*$", lambda m: f"{m[1]}: {text}", page, count=1, flags=re.M)
    else:
        old, new = PLACES[position]
        changed = page.replace(old, new.format(text), 1)
    assert changed != page
    return changed


def published(found: Capture) -> Iterator[str]:
    """Every text that a build keeps of a document, in its cache and in its release."""
    yield from texts_inside(pack(found).to_bytes())
    yield str(found)
    yield orjson.dumps([problem.message for problem in found.problems]).decode()


def captured(way: dict[str, str]) -> Capture:
    content = page_with(way).encode("utf-8", "surrogatepass")
    return capture(Document("page.txt", content), Iris("http://localhost:8000/"))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way['kind']}: {way['position']}: {way['way']}")
def test_every_way_has_its_outcome(way: dict[str, str]) -> None:
    found = captured(way)
    everything = "\n".join(published(found))
    assert (found.rejection is not None) == (way["outcome"] == "rejected"), "the rest of the page is published"
    if way["outcome"] in {"withheld", "rejected"}:
        assert parts_found(everything, names=NAMES, phones=NUMBERS) == []
    elif way["way"] == "the organisation's number":
        assert "+358131234600" in everything
    else:
        assert way["text"] in everything


def test_the_documentation_counts_the_ways(request: pytest.FixtureRequest) -> None:
    """`docs/personal-data.md` holds the table as it is; `--update-golden` writes it anew."""
    page = ROOT / "docs" / "personal-data.md"
    head, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    current = f"{head}{BEGIN}\n{summary()}\n{END}{tail}"
    if request.config.getoption("--update-golden"):
        page.write_text(current, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == current


def summary() -> str:
    counted = Counter((way["kind"], way["position"], way["outcome"]) for way in WAYS)
    rows = [f"| {kind} | {position} | {number} | {outcome} |" for (kind, position, outcome), number in counted.items()]
    return "\n".join(["| what | where on the page | ways | outcome |", "|---|---|---|---|", *rows])
