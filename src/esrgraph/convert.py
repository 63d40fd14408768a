"""Documents to one stream of quads, with the findings told as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyoxigraph import Quad

from esrgraph.capture import describe_document
from esrgraph.errors import InputError, PageError
from esrgraph.graph import organisations_given, project_quads
from esrgraph.iri import Iris
from esrgraph.organisation import Organisations
from esrgraph.read import read_documents
from esrgraph.record import Problem
from esrgraph.serialize import in_order


class Conversion:
    """A run over documents; `report` is told each finding as one line of text."""

    def __init__(
        self, paths: Iterable[Path], iris: Iris, *, include_contacts: bool, report: Callable[[str], None]
    ) -> None:
        self.iris = iris
        self.projects = 0
        self._documents = read_documents(paths)
        self._include_contacts = include_contacts
        self._report = report

    def quads(self) -> Iterator[Quad]:
        """Every fact of every document, project by project as they come, then the organisations of them all."""
        organisations = Organisations()
        for document in self._documents:
            try:
                described = describe_document(document, include_contacts=self._include_contacts)
            except PageError as error:
                self._report(f"{document.name}: rejected: {error}")
                continue
            self.projects += 1
            for problem in described.problems:
                self._report(located(document.name, problem))
            organisations.add(organisations_given(described, self.iris))
            yield from in_order(project_quads(described, self.iris, include_contacts=self._include_contacts))
        yield from in_order(organisations.quads(self.iris))

    def require_projects(self) -> None:
        """Raises InputError if no document gave a project."""
        if not self.projects:
            raise InputError("None of the documents is a project page that can be used")


def located(name: str, problem: Problem) -> str:
    """A problem as one line, with the place first, as compilers write it.

    >>> from esrgraph.record import Severity
    >>> located("a.txt", Problem(3, "title", "x", "It is gone", "Bring it back", Severity.ERROR))
    'a.txt:3: error: title: It is gone. Bring it back.'
    """
    place = name if problem.line is None else f"{name}:{problem.line}"
    return f"{place}: {problem.severity}: {problem.field}: {problem.message}. {problem.remedy}."
