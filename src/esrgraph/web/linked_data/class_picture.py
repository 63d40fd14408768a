"""The core of the ontology as a picture: its classes as boxes, the properties between them as arrows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from esrgraph.rdf.ontology import Ontology, Term
from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.rdf.vocabulary import Esr

WIDTH, HEIGHT = 920, 500
_BOX = (170, 40)
_PLACES = {
    "Organisation": (10, 40),
    "Participation": (10, 170),
    "Authority": (10, 300),
    "Project": (350, 190),
    "SpecificObjective": (200, 400),
    "PriorityAxis": (460, 440),
    "Municipality": (740, 10),
    "SubRegion": (740, 90),
    "Region": (740, 170),
    "MajorRegion": (740, 250),
    "TargetGroup": (740, 330),
    "SustainabilityAssessment": (740, 440),
}
"""Where the boxes of the classes stand: their left upper corners, in units of the picture."""
_NARROWER = (
    ("Municipality", "SubRegion"),
    ("SubRegion", "Region"),
    ("Region", "MajorRegion"),
    ("SpecificObjective", "PriorityAxis"),
)
"""Classes whose things have a skos:broader of another class."""
_NEAR_END = 0.58
"""So far along an arrow stands its label: the ends are farther apart than the beginnings."""


@dataclass(frozen=True, slots=True)
class ClassBox:
    """A class with the place of its box."""

    term: Term
    x: int
    y: int
    width: int = _BOX[0]
    height: int = _BOX[1]


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one box to another, with the properties that lead so; none for skos:broader."""

    x1: float
    y1: float
    x2: float
    y2: float
    properties: tuple[Term, ...]

    @property
    def label_at(self) -> tuple[float, float]:
        """Where the label of the arrow has its middle."""
        return self.x1 + (self.x2 - self.x1) * _NEAR_END, self.y1 + (self.y2 - self.y1) * _NEAR_END


@dataclass(frozen=True, slots=True)
class ClassPicture:
    """Boxes and arrows, in a picture of `width` and `height`."""

    boxes: tuple[ClassBox, ...]
    arrows: tuple[Arrow, ...]
    width: int = WIDTH
    height: int = HEIGHT


def class_picture(ontology: Ontology) -> ClassPicture:
    """The classes that have a place, and every property from one to another that is not a kind of another property."""
    boxes = {name: ClassBox(ontology.by_iri[f"{Esr.NAMESPACE}{name}"], x, y) for name, (x, y) in _PLACES.items()}
    between: defaultdict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in ontology.terms:
        is_kind = any(predicate == f"{NAMESPACES['rdfs']}subPropertyOf" for predicate, _ in term.relations)
        for one, two in product(term.domains, term.ranges):
            pair = one.removeprefix(Esr.NAMESPACE), two.removeprefix(Esr.NAMESPACE)
            if term.module == "esr" and not is_kind and boxes.keys() >= set(pair):
                between[pair].append(term)
    broader: Mapping[tuple[str, str], list[Term]] = {pair: [] for pair in _NARROWER}
    arrows = (_arrow(boxes[one], boxes[two], tuple(terms)) for (one, two), terms in {**broader, **between}.items())
    return ClassPicture(tuple(boxes.values()), tuple(arrows))


def _arrow(one: ClassBox, two: ClassBox, properties: tuple[Term, ...]) -> Arrow:
    """From the side of one box that looks at the other to the side of that which looks back."""
    across, down = two.x - one.x, two.y - one.y
    if abs(across) >= one.width:
        right = across > 0
        x1, x2 = (one.x + one.width, two.x) if right else (one.x, two.x + two.width)
        return Arrow(x1, one.y + one.height / 2, x2, two.y + two.height / 2, properties)
    y1, y2 = (one.y + one.height, two.y) if down > 0 else (one.y, two.y + two.height)
    return Arrow(one.x + one.width / 2, y1, two.x + two.width / 2, y2, properties)
