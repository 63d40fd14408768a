"""What journalists come for, in a real browser: in each language, on a screen and a phone, with scripts and without."""

import csv

from browser.visit import Visit
from esrgraph.sparql.catalogue import column_names


def test_a_journalist_downloads_who_shares_municipalities(visit: Visit) -> None:
    page = visit.go("/").page
    visit.follow(visit.link("/queries/", "header"))
    visit.follow(visit.link("/queries/organisations-near-organisation"))
    rows = page.locator("table.answer tbody tr").count()
    saved = visit.download(page.get_by_role("link", name="CSV", exact=True))
    delimiter = "," if visit.language == "en" else ";"
    table = list(csv.DictReader(saved.read_text(encoding="utf-8-sig").splitlines(), delimiter=delimiter))
    assert len(table) == rows > 5
    column = "municipalities" if visit.language == "en" else column_names()["municipalities"][visit.language]
    assert all(int(row[column]) > 0 for row in table)
