"""A release's validation report to what the pages about quality ask of it: counts, rules, and findings a page at a
time."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from esrgraph.release.tally import TallyLinks
from esrgraph.validation.report.reading import FindingRecord, HeadRecord, ShapeRecord, SummaryRecord, WrittenReport
from esrgraph.validation.scores import QualityScores
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.summary import tally_of
from esrgraph.web.site import Opened

PAGE = 50
"""Findings a page."""
SEVERITIES = ("violation", "warning", "info")
FACETS = ("severity", "code", "authority", "organisation", "objective")
"""What findings are grouped by."""


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """What one code was checked on and what that found; `focus_nodes` is None where it was not checked. `shape` is what
    the report holds of it: severity, and message, remedy and reason by language."""

    code: str
    shape: ShapeRecord
    findings: int
    focus_nodes: int | None


@dataclass(frozen=True, slots=True)
class Head:
    """What a report says before its findings. Empty where a release has no report."""

    release: str
    summary: SummaryRecord
    rules: Mapping[str, RuleFigures]
    notices: Sequence[str]
    incomplete: Sequence[Mapping[str, Any]]
    lists: Sequence[Mapping[str, Any]] = ()
    scores: Sequence[QualityScores] = ()
    """Of this release and of those before it, oldest first."""
    """How far pages and official lists cover each other; nothing where no list is among the sources."""

    def count(self, facet: str, key: str) -> int | None:
        """The findings of a severity or a code; None where that was not checked."""
        if facet == "severity":
            return self.summary["bySeverity"].get(key, 0)
        rule = self.rules.get(key)
        return rule.findings if rule and rule.focus_nodes is not None else None


class Validated:
    """The findings of a release by each of `FACETS`, in the report's order: worst first.

    The file is gone through once; what is kept of a finding are its places in the file, eight bytes for each group.
    Findings about a project go to the applicant, those about an organisation to that organisation.
    """

    def __init__(self, opened: Opened, head: Head) -> None:
        self.head = head
        self._report = WrittenReport(opened.release.validation)
        self._places: Mapping[str, dict[str, array[int]]] = {facet: {} for facet in FACETS}
        self._severities: Mapping[str, defaultdict[str, Counter[str]]] = {
            facet: defaultdict(Counter) for facet in FACETS
        }
        tally = tally_of(opened)
        authorities, applicants, objectives = (
            _first(tally.codes, tally.links[kind]) for kind in ("authority", "applicant", "specific-objective")
        )
        applicants = {project: unquote(key) for project, key in applicants.items()}
        for place, record in self._report.findings():
            project = record["project"] or ""
            kind, key = opened.iris.parse(record["focus"].strip("<>")) or ("", "")
            self._add("severity", record["severity"], place, record)
            self._add("code", record["code"], place, record)
            self._add("authority", authorities.get(project), place, record)
            self._add("objective", objectives.get(project), place, record)
            self._add("organisation", key if kind == "organisation" else applicants.get(project), place, record)

    def _add(self, facet: str, key: str | None, place: int, record: FindingRecord) -> None:
        if key is not None:
            self._places[facet].setdefault(key, array("Q")).append(place)
            self._severities[facet][key][record["severity"]] += 1

    def groups(self, facet: str) -> list[tuple[str, Mapping[str, int]]]:
        """The keys that have findings with their counts by severity, the worst first."""
        counts = self._severities[facet]
        return sorted(counts.items(), key=lambda pair: ([-pair[1][each] for each in SEVERITIES], pair[0]))

    def severities(self, facet: str, key: str) -> Mapping[str, int]:
        """The findings of one key by severity."""
        return self._severities[facet].get(key, {})

    def page(self, facet: str, key: str, number: int) -> list[FindingRecord]:
        """The findings on one page of a key's list, numbered from 1, as the report has them."""
        places = self._places[facet].get(key, ())[(number - 1) * PAGE : number * PAGE]
        return list(self._report.findings_at(places))

    def records(self, facet: str, key: str, asked: Mapping[str, str]) -> list[FindingRecord]:
        """The findings of a key that have the asked values, as of `severity` and `code`, as the report has them."""
        found = self._report.findings_at(self._places[facet].get(key, ()))
        return [each for each in found if all(each[name] == value for name, value in asked.items())]  # type: ignore[literal-required]


@remembered(most=1)
def validated_release(opened: Opened) -> Validated | None:
    """The findings of a release; None where it has no report."""
    head = head_of(opened.release.validation)
    return Validated(opened, head) if head else None


def head_of(path: Path) -> Head | None:
    """What the report at a path says before its findings; None where there is none."""
    if not path.is_file():
        return None
    read = WrittenReport(path).head("release", "summary", "checks", "shapes", "notices", "completeness")
    lacking = [each for each in read["completeness"]["byProperty"] if each["present"] < each["asked"]]
    lists = read["completeness"].get("byList", [])
    return Head(
        read["release"] or "",
        read["summary"],
        _rules(read),
        read["notices"],
        lacking,
        lists,
        WrittenReport(path).scores(),
    )


def _rules(read: HeadRecord) -> dict[str, RuleFigures]:
    """Every rule by code, in the report's order: those with findings first."""
    focus_nodes: Counter[str] = Counter()
    for check in read["checks"]:
        focus_nodes[check["code"]] += check["focusNodes"]
    findings = read["summary"]["byCode"]
    rules = (
        RuleFigures(each["code"], each, findings.get(each["code"], 0), focus_nodes.get(each["code"]))
        for each in read["shapes"]
    )
    return {rule.code: rule for rule in rules}


def _first(codes: Sequence[str], links: TallyLinks) -> dict[str, str]:
    """The thing that each project is linked with; of several, the first."""
    pairs = zip(links.projects.tolist(), links.things.tolist(), strict=True)
    return {codes[project]: links.keys[thing] for project, thing in reversed(list(pairs))}
