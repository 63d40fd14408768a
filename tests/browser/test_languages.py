"""Who reads another language gets the same page in it, and stays in it."""

import re
from urllib.parse import urlsplit

from browser.kinds import LANGUAGES
from browser.visit import Visit


def test_the_language_is_switched_on_the_same_page(visit: Visit) -> None:
    address = "/page/project/S39001" if visit.scripts else "/search?q=nuoret&kind=project"
    page = visit.go(address).page
    asked = urlsplit(address)
    for language in [*(each for each in LANGUAGES if each != visit.language), visit.language]:
        visit.language = language
        visit.follow(page.locator(f".languages a[lang={language}]"))
        assert urlsplit(page.url).query == f"{asked.query}&lang={language}".lstrip("&")
        assert page.locator("link[rel=canonical], .languages [aria-current]").last.get_attribute("lang") == language
    visit.follow(visit.link("/places", "header"))
    assert re.search(rf"[?&]lang={visit.language}$", page.url)
