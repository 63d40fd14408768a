"""The forms that pages have, one module a programme period."""

from functools import lru_cache

from esrgraph.documents.page import Line
from esrgraph.extraction.form import Form, fold_label
from esrgraph.extraction.forms.esf2007 import ESF2007, ESF2007_TECHNICAL_ASSISTANCE
from esrgraph.extraction.forms.esf2014 import ESF2014

FORMS = (ESF2014, ESF2007, ESF2007_TECHNICAL_ASSISTANCE)
_LONGEST = 30
"""No label of a project code has so many characters, spaced out as it may be."""


@lru_cache(maxsize=2)  # asked for by everyone who reads a page
def forms_of(lines: tuple[Line, ...]) -> tuple[Form, ...]:
    """The forms that a page may have, by the label of its project code; none where it lacks that."""
    heads = (line.text[:_LONGEST] for line in lines if line.text)
    texts = [fold_label(head) for head in heads if "koodi" in head.casefold()]
    return tuple(form for form in FORMS if any(text.startswith(form.code_label) for text in texts))
