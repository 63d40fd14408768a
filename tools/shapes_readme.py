"""Writes `shapes/README.md` from the shapes and their fixtures: code, severity, message, remedy and an example of each.

    python tools/shapes_readme.py            rewrites the file
    python tools/shapes_readme.py --check    says whether it is current; exit code 1 if not

The example of a rule is the shortest of the graphs in `tests/validation/shapes/<code>/` that violate it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple

ROOT = Path(__file__).parents[1]
SHAPES = ROOT / "shapes"
FIXTURES = ROOT / "tests" / "validation" / "shapes"
README = SHAPES / "README.md"
SHACL = "http://www.w3.org/ns/shacl#"
TERMS = "https://w3id.org/esrgraph/shapes#"
SEVERITIES = ("Violation", "Warning", "Info")

INTRODUCTION = """\
# Shapes

What a complete and consistent project is, in [SHACL](https://www.w3.org/TR/shacl/). Each file below is about one
subject. Every property shape states one constraint and has a stable code, a message, a remedy and a reason, all three
in Finnish, Swedish and English; the English ones are shown here. `{value}` stands for the value that was found.

- **Violation**: a fact is missing that every project must have, or is wrong.
- **Warning**: a fact is doubtful, or missing though a reader would expect it.
- **Info**: nothing is lost; worth a look when there is time.

A field that the page has in an unreadable form, or under a lost label, or that a cut-off page does not come to, is
found once: by the rule for that problem in [reading.ttl](../shapes/reading.ttl), not again by the rule that asks for
the field.
Rules marked † look across projects and are run once over all of them; the others need one project and the schemes.
Every `sh:select` binds `$this` itself, so it can also be run once over all projects.

Examples are graphs in `tests/validation/shapes/`: each code has some that conform and some that violate it. A line
`# expect: <focus node> value` in one that violates it says what is found. `tests/validation/test_shapes.py` holds
all of them, and this file, which `tools/shapes_readme.py` generates.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One property shape as the table shows it."""

    code: str
    severity: str
    message: str
    remedy: str
    across: bool

    @property
    def example(self) -> Path:
        """The shortest fixture that violates it; without one, the program ends and says so."""
        fixtures = sorted((FIXTURES / self.code).glob("violates-*.ttl"))
        if not fixtures:
            sys.exit(f"{self.code} has no example: write {FIXTURES.relative_to(ROOT) / self.code}/violates-NAME.ttl")
        return min(fixtures, key=lambda path: path.stat().st_size)

    def row(self) -> str:
        """The row of the table."""
        link = f"[{self.example.stem.removeprefix('violates-')}](../{self.example.relative_to(ROOT).as_posix()})"
        code = f"{self.code}{' †' if self.across else ''}"
        return f"| {code} | {self.severity} | {self.message} | {self.remedy} | {link} |"


def rules(path: Path) -> list[Rule]:
    """The rules in a file of shapes, in the order of their codes."""
    store = Store()
    store.load(path=path, format=RdfFormat.TURTLE)
    coded = store.quads_for_pattern(None, NamedNode(f"{TERMS}code"), None)
    return sorted((_rule(store, quad.subject) for quad in coded), key=lambda rule: rule.code)


def _rule(store: Store, shape: NamedNode | BlankNode | Triple) -> Rule:
    def value(term: str, language: str | None = None) -> str:
        quads = store.quads_for_pattern(shape, NamedNode(term), None)
        objects = [quad.object for quad in quads]
        texts = [each for each in objects if not isinstance(each, Literal) or each.language == language]
        return texts[0].value if texts else ""  # type: ignore[union-attr]

    return Rule(
        code=value(f"{TERMS}code"),
        severity=value(f"{SHACL}severity").removeprefix(SHACL),
        message=value(f"{SHACL}message", "en"),
        remedy=value(f"{TERMS}remedy", "en"),
        across=value(f"{TERMS}scope") == "corpus",
    )


def subject(path: Path) -> str:
    """The comment at the top of a file of shapes, as one paragraph."""
    lines = path.read_text("utf-8").splitlines()
    return " ".join(line.removeprefix("# ") for line in lines[: lines.index("")])


def readme() -> str:
    """The whole text."""
    files = {path: rules(path) for path in sorted(SHAPES.glob("*.ttl"))}
    return "\n".join([INTRODUCTION, *_summary(files), *_sections(files)])


def _summary(files: dict[Path, list[Rule]]) -> Iterator[str]:
    yield "| file | rules | " + " | ".join(SEVERITIES) + " |"
    yield "|---|---|---|---|---|"
    for path, found in files.items():
        if found:
            counts = [str(sum(rule.severity == severity for rule in found)) for severity in SEVERITIES]
            yield f"| [{path.name}](#{path.name.replace('.', '')}) | {len(found)} | " + " | ".join(counts) + " |"
    every = [rule for found in files.values() for rule in found]
    counts = [str(sum(rule.severity == severity for rule in every)) for severity in SEVERITIES]
    yield f"| together | {len(every)} | " + " | ".join(counts) + " |\n"


def _sections(files: dict[Path, list[Rule]]) -> Iterator[str]:
    for path, found in files.items():
        if found:
            yield f"## {path.name}\n\n{subject(path)}\n"
            yield "| code | severity | message | remedy | example |\n|---|---|---|---|---|"
            yield "\n".join(rule.row() for rule in found) + "\n"


def main(arguments: list[str]) -> int:
    """The exit code: 1 where `--check` finds that the file is not current."""
    parser = argparse.ArgumentParser(description="Write shapes/README.md from the shapes and their fixtures.")
    parser.add_argument("--check", action="store_true", help="change nothing, say whether the file is current")
    options = parser.parse_args(arguments)
    text = readme()
    if not options.check:
        README.write_text(text, "utf-8")
        return 0
    if README.is_file() and README.read_text("utf-8") == text:
        return 0
    print(f"{README} is not current: run python tools/shapes_readme.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
