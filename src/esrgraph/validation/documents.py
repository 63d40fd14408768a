"""Documents that are not used to findings on them, so that a page that is missing shows in every report."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import quote

from esrgraph.ingest.outcomes import Unused
from esrgraph.ingest.source_lines import Place
from esrgraph.language import LANGUAGES
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.validation.findings import Check, Finding, Level, Shape, ValidationResult
from esrgraph.validation.wording import told

REJECTED, SKIPPED = "ESR-D-001", "ESR-D-002"
_SHAPES = NAMESPACES["essh"]
_COMPONENT = f"{_SHAPES}ReadingConstraintComponent"
_ENGINE = "reading"
_FEW = 5


@cache
def document_rules() -> Mapping[str, Shape]:
    """The rules on documents by code."""
    rules = tomllib.loads((Path(__file__).parent / "documents.toml").read_text(encoding="utf-8"))
    return {
        code: Shape(f"{_SHAPES}{code}", code, Level(each["severity"]), each["message"], each["remedy"], each["why"])
        for code, each in rules.items()
    }


def unused_findings(unused: Iterable[Unused], iris: Iris) -> Iterator[Finding]:
    """A finding on each document that is rejected, and on each file that is skipped with a remedy.

    Records of a container are one finding for each reason where they are rejected, and none where they are skipped: a
    crawl has a million pages that nobody meant for projects'. More than a few files of a folder that are skipped for
    one reason are one finding, too, as the pictures that a browser saves beside a page.
    """
    alike: defaultdict[tuple[str, str, str], list[Unused]] = defaultdict(list)
    for each in unused:
        if each.outcome == "rejected":
            yield _finding(each.name, each.reason, document_rules()[REJECTED], iris)
        elif each.remedy and each.count is None:
            alike[each.name.rpartition("/")[0], each.message, each.remedy].append(each)
    for (folder, *_), files in alike.items():
        if len(files) > _FEW and folder:
            reason = f"{len(files)} files: {files[0].reason}"
            yield _finding(f"{folder}/", reason, document_rules()[SKIPPED], iris)
        else:
            yield from (_finding(each.name, each.reason, document_rules()[SKIPPED], iris) for each in files)


def _finding(name: str, reason: str, shape: Shape, iris: Iris) -> Finding:
    """It is identified by rule and document, whatever the reason is."""
    focus = f"<{iris.base}report/document#{quote(name, safe='-._~/')}>"
    return Finding(
        ValidationResult(focus, "", "", _COMPONENT, shape.severity, shape.iri, shape.code),
        shape,
        Place(name),
        details={language: told(reason, language) for language in LANGUAGES},
    )


def checks_of_documents(documents: int, unused: Sequence[Unused]) -> Iterator[Check]:
    """On how many documents each rule was checked; nothing where no documents were read."""
    skipped = sum(each.count or 1 for each in unused if each.outcome == "skipped")
    if documents:
        yield Check(REJECTED, documents, _ENGINE)
        yield Check(SKIPPED, documents + skipped, _ENGINE)
