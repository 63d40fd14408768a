"""The fields of a request: those of its address, and of the form that it posts."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from esrgraph.web.http.problems import Refusal

FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 1000


async def read_fields(request: Request, most: int) -> dict[str, str]:
    """The fields by name, of those with one name the last; a body has at most so many bytes.

    Raises Refusal: 400 for what is not UTF-8 or does not come whole, 413 for a body that is too long, 415 for one that
    is no form.
    """
    fields = _parse(request.scope["query_string"])
    if request.method == "POST":
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != FORM:
            raise Refusal(415, f"The body's type is {media or 'none'}; send {FORM}", headers={"Accept-Post": FORM})
        fields |= _parse(await _body(request, most))
    return fields


async def _body(request: Request, most: int) -> bytes:
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > most:
                raise Refusal(413, f"The body is longer than {most} bytes; send less at once")
    except ClientDisconnect as error:
        raise Refusal(400, "The request has ended before its body has") from error
    return bytes(body)


def _parse(text: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(text.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS))
    except UnicodeDecodeError as error:
        raise Refusal(400, "The fields are not in UTF-8; encode them as UTF-8, and then with percent signs") from error
    except ValueError as error:
        raise Refusal(400, f"There are more than {_MOST_FIELDS} fields") from error
