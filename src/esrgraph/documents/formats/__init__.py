"""The formats that pages come in: what stands in this table is read, from folders and archives too."""

from esrgraph.documents.formats.format import Format
from esrgraph.documents.formats.html import HTML
from esrgraph.documents.formats.mail import MAIL
from esrgraph.documents.formats.markdown import MARKDOWN
from esrgraph.documents.formats.office import DOCX, ODT
from esrgraph.documents.formats.pdf import PDF
from esrgraph.documents.formats.rtf import RTF
from esrgraph.documents.formats.text import TEXT

FORMATS: tuple[Format, ...] = (PDF, DOCX, ODT, RTF, MAIL, MARKDOWN, HTML, TEXT)
"""In the order in which a file is tried against them."""

BY_NAME = {each.name: each for each in FORMATS}
