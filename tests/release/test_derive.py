"""What is derived follows from what is asserted, as counted here a second time, and is never mixed with it."""

import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import owlrl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse
from rdflib import RDF, Graph

import esrgraph.release.derive.strongest
from conftest import EXAMPLES
from esrgraph.errors import ReleaseError
from esrgraph.ingest.assemble import assemble
from esrgraph.rdf import store
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf, Rdfs, Skos, Xsd
from esrgraph.release.derive import derive
from esrgraph.release.derive.areas import strongest_pairs
from esrgraph.release.derive.merge import merge_into
from esrgraph.release.derive.rules import run_rule
from esrgraph.release.derive.similar import similar_pairs
from esrgraph.resources import resource, resources
from kept import Kept

Lines = frozenset[bytes]
RULES = resources("sparql/rules", ".rq")
DERIVED = {
    *(Esr.participant, Esr.activeIn, Esr.projectCount, Esr.worksNationwide),
    *(Esr.grantedTotal, Esr.grantedCount, Esr.grantedDividedTotal),
    *(Esr.realisedTotal, Esr.realisedCount, Esr.realisedDividedTotal),
    *(Esr.participantGrantedTotal, Esr.participantGrantedCount),
    *(Esr.participantRealisedTotal, Esr.participantRealisedCount),
    *(Esr.worksWith, Esr.collaborator, Esr.sharedProjects),
    *(Esr.sharingOrganisation, Esr.sharedMunicipalities),
    *(Esr.similarProject, Esr.similarity),
    *(Esr.eurosAPerson, Esr.eurosAPersonCount),
    *(Esr.sustainabilityMean, Esr.meanCriterion, Esr.meanDirectImpact, Esr.meanIndirectImpact, Esr.assessmentCount),
}
CLASSES = {Esr.Collaboration, Esr.SharedArea, Esr.ProjectSimilarity, Esr.SustainabilityMean}
ROLES = {Esr.applicant, Esr.coImplementer, Esr.supportTransferee}
NAMING = {
    *(Esr.municipality, Esr.subRegion, Esr.region, Esr.directTargetGroup, Esr.indirectTargetGroup),
    *(Esr.priorityAxis, Esr.specificObjective, Esr.responsibleAuthority, Esr.fund),
}
KEYS = {Esr.region: "region", Esr.subRegion: "sub-region", Esr.municipality: "municipality"}
AMOUNTS = {
    Esr.grantedEuAndStateFunding: ("granted", "participantGranted"),
    Esr.realisedEuAndStateFunding: ("realised", "participantRealised"),
}


def derived_examples(folder: Path) -> None:
    """Write the examples as `asserted.nt`, with what is derived as `esr.nt` and `store`, and the closures of both."""
    assembly = assemble([EXAMPLES], folder, HERE)
    (folder / "asserted.nt").write_bytes(assembly.ntriples.read_bytes())
    store.load_triples(assembly.ntriples, folder / "store")
    derive(assembly.ntriples, folder / "store", HERE)
    for name in ("asserted.nt", "esr.nt"):
        (folder / f"closure-{name}.json").write_text(json.dumps(sorted(closure(folder / name))), encoding="utf-8")


@pytest.fixture(scope="module")
def folder(kept: Kept) -> Path:
    return kept(derived_examples)


def lines(path: Path) -> Lines:
    return frozenset(path.read_bytes().splitlines(keepends=True))


def triples(content: Iterable[bytes]) -> list[Triple]:
    return [quad.triple for quad in parse(b"".join(content), format=RdfFormat.N_TRIPLES)]


@pytest.fixture(scope="module")
def asserted(folder: Path) -> list[Triple]:
    return triples(lines(folder / "asserted.nt"))


@pytest.fixture(scope="module")
def derived(folder: Path) -> list[Triple]:
    return triples(lines(folder / "esr.nt") - lines(folder / "asserted.nt"))


def pairs(among: list[Triple], *predicates: NamedNode) -> set[tuple[str, str]]:
    """Subject and object of the triples that have one of the predicates."""
    return {(t.subject.value, t.object.value) for t in among if t.predicate in predicates}


