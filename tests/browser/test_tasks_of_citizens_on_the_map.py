"""How citizens find projects from the map, in a real browser: in each language, on a screen and a phone, with scripts
and without.
"""

from urllib.parse import urlsplit

from browser.visit import Visit


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
