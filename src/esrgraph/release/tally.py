"""A graph to tables that count: which project is linked with which place, target group, objective, organisation ..."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import DefaultGraph, NamedNode

from esrgraph.errors import ReleaseError
from esrgraph.mapping.kinds import KINDS
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import Graph
from esrgraph.rdf.vocabulary import Dct, Esr

LINKS: Mapping[str, tuple[NamedNode, ...]] = {
    **{name: kind.of_project for name, kind in KINDS.items() if kind.of_project},
    "direct-target-group": (Esr.directTargetGroup,),
    "fund": (Esr.fund,),
    "applicant": (Esr.applicant,),
}
"""What projects are counted by, and the properties that lead from a project there."""
NOW = "municipality-now"
"""And the municipalities of today, a merged one's projects counted for the one that it became part of alone."""
BY_TYPE = "organisation-type"
"""And the types of the organisations that take part."""
_AMOUNTS = {"granted": Esr.grantedEuAndStateFunding, "realised": Esr.realisedEuAndStateFunding}
_MOST_YEARS = 15
_DAYS = {"starts": Esr.plannedStart, "ends": Esr.plannedEnd}
_PLAIN = (Esr.code, Esr.municipality, Dct.isReplacedBy, Esr.organisationType)
READ = frozenset(map(str, (*chain(*LINKS.values()), *_AMOUNTS.values(), *_DAYS.values(), *_PLAIN)))
"""The properties that it is made of."""

Stated = Callable[[Iterable[NamedNode]], list[tuple[str, str]]]
"""Gives the IRI of each subject with a value of some properties (`READ`), and the text of the value."""
Rows = NDArray[np.intp]
"""Projects by their place in `Tally.codes`, ascending."""


@dataclass(frozen=True)
class TallyLinks:
    """Which project (`projects`, ascending places in `Tally.codes`) is linked with which thing (`things`, places in
    `keys`, which are as in IRIs); no pair stands twice."""

    keys: tuple[str, ...]
    projects: Rows
    things: Rows

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each key stands."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def _by_thing(self) -> tuple[Rows, Rows]:
        order = np.argsort(self.things, kind="stable")
        return self.projects[order], np.searchsorted(self.things[order], np.arange(len(self.keys) + 1))

    def projects_of(self, keys: Iterable[str]) -> Rows:
        """The projects that are linked with any of the things, each once."""
        projects, bounds = self._by_thing
        places = [self.places[key] for key in keys if key in self.places]
        return np.unique(np.concatenate([projects[:0], *(projects[bounds[at] : bounds[at + 1]] for at in places)]))

    def of(self, project: int) -> list[str]:
        """The keys of the things that one project is linked with."""
        first, end = np.searchsorted(self.projects, (project, project + 1))
        return [self.keys[place] for place in self.things[first:end]]

    def _held(self, rows: Rows) -> tuple[Rows, Rows]:
        """The links of some projects: the place of each project in `rows`, and the thing."""
        first, end = np.searchsorted(self.projects, rows), np.searchsorted(self.projects, rows, side="right")
        lengths = end - first
        which = np.repeat(np.arange(len(rows)), lengths)
        return which, self.things[np.arange(len(which)) + np.repeat(first - (lengths.cumsum() - lengths), lengths)]

    def counts(self, rows: Rows) -> Mapping[str, int]:
        """How many of the projects each thing has, without those that have none."""
        found = np.bincount(self._held(rows)[1], minlength=len(self.keys))
        return {self.keys[place]: int(found[place]) for place in np.flatnonzero(found)}

    def sums(self, rows: Rows, values: NDArray[np.float64]) -> Mapping[str, float]:
        """What the values of the projects (by `Tally.codes`; NaN where not known) add up to for each thing that has
        any."""
        known = rows[~np.isnan(values[rows])]
        which, things = self._held(known)
        found = np.bincount(things, weights=values[known][which], minlength=len(self.keys))
        return {self.keys[place]: float(found[place]) for place in np.unique(things)}

    def shares(self, rows: Rows, values: NDArray[np.float64]) -> Mapping[str, float]:
        """The same with the value of each project shared equally among its things, so that things add up."""
        number = np.bincount(self.projects, minlength=len(values))
        return self.sums(rows, values / np.maximum(number, 1))

    def only(self, rows: Rows) -> Rows:
        """Those of the projects that are linked with one thing alone."""
        which, _ = self._held(rows)
        alone: Rows = rows[np.bincount(which, minlength=len(rows)) == 1]
        return alone