def objects(among: list[Triple], *predicates: NamedNode) -> dict[str, set[str]]:
    found = defaultdict(set)
    for subject, value in pairs(among, *predicates):
        found[subject].add(value)
    return found


def weighed(derived: list[Triple], ends: NamedNode, weight: NamedNode) -> dict[tuple[str, ...], int]:
    """The pairs of organisations that nodes join, with their numbers."""
    numbers = dict(pairs(derived, weight))
    joined = {node: tuple(sorted(both)) for node, both in objects(derived, ends).items()}
    assert len(set(joined.values())) == len(joined) == len(numbers), "one node a pair, one number a node"
    return {both: int(numbers[node]) for node, both in joined.items()}


def test_nothing_asserted_is_lost_or_changed(folder: Path) -> None:
    assert lines(folder / "asserted.nt") < lines(folder / "esr.nt")


def test_the_file_stays_sorted_and_the_store_holds_the_same(folder: Path) -> None:
    content = (folder / "esr.nt").read_bytes().splitlines(keepends=True)
    assert content == sorted(set(content))
    assert {str(t) for t in triples(content)} == {str(q.triple) for q in store.open_read_only(folder / "store")}


def test_a_derivation_says_how_many_triples_it_added(tmp_path: Path) -> None:
    assembly = assemble([EXAMPLES], tmp_path, HERE)
    asserted = len(lines(assembly.ntriples))
    store.load_triples(assembly.ntriples, tmp_path / "store")
    derivation = derive(assembly.ntriples, tmp_path / "store", HERE)
    assert derivation.triples - derivation.derived == asserted
    assert derivation.triples == len(lines(assembly.ntriples)) == len(store.open_read_only(tmp_path / "store"))
    assert derivation.sha256 == hashlib.sha256(assembly.ntriples.read_bytes()).hexdigest()


def test_asserted_and_derived_never_mix(asserted: list[Triple], derived: list[Triple]) -> None:
    assert {t.predicate for t in derived} == {*DERIVED, Rdf.type, Rdfs.label}
    assert not DERIVED & {t.predicate for t in asserted}
    assert not {t.subject for t in asserted if t.predicate == Rdfs.label and t.subject.value.startswith(HERE.base)}
    classes = {t.object for t in derived if t.predicate == Rdf.type}
    assert classes == CLASSES
    assert not classes & {
        t.object for t in asserted if t.predicate == Rdf.type and t.subject.value.startswith(HERE.base)
    }


def test_no_derived_node_is_blank(derived: list[Triple]) -> None:
    assert {type(t.subject) for t in derived} == {NamedNode}
    assert {type(t.object) for t in derived} == {NamedNode, Literal}


def test_an_organisation_is_active_in_the_municipalities_of_its_projects(
    asserted: list[Triple], derived: list[Triple]
) -> None:
    municipalities = objects(asserted, Esr.municipality)
    taking_part = pairs(asserted, *ROLES)
    expected = {(one, place) for project, one in taking_part for place in municipalities.get(project, ())}
    assert pairs(derived, Esr.activeIn) == expected


def test_organisations_work_together_that_share_a_project(asserted: list[Triple], derived: list[Triple]) -> None:
    shared: Counter[tuple[str, ...]] = Counter()
    for taking_part in objects(asserted, *ROLES).values():
        shared.update(combinations(sorted(taking_part), 2))
    assert weighed(derived, Esr.collaborator, Esr.sharedProjects) == shared
    assert pairs(derived, Esr.worksWith) == {*shared, *((other, one) for one, other in shared)}


def test_pairs_share_the_municipalities_that_both_are_active_in(derived: list[Triple]) -> None:
    active = objects(derived, Esr.activeIn)
    both = {pair: len(active[pair[0]] & active[pair[1]]) for pair in combinations(sorted(active), 2)}
    found = weighed(derived, Esr.sharingOrganisation, Esr.sharedMunicipalities)
    assert len(active) <= 25, "so that every pair is among the strongest"
    assert found == {pair: count for pair, count in both.items() if count}


