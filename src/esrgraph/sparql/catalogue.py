"""The query catalogue: what a query file says of itself in its comment header, and which files there are."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import dropwhile, islice, takewhile
from pathlib import Path

from esrgraph.errors import InputError
from esrgraph.resources import resource, resources

CONCEPTS: Mapping[str, str] = {
    "municipality": "municipality",
    "sub-region": "sub-region",
    "region": "region",
    "authority": "authority",
    "target-group": "target-group",
    "objective": "specific-objective",
    "axis": "priority-axis",
    "organisation-type": "organisation-type",
    "status": "status",
    "period": "programme-period",
    "fund": "fund",
}
"""The types whose values are notations of concepts, each with the concepts' kind in IRIs."""
TYPES = ("string", "integer", "decimal", "date", "lang", "code", "business-id", *CONCEPTS)
"""What a parameter may be: `code` is a project's, `lang` one of `LANGUAGES`."""

_STRING = r'"(?P<{}>(?:[^"\\]|\\.)*)"'
_TEXT = re.compile(r"#\s*(?P<what>title|description)@(?P<language>[a-z]{2}):\s*(?P<text>.*\S)")
_PARAMETER = re.compile(
    rf"#\s*parameter:\s*(?P<name>[A-Za-z]\w*)\s+(?P<type>[a-z-]+)(?:\s+{_STRING.format('default')})?(?P<labels>.*)",
    re.ASCII,
)
_VIEW = re.compile(r"#\s*(?:chart:\s*(?P<chart>bar|line)|(?P<kind>map|network):)(?P<columns>(?:\s+\?\w+)+)")
_TOPIC = re.compile(r"#\s*topic:\s*(\S+)")
_EXAMPLE = re.compile(r"#\s*example:\s*")
_LABEL = re.compile(rf"\s*{_STRING.format('label')}@(?P<language>[a-z]{{2}})")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of the query whose value the caller gives. `default` is None where there is none: it must be given."""

    name: str
    type: str
    default: str | None
    labels: Mapping[str, str]

    @property
    def optional(self) -> bool:
        """Whether an empty value stands for all: so says the default "" of a concept.

        Where there is no value, the lines of the query that name the variable are left out; it stands beside others
        in SELECT and GROUP BY, and elsewhere on a line of its own.
        """
        return self.default == "" and self.type in CONCEPTS


@dataclass(frozen=True, slots=True)
class View:
    """How the result can be shown: `kind` is bar, line, map or network, `columns` what it needs, in that order.

    A bar chart has names, amounts and perhaps a second amount beside each; a line chart years, amounts and perhaps
    whose they are; a map places and perhaps amounts, without which they are marked; a network two ends and a weight.
    """

    kind: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueryFile:
    """A query with what its header says; texts by language. `source` is how messages name it.

    `topic` is what it is about, '' if none; `example` is the beginning of the result on `examples/`, as a table.
    """

    name: str
    source: str
    text: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    view: View | None = None
    topic: str = ""
    example: str = ""

    def title(self, language: str) -> str:
        """The title in that language, or else in any that the header has, or else the name."""
        return self.titles.get(language) or next(iter(self.titles.values()), self.name)

    def description(self, language: str) -> str:
        """The description in that language, or else in any that the header has, or else nothing."""
        return self.descriptions.get(language) or next(iter(self.descriptions.values()), "")

    def with_defaults(self, values: Mapping[str, str]) -> QueryFile:
        """The query with other defaults, by the parameter's name, where the mapping has any."""
        parameters = (replace(each, default=values.get(each.name, each.default)) for each in self.parameters)
        return replace(self, parameters=tuple(parameters))


def parse_query(text: str, source: str) -> QueryFile:
    """A query with its header: the comment lines before anything else. A query without a header has no parameters.

    Raises InputError, with file and line, for a parameter that cannot be read.

    >>> query = parse_query('# title@en: Titles\\n# parameter: lang lang "fi" "language"@en\\nSELECT ...', "titles.rq")
    >>> query.name, query.title("fi"), query.parameters[0].default
    ('titles', 'Titles', 'fi')
    """
    texts: dict[str, dict[str, str]] = {"title": {}, "description": {}}
    parameters: dict[str, Parameter] = {}
    view = None
    header = list(_header(text, source))
    for place, line in header:
        described = _TEXT.fullmatch(line)
        if described:
            texts[described["what"]][described["language"]] = _with_headings(described["text"], described["language"])
        if re.match(r"#\s*parameter:", line):
            parameter = _parameter(line, place)
            if parameter.name in parameters:
                raise InputError(f"{place}: the parameter {parameter.name} is declared twice")
            parameters[parameter.name] = parameter
        view = _view(line, place) or view
    return QueryFile(
        name=Path(source).stem,
        source=source,
        text=text,
        titles=texts["title"],
        descriptions=texts["description"],
        parameters=tuple(parameters.values()),
        view=view,
        topic=next((found[1] for _, line in header if (found := _TOPIC.fullmatch(line))), ""),
        example=_example(line for _, line in header),
    )


