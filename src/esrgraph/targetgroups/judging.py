"""Candidates to a verdict each: which of them the text takes as a target group, and why not the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from esrgraph.targetgroups.clauses import Relative
from esrgraph.targetgroups.finding import Candidate, clause_at
from esrgraph.targetgroups.patterns import patterns
from esrgraph.targetgroups.structure import complement_of, governor, is_postposition
from esrgraph.targetgroups.tokens import Token

_PEOPLE = frozenset({"person", "relation", "worker", "place"})
_HELPERS = frozenset({"professional", "organisation"})
_CLAUSES = frozenset({"clause", "denied"})
_PLACE_CASES = frozenset({"ine", "ade"})
_ADDRESSED = frozenset({"suunnattu", "tarkoitettu", "kohdistettu", "kohdennettu", "suunnata", "tarkoittaa", "kohdistaa"})
_BEING = frozenset(
    {"olla", "elää", "asua", "käydä", "jäädä", "joutua", "ollut", "jäänyt", "joutunut", "elänyt", "pysyä", "oleva", "ajautua"}
)
_FORMAL = frozenset({"toimija"})


class Judge:
    """Judges the candidates of one text; each rule answers with a reason in English, or "" to let the candidate stand."""

    def __init__(
        self,
        found: Sequence[Token],
        candidates: Sequence[Candidate],
        clauses: Sequence[Relative],
        negated: frozenset[int],
    ) -> None:
        self.found = found
        self.candidates = candidates
        self.clauses = clauses
        self.negated = negated
        self.known = patterns()
        self.used = {place: each for each in candidates for place in each.offered if each.sort == "role"}

    def judge(self) -> None:
        """Gives every candidate that is turned down its reason."""
        for each in self.candidates:
            each.reason = each.reason or self._reason(each)

    def kind(self, candidate: Candidate) -> str:
        """What sort of thing the candidate's concept is."""
        return self.known.kinds[candidate.concept]

    def _reason(self, each: Candidate) -> str:
        rules = (
            self._negated,
            self._taken_up,
            self._named_after_number,
            self._elsewhere_in_clause,
            self._place,
            self._project,
            self._genitive,
            self._complement,
            self._case_of_role,
            self._organisation_in_case,
            self._describes_thing,
            self._is_described,
        )
        for rule in rules:
            reason = rule(each)
            if reason:
                return reason
        return ""

    def _negated(self, each: Candidate) -> str:
        return "negated" if each.last in self.negated and each.sort not in _CLAUSES else ""

    def _taken_up(self, each: Candidate) -> str:
        """Words that gave a role its field name no group of their own."""
        if each.sort in {"role", "places", *_CLAUSES}:
            return ""
        head = self.used.get(each.last)
        return f"modifier of '{self.found[head.last].text}'" if head and head is not each else ""

    def _named_after_number(self, each: Candidate) -> str:
        """`54-vuotiaat ja vanhemmat`, `vanhemmat työntekijät`: older, not parents."""
        if each.concept != "parents" or "vanhempi" not in self.found[each.last].word.lemmas:
            return ""
        before = self.found[max(0, each.first - 3) : each.first]
        if any(token.kind == "age" for token in before) and not any(token.kind == "comma" for token in before):
            return "compares ages"
        after = self._token(each.last + 1)
        agrees = after is not None and after.kind == "word" and bool(after.word.hits or "person" in after.word.tags)
        same = agrees and after is not None and any(form in after.word.forms for form in each.forms if form[0] != "gen")
        return "compares ages" if same else ""

    def _elsewhere_in_clause(self, each: Candidate) -> str:
        """A relative clause describes its antecedent; who else stands in it is no target group."""
        clause = each.clause or clause_at(each.last, self.clauses)
        if clause is None:
            return ""
        doer = self._antecedent_kind(clause)
        described = each.sort in {"states", "conditions", *_CLAUSES} and each.rule == "relative-clause"
        if described and each.sort == "states" and not self._verb(clause, _BEING):
            return "describes nobody here"
        if described:
            return "describes clients or surroundings of a professional" if doer in _HELPERS else ""
        if self._listed(clause, each) or (each.sort == "places" and self._verb(clause, {"asua", "elää"})):
            return ""
        if doer not in _HELPERS or any("itse" in token.word.lemmas for token in self.found[clause.start : clause.end]):
            if self._predicate(clause, each):
                each.rule = "relative-clause" if each.rule == "noun" else each.rule
                return ""
        return "in a relative clause about someone else"

    def _antecedent_kind(self, clause: Relative) -> str:
        if clause.antecedent is None:
            return "person"
        kinds = [
            self.kind(each) for each in self.candidates if each.last == clause.antecedent and each.clause is None
        ]
        return kinds[0] if kinds else "person"

    def _verb(self, clause: Relative, lemmas: Collection[str]) -> bool:
        return any(not token.word.lemmas.isdisjoint(lemmas) for token in self.found[clause.start : clause.end])

    def _listed(self, clause: Relative, each: Candidate) -> bool:
        """`sidosryhmät, joita ovat kunnat`: plural members of the list count, names (singular) do not."""
        if clause.pronoun not in {"joita", "joihin", "joista"}:
            return False
        following = self._token(clause.start + 1)
        names = following is not None and following.lower in {"ovat", "on", "kuuluvat", "kuuluu", "olivat"}
        plural_subject = ("nom", "pl") in each.forms
        return names and plural_subject

    def _predicate(self, clause: Relative, each: Candidate) -> bool:
        if clause.pronoun not in {"jotka", "joka", "joista", "josta"}:
            return False
        inside = self.found[clause.start : clause.end]
        verb = any("copula" in token.word.tags for token in inside if token.word.finite or token.word.participle)
        cases = {case for case, _number in each.forms}
        fits = bool(cases & {"par", "ess", "tra", "nom"})
        return verb and fits and complement_of(self.found, each.last, each.forms) is None

    def _place(self, each: Candidate) -> str:
        """A place counts by the people in it: `maaseudulla asuvat`, `maaseudun nuoret`; not `maaseudun yritykset`."""
        if each.sort != "places":
            return ""
        if clause_at(each.last, self.clauses):
            return ""
        cases = {case for case, _number in each.forms}
        if "gen" in cases:
            head = governor(self.found, each.last)
            while head is not None and self._only_genitive(head):
                head = governor(self.found, head)
            return "" if head is not None and self._people_at(head) else "a place, no people"
        following = complement_of(self.found, each.last, each.forms)
        if following is not None:
            head = self._noun_after(following)
            named = head is None or self._people_at(head)
            lives = bool({"asuva", "elävä", "asunut"} & self.found[following].word.lemmas)
            return "" if lives or named else "a place, no people"
        before = self._token(each.first - 1)
        return "" if before is not None and self._people_at(each.first - 1) else "a place, no people"

    def _only_genitive(self, place: int) -> bool:
        return {case for case, _number in self.found[place].word.forms} == {"gen"}

    def _people_at(self, place: int) -> bool:
        token = self.found[place]
        kinds = {self.known.kinds.get(hit.concept) for hit in token.word.hits}
        if token.word.role in {"client", "resident", "student"} or "person" in token.word.tags or token.kind == "age":
            return True
        return bool(kinds & {"person", "relation"})

    def _noun_after(self, place: int) -> int | None:
        for at in range(place + 1, min(len(self.found), place + 6)):
            token = self.found[at]
            if token.kind != "word" or token.word.only_finite:
                return None
            if token.word.hits or (token.word.noun and not token.word.participle and not token.word.adjective):
                return at
        return None

    def _project(self, each: Candidate) -> str:
        """Projects count where they do or get something (nominative, allative), not as a place where results are used."""
        if not {"hanke", "projekti"} & self.found[each.last].word.tails:
            return ""
        cases = {case for case, _number in each.forms}
        return "" if cases & {"nom", "all"} else "projects as a place or means"

    def _genitive(self, each: Candidate) -> str:
        """What a genitive belongs to decides: a group, a thing of theirs, what is done to them, what they can or are."""
        if each.sort == "places" or not any(case == "gen" for case, _number in each.forms) or each.rule == "relative-clause":
            return ""
        if any(case == "nom" for case, _number in each.forms) and not self._is_modifier(each):
            return ""
        head = governor(self.found, each.last)
        while head is not None and self._agrees(each, head):
            head = governor(self.found, head)
        if head is None:
            return ""
        token = self.found[head]
        if is_postposition(token):
            return self._postposition(each, head)
        if token.word.hits or token.word.role:
            return f"modifier of '{token.text}'" if not self._transparent(token) else ""
        return self._belongs(each, token)

    def _is_modifier(self, each: Candidate) -> bool:
        """A possessive form such as `vanhempansa` is a genitive only before a noun that does not agree with it."""
        after = self._token(each.last + 1)
        return after is not None and after.kind == "word" and after.word.noun

    def _transparent(self, token: Token) -> bool:
        return "transparent" in token.word.tags and not token.word.hits

    def _belongs(self, each: Candidate, token: Token) -> str:
        tags = token.word.tags
        if "transparent" in tags:
            return ""
        if "thing" in tags:
            return f"'{token.text}' is theirs, not they"
        if "task" in tags and self._doer_before(each):
            return f"'{token.text}' is what others do"
        if self.kind(each) == "organisation" and all(number == "sg" for _case, number in each.forms):
            return f"owner of '{token.text}'"
        lemmas = token.word.lemmas
        plural = any(number == "pl" for _case, number in token.word.forms)
        agent = any(lemma.endswith(("ja", "jä", "lainen", "läinen", "henkilö")) and len(lemma) > 5 for lemma in lemmas)
        return f"modifier of '{token.text}'" if agent and plural and token.word.noun else ""

    def _doer_before(self, each: Candidate) -> bool:
        for other in self.candidates:
            if other.last >= each.first:
                break
            between = self.found[other.last : each.first]
            if self.kind(other) in {*_HELPERS, "worker"} and not any(token.kind == "stop" for token in between):
                return True
        return False

    def _agrees(self, each: Candidate, head: int) -> bool:
        """`työttömien nuorten`: an adjective before its noun, not someone's."""
        token = self.found[head]
        shared = {form for form in each.forms & token.word.forms if form[0] == "gen"}
        if not each.adjective or not shared:
            return False
        kinds = {self.known.kinds.get(hit.concept) for hit in token.word.hits} - {None}
        if kinds & {"relation", "organisation", "professional"}:
            return False
        return bool(kinds) or "person" in token.word.tags

    def _postposition(self, each: Candidate, head: int) -> str:
        token = self.found[head]
        if "instead" in token.word.tags:
            return f"negated by '{token.text}'"
        if "means" in token.word.tags:
            if self.kind(each) in _HELPERS or token.lower in {"kautta", "avulla", "toimesta", "välityksellä"}:
                return f"means: '{token.text}'"
            return ""
        participle = complement_of(self.found, head, frozenset({("gen", "pl"), ("gen", "sg")}))
        if participle is not None:
            return f"someone else is '{self.found[participle].text}' with them"
        if self.kind(each) in _HELPERS or self._work_near(head):
            return f"someone works '{token.text}'"
        return ""

    def _work_near(self, place: int) -> bool:
        for step in (-1, 1):
            at = place + step
            while 0 <= at < len(self.found) and abs(at - place) <= 8 and self.found[at].kind not in {"stop", "comma"}:
                if "doing" in self.found[at].word.tags:
                    return True
                at += step
        return False

    def _complement(self, each: Candidate) -> str:
        """`nuoria ohjaavat opettajat`: what completes a participle is not the group that the participle describes."""
        cases = {case for case, _number in each.forms}
        if each.sort in {"places", *_CLAUSES} or not cases or cases & {"nom", "gen"} or each.clause:
            return ""
        before = self._before(each)
        addressed = before is not None and (
            (before.word.only_finite and "olla" not in before.word.lemmas) or bool(_ADDRESSED & before.word.lemmas)
        )
        participle = complement_of(self.found, each.last, each.forms)
        if participle is None or addressed or not (cases - {"ess"}):
            return ""
        return f"complement of '{self.found[participle].text}'"

    def _before(self, each: Candidate) -> Token | None:
        """The token before the candidate's phrase, its own adjectives skipped."""
        at = each.first - 1
        while at >= 0 and self.found[at].kind == "word" and self.found[at].word.forms & each.forms:
            at -= 1
        return self._token(at)

    def _case_of_role(self, each: Candidate) -> str:
        """`asiakkaana`, `yrittäjiksi`: a role that someone has or gets, unless it is said of the people themselves."""
        cases = {case for case, _number in each.forms}
        if not cases or cases - {"ess", "tra"} or each.rule in {"participle", "relative-clause"}:
            return ""
        after = self._token(each.last + 1)
        if after is not None and {"being", "working"} & after.word.tags and "ess" in cases:
            return ""
        return "names a role" if clause_at(each.last, self.clauses) is None else ""

    def _organisation_in_case(self, each: Candidate) -> str:
        """Organisations in a local case are places, sources or means, unless the clause makes them targets."""
        cases = {case for case, _number in each.forms}
        kind = self.kind(each)
        if kind == "professional" and cases == {"abl"}:
            return "source of information"
        if kind == "organisation" and self.found[each.last].word.possessive and complement_of(
            self.found, each.last, frozenset({("gen", "sg")})
        ):
            return "a place, not a group"
        if kind != "organisation" or not cases or cases & {"nom", "gen", "all"}:
            return ""
        if cases & _PLACE_CASES:
            return "a place, not a group"
        if "ela" in cases:
            return "" if self._members_from(each) else "source or place, not a group"
        if "ill" in cases:
            return "" if self._aimed(each) else "a place, not a group"
        counted = each.first > 0 and self.found[each.first - 1].kind == "number"
        singular = all(number == "sg" for _case, number in each.forms) and not counted
        if "par" in cases and (self._event(each) or singular):
            return "an event or a thing, not a group"
        return "source, not a group" if "abl" in cases else ""

    def _members_from(self, each: Candidate) -> bool:
        """`Järjestöistä kohderyhmään kuuluvat`, `koostuu yrityksistä`."""
        start, end = self._clause_bounds(each)
        before = self.found[start : each.first]
        if any("enumerating" in token.word.tags for token in before if token.word.finite or token.word.participle):
            return True
        opening = not any(token.word.finite or token.word.noun and token.word.forms & {("nom", "pl"), ("nom", "sg")} for token in before)
        after = self.found[each.last + 1 : end]
        return opening and any("belonging" in token.word.tags and token.word.finite for token in after)

    def _aimed(self, each: Candidate) -> bool:
        start, end = self._clause_bounds(each)
        return any("aiming" in token.word.tags for token in self.found[start:end])

    def _event(self, each: Candidate) -> bool:
        start, end = self._clause_bounds(each)
        return any("event" in token.word.tags for token in self.found[start:end] if token.word.finite or token.word.participle)

    def _clause_bounds(self, each: Candidate) -> tuple[int, int]:
        start, end = each.first, each.last + 1
        while start > 0 and self.found[start - 1].kind != "stop":
            start -= 1
        while end < len(self.found) and self.found[end].kind != "stop":
            end += 1
        return start, end

    def _describes_thing(self, each: Candidate) -> str:
        """`nuori yritys`, `vieraskielinen koulutus`: an adjective of something that is no person."""
        after = self._token(each.last + 1)
        if not each.adjective or after is None or after.kind != "word" or each.rule == "participle":
            return ""
        shared = {form for form in each.forms & after.word.forms if form[0] != "gen"}
        if not shared or not (after.word.noun or after.word.hits) or after.word.participle:
            return ""
        kinds = {self.known.kinds.get(hit.concept) for hit in after.word.hits} - {None}
        if kinds == {"organisation"} and self.kind(each) in _PEOPLE:
            return f"describes '{after.text}'"
        if kinds or "person" in after.word.tags or after.word.role or after.word.adjective:
            return ""
        return f"describes '{after.text}'"

    def _is_described(self, each: Candidate) -> str:
        """`ammattilaiset ja toimijat`: people again, not organisations, right after professionals."""
        token = self.found[each.last]
        if each.concept != "organisations" or not _FORMAL & token.word.lemmas or each.first != each.last:
            return ""
        before = [other for other in self.candidates if other.last == each.first - 2 and not other.reason]
        joined = self.found[each.first - 1].kind == "conjunction" if each.first else False
        people = any(self.kind(other) in {"professional", "worker"} for other in before)
        return "the same people as before 'ja'" if joined and people else ""

    def _token(self, place: int) -> Token | None:
        return self.found[place] if 0 <= place < len(self.found) else None
