"""How citizens search for projects, in a real browser: in each language, on a screen and a phone, with scripts and
without.
"""

import re

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
