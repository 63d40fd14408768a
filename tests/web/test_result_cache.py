"""Results in memory: what was asked for last stays, up to a number of bytes."""

from esrgraph.web.http.responses import Content
from esrgraph.web.http.result_cache import _OVERHEAD, Cache

BODY = bytes(500)
SIZE = len(BODY) + _OVERHEAD


def content(body: bytes = BODY) -> Content:
    return Content(body, "text/plain")


def kept(cache: Cache[Content], names: str) -> str:
    return "".join(name for name in names if cache.get(name))


def test_what_was_asked_for_longest_ago_is_dropped_first() -> None:
    cache = Cache[Content](4 * SIZE)
    for name in "abcd":
        cache.put(name, content())
    assert cache.get("a")
    cache.put("e", content())
    assert kept(cache, "abcde") == "acde", "as many as there is room for"


def test_what_is_put_in_twice_counts_once() -> None:
    cache = Cache[Content](4 * SIZE)
    for name in "abcdddd":
        cache.put(name, content())
    assert kept(cache, "abcd") == "abcd"
    cache.put("e", content())
    assert kept(cache, "abcde") == "bcde"


def test_what_is_dropped_makes_room_for_as_much() -> None:
    cache = Cache[Content](4 * SIZE)
    for name in "abcdefghij":
        cache.put(name, content())
    assert kept(cache, "abcdefghij") == "ghij"


def test_what_would_drive_out_most_others_is_not_kept() -> None:
    cache = Cache[Content](4 * SIZE)
    for name, body in ("a", BODY), ("b", BODY + b"1"), ("c", BODY):
        cache.put(name, content(body))
    assert kept(cache, "abc") == "ac"
