"""Tokens to candidates: every group that a word, a phrase, an age, a state or a relative clause may name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from esrgraph.language.morphology import Form, cases_of
from esrgraph.linking.targetgroups.lexicon.ages import LIMITS, age_group
from esrgraph.linking.targetgroups.lexicon.patterns import Patterns, patterns
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.syntax.clauses import Relative
from esrgraph.linking.targetgroups.syntax.phrases import PhraseMatch, phrases

_NOBODY = "describes nobody here"


@dataclass(slots=True, eq=False)
class Candidate:
    """A group that the tokens `first` to `last` may name; `reason` says why it was turned down, "" while it stands."""

    concept: str
    first: int
    last: int
    rule: str
    forms: frozenset[Form]
    adjective: bool = False
    sort: str = "word"
    clause: Relative | None = None
    reason: str = ""
    offered: frozenset[int] = frozenset()
    """The places of the words that gave a role its field, or that make a relative clause's description."""
    shares: bool = False
    """Whether the role takes its field from a coordinated noun before it."""


def candidates(found: Sequence[TextToken], clauses: Sequence[Relative]) -> list[Candidate]:
    """Every candidate, in the order of the text; the longest phrase wins where two overlap."""
    known = patterns()
    matches = phrases(found, known)
    collected, taken = _of_phrases(found, matches, clauses)
    for place, token in enumerate(found):
        if token.kind == "age":
            collected.extend(_of_age(found, place))
        elif token.word.hits and place not in taken:
            collected.extend(
                Candidate(hit.concept, place, place, "ellipsis" if token.cut else hit.rule, hit.forms, hit.adjective)
                for hit in token.word.hits
            )
    for clause in clauses:
        collected.extend(each for each in _of_clause(found, clause, known) if _adds(each, matches, known))
    return sorted(collected, key=lambda each: (each.first, each.last, each.concept))


def _of_phrases(
    found: Sequence[TextToken], matches: Sequence[PhraseMatch], clauses: Sequence[Relative]
) -> tuple[list[Candidate], set[int]]:
    """The candidates of the phrases, and the places whose words say nothing besides.

    A place leaves its words their own meaning, and so does one word that describes nobody: `toimintarajoitteisiin` is
    the illative of `toimintarajoite` and of `toimintarajoitteinen`.
    """
    collected: list[Candidate] = []
    taken: set[int] = set()
    for match in matches:
        made = list(_of_phrase(found, match, matches, clauses))
        collected.extend(made)
        idle = match.first == match.last and all(each.reason == _NOBODY for each in made)
        if match.phrase.sort != "places" and not idle:
            taken.update(range(match.first, match.last + 1))
    return collected, taken


def _adds(each: Candidate, matches: Sequence[PhraseMatch], known: Patterns) -> bool:
    """Whether a clause's description says more than a phrase on the same words does."""
    over = [one.phrase.concept for one in matches if any(one.first <= place <= one.last for place in each.offered)]
    return each.sort == "denied" or not over or any(one in known.ancestors.get(each.concept, ()) for one in over)


def clause_at(place: int, clauses: Iterable[Relative]) -> Relative | None:
    """The relative clause that holds that place."""
    return next((each for each in clauses if each.start <= place < each.end), None)


def _of_phrase(
    found: Sequence[TextToken], match: PhraseMatch, matches: Sequence[PhraseMatch], clauses: Sequence[Relative]
) -> Iterator[Candidate]:
    sort, concept = match.phrase.sort, match.phrase.concept
    last = found[match.last].word
    rule = "participle" if last.participle and not last.hits else "phrase"
    if sort in {"phrases", "places"}:
        rule = "place" if sort == "places" else rule
        candidate = Candidate(
            concept, match.first, match.last, rule, last.forms, last.participle or last.adjective, sort
        )
        candidate.reason = "a verb here" if _is_verb(found, match.last) else ""
        yield candidate
    elif sort == "phrases_alone":
        candidate = Candidate(concept, match.first, match.last, "participle", last.forms, False, sort)
        candidate.reason = "" if _alone(found, match, clauses) else "part of a longer phrase or a verb"
        yield candidate
    else:
        yield _description_candidate(found, match, matches, clauses)


def _alone(found: Sequence[TextToken], match: PhraseMatch, clauses: Sequence[Relative]) -> bool:
    after = found[match.last + 1] if match.last + 1 < len(found) else None
    before = found[match.first - 1] if match.first else None
    ends = after is None or after.kind != "word" or _is_governed(found[match.last], after) or _general(after)
    begins = before is None or before.kind != "word" or not (before.word.noun or before.word.hits)
    return ends and begins and clause_at(match.first, clauses) is None


def _is_verb(found: Sequence[TextToken], place: int) -> bool:
    """`Palveluja käyttävät erityisesti ikäihmiset`: before an adverb and the only verb, no participle."""
    after = found[place + 1] if place + 1 < len(found) else None
    adverb = after is not None and after.kind == "word" and after.word.known and not after.word.forms
    if not (found[place].word.finite and adverb) or (after is not None and after.word.finite):
        return False
    stops = [at for at, token in enumerate(found) if token.kind == "stop"]
    start = max((at for at in stops if at < place), default=-1)
    end = min((at for at in stops if at > place), default=len(found))
    return not any(token.word.only_finite for token in found[start + 1 : end])


