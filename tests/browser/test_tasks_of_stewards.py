"""What stewards of the data and developers come for, in a real browser: in each language, on a screen and a phone, with
scripts and without.
"""

from urllib.parse import urlsplit

from pyoxigraph import RdfFormat, parse

from browser.visit import Visit
from esrgraph.rdf.iris import HERE


def test_a_steward_goes_from_the_findings_to_the_project(visit: Visit) -> None:
    page = visit.go("/").page
    visit.follow(visit.link("/quality", "header"))
    rule = visit.follow(visit.link("/quality/code/ESR-P")).rpartition("/")[2]
    link = visit.link("/page/project/")
    assert urlsplit(link.get_attribute("href") or "").fragment == "findings"
    visit.follow(link)
    assert rule in page.locator("section:has(#findings) code, #findings code").all_inner_texts()


def test_a_developer_goes_from_a_project_to_its_turtle(visit: Visit) -> None:
    visit.go("/page/project/S39001")
    with visit.page.expect_response("**/data/project/S39001.ttl") as waiting:
        visit.link("/data/project/S39001.ttl").click()
    subjects = {str(quad.subject) for quad in parse(waiting.value.body(), format=RdfFormat.TURTLE)}
    assert f"<{HERE.base}id/project/S39001>" in subjects
