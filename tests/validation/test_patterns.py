"""A pattern of a shape means the same to Python, which the reference engine uses, and to the store's engine."""

import re

import pytest
from pyoxigraph import Literal, Store

from esrgraph.validation.compiler.paths import Unsupported
from esrgraph.validation.compiler.regex import translate

PATTERNS = [
    *(r"^\d{7}-\d$", r"^[A-Z]\d+$", "^(a|b)*c?$", "^(?:a|b)+$", r"\s", r"^\S+$", r"[^\d]", r"^\w+$", r"\W", r"\D", ""),
    *(
        "^a{2,3}$",
        "a{2}?",
        "^a*?$",
        "a+?b",
        "a.b",
        r"^\.$",
        r"[a\-c]",
        r"^[\w.]+$",
        r"[\s\d]",
        r"^[^a-c]$",
        r"\(\)",
        "a$",
    ),
    *(r"^\[\]$", r"[\[\]]", "^a|b$", "ä", "-", "^[-a]$", "^[a-]$", r"\{1\}", "a/b", r"a\/b", r"\\", r"\^\$\|\?\*\+"),
]
TEXTS = [
    *(
        "1234567-8",
        "1234567-8\n",
        "12345678",
        "A1",
        "a1",
        "abab",
        "abc",
        "c",
        "",
        " ",
        "a b",
        "a\nb",
        "\n",
        "\x1c",
        "\u2003",
    ),
    *(
        "ä",
        "Ä",
        "a\u0301",
        "\u0663",
        "\u00b2",
        "_",
        ".",
        "-",
        "a.b",
        "axb",
        "aa",
        "aaa",
        "aaaa",
        "a-c",
        "()",
        "[]",
        "{1}",
    ),
    *("a/b", "\\", "^$|?*+", "b", "d", "ab"),
]


@pytest.mark.parametrize("flags", ["", "i"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_both_engines_find_the_same(pattern: str, flags: str) -> None:
    both = translate(pattern, flags)
    store = Store()
    for text in TEXTS:
        found = store.query(f"ASK {{ FILTER(REGEX({Literal(text)}, {Literal(both.rust)}, '{flags}')) }}")
        assert bool(found) == bool(re.search(both.python, text, re.IGNORECASE if flags else 0)), text


@pytest.mark.parametrize(
    ("pattern", "flags", "reason"),
    [
        ("a", "m", "the flags 'm' of a pattern"),
        ("a", "ii", "the flags 'ii' of a pattern"),
        ("*a", "", "the regular expression '*a'"),
        ("a**", "", "the regular expression 'a**'"),
        ("^*", "", "the regular expression '^*': nothing to repeat at position 1"),
        ("(*a)", "", "the regular expression '(*a)'"),
        ("a)", "", "the regular expression 'a)': unbalanced parenthesis at position 1"),
        ("[c-a]", "", "the regular expression '[c-a]': bad character range c-a at position 1"),
        ("a[", "", "the regular expression 'a['"),
        (r"\b", "", r"the regular expression '\\b'"),
        ("a{1000}", "", "the regular expression 'a{1000}'"),
    ],
)
def test_what_might_differ_is_refused(pattern: str, flags: str, reason: str) -> None:
    with pytest.raises(Unsupported) as refused:
        translate(pattern, flags)
    assert str(refused.value) == reason