def named(asserted: list[Triple], *terms: NamedNode) -> set[tuple[str, str]]:
    """The projects with what they name; who names a municipality that was merged into another names that as well."""
    heirs = dict(pairs(asserted, Dct.isReplacedBy))
    stated = {(subject, thing) for subject, thing in pairs(asserted, *terms) if "/id/project/" in subject}
    return stated | {(project, heirs[thing]) for project, thing in stated if thing in heirs}


def in_major_regions(asserted: list[Triple]) -> set[tuple[str, str]]:
    """The projects with the major regions that their regions lie in."""
    wider = {one: two for one, two in pairs(asserted, Skos.broader) if "/region/" in one}
    return {(project, wider[region]) for project, region in pairs(asserted, Esr.region)}


def test_a_project_counts_once_for_everything_it_names(asserted: list[Triple], derived: list[Triple]) -> None:
    links = pairs(asserted, *ROLES) | named(asserted, *NAMING) | in_major_regions(asserted)
    expected = Counter(thing for project, thing in links if "/id/project/" in project)  # an axis has a fund as well
    assert {thing: int(count) for thing, count in pairs(derived, Esr.projectCount)} == expected


def sums(links: set[tuple[str, str]], amounts: dict[str, str]) -> tuple[dict[str, Decimal], Counter[str]]:
    """What the projects of each thing have together, and how many of them say how much."""
    known = [(thing, Decimal(amounts[project])) for project, thing in links if project in amounts]
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for thing, amount in known:
        totals[thing] += amount
    return totals, Counter(thing for thing, _ in known)


@pytest.mark.parametrize("amount", AMOUNTS, ids=lambda term: term.value.split("#")[1])
def test_totals_are_exact_sums_with_the_number_of_amounts(
    asserted: list[Triple], derived: list[Triple], amount: NamedNode
) -> None:
    amounts, (own, taking_part) = dict(pairs(asserted, amount)), AMOUNTS[amount]
    links = named(asserted, Esr.applicant, *NAMING) | in_major_regions(asserted)
    for prefix, expected in ((own, sums(links, amounts)), (taking_part, sums(pairs(asserted, *ROLES), amounts))):
        totals = pairs(derived, getattr(Esr, f"{prefix}Total"))
        assert {thing: Decimal(total) for thing, total in totals} == expected[0]
        assert {thing: int(count) for thing, count in pairs(derived, getattr(Esr, f"{prefix}Count"))} == expected[1]


@pytest.mark.parametrize("amount", AMOUNTS, ids=lambda term: term.value.split("#")[1])
@pytest.mark.parametrize("place", [Esr.region, Esr.subRegion, Esr.municipality])
def test_divided_totals_of_places_add_up_to_what_their_projects_have(
    asserted: list[Triple], derived: list[Triple], amount: NamedNode, place: NamedNode
) -> None:
    amounts, places = dict(pairs(asserted, amount)), objects(asserted, place)
    named_places = {thing for things in places.values() for thing in things}
    merged = {thing for thing, _ in pairs(asserted, Dct.isReplacedBy)}
    shares = dict(pairs(derived, getattr(Esr, f"{AMOUNTS[amount][0]}DividedTotal")))
    found = sum(Decimal(share) for thing, share in shares.items() if f"/{KEYS[place]}/" in thing)
    assert not shares.keys() & merged
    whole = sum(Decimal(euros) for project, euros in amounts.items() if project in places)
    assert found == pytest.approx(whole, abs=Decimal("0.01") * len(named_places))


def test_cents_add_up_exactly_and_are_written_as_the_graph_writes_them(tmp_path: Path) -> None:
    esr = Esr.NAMESPACE
    decimal, integer = Xsd.decimal.value, Xsd.integer.value
    granted = [f'<x:{n}> <{esr}grantedEuAndStateFunding> "{n}.1"^^<{decimal}> .' for n in range(3)]
    applied = [f"<x:{n}> <{esr}applicant> <x:organisation> ." for n in range(3)]
    graph = Store()
    graph.load("\n".join(granted + applied), format=RdfFormat.N_TRIPLES)
    run_rule(graph, resource("sparql", "rules", "totals-granted.rq"), tmp_path / "totals.nt")
    assert set((tmp_path / "totals.nt").read_text().splitlines()) == {
        f'<x:organisation> <{esr}grantedTotal> "3.3"^^<{decimal}> .',
        f'<x:organisation> <{esr}grantedCount> "3"^^<{integer}> .',
    }


