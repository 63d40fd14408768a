"""What all solutions of a query have in common, as plain patterns: focus nodes that do not fit need not be asked about.

Most queries of shapes find nothing. They are about something that is missing in few projects, and say so in patterns
that an engine can look up for all projects at once, or for one project in microseconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from esrgraph.sparql.tokens import tokens
from esrgraph.validation.compiler.groups import GraphPattern, Opaque, TriplePattern, read_group

THIS = "?this"


@dataclass(frozen=True, slots=True)
class Outline:
    """Patterns and conditions that hold together, and outlines of which none may hold then."""

    patterns: tuple[TriplePattern, ...]
    conditions: tuple[str, ...] = ()
    excluded: tuple[Outline, ...] = ()

    @property
    def variables(self) -> frozenset[str]:
        """The variables of its own patterns."""
        return _variables(self.patterns)


def _variables(patterns: Iterable[TriplePattern]) -> frozenset[str]:
    return frozenset[str]().union(*(each.variables for each in patterns))


def outline(query: str) -> Outline | None:
    """The outline of a SELECT about `$this`: every solution fits it, and more may. None where there is nothing to say.

    `FILTER NOT EXISTS`, and an OPTIONAL that has to be missing, exclude what they say; but not where that depends on
    a variable of what has been passed over.
    """
    try:
        group, mentions = read_group(query)
    except Opaque:
        return None
    certain = list(_certain(group))
    patterns = [pattern for each in certain for pattern in each.patterns]
    bound = _variables(patterns) | {THIS}
    excluded: list[Outline] = []
    for part, tested in (found for each in certain for found in _conditions(each)):
        whole = _whole(part)
        if whole is None or not _is_alone(part.mentions + Counter(tested), mentions, bound) or bound & set(tested):
            continue
        if part.kind != "EXISTS":
            excluded.append(whole)
        else:
            patterns += whole.patterns
    return Outline(tuple(dict.fromkeys(patterns)), excluded=tuple(dict.fromkeys(excluded))) if patterns else None


def _certain(group: GraphPattern) -> Iterator[GraphPattern]:
    """A group and the plain groups in it."""
    yield group
    for part in group.parts:
        if not part.kind:
            yield from _certain(part)


def _conditions(group: GraphPattern) -> Iterator[tuple[GraphPattern, list[str]]]:
    """The EXISTS and NOT EXISTS of a group, and each OPTIONAL with its variables that have to be unbound."""
    for part in group.parts:
        tested = [name for name in group.unbound if any(name in each.variables for each in part.patterns)]
        if part.kind in ("EXISTS", "NOT EXISTS") or (part.kind == "OPTIONAL" and tested):
            yield part, tested if part.kind == "OPTIONAL" else []


def _is_alone(own: Counter[str], mentions: Counter[str], bound: frozenset[str]) -> bool:
    """Whether a part shares with the rest of the query only variables that are bound there."""
    return all(name in bound or number == mentions[name] for name, number in own.items())


def _whole(group: GraphPattern) -> Outline | None:
    """A group in full; what it excludes may be more than it says, so that the group itself says less."""
    patterns, conditions, excluded = list(group.patterns), list(group.conditions), []
    for part in group.parts:
        if part.kind == "NOT EXISTS":
            excluded.append(_at_most(part))
            continue
        nested = _whole(part) if part.kind == "EXISTS" else None
        if nested is None:
            return None
        patterns += nested.patterns
        conditions += nested.conditions
        excluded += nested.excluded
    is_said = group.exact and patterns and all(each.patterns for each in excluded)
    is_known = all(_speaks_of(each, _variables(patterns)) for each in conditions)
    return Outline(tuple(patterns), tuple(conditions), tuple(excluded)) if is_said and is_known else None


def _at_most(group: GraphPattern) -> Outline:
    """A group without what it would take more patterns to say: it holds wherever the group does."""
    only = group.parts[0] if len(group.parts) == 1 and group.parts[0].kind == "EXISTS" else GraphPattern("")
    patterns = (*group.patterns, *only.patterns)
    conditions = [*group.conditions, *only.conditions]
    return Outline(patterns, tuple(each for each in conditions if _speaks_of(each, _variables(patterns))))


def _speaks_of(condition: str, variables: frozenset[str]) -> bool:
    """Whether all variables of a condition are among these."""
    return all(f"?{token.variable}" in variables for token in tokens(condition) if token.variable)


def candidates(found: Outline) -> str:
    """The SELECT for the nodes that fit an outline, "" where it excludes nothing.

    A pattern that stands in a SELECT of its own is read from its index from end to end, which is much less work than
    to look it up for each solution of another, and so is MINUS beside NOT EXISTS. Exclusions that have exceptions are
    left out: both would be read for all nodes. So is what is said of other things that share a value with the node: of
    a title that five thousand have, all pairs would be read.
    """
    own = _own_patterns(found.patterns)
    of_others = found.variables - _variables(own)
    excluded = [each for each in found.excluded if not (each.excluded or each.variables & of_others)]
    needed = frozenset({THIS}).union(*(each.variables for each in excluded))
    patterns = _joining_patterns(own, needed)
    if not excluded or THIS not in _variables(patterns):
        return ""
    return f"SELECT DISTINCT {THIS} {{ {_text(Outline(tuple(patterns), excluded=tuple(excluded)))} }}"


def _own_patterns(patterns: Sequence[TriplePattern]) -> list[TriplePattern]:
    """The patterns about the focus node, about what names it, and about what these lead to."""
    reached = {THIS, *(each.subject for each in patterns if each.object == THIS)}
    while more := _variables(each for each in patterns if each.subject in reached) - reached:
        reached |= more
    return [each for each in patterns if each.subject in reached or not each.subject.startswith("?")]


def _joining_patterns(patterns: list[TriplePattern], needed: frozenset[str]) -> list[TriplePattern]:
    """Patterns without those that lead to a variable which nothing else speaks of."""
    times = Counter(name for each in patterns for name in each.variables)
    kept = [each for each in patterns if all(name in needed or times[name] > 1 for name in each.variables)]
    return kept if len(kept) == len(patterns) else _joining_patterns(kept, needed)


def _text(found: Outline, around: tuple[TriplePattern, ...] = ()) -> str:
    """The group of an outline, the focus node's patterns last: an engine holds a table of what they are joined to.

    Patterns that nothing joins find all pairs, of which most do not matter: those around them, which say what does, are
    repeated.
    """
    repeated = () if _is_connected(found.patterns) else around
    said = sorted(dict.fromkeys((*repeated, *found.patterns)), key=lambda each: THIS in each.variables)
    patterns = (f"{{ SELECT * {{ {one} {'|'.join(path)} {other} }} }}" for one, path, other in said)
    conditions = (f"FILTER ({each})" for each in found.conditions)
    excluded = (_exclusion(each, found) for each in found.excluded)
    return " ".join([*patterns, *excluded, *conditions])


def _exclusion(excluded: Outline, around: Outline) -> str:
    """The part of a query that excludes an outline, looked up for each solution where a table of it would be large.

    That is where two patterns between two variables of those around them would pair all nodes that share an object, and
    where all are about another thing than the focus node, which may have many of them.
    """
    ends = [each.variables & around.variables for each in excluded.patterns]
    is_between = len(ends) == 2 and ends[0] != ends[1] and len({each.object for each in excluded.patterns}) == 1
    is_of_part = THIS not in excluded.variables and all(len(end) == 1 and end == ends[0] for end in ends)
    if all(ends) and (is_between or is_of_part) and not excluded.conditions:
        looked_up = " FILTER EXISTS { ".join(
            f"{one} {'|'.join(path)} {other}" for one, path, other in excluded.patterns
        )
        return f"FILTER NOT EXISTS {{ {looked_up} {'} ' * len(ends)}"
    shared = " ".join(sorted(excluded.variables & around.variables)) or "*"
    return f"MINUS {{ SELECT DISTINCT {shared} {{ {_text(excluded, around.patterns)} }} }}"


def _is_connected(patterns: tuple[TriplePattern, ...]) -> bool:
    reached, waiting = _variables(patterns[:1]), list(patterns[1:])
    while joining := [each for each in waiting if each.variables & reached]:
        reached |= _variables(joining)
        waiting = [each for each in waiting if each not in joining]
    return not waiting