def _with_headings(text: str, language: str) -> str:
    """A text with the headings of columns that it names in braces, by variable: `{known}`."""
    return re.sub(r"{(\w+)}", lambda found: column_names().get(found[1], {}).get(language, found[0]), text)


def _header(text: str, source: str) -> Iterator[tuple[str, str]]:
    """The lines of the header, each with its place: `file:line`."""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            return
        yield f"{source}:{number}", stripped


def _parameter(line: str, place: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    labels = list(_LABEL.finditer(match["labels"])) if match else []
    if match is None or "".join(label[0] for label in labels) != match["labels"].rstrip():
        raise InputError(
            f'{place}: a parameter is declared as: # parameter: NAME TYPE "DEFAULT" "label"@en; this line is not'
        )
    if match["type"] not in TYPES:
        raise InputError(f"{place}: no parameter can be a {match['type']!r}; there are {', '.join(TYPES)}")
    default = match["default"]
    by_language = {label["language"]: _unescape(label["label"]) for label in labels}
    return Parameter(match["name"], match["type"], None if default is None else _unescape(default), by_language)


def _view(line: str, place: str) -> View | None:
    if not re.match(r"#\s*(chart|map|network):", line):
        return None
    match = _VIEW.fullmatch(line)
    if match is None:
        raise InputError(f"{place}: a view is declared as: # chart: bar ?x ?y, # map: ?place ?value or # network: ...")
    return View(match["chart"] or match["kind"], tuple(match["columns"].replace("?", "").split()))


def _example(header: Iterable[str]) -> str:
    """The lines after `# example:`, which begin with a hash and three spaces."""
    after = dropwhile(lambda line: not _EXAMPLE.fullmatch(line), header)
    block = takewhile(lambda line: line.startswith("#   "), islice(after, 1, None))
    return "".join(f"{line[4:]}\n" for line in block)


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def read_query(path: Path, source: str | None = None) -> QueryFile:
    """The query in a file; raises InputError where it is no text that can be read, or its header is malformed."""
    try:
        return parse_query(path.read_text(encoding="utf-8"), source or str(path))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not text in UTF-8") from error


def catalogue() -> tuple[QueryFile, ...]:
    """The queries that come with esrgraph, by name."""
    return tuple(read_query(path, path.name) for path in resources("sparql/queries", ".rq"))


def by_topic(queries: Iterable[QueryFile], language: str) -> Mapping[str, list[QueryFile]]:
    """The queries by topic, those of none last, under ''; within a topic by their title in a language."""
    topics: dict[str, list[QueryFile]] = {name: [] for name in (*topic_names(), "")}
    for query in sorted(queries, key=lambda query: query.title(language).casefold()):
        topics[query.topic if query.topic in topics else ""].append(query)
    return {name: found for name, found in topics.items() if found}


def topic_names() -> Mapping[str, Mapping[str, str]]:
    """What the topics of the catalogue are called, by language, in the order in which they are listed."""
    return _names("topics.toml")


def column_names() -> Mapping[str, Mapping[str, str]]:
    """What the columns of the catalogue's results are called for people, by variable and language."""
    return _names("columns.toml")


@cache
def _names(file: str) -> Mapping[str, Mapping[str, str]]:
    path = resource("sparql", "queries", file)
    names: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return names


def find_query(name_or_path: str) -> QueryFile:
    """A query of the catalogue by its name, or of one's own by its file; a path is what ends in .rq or has a slash.

    Raises InputError where there is neither.
    """
    queries = {query.name: query for query in catalogue()}
    if name_or_path in queries:
        return queries[name_or_path]
    path = Path(name_or_path)
    if path.is_file():
        return read_query(path)
    raise InputError(
        f"No query of the catalogue is called {name_or_path!r}, and there is no such file; the catalogue has:"
        + "".join(f"\n  {name}" for name in queries)
    )


def listing(queries: Iterable[QueryFile], language: str) -> str:
    """The catalogue as text, by topic: name and title of each query, and under them its parameters as given."""
    lines = []
    for topic, members in by_topic(queries, language).items():
        lines += ["", topic_names()[topic][language]] if topic else [""]
        for query in members:
            lines.append(f"{query.name:<34}{query.title(language)}")
            for each in query.parameters:
                shown = f"-p {each.name}={shlex.quote(each.default or '')}"
                lines.append(f"    {shown:<42}  {each.labels.get(language, '')} ({each.type})")
    return "\n".join(lines[1:])
