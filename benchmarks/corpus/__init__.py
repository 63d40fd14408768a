"""A seed to any number of fictional project pages in the source's template, a known share of them with a known error.

>>> from benchmarks.corpus import errors_of, pages
>>> name, text = next(pages(1, seed=1))
>>> name
'000/S40000.txt'
>>> errors_of(1, 0, errors=0.0) is None
True
"""

from benchmarks.corpus.faults import KINDS
from benchmarks.corpus.page import Page, errors_of, page, pages
from benchmarks.corpus.project import MOST_PAGES

__all__ = ["KINDS", "MOST_PAGES", "Page", "errors_of", "page", "pages"]