def test_a_project_of_all_regions_of_the_mainland_works_nationwide_and_one_of_fewer_does_not(tmp_path: Path) -> None:
    graph, esr, regions = Store(), Esr.NAMESPACE, [f"{n:02}" for n in range(1, 19)]
    notations = [f'<x:region{n}> <{Skos.notation.value}> "{n}" .' for n in [*regions, "21"]]
    whole = [f"<x:whole> <{esr}region> <x:region{n}> ." for n in regions]
    part = [f"<x:part> <{esr}region> <x:region{n}> ." for n in [*regions[1:], "21"]]
    said = [f'<x:said> <{esr}nationwide> "true"^^<{Xsd.boolean.value}> .']
    graph.load("\n".join(notations + whole + part + said), format=RdfFormat.N_TRIPLES)
    run_rule(graph, resource("sparql", "rules", "works-nationwide.rq"), tmp_path / "wide.nt")
    assert {t.subject.value for t in triples(lines(tmp_path / "wide.nt"))} == {"x:whole", "x:said"}


def test_every_name_is_found_without_a_language(asserted: list[Triple], derived: list[Triple]) -> None:
    names = pairs(asserted, Skos.prefLabel, Skos.altLabel)
    titles = {(project, title) for project, title in pairs(asserted, Dct.title) if "/id/project/" in project}
    assert pairs(derived, Rdfs.label) == names | titles
    assert not {t.object.language for t in derived if t.predicate == Rdfs.label} - {None}


@pytest.mark.parametrize(
    ("ends", "name"), [(Esr.collaborator, "works-with"), (Esr.sharingOrganisation, "shares-area-with")]
)
def test_a_pairs_node_is_named_as_a_part_of_the_organisation_in_front(
    derived: list[Triple], ends: NamedNode, name: str
) -> None:
    for node, both in objects(derived, ends).items():
        first, second = sorted(both)
        _, key = HERE.parse(second)
        assert HERE.part(NamedNode(first), f"{name}-{key}").value == node
    assert any("unidentified" in node for node in objects(derived, ends)), "one whose key holds a slash is among them"


def own(graph: Graph) -> set[str]:
    """The triples that say something in the ontology's own terms: by its properties, or a thing's class being its."""
    said = (t for t in graph if str(t[1] if t[1] != RDF.type else t[2]).startswith(Esr.NAMESPACE))
    return {" ".join(term.n3() for term in t) for t in said}


def closure(path: Path) -> set[str]:
    """What owlrl's OWL 2 RL rules make of a graph, which holds the ontology, its alignments and the schemes.

    They must find no contradiction in it; `test_ontology` shows that they find one that is there.
    """
    graph = Graph().parse(path, format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    assert not [str(text) for predicate, text in graph.predicate_objects() if predicate.endswith("#error")]
    return own(graph)


def kept_closure(folder: Path, name: str) -> set[str]:
    return set(json.loads((folder / f"closure-{name}.json").read_bytes()))


def test_the_entailments_are_those_of_owl_2_rl(folder: Path, tmp_path: Path) -> None:
    """Of all that the asserted graph entails, compared is what has an esr: property, or rdf:type and an esr: class."""
    asserted = Graph().parse(folder / "asserted.nt", format="nt")
    written = tmp_path / "entailments.nt"
    run_rule(store.open_read_only(folder / "store"), resource("sparql", "rules", "entailments.rq"), written)
    entailed = own(Graph().parse(written, format="nt"))
    assert len(entailed) > 30
    assert kept_closure(folder, "asserted.nt") - own(asserted) == entailed


def test_the_derived_terms_entail_nothing_more(folder: Path) -> None:
    """Their domains and ranges give nothing a class that it has not, so the whole graph is its own closure."""
    assert kept_closure(folder, "esr.nt") == own(Graph().parse(folder / "esr.nt", format="nt"))


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_deriving_again_from_the_whole_graph_adds_nothing(folder: Path, tmp_path: Path, rule: Path) -> None:
    written = tmp_path / "derived.nt"
    run_rule(store.open_read_only(folder / "store"), rule, written)
    assert lines(written), "it derives something from the examples"
    assert lines(written) <= lines(folder / "esr.nt")


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_a_rule_says_what_it_derives_why_and_from_what(rule: Path) -> None:
    said = re.findall(r"^# (Derives|Why|From): \S", rule.read_text(encoding="utf-8"), re.MULTILINE)
    assert said == ["Derives", "Why", "From"]


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_a_rule_uses_terms_of_the_vocabulary_only(rule: Path) -> None:
    query = re.sub(r"^#.*", "", rule.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(re.findall(r"\besr:(\w+)", query)) <= set(vars(Esr))


def test_the_ontology_says_of_every_derived_term_from_what_it_is_derived() -> None:
    ontology = list(parse(path=str(resource("ontology", "derived.ttl")), format=RdfFormat.TURTLE))
    for term in DERIVED - {Esr.participant} | CLASSES:
        comments = {
            q.object.language: q.object.value
            for q in ontology
            if q.subject == term and q.predicate.value == f"{Rdfs.NAMESPACE}comment"
        }
        assert "Derived" in comments["en"], term
        assert "Johdettu" in comments["fi"], term


LINKS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("12345")), max_size=40)


