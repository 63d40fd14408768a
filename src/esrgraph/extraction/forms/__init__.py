"""The forms that pages have, one module a programme period."""

from esrgraph.extraction.forms.esf2007 import ESF2007
from esrgraph.extraction.forms.esf2014 import ESF2014

FORMS = (ESF2014,)
UNSUPPORTED = (ESF2007,)
"""Forms whose pages are recognised, and not read."""
