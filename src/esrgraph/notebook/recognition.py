"""A text to the target groups in it, by esrgraph's patterns or by own ones."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from os import PathLike
from pathlib import Path

from esrgraph.errors import InputError, require_type
from esrgraph.language.detect import language_of
from esrgraph.linking.targetgroups import annotate
from esrgraph.linking.targetgroups.lexicon.patterns import OWN_FILE
from esrgraph.notebook.frame import Frame
from esrgraph.record import Annotation
from esrgraph.runtime.child import Child, Loss

_COLUMNS = ("concept", "text", "start", "end", "rule", "reason")
_SECONDS = 120.0
"""Of the processor, for reading the patterns and the text."""


def recognise(text: str, *, patterns: str | PathLike[str] | None = None) -> Frame:
    """The target groups that a text in Finnish or Swedish names, and what was turned down: that has a `reason`.

    `patterns` is a file in the form of `ontology/schemes/target-group-patterns.toml`; it is read in a process of its
    own. Raises InputError where there is no such file, SchemeError with line and remedy where it has a mistake.

    >>> recognise("Hankkeen kohderyhm\u00e4n\u00e4 ovat opettajat").column("concept")
    ['teaching-staff']
    """
    require_type(text, str, "text", "describe_page reads the bytes of a page")
    found = annotate(text, language_of(text)) if patterns is None else _in_own_process(text, Path(patterns))
    named = [(each.concept, each.text, each.start, each.end, each.rule, None) for each in found.mentions]
    others = [(each.concept, each.text, each.start, each.end, each.rule, each.reason) for each in found.suppressed]
    return Frame("target groups", _COLUMNS, (*named, *others))


def _in_own_process(text: str, patterns: Path) -> Annotation:
    if not patterns.is_file():
        raise InputError(f"There is no pattern file {patterns}; begin with a copy of target-group-patterns.toml")
    with closing(Child(_SECONDS)) as child:
        (found,) = child.map(partial(_annotated, patterns), [text])
    if isinstance(found, Loss):
        raise InputError(f"The text {found.reason} with the patterns of {patterns}; give a shorter one")
    return found


def _annotated(patterns: Path, text: str) -> Annotation:
    OWN_FILE.set(patterns)
    return annotate(text, language_of(text))
