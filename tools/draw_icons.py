"""Draws the site's icons and its card for social media from `icon.svg`: python tools/draw_icons.py

Needs playwright with Chromium, as the tests in a browser do. Writes `favicon.ico`, `apple-touch-icon.png` and
`card.png` beside the icon.
"""

from __future__ import annotations

import shutil
import struct
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "src/esrgraph/web/static"
ICON = (STATIC / "icon.svg").read_text(encoding="utf-8")
FAVICON, TOUCH, CARD = 32, 180, (1200, 630)
NAMES = ("Rakennerahastohankkeet", "Strukturfondsprojekt", "Structural-fund projects")


def _drawn(page: Page, body: str, width: int, height: int, *, transparent: bool = False) -> bytes:
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{body}")
    return page.screenshot(omit_background=transparent)


def _icon_of(png: bytes, size: int) -> bytes:
    """An ICO file that holds one PNG, as https://learn.microsoft.com/windows/win32/uxguide/vis-icons allows."""
    entry = struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(png), 22)
    return struct.pack("<HHH", 0, 1, 1) + entry + png


def _card() -> str:
    """The icon with the site's name in three languages, and the regions as a map."""
    sys.path.insert(0, str(ROOT / "src"))
    from esrgraph.web.charts.map import choropleth

    country = choropleth("region", {})
    paths = "".join(f'<path d="{shape.path}"/>' for tone in country.tones for shape in tone.shapes)
    names = "".join(
        f'<text x="80" y="{340 + 74 * place}" font-size="{58 if not place else 44}">{name}</text>'
        for place, name in enumerate(NAMES)
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" font-family="DejaVu Sans, sans-serif">
<rect width="1200" height="630" fill="#0b5a66"/>
<svg x="860" y="20" width="300" height="590" viewBox="0 0 {country.width} {country.height}"
 fill="#1f7380" stroke="#0b5a66" stroke-width="3">{paths}</svg>
<svg x="72" y="70" width="170" height="170" viewBox="0 0 32 32">{ICON}</svg>
<g fill="#fff" font-weight="600">{names}</g></svg>"""


def main() -> None:
    """Write the three files."""
    sized = ICON.replace("<svg ", '<svg width="{0}" height="{0}" ')
    square = sized.replace('rx="7"', 'rx="0"')  # phones cut the corners themselves
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        favicon = _drawn(page, sized.format(FAVICON), FAVICON, FAVICON, transparent=True)
        (STATIC / "favicon.ico").write_bytes(_icon_of(favicon, FAVICON))
        (STATIC / "apple-touch-icon.png").write_bytes(_drawn(page, square.format(TOUCH), TOUCH, TOUCH))
        (STATIC / "card.png").write_bytes(_drawn(page, _card(), *CARD))
        browser.close()


if __name__ == "__main__":
    main()
