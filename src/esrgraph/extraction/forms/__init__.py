"""The forms that pages have, one module a programme period."""

from esrgraph.extraction.forms.esf2014 import ESF2014

FORMS = (ESF2014,)
