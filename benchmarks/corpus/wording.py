"""The facts of a project to its name and its prose, in Finnish or Swedish."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from benchmarks.corpus.data import rows
from benchmarks.corpus.draw import Draw
from benchmarks.corpus.project import Facts, themes
from benchmarks.corpus.prose import Context, Grammar, Template, fill, paragraph, sentence
from esrgraph.extraction.forms.esf2014 import CRITERIA

_GROUPS = 3
_CASES = ("nom", "gen", "part", "all", "sv")
_TITLES = ("{} – {}", "{}: {}", "{} - {}", '"{}", {}', "{} ({})", "{} = {}", "{} @ {}", "{}", "{1}")
"""The short name and the explanation: now and then with marks that are not names' own."""
_SHAPES = {
    "well-being": 0.5,
    "social-and-cultural-equality": 0.7,
    "gender-equality": 0.9,
    "intangible-products-and-services": 0.9,
    "local-economy": 1,
    "natura-2000": 12,
    "biodiversity": 8,
    "water-soil-and-air": 6,
    "cultural-environment": 4,
}
"""How rare high scores are, by criterion; 3 where nothing is said."""


class Wording:
    """Everything that a page says in free words; repeatable where it is asked for in the same order."""

    def __init__(self, facts: Facts, draw: Draw) -> None:
        self._facts = facts
        self._draw = draw
        self._grammar = _grammar("swedish" if facts.swedish else "finnish")
        self._context = self._context_of(facts)

    def _context_of(self, facts: Facts) -> Context:
        theme = themes()[facts.theme.number]
        short = _short_name(self._grammar, self._draw)
        named = {
            "kort": short,
            "nimi": f"{short} -" if " " in short else f"{short}-",
            "hakija": facts.applicant.name,
            "kumppani": self._draw.one(facts.partners).name if facts.partners else "ohjausryhmä",
            "paikka": facts.regions[0].genitive,
            "seutu": facts.places[0].sub_region,
            "alku": str(facts.start.year),
            "loppu": str(facts.end.year),
            "osallistujia": str(facts.persons or facts.companies[0]),
        }
        topic = zip(("aihe.gen", "aihe.part", "aihe.ela", "aihe.sv"), theme["topic"], strict=True)
        direct, indirect = (_chosen(theme[part], self._draw) for part in ("direct", "indirect"))
        return named | dict(topic) | _cases("g", direct) | _cases("v", indirect)

    def _paragraph(self, templates: list[Template], count: int) -> str:
        return paragraph(templates, count, self._draw, self._context)

    def title(self) -> str:
        """The project's name: the short one, or with an explanation, or the explanation alone."""
        explained = fill(self._draw.one(self._grammar["title"]["explained"]), self._draw, self._context)
        style = self._draw.one(
            ("{} – {}", "{}: {}", "{} - {}", '"{}", {}', "{} ({})", "{} = {}", "{} @ {}", "{}", "{1}")
        )
        name = style.format(self._context["kort"], explained)
        return name[0].upper() + name[1:]

    def summary(self) -> str:
        """Some paragraphs and a list of work packages."""
        templates, length = self._grammar["summary"], self._draw.skewed(0, 5, 1.4)
        parts = [
            self._paragraph(templates["background"], 4 + length),
            self._paragraph(templates["goals"], 4 + length),
            self._packages(2 + length // 2),
            self._paragraph(templates["methods"], 5 + 2 * length),
            self._methods_of_theme(2 + length),
            self._paragraph(templates["partners" if self._facts.partners else "alone"], 1 + length // 2),
            self._paragraph(self._grammar["arrangements"]["sentences"], 2 + length),
            self._paragraph(templates["results"], 4 + length),
            self._paragraph(templates["spread"], 1 + length // 2),
        ]
        return "\n\n".join(part for part in parts if part)

    def _methods_of_theme(self, count: int) -> str:
        return "" if self._facts.swedish else self._paragraph(_sentences_of_theme(self._facts.theme.number), count)

    def _packages(self, count: int) -> str:
        templates, draw = self._grammar["summary"], self._draw
        lines = [fill(draw.one(templates["packages"]), draw, self._context)]
        style = draw.one(("{}. {}", "TP{}: {}", "Tp {} {}", "{}) {}"))
        for number, package in enumerate(draw.some(templates["package"], count), start=1):
            lines.append(style.format(number, sentence(package, draw, self._context)))
            lines.append(self._paragraph(templates["package_work"], draw.between(2, 5)))
        return "\n".join(lines)

    def groups(self, part: str) -> str:
        """The direct or the indirect target groups, by the name of the grammar's section."""
        templates, draw = self._grammar[part], self._draw
        text = sentence(draw.one(templates["sentences"]), draw, self._context)
        more = self._paragraph(templates["more"], draw.between(1, 4))
        return f"{text}\n\n{more}" if "\n" in text or draw.chance(0.3) else f"{text} {more}"

    def answer(self, question: str, share: float) -> tuple[str, str]:
        """Yes in that share of cases, or no, and the statement to it."""
        yes = self._draw.chance(share)
        templates = self._grammar["gender"][question]["yes" if yes else "no"]
        return "Kyllä" if yes else "Ei", self._paragraph(templates, self._draw.between(1, 3))

    def sustainability(self) -> str:
        """The lines of section 8.2."""
        draw, lines = self._draw, []
        for dimension, criteria in CRITERIA.items():
            lines.append(dimension)
            for notation, words in criteria.items():
                direct = int(10.999 * draw.unit() ** _SHAPES.get(notation, 3))
                indirect = max(0, min(10, direct + draw.between(-2, 2))) if direct else 0
                lines.append(f"{words} {direct} {indirect}")
                lines.append(self._impact(notation) if direct or indirect else self._no_impact())
        return "\n".join(lines)

    def _impact(self, notation: str) -> str:
        templates, more = self._grammar["criteria"], self._draw.between(0, 2)
        if self._facts.swedish:
            return self._paragraph(templates["some"], 1 + more)
        text = self._paragraph(templates[notation], 1)
        return f"{text} {self._paragraph(templates['further'], more)}" if more else text

    def _no_impact(self) -> str:
        return self._paragraph(self._grammar["criteria"]["none"], 1)

    def report(self) -> str:
        """The final report's summary, in one to three paragraphs."""
        chosen = self._draw.some(self._grammar["report"]["sentences"], self._draw.between(4, 15))
        texts = [sentence(each, self._draw, self._context) for each in chosen]
        return "\n\n".join(" ".join(texts[start : start + 5]) for start in range(0, len(texts), 5))


@cache
def _grammar(language: str) -> Grammar:
    return Grammar(language)


@cache
def _sentences_of_theme(number: int) -> list[Template]:
    return _grammar("finnish").templates(themes()[number]["sentences"])


@cache
def _groups() -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    for row in rows("groups"):
        found[row["concept"]].append(row)
    return dict(found)


def _chosen(concepts: list[str], draw: Draw) -> list[dict[str, str]]:
    """Different target groups out of these concepts."""
    return [draw.one(_groups()[concept]) for concept in draw.some(concepts, _GROUPS)]


def _cases(letter: str, groups: list[dict[str, str]]) -> dict[str, str]:
    """Target groups in every case: `g1.nom`, `g1.gen` ..."""
    return {f"{letter}{number}.{case}": row[case] for number, row in enumerate(groups, start=1) for case in _CASES}


def _short_name(grammar: Grammar, draw: Draw) -> str:
    words = {name: [text for text, _ in templates] for name, templates in grammar["title"].items()}
    first, second = draw.one(words["first"]), draw.one(words["second"])
    styles = [f"{first}{second}", f"{first}{second} 2.0", f"{first}{second} {draw.between(2, 9)}"]
    if "adjective" in words:
        styles.append(f"{draw.one(words['adjective'])} {second}")
        styles.append("".join(draw.some(words["syllables"], draw.between(2, 3))))
    return draw.one([styles[0], *styles])