@given(links=LINKS, most=st.integers(1, 4), seed=st.randoms(use_true_random=False))
def test_the_strongest_pairs_are_those_that_counting_every_pair_gives(
    links: list[tuple[str, str]], most: int, seed: random.Random
) -> None:
    active = defaultdict(set)
    for one, place in links:
        active[one].add(place)
    expected = set()
    for one in active:
        others = [(-len(active[one] & active[two]), two) for two in active if two != one and active[one] & active[two]]
        expected |= {(min(one, two), max(one, two), -count) for count, two in sorted(others)[:most]}
    shuffled = seed.sample(links, len(links))
    assert strongest_pairs(shuffled, most) == sorted(expected)


def test_the_strongest_pairs_do_not_depend_on_how_many_rows_are_taken_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = random.Random(1)
    links = [(f"organisation-{draw.randrange(60)}", str(draw.randrange(40))) for _ in range(700)]
    whole = strongest_pairs(links, 5)
    monkeypatch.setattr("esrgraph.release.derive.strongest._ROWS", 7)
    assert strongest_pairs(links, 5) == whole


@pytest.mark.parametrize("run", [1, 50, 1 << 20])
def test_lines_are_merged_in_order_once_each_whatever_fits_in_memory(
    run: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esrgraph.release.derive.merge._RUN", run)
    monkeypatch.setattr("esrgraph.release.derive.merge._BLOCK", 7)
    target, added = tmp_path / "esr.nt", tmp_path / "derived.nt"
    old, new = ([b"<x:%03d> <x:p> <x:o> .\n" % number for number in range(0, 100, step)] for step in (3, 5))
    target.write_bytes(b"".join(old))
    added.write_bytes(b"".join(random.Random(1).sample(new * 2, len(new) * 2)))
    merged = merge_into(target, added)
    assert target.read_bytes() == b"".join(sorted({*old, *new}))
    assert (merged.lines, merged.added) == (len({*old, *new}), len({*new} - {*old}))
    assert merged.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()


def test_merging_ends_where_lines_are_not_in_order(tmp_path: Path) -> None:
    target, added = tmp_path / "esr.nt", tmp_path / "derived.nt"
    target.write_bytes(b"".join(b"<x:%d> <x:p> <x:o> .\n" % number for number in (2, 3, 1)))
    added.write_bytes(b"")
    with pytest.raises(ReleaseError, match="is not in order"):
        merge_into(target, added)


@pytest.mark.parametrize("seed", range(3))
def test_similar_projects_are_those_that_comparing_every_pair_gives(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most have enough that is like them under their own objective; some have two objectives, or none."""
    draw, projects = random.Random(seed), [f"S{number}" for number in range(150)]
    places, groups = (
        [(each, draw.choice(values)) for each in projects for _ in range(2)] for values in ("abcde", "xyz")
    )
    objectives = [(each, draw.choice("1233")) for each in projects for _ in range(draw.choice([0, 1, 1, 1, 1, 1, 2]))]
    facets = [sorted(set(links)) for links in (places, groups, objectives)]
    compared: list[int] = []
    monkeypatch.setattr("esrgraph.release.derive.strongest._strongest", _counting(compared))
    found = similar_pairs(facets)
    by_group, spared = sum(compared[:-1]), len(projects) - compared[-1]
    assert by_group > 80
    assert 20 < spared <= by_group
    monkeypatch.setattr("esrgraph.release.derive.similar._apart", lambda *_: None)
    assert similar_pairs(facets) == found


def _counting(compared: list[int]) -> Callable[..., Iterator[object]]:
    """The comparison of rows, which also says of how many."""

    def counted(rows: object, these: list[int], *others: object) -> Iterator[object]:
        compared.append(len(these))
        return strongest(rows, these, *others)

    strongest = esrgraph.release.derive.strongest._strongest
    return counted


def test_projects_are_similar_by_what_they_share(asserted: list[Triple], derived: list[Triple]) -> None:
    facets = [objects(asserted, term) for term in (Esr.municipality, Esr.directTargetGroup, Esr.specificObjective)]

    def likeness(one: str, other: str) -> float:
        cosines = 0.0
        for facet in facets:
            mine, theirs = facet.get(one, set()), facet.get(other, set())
            cosines += len(mine & theirs) / (len(mine) * len(theirs)) ** 0.5 if mine and theirs else 0.0
        return cosines / len(facets)

    found = dict(pairs(derived, Esr.similarity))
    joined = {node: sorted(both) for node, both in objects(derived, Esr.similarProject).items()}
    assert len(joined) == len(found) >= 3
    for node, (one, other) in joined.items():
        assert float(found[node]) == pytest.approx(likeness(one, other), abs=0.0051)
        assert float(found[node]) >= 0.4, "more than the objective alone"
    projects = sorted({project for facet in facets for project in facet})
    for one in projects:
        best = max((other for other in projects if other != one), key=lambda other: likeness(one, other))
        if likeness(one, best) > 0.41:
            assert any({one, other} == set(both) for both in joined.values() for other in (best,))


def test_the_funding_of_a_person_is_that_of_projects_which_state_both(
    asserted: list[Triple], derived: list[Triple]
) -> None:
    euros = {project: Decimal(text) for project, text in pairs(asserted, Esr.grantedEuAndStateFunding)}
    persons = {project: int(text) for project, text in pairs(asserted, Esr.plannedPersons)}
    both: dict[str, list[str]] = defaultdict(list)
    for project, objective in pairs(asserted, Esr.specificObjective):
        if euros.get(project) and persons.get(project):
            both[objective].append(project)
    means, counts = dict(pairs(derived, Esr.eurosAPerson)), dict(pairs(derived, Esr.eurosAPersonCount))
    assert means.keys() == counts.keys() == both.keys()
    for objective, projects in both.items():
        mean = sum(euros[each] for each in projects) / sum(persons[each] for each in projects)
        assert abs(int(means[objective]) - mean) <= Decimal("0.5")
        assert int(counts[objective]) == len(projects)


def test_the_means_of_an_objective_are_those_of_its_projects(asserted: list[Triple], derived: list[Triple]) -> None:
    criteria, direct = dict(pairs(asserted, Esr.criterion)), dict(pairs(asserted, Esr.directImpact))
    stated: dict[tuple[str, str], list[int]] = defaultdict(list)
    for project, objective in pairs(asserted, Esr.specificObjective):
        for assessment in objects(asserted, Esr.sustainabilityAssessment).get(project, ()):
            if assessment in direct:
                stated[objective, criteria[assessment]].append(int(direct[assessment]))
    means, of = dict(pairs(derived, Esr.meanDirectImpact)), dict(pairs(derived, Esr.meanCriterion))
    counts = dict(pairs(derived, Esr.assessmentCount))
    assert len(means) == len(stated) == 15 * len({objective for objective, _ in stated})
    for objective, mean in pairs(derived, Esr.sustainabilityMean):
        impacts = stated[objective, of[mean]]
        assert int(counts[mean]) == len(impacts)
        assert float(means[mean]) == pytest.approx(sum(impacts) / len(impacts), abs=0.0051)
