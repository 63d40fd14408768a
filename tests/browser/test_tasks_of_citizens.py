"""What citizens come for, in a real browser: in each language, on a screen and a phone, with scripts and without."""

import re
from urllib.parse import urlsplit

from browser.visit import Visit

HOME = {"fi": "Lahti", "sv": "Lahtis", "en": "Lahti"}


def test_a_citizen_searches_for_their_municipality_and_opens_a_project(visit: Visit) -> None:
    page = visit.go("/").page
    field = page.get_by_role("combobox" if visit.scripts else "searchbox")
    field.press_sequentially(HOME[visit.language])
    if visit.scripts:
        page.get_by_role("option", name=re.compile(rf"^{HOME[visit.language]}\b")).first.click()
        visit.at("/page/municipality/398")
    else:
        page.locator("main form[role=search] button").click()
        visit.at("/search").follow(visit.link("/page/municipality/398"))
    project = visit.follow(visit.link("/page/project/"))
    assert project.rpartition("/")[2] in page.locator("main").inner_text()


def test_a_citizen_finds_their_municipality_from_the_map(visit: Visit) -> None:
    page = visit.go("/").page
    region = page.locator('figure.map svg a[href^="/page/region/07"]').first
    path = urlsplit(region.get_attribute("href") or "").path
    region.focus()
    page.keyboard.press("Enter")
    visit.at(path)
    visit.follow(visit.link("/page/municipality/398"))
    visit.follow(visit.link("/page/project/"))
    assert page.locator("h1").count() == 1
