"""What an address asks of the search: its parameters, each checked, and the addresses of searches like it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, get_args
from urllib.parse import parse_qsl, urlencode

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model
from starlette.datastructures import QueryParams

from esrgraph.language import LANGUAGES
from esrgraph.mapping.kinds import KINDS
from esrgraph.search import FACETS, MOST_HITS, Query, Sort
from esrgraph.web.http.table_file import Separator

PAGE = 20
"""Results a page, unless the address says otherwise."""
MOST_ON_PAGE = 100
MOST_PAGES = MOST_HITS // MOST_ON_PAGE
"""Pages of a list; a table has as many as it needs."""
_MOST_NUMBER = 10_000
_MOST_EUROS = 10**12

Pair = tuple[str, str]
"""A parameter's name and one value of it."""

View = Literal["list", "table", "map", "chart", "network"]
"""What results are shown as: all but the list show the projects among them."""
VIEWS: tuple[View, ...] = get_args(View)
Measure = Literal["projects", "granted", "realised"]
"""What maps and charts show: how many projects, or their EU and state funding, granted or realised."""
MEASURES: tuple[Measure, ...] = get_args(Measure)
_SHOWING = ("view", "by", "measure", "order")
"""Parameters that say how the results are shown, not which they are."""
_ON_PAGES = ("view", "by", "measure")
"""Those of them that files do not have."""
OTHER_NAMES = {"period": "programme-period"}
"""What parameters can be called too."""


def _entered_number(value: object) -> object:
    """A number without the spaces and the sign that people write; None where a field was left empty."""
    return ("".join(value.split()).removesuffix("€") or None) if isinstance(value, str) else value


def _given_values(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))


Keys = Annotated[tuple[str, ...], AfterValidator(_given_values), Field(max_length=100)]
Euros = Annotated[Annotated[int, Field(ge=0, le=_MOST_EUROS)] | None, BeforeValidator(_entered_number)]
First = BeforeValidator(lambda value: _entered_number(value) or 1)
Usual = BeforeValidator(lambda value: _entered_number(value) or PAGE)
ByRelevance = BeforeValidator(lambda value: value or Sort.RELEVANCE)
Language = Annotated[
    Literal["fi", "sv", "en"] | None, BeforeValidator(lambda value: value if value in LANGUAGES else None)
]


class Typed(BaseModel):
    """The beginning of what somebody types."""

    q: str = Field("", description="The beginning of a name, or of a word in it.", examples=["joens"])
    lang: Language = Field(None, description="Language of names; else Accept-Language decides.")


_TAKEN = {
    "kind": "What is found: project, organisation, municipality, region and so on.",
    **{name: each.keys for name, each in KINDS.items()},
    "year": "A year in which a project was planned to run.",
    "granted": "A class of money granted, as 50000-100000.",
}
"""What the parameter of each facet takes."""
_EXAMPLES = {"region": "12", "year": "2018"}


def _facet(name: str) -> Any:
    """The field of a facet: its type, and what is said of it."""
    examples = [[_EXAMPLES[name]]] if name in _EXAMPLES else None
    alias = name if "-" in name else None
    return Keys, Field((), alias=alias, description=_TAKEN[name], examples=examples)


