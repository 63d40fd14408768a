"""Every exception that the package raises on purpose, as one tree."""

from __future__ import annotations

import errno
from pathlib import PurePath


class EsrgraphError(Exception):
    """The root: catch it to catch whatever esrgraph raises on purpose."""


class PageError(EsrgraphError):
    """A document cannot be used at all; `remedy` says what its owner can do, `is_page` whether it may be a page.

    >>> str(PageError("The file is empty", remedy="Capture the page again"))
    'The file is empty. Capture the page again.'
    """

    def __init__(self, message: str, *, remedy: str, is_page: bool = True) -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy
        self.is_page = is_page

    def __str__(self) -> str:
        return f"{self.message}. {self.remedy}."


class UnreadablePage(PageError):
    """The bytes are no text, HTML or PDF that can be read."""


class ForeignPage(PageError):
    """The document is no project page of the structural-funds service."""


class SeveralPages(PageError):
    """The document holds several pages: one was asked for, or they cannot be told apart."""


class InputError(EsrgraphError):
    """A path, archive or IRI that the caller gave cannot be used."""


class DamagedDocument(InputError):
    """What holds a document is damaged, so that its bytes cannot be had; other documents are not affected.

    >>> str(DamagedDocument("a.zip/a.txt is damaged", remedy="Make the archive again"))
    'a.zip/a.txt is damaged. Make the archive again.'
    """

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}. {self.remedy}."


class ParameterError(InputError):
    """The value of a query's parameter is not what its type allows; `parameter` is its name.

    >>> str(ParameterError("n", "'x' is not allowed; it takes a whole number"))
    "parameter n: 'x' is not allowed; it takes a whole number"
    """

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(parameter, message)
        self.parameter = parameter
        self.message = message

    def __str__(self) -> str:
        return f"parameter {self.parameter}: {self.message}"


class QueryError(InputError):
    """A text that is no SPARQL query: `line` and `column`, from 1, None where nobody knows, and the `reason`.

    >>> str(QueryError("mine.rq", (3, 14), "this is not a valid SPARQL query"))
    'mine.rq:3:14: this is not a valid SPARQL query'
    """

    def __init__(self, source: str, place: tuple[int, int] | None, reason: str) -> None:
        super().__init__(source, place, reason)
        self.source, self.reason = source, reason
        self.line = place[0] if place else None
        self.column = place[1] if place else None

    def __str__(self) -> str:
        where = [self.source, *(str(number) for number in (self.line, self.column) if number is not None)]
        return f"{':'.join(where)}: {self.reason}"


class ForbiddenQuery(QueryError):
    """A text that does what no query may do here, whether or not the rest of it is well-formed."""


class SchemeError(EsrgraphError):
    """A file of `ontology/` is missing or does not hold what the code needs."""


class ShapesError(EsrgraphError):
    """A file of shapes is missing, malformed, or asks for what no validation engine here can check."""


class MorphologyUnavailable(EsrgraphError):
    """The Finnish morphology (pyvoikko, kfst-rs) cannot be imported, so Finnish prose cannot be annotated."""


class ReleaseError(EsrgraphError):
    """A release cannot be written or opened."""


class OutdatedIndex(ReleaseError):
    """A release's index was written by another version: the release is sound, but this one cannot be asked."""


class OtherLayout(ReleaseError):
    """A release is of a version whose releases this one does not read; nothing in it need be damaged."""


class UnreadableRelease(ReleaseError):
    """The user may not read a release's files; nothing in it need be damaged."""


class ReleaseLocked(ReleaseError):
    """Another build is writing to the same data folder."""


class StorageError(EsrgraphError):
    """Something cannot be written, or no more of it: where no space is left, or a folder is read-only."""

    @classmethod
    def of(cls, error: Exception) -> StorageError:
        """What an exception of the system or of a database says, with what can be done.

        >>> str(StorageError.of(OSError(errno.ENOSPC, "No space left on device", "dumps/esr.nt.gz")))
        'dumps/esr.nt.gz: No space left on device; make room, or write elsewhere (TMPDIR says where passing files go)'
        >>> str(StorageError.of(OSError(errno.EACCES, "Permission denied", "data/releases/x")))
        'data/releases/x: Permission denied; let this user write in data/releases, or write elsewhere'
        """
        told = isinstance(error, OSError) and error.strerror
        file = error.filename if isinstance(error, OSError) else None
        if file and isinstance(error, OSError) and error.errno in _NOT_ALLOWED:
            return cls(f"{file}: {told}; let this user write in {PurePath(file).parent}, or write elsewhere")
        name = f"{file}: " if file else ""
        return cls(f"{name}{told or error}; make room, or write elsewhere (TMPDIR says where passing files go)")


_NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
OUT_OF_SPACE = frozenset({errno.ENOSPC, errno.EFBIG, errno.EROFS, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""The system's numbers for errors that are nobody's fault but the storage's."""


class EndpointError(EsrgraphError):
    """A SPARQL endpoint elsewhere cannot be reached, refuses, or does not answer in a form that can be read."""


class UpstreamError(EndpointError):
    """The endpoint that a server asks has failed: at `url`, with what `detail` says of it; who asked the server is told
    the latter only, and not what `inside` adds. `slow` and `large` tell whether it took too long or said too much.

    >>> str(UpstreamError("http://localhost:7878/query", "answered 404 Not Found"))
    'http://localhost:7878/query answered 404 Not Found'
    """

    def __init__(self, url: str, detail: str, *, inside: str = "", slow: bool = False, large: bool = False) -> None:
        super().__init__(url, detail, inside)
        self.url, self.detail, self.inside, self.slow, self.large = url, detail, inside, slow, large

    def __str__(self) -> str:
        return f"{self.url} {self.detail}{self.inside}"


class FindingsError(EsrgraphError):
    """The data has findings that the caller asked to fail on."""


def require_type(value: object, kind: type | tuple[type, ...], name: str, advice: str) -> None:
    """Raises TypeError, naming the argument, where a value is of another type than a function takes.

    >>> require_type("a.txt", bytes, "content", "Path(...).read_bytes() reads a file")
    Traceback (most recent call last):
    TypeError: content is of type str; Path(...).read_bytes() reads a file
    """
    if not isinstance(value, kind):
        raise TypeError(f"{name} is of type {type(value).__name__}; {advice}")
