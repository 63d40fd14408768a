"""How much of a page is kept by whoever holds it? Facts read of facts stated, by format and extractor.

    python -m benchmarks.captures [PAGES...] [--wrong]

Takes the example pages, and those in the folders given, renders each as HTML in four ways that sites and tools have,
puts it through every extractor and converter that is installed here (html2text, markdownify, trafilatura, inscriptis,
justext, bs4, readability, and pypandoc for Markdown, Word, OpenDocument and RTF), and reads what comes out. A fact is
a field with a value; `told` are those that are missing or other, with a finding on the field or its page; `untold` are
the rest, and there should be none. `--wrong` lists them.
"""

from __future__ import annotations

import argparse
import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from esrgraph.documents.page import Page, read_page
from esrgraph.errors import PageError
from esrgraph.extraction.blocks import Blocks
from esrgraph.extraction.form import LABELS, SlotKind
from esrgraph.extraction.forms import FORMS
from esrgraph.extraction.parser import ParsedPage, parse_page
from esrgraph.record import State

EXAMPLES = Path(__file__).parent.parent / "examples"
_HEAD = """<!DOCTYPE html>
<html lang="fi"><head><meta charset="utf-8"><title>Hankkeen kuvaus</title></head><body>
<div class="description">
"""
_SCORED = re.compile(r"(.+?) (\d+) (\d+)")
_PARTNER = re.compile(r"(.+), (\d{7}-\d)")


def rendered(page: Page, labels: str) -> str:
    """A page as HTML; `labels` says how a label and its value are marked up: p, bold, table or dl."""
    blocks = max((Blocks(page.lines, form) for form in FORMS), key=len)
    kinds = {block.position: block.slot.kind for block in blocks}
    parts: list[str] = []
    for position, line in enumerate(page.lines):
        label, _, value = line.text.partition(":")
        if line.text:
            parts.append(_element(line.text, label, value.strip(), kinds.get(position), labels))
    body = "\n".join(parts)
    body = re.sub(r"(?:<tr>.*</tr>\n?)+", lambda rows: f"<table>\n{rows[0].rstrip()}\n</table>\n", body)
    body = body.replace("</ul>\n<ul>", "\n")
    body = re.sub(r"(?:<dt>.*</dd>\n?)+", lambda rows: f"<dl>\n{rows[0].rstrip()}\n</dl>\n", body)
    return f"{_HEAD}{body}\n</div>\n</body></html>\n"


def _element(line: str, label: str, value: str, kind: SlotKind | None, labels: str) -> str:
    text = html.escape(line, quote=False)
    if kind in LABELS and ":" in line:
        label, value = html.escape(label, quote=False), html.escape(value, quote=False)
        if kind is SlotKind.QUESTION or labels == "p":
            return f"<p>{label}: {value}</p>"
        return {
            "bold": f"<p><b>{label}:</b> {value}</p>",
            "table": f"<tr><th>{label}:</th><td>{value}</td></tr>",
            "dl": f"<dt>{label}</dt><dd>{value}</dd>",
        }[labels]
    scores = _SCORED.fullmatch(line) if kind is SlotKind.SCORES else None
    if scores:
        return f"<tr><td>{html.escape(scores[1])}</td><td>{scores[2]}</td><td>{scores[3]}</td></tr>"
    if line == "VälitönVälillinen":
        return "<tr><td></td><th>Välitön</th><th>Välillinen</th></tr>"
    if kind in (SlotKind.HEADING, SlotKind.PROSE) and line[0].isdigit():
        level = 3 if re.match(r"\d\.\d", line) else 2
        return f"<h{level}>{text}</h{level}>"
    partner = _PARTNER.fullmatch(line)
    if partner and labels == "table":
        return f"<tr><td>{html.escape(partner[1])}</td><td>{partner[2]}</td></tr>"
    if partner:
        return f"<ul><li>{text}</li></ul>" if labels == "bold" else f"<div>{text}</div>"
    return f"<p>{text}</p>"


def _html2text(source: str) -> str:
    return str(import_module("html2text").html2text(source))


def _html2text_wide(source: str) -> str:
    reader = import_module("html2text").HTML2Text(bodywidth=0)
    return str(reader.handle(source))


def _markdownify(source: str) -> str:
    return str(import_module("markdownify").markdownify(source))


def _markdownify_atx(source: str) -> str:
    return str(import_module("markdownify").markdownify(source, heading_style="ATX", bullets="-"))


def _trafilatura(source: str) -> str:
    return str(import_module("trafilatura").extract(source) or "")


def _trafilatura_markdown(source: str) -> str:
    return str(
        import_module("trafilatura").extract(
            source, output_format="markdown", include_tables=True, include_formatting=True, favor_recall=True
        )
        or ""
    )


def _inscriptis(source: str) -> str:
    return str(import_module("inscriptis").get_text(source))


