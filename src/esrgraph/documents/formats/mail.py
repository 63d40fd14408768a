"""A page saved as a web archive (MHTML), or sent as a message (.eml) -> the lines of the part that holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from esrgraph.documents.formats.format import Format, Reading
from esrgraph.documents.formats.html import html_lines
from esrgraph.documents.formats.text import text_lines
from esrgraph.errors import UnreadablePage

_HEADER = rb"(?:[\w-]{1,60}:.*\r?\n(?:[ \t].*\r?\n){0,60}){1,60}"
_OF_MESSAGE = re.compile(
    rb"^(?:mime-version:|content-type:\s*(?:multipart|text)/|snapshot-content-location:|from: \"?<?saved by)",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_CODE = re.compile(r"koodi", re.IGNORECASE)
"""What the part with the page has, and the frames and advertisements around it have not."""


def mail_lines(content: bytes) -> Reading:
    """The lines of the page in a message, numbered in its part, and of a web archive its address and day.

    Raises `UnreadablePage` where no part is text or HTML. The day on which a message was sent says nothing of its page.
    """
    try:
        message = message_from_bytes(content)
        parts, url, day = list(_readings(message)), _saved_from(message), _sent(message)
    except (MessageError, LookupError, ValueError, RecursionError) as error:
        raise UnreadablePage("The message cannot be read", remedy="Save the page as text, HTML or PDF") from error
    if not parts:
        raise UnreadablePage("The message holds no text or HTML", remedy="Save the page as text, HTML or PDF")
    found = next((part for part in parts if any(_CODE.search(line.text) for line in part.lines)), parts[0])
    return Reading(found.lines, url or found.url, day if url else None)


def _readings(message: Message) -> Iterator[Reading]:
    """What each part shows that is HTML, and after them each that is text."""
    for kind, read in (("text/html", html_lines), ("application/xhtml+xml", html_lines), ("text/plain", text_lines)):
        for part in message.walk():
            payload = part.get_payload(decode=True) if part.get_content_type() == kind else None
            if isinstance(payload, bytes) and payload.strip():
                try:
                    yield read(payload)
                except UnreadablePage:
                    continue


def _saved_from(message: Message) -> str | None:
    names = ("Snapshot-Content-Location", "Content-Location")
    found = (_header(part[name]) for part in message.walk() for name in names if part[name])
    return next((address for address in found if _ADDRESS.fullmatch(address)), None)


def _header(value: object) -> str:
    """The text of a header, put together again that was broken over lines, or written in another alphabet."""
    return "".join(str(make_header(decode_header(str(value)))).split())


def _sent(message: Message) -> date | None:
    try:
        return parsedate_to_datetime(str(message["Date"])).date() if message["Date"] else None
    except ValueError:
        return None


def _is_mail(content: bytes) -> bool:
    head = content[:4096]
    begins = re.match(_HEADER, head.removeprefix(b"\r\n"))
    return bool(begins and _OF_MESSAGE.search(begins[0]))


MAIL = Format("mail", "message/rfc822", (".mhtml", ".mht"), _is_mail, mail_lines, is_legible=False)
"""A file called `.eml` may be any message, so its name does not say that it is a page."""
