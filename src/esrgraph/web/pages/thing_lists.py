"""What stands in each list to begin from: places, target groups, objectives, authorities, types, concept schemes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from esrgraph.language.alphabet import alphabetical
from esrgraph.linking.schemes import load_schemes
from esrgraph.mapping.kinds import KINDS, Kind
from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.http.sorted_table import Order, in_order
from esrgraph.web.http.table_file import FileColumn
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.description import things_of
from esrgraph.web.memory import remembered
from esrgraph.web.pages.objective import objectives_of
from esrgraph.web.pages.organisation_list import named_organisations, organisation_table, organisations, under_letter
from esrgraph.web.pages.parts.facts import PageReader, TextInLanguage, ThingLink, link
from esrgraph.web.pages.parts.place_map import map_projects
from esrgraph.web.pages.parts.summary import counts_of, tally_of
from esrgraph.web.pages.parts.thing_table import (
    MOST_PROJECTS,
    ON_PAGES,
    ThingRow,
    ThingTable,
    cells_of,
    thing_columns,
    thing_rows,
)
from esrgraph.web.pages.target_group import below, narrower, projects_for
from esrgraph.web.site import Opened

Values = Mapping[str, Any]
_OLD_NAMES = {"money": "granted_euros"}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its `table` to one reader, and what its page shows beside that, from a release, a reader, the query of
    the address and the rows in their order. `title` is its name among the words.

    Its page shows the columns `on_page`; `usual` is their order unless another is asked for, and `names` are further
    names of columns. Of its own `parameters`, `narrow` chooses rows by some; a file has what `public` lets pass.
    """

    title: str
    table: Callable[[Opened, PageReader], ThingTable]
    values: Callable[[Opened, PageReader, Mapping[str, str], Sequence[ThingRow]], Values] = lambda *_: {}
    on_page: tuple[str, ...] = ON_PAGES
    usual: Order | None = None
    names: Mapping[str, str] | None = None
    parameters: tuple[str, ...] = ()
    narrow: Callable[[Sequence[ThingRow], Mapping[str, str]], Sequence[ThingRow]] = lambda rows, _: rows
    public: Callable[[Opened, Sequence[ThingRow]], Sequence[ThingRow]] = lambda _, rows: rows


def _of_kind(row: ThingRow, kind: str) -> bool:
    return row.link.path.startswith(f"/page/{kind}/")


@remembered(most=6)
def _place_table(opened: Opened, reader: PageReader) -> ThingTable:
    """The regions, the sub-regions, and every municipality that is one now or that a project names, by name."""
    schemes, counts = load_schemes(), counts_of(opened, "municipality")
    known = schemes.municipalities.by_notation
    keys: Mapping[str, Iterable[str]] = {
        "region": schemes.regions.by_notation,
        "sub-region": schemes.sub_regions.by_notation,
        "municipality": [code for code, each in known.items() if each.successor is None or code in counts],
    }
    rows = [row for kind, own in keys.items() for row in thing_rows(opened, reader, kind, own)]
    return ThingTable(thing_columns(opened, reader), tuple(rows))


def _places(opened: Opened, reader: PageReader, query: Mapping[str, str], rows: Sequence[ThingRow]) -> Values:
    """The regions with a map, and municipalities by their first letters."""
    municipalities = [row for row in rows if _of_kind(row, "municipality")]
    letters: dict[str, list[ThingRow]] = {}
    for row in sorted(municipalities, key=lambda row: alphabetical(row.link.name.value)):
        letters.setdefault(row.link.name.value[0].upper(), []).append(row)
    counts = counts_of(opened, "municipality")
    return {
        "map": map_projects(opened, "region", tally_of(opened).all, reader, query.get("map", "")),
        "regions": [row for row in rows if _of_kind(row, "region")],
        "municipalities": municipalities,
        "letters": letters,
        "without": sum(row.link.key not in counts for row in municipalities),
        "asked": _captured(opened, "places"),
    }


def _captured(opened: Opened, section: str) -> int:
    """Of how many projects we have a section of the page whole, so that what is missing there is missing."""
    concept = opened.iris.concept("page-section", section)
    return sum(1 for _ in opened.store.quads_for_pattern(None, Esr.capturedSection, concept))


@remembered(most=6)
def _group_table(opened: Opened, reader: PageReader) -> ThingTable:
    """Every target group, by name; projects of narrower groups count for the wider ones."""
    wide = {key: below(opened, key) for key in load_schemes().target_groups.by_notation}
    return ThingTable(
        thing_columns(opened, reader), tuple(thing_rows(opened, reader, "target-group", wide, below=wide))
    )


def _groups(opened: Opened, reader: PageReader, _: Mapping[str, str], __: Sequence[ThingRow]) -> Values:
    """The groups as a tree; one below two others stands in both places."""

    def branch(key: str) -> tuple[ThingLink, int, list[Any]]:
        iri = opened.iris.concept("target-group", key).value
        return link(opened, iri, reader), projects_for(opened, key), branches(narrower(opened).get(key, ()))

    def branches(keys: Any) -> list[Any]:
        return sorted(map(branch, keys), key=lambda each: alphabetical(each[0].name.value))

    wider = {key for keys in narrower(opened).values() for key in keys}
    return {"tree": branches(key for key in load_schemes().target_groups.by_notation if key not in wider)}


