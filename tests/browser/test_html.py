"""The HTML of every kind of page is what the standard asks for: each in one of the languages, all from one template."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import cycle, pairwise

import html5lib
import httpx2 as httpx
import pytest
from lxml.etree import _Element as Element

from browser.kinds import KINDS, LANGUAGES, STATUS

READ = dict(zip(KINDS, cycle(LANGUAGES), strict=False))
"""The language that each kind of page is read in."""
REFERRING = ("for", "list", "aria-labelledby", "aria-describedby", "aria-controls")
BLOCKS = set("div p ul ol dl table figure section nav details form pre h1 h2 h3 h4".split())
PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"thead", "tbody", "tfoot"},
    "option": {"select", "optgroup", "datalist"},
    "summary": {"details"},
    "figcaption": {"figure"},
}
"""Where an element may stand (HTML, section 4)."""
CHILDREN = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}, "tr": {"th", "td"}, "tbody": {"tr"}}
"""What alone may stand in an element."""
GONE = set("center font big strike tt marquee frame frameset acronym dir".split())


@cache
def answered(client: httpx.Client, kind: str, language: str) -> tuple[Element, list[str]]:
    address = KINDS[kind]
    response = client.get(address, params={**httpx.URL(address).params, "lang": language})
    assert response.status_code == STATUS.get(kind, 200)
    assert response.text.lower().startswith("<!doctype html>")
    return parsed(response.text)


def parsed(text: str) -> tuple[Element, list[str]]:
    """The tree, and what is not as the standard's grammar has it, with line and column."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    tree = parser.parse(text)
    return tree.getroot(), [f"{code} {values} at {place}" for place, code, values in parser.errors]


def wrong(root: Element) -> Iterator[str]:
    """What a grammar does not say: names that are not unique or lead nowhere, elements in the wrong place."""
    ids = Counter(root.xpath("//@id"))
    yield from (f"id {each!r} is not unique" for each, count in ids.items() if count > 1)
    for name in REFERRING:
        named = {each for value in root.xpath(f"//@{name}") for each in value.split()}
        yield from (f"{name}={each!r} names nothing" for each in named - ids.keys())
    for each in root.iter("*"):
        parent = each.getparent()
        if each.tag in PARENTS and parent.tag not in PARENTS[each.tag]:
            yield f"<{each.tag}> in <{parent.tag}>"
        if parent is not None and parent.tag in CHILDREN and each.tag not in CHILDREN[parent.tag]:
            yield f"<{each.tag}> in <{parent.tag}>"
        if each.tag in GONE:
            yield f"<{each.tag}> is obsolete"
    phrases = root.xpath("//span//*|//a//*[not(ancestor::svg)]")
    yield from (f"<{each.tag}> in a phrase" for each in phrases if each.tag in BLOCKS)
    yield from (f"<{each.tag}> in a link" for each in root.xpath("//a//a|//a//button|//a//input|//button//a"))
    empty = root.xpath("//ul[not(*)]|//ol[not(*)]|//h1[not(node())]|//h2[not(node())]|//h3[not(node())]")
    yield from (f"an empty {each.tag}" for each in empty)


def unlabelled(root: Element) -> Iterator[str]:
    """The form fields that nothing names."""
    for field in root.xpath("//input[not(@type='hidden')]|//select|//textarea"):
        labels = root.xpath("//label[@for=$id]", id=field.get("id", "")) or field.xpath("ancestor::label")
        if not labels and not field.get("aria-label") and not field.get("aria-labelledby"):
            yield f"{field.tag} {field.get('name')!r}"


@pytest.mark.parametrize(("kind", "language"), [*READ.items()])
def test_a_page_is_valid(client: httpx.Client, kind: str, language: str) -> None:
    root, errors = answered(client, kind, language)
    assert errors == []
    assert list(wrong(root)) == []
    assert list(unlabelled(root)) == []
    assert root.get("lang") == language
    assert set(root.xpath("//@lang")) <= {*LANGUAGES, "se", "de", "fr"}
    assert len(root.xpath("//title[normalize-space()]")) == 1
    assert len(root.xpath("//main")) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_headings_go_down_step_by_step(client: httpx.Client, kind: str) -> None:
    root, _ = answered(client, kind, READ[kind])
    levels = [int(each.tag[1]) for each in root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("kind", KINDS)
def test_style_and_script_stand_in_files(client: httpx.Client, kind: str) -> None:
    root, _ = answered(client, kind, READ[kind])
    assert not root.xpath("//style|//@style|//@*[starts-with(name(), 'on')]|//*[starts-with(@href, 'javascript:')]")
    assert {each.get("type") for each in root.xpath("//script[not(@src)]")} <= {"application/ld+json"}
    files = root.xpath("//script/@src|//link[@rel='stylesheet']/@href")
    assert all(re.fullmatch(r"/static/[\w./-]+", each) for each in files)


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<p id=a><p id=a>", "id 'a' is not unique"),
        ("<label for=b>x</label>", "for='b' names nothing"),
        ("<ul><p>x</p></ul>", "<p> in <ul>"),
        ("<div><li>x</div>", "<li> in <div>"),
        ("<span><div>x</div></span>", "<div> in a phrase"),
        ("<a href=x><button>x</button></a>", "<button> in a link"),
        ("<ul></ul>", "an empty ul"),
    ],
)
def test_the_check_sees_what_is_wrong(markup: str, found: str) -> None:
    assert found in list(wrong(parsed(f"<!doctype html><title>x</title>{markup}")[0]))