class _QueryText(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    q: str = Field("", description="Words that must all be found, in any form; a phrase in quotation marks.")


_Narrowed: Any = create_model(
    "_Narrowed", __base__=_QueryText, **{name.replace("-", "_"): _facet(name) for name in FACETS}
)


class Parameters(_Narrowed):  # type: ignore[misc]  # whose fields the facets are
    """The parameters of a search. Of several values of one parameter any is enough; different ones all hold."""

    min: Euros = Field(None, description="The least EU and state funding granted, in whole euros.")
    max: Euros = Field(None, description="The most EU and state funding granted, in whole euros.")
    sort: Annotated[Sort, ByRelevance] = Field(
        Sort.RELEVANCE, description="relevance, newest (planned start), or granted (money, the most first)."
    )
    view: Annotated[View, BeforeValidator(lambda value: value or "list")] = Field(
        "list", description="What the page /search shows the results as."
    )
    by: str = Field("", max_length=30, description="What a map or chart on the page /search is drawn by.")
    measure: Annotated[Measure, BeforeValidator(lambda value: value or "projects")] = Field(
        "projects", description="What a map or chart on the page /search shows of projects."
    )
    order: str = Field(
        "",
        max_length=30,
        description="Column that a table is sorted by, as start: numbers and days greatest first; - turns it round.",
    )
    page: Annotated[int, Field(ge=1, le=_MOST_NUMBER), First] = Field(1, description="Page of results, from 1.")
    limit: Annotated[int, Field(ge=1, le=MOST_ON_PAGE), Usual] = Field(PAGE, description="Results a page.")
    lang: Language = Field(None, description="Language of names; else Accept-Language decides.")

    def chosen(self, facet: str) -> tuple[str, ...]:
        """The values chosen of a facet."""
        values: tuple[str, ...] = getattr(self, facet.replace("-", "_"))
        return values

    def query(self, language: str, facets: tuple[str, ...] = ()) -> Query:
        """The question to the index, counting some facets; for a page beyond what can be asked for, without results."""
        is_within = self.page * self.limit <= MOST_HITS
        return Query(
            text=self.q,
            filters={facet: chosen for facet in FACETS if (chosen := self.chosen(facet))},
            granted_from=self.min,
            granted_to=self.max,
            sort=self.sort,
            offset=(self.page - 1) * self.limit if is_within else 0,
            limit=self.limit if is_within else 0,
            language=language,
            facets=facets,
        )

    def pairs(self) -> tuple[Pair, ...]:
        """What is asked, as parameters of an address, without the page, the language and what is so anyway."""
        return tuple(self._pairs())

    def _pairs(self) -> Iterator[Pair]:
        if self.q.strip():
            yield "q", self.q
        yield from self.filters()
        if self.sort is not Sort.RELEVANCE:
            yield "sort", self.sort.value
        if self.limit != PAGE:
            yield "limit", str(self.limit)

    def showing(self) -> tuple[Pair, ...]:
        """How the results are shown, as parameters of an address, without what is so anyway."""
        given = ((name, str(getattr(self, name))) for name in _SHOWING)
        return tuple((name, value) for name, value in given if value != Parameters.model_fields[name].default)

    def of_projects(self) -> Parameters:
        """The same question about projects, however and in whatever language the answer is shown."""
        usual = {name: Parameters.model_fields[name].default for name in (*_SHOWING, "sort", "page", "limit", "lang")}
        same: Parameters = self.model_copy(update={**usual, "kind": ("project",)})
        return same

    def less(self, name: str, value: str) -> Parameters:
        """The same without one value of a filter, from the first page."""
        left = tuple(each for each in self.chosen(name) if each != value) if name in FACETS else None
        fewer: Parameters = self.model_copy(update={name.replace("-", "_"): left, "page": 1})
        return fewer

    def filters(self) -> Iterator[Pair]:
        """What the results are narrowed to, beside the words."""
        for facet in FACETS:
            yield from ((facet, key) for key in self.chosen(facet))
        for name, euros in (("min", self.min), ("max", self.max)):
            if euros is not None:
                yield name, str(euros)


NAMES = tuple(field.alias or name for name, field in Parameters.model_fields.items())
"""Of all parameters."""


class TableParameters(Parameters):
    """Those of a table as a file."""

    separator: Annotated[Separator, BeforeValidator(lambda value: value or "comma")] = Field(
        "comma",
        description="Of CSV: comma (names for programs, decimal points), or semicolon (headings for people, decimal "
        "commas), as spreadsheets in Finnish and Swedish expect it.",
    )


def own_names(query: bytes) -> bytes:
    """The query of an address with the names that parameters have here."""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    if not any(name in OTHER_NAMES for name, _ in pairs):
        return query
    return urlencode([(OTHER_NAMES.get(name, name), value) for name, value in pairs]).encode()


def read_parameters(query: QueryParams) -> tuple[Parameters, tuple[str, ...]]:
    """What an address asks for, and the names of the parameters whose value cannot be: they count as not given."""
    given = {name: _values(query, name) for name in NAMES if name in query}
    try:
        return Parameters.model_validate(given), ()
    except ValidationError as error:
        wrong = tuple(dict.fromkeys(str(each["loc"][0]) for each in error.errors()))
        return Parameters.model_validate({name: value for name, value in given.items() if name not in wrong}), wrong


def _values(query: QueryParams, name: str) -> str | list[str]:
    return query.getlist(name) if name in FACETS else query[name]


class SearchAddresses:
    """The addresses of searches like one that was made, shown in the same way on the page; `lang` is kept where the
    address had it."""

    def __init__(self, parameters: Parameters) -> None:
        self._pairs = (*parameters.pairs(), *parameters.showing())
        self._kept: tuple[Pair, ...] = (("lang", parameters.lang),) if parameters.lang else ()

    def same(self, path: str = "/search", **further: object) -> str:
        """The same search elsewhere, or with further parameters; what only a page shows is left out elsewhere."""
        pairs = (pair for pair in self._pairs if path == "/search" or pair[0] not in _ON_PAGES)
        return self._to(pairs, path, [(name, str(value)) for name, value in further.items()])

    def shown_as(self, view: View, **how: str) -> str:
        """The page of the same search with another view, or the same one drawn differently."""
        asked = [pair for pair in self._pairs if pair[0] not in (*_SHOWING, *(() if view == "list" else ("kind",)))]
        showing = {"view": view, **how}
        return self._to((*asked, *((name, each) for name, each in showing.items() if each and each != "list")))

    def with_(self, name: str, value: str) -> str:
        """The same search with one more value."""
        return self._to((*self._pairs, (name, value)))

    def only(self, name: str, value: str) -> str:
        """The same search with one value in place of any other."""
        return self._to((*(pair for pair in self._pairs if pair[0] != name), (name, value)))

    def without(self, *names: str, value: str | None = None) -> str:
        """The same search without one value of a parameter, or without any."""
        return self._to(pair for pair in self._pairs if pair[0] not in names or value not in (None, pair[1]))

    def _to(self, pairs: Iterable[Pair], path: str = "/search", further: Iterable[Pair] = ()) -> str:
        query = urlencode([*pairs, *further, *self._kept])
        return f"{path}?{query}" if query else path
