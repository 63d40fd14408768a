"""A process that answers queries, one at a time: started and ended by `workers`, with nothing but a socket to it.

The kernel ends it at the deadline of a query (SIGALRM), whatever the engine is doing, and refuses it memory beyond the
limit. Text of queries is parsed here only, because some text crashes the parser.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import socket
import sys
from dataclasses import dataclass

import orjson
from pyoxigraph import Variable

from esrgraph.errors import ForbiddenQuery, InputError, QueryError, ReleaseError, UpstreamError
from esrgraph.rdf.store import Graph
from esrgraph.release.folder import Release
from esrgraph.sparql import run
from esrgraph.sparql.catalogue import QueryFile
from esrgraph.web.workers.channel import Channel
from esrgraph.web.workers.failure import tell_failure
from esrgraph.web.workers.isolation import cut_off
from esrgraph.web.workers.limits import Limits
from esrgraph.web.workers.question import Question
from esrgraph.web.workers.result import Unanswerable, write_result

_NICE = 10
"""How much a query stands back for the server itself: a page must not wait behind heavy queries."""
_LOGGED = "log"
"""What of the facts is for the server's log alone."""
_REHEARSED = Question("SELECT * { ?thing ?property ?value } LIMIT 10", "json")
"""Asked by nobody before the first question, which would be slower by what a process and a store do only once."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a process is told first: the release, its base IRI, the limits."""

    release: Release
    base: str
    limits: Limits


def main(descriptor: int) -> None:
    """Serve the socket that a file descriptor is the end of, until its other end closes."""
    channel = Channel(socket.socket(fileno=descriptor))
    start: Start = pickle.loads(channel.receive())  # noqa: S301 - from the process that started this one
    asked = start.release.endpoint
    isolation = f"nothing, because it asks {asked}" if asked else cut_off()
    resource.setrlimit(resource.RLIMIT_AS, (start.limits.memory, start.limits.memory))
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        graph = start.release.graph()
    except ReleaseError as error:  # a release that was removed meanwhile: who asks starts another process
        sys.exit(f"esrgraph: {error}")
    if not asked:
        _answer(graph, _REHEARSED, start)
    channel.send(isolation.encode())
    sys.stderr = os.fdopen(os.dup(2), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the engine's last words, out of memory, are no line of a log
    while True:
        try:
            question: Question = pickle.loads(channel.receive())  # noqa: S301 - as above
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, start.limits.seconds)
        status, body, known = _answer(graph, question, start)
        signal.setitimer(signal.ITIMER_REAL, 0)
        logged = known.pop(_LOGGED, None)
        channel.send(orjson.dumps({"status": status, "known": known, "log": logged}), body)


def _answer(graph: Graph, question: Question, start: Start) -> tuple[int, bytes, dict[str, object]]:
    """HTTP status, the result or why there is none, and facts for programs about the latter."""
    query = QueryFile(question.source, question.source, question.text, {}, {}, ())
    bindings = {Variable(name): term for name, term in question.bindings.items()}
    try:
        result = run(graph, query, bindings, question.dataset, f"{start.base}sparql")
        return 200, write_result(result, question, start.limits, start.base), {}
    except QueryError as error:
        place = {"line": error.line, "column": error.column} if error.line else {}
        return 403 if isinstance(error, ForbiddenQuery) else 400, str(error).encode(), {**place}
    except (InputError, ValueError) as error:
        return 400, str(error).encode(), {}
    except Unanswerable as refused:
        return refused.status, refused.detail.encode(), refused.known
    except UpstreamError as error:
        status, detail = tell_failure(error)
        limit = {"limit_bytes": start.limits.bytes} if error.large else {}
        return status, detail.encode(), {**limit, _LOGGED: str(error)}
    except MemoryError:
        return 503, _memory(start.limits).encode(), {"limit_memory": start.limits.memory}


def _memory(limits: Limits) -> str:
    return f"The query needs more memory than it may have ({limits.memory} bytes); ask for less at once"


if __name__ == "__main__":
    main(int(sys.argv[1]))