def _is_governed(participle: TextToken, after: TextToken) -> bool:
    """`valmistuvien osaaminen`: a genitive that belongs to the noun after it rather than agreeing with it."""
    genitive = cases_of(participle.word.forms) <= {"gen"}
    return genitive and after.word.noun and not participle.word.forms & after.word.forms


def _general(after: TextToken) -> bool:
    """`kunnassa asuvat henkilöt`: the noun adds nothing."""
    return "person" in after.word.tags and not after.word.hits


def _description_candidate(
    found: Sequence[TextToken], match: PhraseMatch, matches: Sequence[PhraseMatch], clauses: Sequence[Relative]
) -> Candidate:
    """A state or a condition: it names a group before its participle, in a relative clause, or after `ovat`."""
    wanted = "being" if match.phrase.sort == "states" else "suffering"
    sort, concept = match.phrase.sort, match.phrase.concept
    participle = _participle_after(found, match, matches, wanted)
    if participle is not None:
        forms = found[participle].word.forms
        return Candidate(concept, match.first, participle, "participle", forms, True, sort)
    clause = clause_at(match.first, clauses)
    forms = found[match.last].word.forms
    candidate = Candidate(concept, match.first, match.last, "relative-clause", forms, False, sort, clause)
    before = found[match.first - 1].word.lemmas if match.first else frozenset()
    if clause is None and ("olla" not in before or sort == "conditions"):
        candidate.reason = _NOBODY
    return candidate


def _participle_after(
    found: Sequence[TextToken], match: PhraseMatch, matches: Sequence[PhraseMatch], wanted: str
) -> int | None:
    """The participle that the state or condition belongs to, past others of its sort and adverbs."""
    starts = {each.first: each.last for each in matches if each.phrase.sort in {"states", "conditions"}}
    place, skipped = match.last + 1, 0
    while place < len(found):
        token = found[place]
        if token.kind in {"conjunction", "comma", "slash"}:
            if place + 1 in starts:
                place = starts[place + 1] + 1
                continue
            if place + 1 >= len(found) or not _also_completes(found[place + 1]):
                return None
            place += 2
            continue
        if token.kind != "word" or token.word.only_finite:
            return None
        if token.word.participle and wanted in token.word.tags:
            return place
        if (token.word.noun and not token.word.participle) or skipped > 1:
            return None
        place, skipped = place + 1, skipped + 1
    return None


def _also_completes(token: TextToken) -> bool:
    """`työttömäksi tai nollatuntisopimukselle joutuneet`: what is no state here completes the participle too."""
    cases = cases_of(token.word.forms)
    return bool(cases) and cases <= {"tra", "ess", "all", "ill", "ine"}


def _of_age(found: Sequence[TextToken], place: int) -> Iterator[Candidate]:
    token = found[place]
    before = found[place - 1].lower if place else ""
    concept = age_group(token.text, before)
    if concept:
        first = place - 1 if before in LIMITS else place
        yield Candidate(concept, first, place, "age", token.word.forms, True, "age")


def _of_clause(found: Sequence[TextToken], clause: Relative, known: Patterns) -> Iterator[Candidate]:
    """What a relative clause says of its people: the largest sets of base forms that it holds."""
    start = clause.start + 1
    for place in range(start, clause.end):
        if found[place].lower == "mutta":
            yield from _described(found, clause, range(start, place), known)
            start = place + 1
    yield from _described(found, clause, range(start, clause.end), known)


def _described(found: Sequence[TextToken], clause: Relative, part: range, known: Patterns) -> Iterator[Candidate]:
    """The candidates of one part; what stands before `mutta` is not denied by `ei` after it."""
    places: dict[str, int] = {}
    falls_short = any("riittää" in found[place].word.lemmas for place in part)
    for place in part:
        if falls_short and cases_of(found[place].word.forms) == {"ill"}:
            continue  # `taito ei riitä koulutukseen` denies no education
        for lemma in (*found[place].word.tails, found[place].lower):
            places.setdefault(lemma, place)
        if found[place].lower in {"eivätkä", "eikä"}:
            places.setdefault("ei", place)
    possible = (each for lemma in places if lemma in known.clauses for each in known.clauses[lemma])
    held = [(wanted, concept) for wanted, concept in possible if wanted <= places.keys()]
    for wanted, concept in held:
        if ("ei" in places) != ("ei" in wanted) or any(wanted < other for other, _concept in held):
            continue
        at = [places[lemma] for lemma in wanted]
        forms = found[clause.antecedent].word.forms if clause.antecedent is not None else frozenset()
        sort = "denied" if "ei" in wanted else "clause"
        yield Candidate(concept, min(at), max(at), "relative-clause", forms, False, sort, clause, "", frozenset(at))