@remembered(most=6)
def _objective_table(opened: Opened, reader: PageReader) -> ThingTable:
    """The axes of 2014-2020, each before its objectives; then those of earlier periods that there are projects of."""
    schemes = load_schemes()
    axes = {row.link.key: row for row in thing_rows(opened, reader, "priority-axis", schemes.axes.by_notation)}
    rows: list[ThingRow] = []
    for key in sorted(axes, key=int):
        rows += [axes[key], *_by_number(opened, reader, objectives_of(key))]
    for names in schemes.earlier_axes.values():
        used = [key for key in names.by_notation if key in counts_of(opened, "priority-axis")]
        rows += thing_rows(opened, reader, "priority-axis", used)
    return ThingTable(thing_columns(opened, reader), tuple(rows))


def _by_number(opened: Opened, reader: PageReader, keys: Sequence[str]) -> list[ThingRow]:
    rows = {row.link.key: row for row in thing_rows(opened, reader, "specific-objective", keys)}
    return [rows[key] for key in keys]


def _objectives(opened: Opened, reader: PageReader, _: Mapping[str, str], __: Sequence[ThingRow]) -> Values:
    """The axes with their objectives and, of earlier ones, the period."""
    periods = {
        key: opened.iris.concept("programme-period", period).value
        for period, names in load_schemes().earlier_axes.items()
        for key in names.by_notation
    }
    axes: list[tuple[ThingRow, ThingLink | None, list[ThingRow]]] = []
    for row in _objective_table(opened, reader).rows:
        if _of_kind(row, "priority-axis"):
            period = periods.get(row.link.key)
            axes.append((row, link(opened, period, reader) if period else None, []))
        else:
            axes[-1][2].append(row)
    return {"axes": axes}


@remembered(most=12)
def _ranked_table(opened: Opened, reader: PageReader, kind: str) -> ThingTable:
    """The concepts of a kind, those with the most projects first, then by name."""
    columns = thing_columns(opened, reader)
    rows = thing_rows(opened, reader, kind, things_of(opened, kind).values())
    return ThingTable(columns, tuple(in_order(rows, columns, MOST_PROJECTS, cells_of)))


def _ranked(kind: Kind) -> Listing:
    return Listing(
        f"listings_{kind.listing.replace('-', '_')}",
        lambda opened, reader: _ranked_table(opened, reader, kind.name),
        usual=MOST_PROJECTS,
    )


@remembered(most=6)
def _scheme_table(opened: Opened, reader: PageReader) -> ThingTable:
    """The concept schemes by name, each with what it says of itself and its number of concepts."""
    words = SiteWords(reader.language)
    columns = (
        FileColumn("key", words("tables_key")),
        FileColumn("name", words("listings_scheme")),
        FileColumn("about", words("listings_scheme_about")),
        FileColumn("concepts", words("listings_concepts"), "number"),
        FileColumn("iri", words("tables_iri")),
    )
    rows = []
    for scheme, (text, concepts) in _schemes_of(opened, reader.language).items():
        own = link(opened, scheme, reader)
        rows.append(ThingRow(own, (own.key, own.name.value, text.value, concepts, scheme)))
    return ThingTable(columns, tuple(sorted(rows, key=lambda row: alphabetical(row.link.name.value))))


@remembered(most=3)
def _schemes_of(opened: Opened, language: str) -> Mapping[str, tuple[TextInLanguage, int]]:
    """By IRI, what each scheme says of itself, in a language or else in one it has, and its number of concepts."""
    about: dict[str, dict[str, str]] = {}
    concepts: dict[str, int] = {}
    for row in opened.rows("schemes"):
        scheme = row["scheme"] or ""
        about.setdefault(scheme, {})[row["language"] or ""] = row["description"] or ""
        concepts[scheme] = int(row["concepts"] or 0)
    chosen = {
        scheme: next((each for each in (language, "en") if each in texts), next(iter(texts)))
        for scheme, texts in about.items()
    }
    return {each: (TextInLanguage(about[each][code], code), concepts[each]) for each, code in chosen.items()}


def _schemes(opened: Opened, reader: PageReader, _: Mapping[str, str], __: Sequence[ThingRow]) -> Values:
    """What each scheme says of itself in its language, and where its data is, without the suffix."""
    abouts = {link(opened, iri, reader).key: text for iri, (text, _) in _schemes_of(opened, reader.language).items()}
    return {"abouts": abouts}


LISTINGS: Mapping[str, Listing] = {
    **{each.listing: _ranked(each) for each in KINDS.values() if each.listing},
    "places": Listing("nav_places", _place_table, _places, usual=Order("name"), parameters=("map",)),
    "organisations": Listing(
        "nav_organisations",
        organisation_table,
        organisations,
        usual=MOST_PROJECTS,
        names=_OLD_NAMES,
        parameters=("letter", "page"),
        narrow=under_letter,
        public=named_organisations,
    ),
    "target-groups": Listing("nav_target_groups", _group_table, _groups),
    "objectives": Listing("nav_objectives", _objective_table, _objectives),
    "schemes": Listing("listings_schemes", _scheme_table, _schemes, ("name", "about", "concepts"), Order("name")),
}
"""By address: kinds whose things do not stand in a list of another form are ranked."""