@dataclass(frozen=True)
class Tally:
    """The projects, those that began last first, with what they are linked with.

    Days are YYYY-MM-DD, "" where not stated; amounts are EU and state funding in euros, NaN where not stated.
    """

    codes: tuple[str, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    granted: NDArray[np.float64]
    realised: NDArray[np.float64]
    links: Mapping[str, TallyLinks]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each project stands."""
        return {code: place for place, code in enumerate(self.codes)}

    @property
    def all(self) -> Rows:
        """Every project."""
        return np.arange(len(self.codes))

    def projects_of(self, kind: str, keys: Iterable[str]) -> Rows:
        """The projects linked with any of the things of a kind."""
        return self.links[kind].projects_of(keys)

    def counts(self, kind: str, rows: Rows | None = None) -> Mapping[str, int]:
        """How many of the projects (of all) each thing of a kind has."""
        return self.links[kind].counts(self.all if rows is None else rows)

    def money(self, kind: str, rows: Rows | None = None) -> Mapping[str, float]:
        """What was granted to the projects (to all) of each thing of a kind, in euros: to whole projects, undivided."""
        return self.links[kind].sums(self.all if rows is None else rows, self.granted)


def years_of(start: str | None, end: str | None) -> range:
    """The years in which a project is planned to run, by its days (YYYY-MM-DD).

    None where a day is not stated, the end lies before the start, or more than 15 years lie between: then one of the
    days is wrong, and no year is known. `active-projects-by-year` counts the same.

    >>> list(years_of("2016-09-01", "2018-01-31")), list(years_of("2018-01-31", "2016-09-01"))
    ([2016, 2017, 2018], [])
    """
    if not start or not end or end < start:
        return range(0)
    first, last = int(start[:4]), int(end[:4])
    return range(first, last + 1) if last - first <= _MOST_YEARS else range(0)


def stated_in(store: Graph) -> Stated:
    """What a store states."""

    def found(terms: Iterable[NamedNode]) -> list[tuple[str, str]]:
        quads = (quad for term in terms for quad in store.quads_for_pattern(None, term, None, DefaultGraph()))
        return [(quad.subject.value, quad.object.value) for quad in quads]  # type: ignore[union-attr]

    return found


def tally(found: Stated, iris: Iris) -> Tally:
    """The tally of what is stated."""
    start = iris.project("").value
    days = {name: dict(found([term])) for name, term in _DAYS.items()}
    amounts = {name: dict(found([term])) for name, term in _AMOUNTS.items()}
    projects = sorted(iri for iri, _ in found([Esr.code]))
    projects.sort(key=lambda iri: days["starts"].get(iri, ""), reverse=True)
    rows = {iri: row for row, iri in enumerate(projects)}
    links = {kind: _links(rows, found(terms), iris) for kind, terms in LINKS.items()}
    named, heirs = found([Esr.municipality]), dict(found([Dct.isReplacedBy]))
    today = [(project, heirs.get(place, place)) for project, place in named]
    links |= {"municipality": _links(rows, [*named, *today], iris), NOW: _links(rows, today, iris)}
    links[BY_TYPE] = _links(rows, _types(found), iris)
    starts, ends = (tuple(days[name].get(iri, "") for iri in projects) for name in _DAYS)
    granted, realised = (np.array([float(amounts[name].get(iri, "nan")) for iri in projects]) for name in _AMOUNTS)
    return Tally(tuple(iri.removeprefix(start) for iri in projects), starts, ends, granted, realised, links)


def _types(found: Stated) -> list[tuple[str, str]]:
    """Projects, each with a type of an organisation that takes part in it."""
    types: dict[str, list[str]] = {}
    for organisation, kind in found([Esr.organisationType]):
        types.setdefault(organisation, []).append(kind)
    parties = found(LINKS["organisation"])
    return [(project, kind) for project, organisation in parties for kind in types.get(organisation, ())]


def _links(rows: Mapping[str, int], pairs: Iterable[tuple[str, str]], iris: Iris) -> TallyLinks:
    known = {(project, thing) for project, thing in pairs if project in rows}
    things = sorted({thing for _, thing in known})
    places = {thing: place for place, thing in enumerate(things)}
    held = np.array(sorted((rows[project], places[thing]) for project, thing in known), dtype=np.intp).reshape(-1, 2)
    keys = tuple(thing.removeprefix(f"{iris.base}id/").partition("/")[2] for thing in things)
    return TallyLinks(keys, np.ascontiguousarray(held[:, 0]), np.ascontiguousarray(held[:, 1]))


def write_tally(made: Tally, path: Path) -> None:
    """Write a tally to a file that `read_tally` reads in a moment."""
    arrays: dict[str, Any] = {name: np.array(getattr(made, name)) for name in ("codes", *_DAYS, *_AMOUNTS)}
    for kind, links in made.links.items():
        arrays[f"{kind}.keys"] = np.array(links.keys, dtype=str)
        arrays[f"{kind}.links"] = np.array([links.projects, links.things], dtype=np.int32)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def read_tally(path: Path) -> Tally:
    """The tally in a file.

    Raises:
        FileNotFoundError: there is none. KeyError: it lacks a part, as one written by an earlier version.
        ReleaseError: it cannot be read.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            return _unpacked(file)
    except FileNotFoundError:
        raise
    except (OSError, EOFError, ValueError, BadZipFile, zlib.error) as error:
        raise ReleaseError(f"The tally {path} cannot be read: {error}; build the release again") from error


def _unpacked(file: Mapping[str, Any]) -> Tally:
    links = {}
    for kind in (*LINKS, NOW, BY_TYPE):
        projects, things = file[f"{kind}.links"].astype(np.intp)
        links[kind] = TallyLinks(tuple(file[f"{kind}.keys"].tolist()), projects, things)
    codes, starts, ends = (tuple(file[name].tolist()) for name in ("codes", *_DAYS))
    return Tally(codes, starts, ends, file["granted"], file["realised"], links)