def _justext(source: str) -> str:
    justext = import_module("justext")
    paragraphs = justext.justext(source.encode(), justext.get_stoplist("Finnish"))
    return "\n".join(each.text for each in paragraphs if not each.is_boilerplate)


def _get_text(source: str) -> str:
    return str(import_module("bs4").BeautifulSoup(source, "lxml").get_text())


def _get_text_lines(source: str) -> str:
    return str(import_module("bs4").BeautifulSoup(source, "lxml").get_text("\n", strip=True))


def _readability(source: str) -> str:
    return str(import_module("readability").Document(source).summary())


def _pandoc(to: str, *arguments: str) -> Callable[[str], bytes | str]:
    def convert(source: str) -> bytes | str:
        pypandoc = import_module("pypandoc")
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"page.{to}"
            pypandoc.convert_text(
                source, to, format="html", outputfile=str(path), extra_args=["--standalone", *arguments]
            )
            return path.read_bytes()

    return convert


EXTRACTORS: Mapping[str, Callable[[str], bytes | str]] = {
    "html": str,
    "html2text": _html2text,
    "html2text, unwrapped": _html2text_wide,
    "markdownify": _markdownify,
    "markdownify, ATX": _markdownify_atx,
    "trafilatura": _trafilatura,
    "trafilatura, Markdown": _trafilatura_markdown,
    "inscriptis": _inscriptis,
    "jusText": _justext,
    "get_text": _get_text,
    "get_text, by lines": _get_text_lines,
    "readability": _readability,
    "pandoc, Markdown": _pandoc("markdown"),
    "pandoc, gfm": _pandoc("gfm"),
    "pandoc, commonmark": _pandoc("commonmark", "--wrap=none"),
    "pandoc, plain": _pandoc("plain"),
    "pandoc, docx": _pandoc("docx"),
    "pandoc, odt": _pandoc("odt"),
    "pandoc, rtf": _pandoc("rtf"),
}
RENDERINGS = ("p", "bold", "table", "dl")


@dataclass(slots=True)
class Score:
    """Facts of pages that are read as they were stated, that are not and are told, and that are not and untold."""

    stated: int = 0
    kept: int = 0
    told: int = 0
    untold: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def count(self, name: str, stated: Mapping[str, object], content: bytes) -> None:
        """Counts what a page gives, of what it stated."""
        self.stated += len(stated)
        try:
            read = parse_page(read_page(content))
        except PageError as error:
            self.told += len(stated)
            self.reasons.append(f"{name}: {error}")
            return
        found = facts(read)
        findings = {problem.field.replace("criterion.", "sustainability.") for problem in read.problems}
        findings |= {slot.field for form in FORMS for slot in form.slots if slot.key in findings}
        for key, value in stated.items():
            if found.get(key) == value:
                self.kept += 1
            elif _is_told(key, findings):
                self.told += 1
            else:
                self.untold.append(f"{name}: {key}: {value!r} became {found.get(key)!r}")
        for key in found.keys() - stated.keys():
            if not _is_told(key, findings):
                self.untold.append(f"{name}: {key} became {found[key]!r} from nothing")


def _is_told(key: str, findings: set[str]) -> bool:
    return any(key == each or key.startswith((f"{each}.", f"{each}[")) or each == "page" for each in findings)


def facts(read: ParsedPage) -> dict[str, object]:
    """The fields of a page that have a value, prose with single spaces."""
    return {
        name: " ".join(value.split()) if isinstance(value := each.value, str) else value
        for name, each in read.project.fields()
        if each.state is State.STATED and each.value is not None
    }


def pages(folders: list[Path]) -> Iterator[tuple[str, dict[str, object], Page]]:
    """The name, facts and lines of each page that can be read."""
    for folder in (EXAMPLES, *folders):
        for path in sorted(folder.glob("S*")) + sorted(folder.glob("A*")):
            page = read_page(path.read_bytes())
            yield path.name, facts(parse_page(page)), page


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--page", default="")
    options = parser.parse_args()
    found = [each for each in pages(options.folders) if options.page in each[0]]
    print("| held as | labels | facts stated | kept | told | rejected pages | untold |\n|---|---|---|---|---|---|---|")
    for name, extract in EXTRACTORS.items():
        if options.only and options.only != name:
            continue
        for labels in RENDERINGS:
            score = Score()
            for page, stated, whole in found:
                content = extract(rendered(whole, labels))
                score.count(page, stated, content.encode() if isinstance(content, str) else content)
            kept = f"{score.kept} ({score.kept / score.stated:.1%})"
            counts = (score.stated, kept, score.told, len(score.reasons), len(score.untold))
            print(f"| {name} | {labels} | {' | '.join(map(str, counts))} |", flush=True)
            if options.wrong:
                print("\n".join(score.untold + score.reasons))


if __name__ == "__main__":
    main()
