"""`[involvement]` of the patterns file to look-ups: what shows that a group is not the project's target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from esrgraph.linking.targetgroups.lexicon.checks import expand_alternatives


@dataclass(frozen=True, slots=True)
class Involvement:
    """What shows that a group has another part in the project than its target: words, side by side in a tuple."""

    reason: str
    words: tuple[tuple[str, ...], ...]
    subject: bool
    needs: frozenset[str]
    """The base forms of all its words, without cases."""


@dataclass(frozen=True, slots=True)
class Involvements:
    """All of a language in the order of the file, and their numbers by a word that each needs."""

    every: tuple[Involvement, ...] = ()
    by_word: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, every: Iterable[Involvement]) -> Involvements:
        """The look-ups of those, by the last word of each: what comes first is often `hanke`."""
        kept = tuple(every)
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(kept):
            numbers[_bare(one.words[-1][-1])].append(number)
        return cls(kept, {name: tuple(each) for name, each in numbers.items()})

    def possible(self, names: Set[str]) -> tuple[Involvement, ...]:
        """Those whose words are all among the base forms."""
        numbers = {number for name in self.by_word.keys() & names for number in self.by_word[name]}
        return tuple(one for number in sorted(numbers) if (one := self.every[number]).needs <= names)


def _bare(name: str) -> str:
    return name.split(":")[0]


def involvements(data: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[Involvement]:
    """What shows that a group is not the project's target, one for each way to choose the alternatives."""
    for reason, entry in data.items():
        for key, patterns in entry.items():
            for words in (each for pattern in patterns for each in expand_alternatives(pattern)):
                parted = tuple(tuple(word.split("+")) for word in words)
                needs = frozenset(_bare(name) for each in parted for name in each)
                yield Involvement(reason, parted, key == "subject", needs)
