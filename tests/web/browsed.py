"""A site below a path as it works in a browser, behind a proxy."""

from playwright.sync_api import expect

import chrome


def require_works(site: str) -> None:
    with chrome.chromium() as chromium, chrome.profile(chromium, base_url=site) as context:
        page, wrong = context.new_page(), []
        page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
        page.on("response", lambda answer: answer.status >= 400 and wrong.append(answer.url))
        page.goto("/esr/?lang=en")
        page.get_by_role("combobox").press_sequentially("joensuu")
        expect(page.get_by_role("option").first).to_contain_text("Joensuu")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/esr/page/*/*?lang=en")
        page.goto("/esr/page/project/S39001")
        page.goto("/esr/sparql")
        with page.expect_response(lambda answer: answer.request.method == "POST") as asked:
            page.locator(".yasqe_queryButton").click()
        assert asked.value.url == f"{site}/esr/sparql"
        expect(page.locator(".yasr table tbody tr").first).to_be_visible()
        assert page.evaluate(
            "Object.keys(localStorage).every((name) => !name.includes('esrgraph') || name.includes('/esr'))"
        )
        assert wrong == []
