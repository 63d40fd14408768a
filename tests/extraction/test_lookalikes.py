"""A text in the letters a reader sees, in time that grows with the text."""

from time import process_time

from esrgraph.extraction.lookalikes import skeleton


def seconds(size: int) -> float:
    """The least that a text with one long word takes of several times."""
    text = "a" * size + " й"
    taken = []
    for _ in range(5):
        start = process_time()
        skeleton(text)
        taken.append(process_time() - start)
    return min(taken)


def test_a_long_word_takes_four_times_as_long_where_it_is_four_times_as_long() -> None:
    assert seconds(40_000) < 8 * seconds(10_000)
