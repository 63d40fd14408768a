"""A process that answers queries, one at a time: started and ended by `workers`, with nothing but a pipe to it.

The kernel ends it at the deadline of a query (SIGALRM), whatever the engine is doing, and refuses it memory beyond the
limit. Text of queries is parsed here only, because some text crashes the parser.
"""

from __future__ import annotations

import resource
import signal
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import orjson
from pyoxigraph import Store, Variable

from esrgraph.catalogue import QueryFile
from esrgraph.errors import ForbiddenQuery, InputError, QueryError
from esrgraph.query import run
from esrgraph.store import open_read_only
from esrgraph.web.sparql.isolation import cut_off
from esrgraph.web.sparql.limits import Limits
from esrgraph.web.sparql.question import Question
from esrgraph.web.sparql.result import Unanswerable, written


@dataclass(frozen=True, slots=True)
class Start:
    """What a process is told first: the store, the base IRI of the release, the limits."""

    store: Path
    base: str
    limits: Limits


def main(descriptor: int) -> None:
    """Serve the pipe that a file descriptor is the end of, until its other end closes."""
    connection = Connection(descriptor)
    start: Start = connection.recv()
    isolation = cut_off()
    resource.setrlimit(resource.RLIMIT_AS, (start.limits.memory, start.limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    store = open_read_only(start.store)
    connection.send_bytes(isolation.encode())
    while True:
        try:
            question: Question = connection.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, start.limits.seconds)
        status, body, known = _answer(store, question, start)
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send_bytes(orjson.dumps({"status": status, "known": known}))
        connection.send_bytes(body)


def _answer(store: Store, question: Question, start: Start) -> tuple[int, bytes, dict[str, object]]:
    """HTTP status, the result or why there is none, and facts for programs about the latter."""
    query = QueryFile(question.source, question.source, question.text, {}, {}, ())
    bindings = {Variable(name): term for name, term in question.bindings.items()}
    try:
        result = run(store, query, bindings, question.dataset, f"{start.base}sparql")
        return 200, written(result, question, start.limits, start.base), {}
    except QueryError as error:
        place = {"line": error.line, "column": error.column} if error.line else {}
        return 403 if isinstance(error, ForbiddenQuery) else 400, str(error).encode(), {**place}
    except (InputError, ValueError) as error:
        return 400, str(error).encode(), {}
    except Unanswerable as refused:
        return refused.status, refused.detail.encode(), refused.known
    except MemoryError:
        return 503, _memory(start.limits).encode(), {"limit_memory": start.limits.memory}


def _memory(limits: Limits) -> str:
    return f"The query needs more memory than it may have ({limits.memory} bytes); ask for less at once"


if __name__ == "__main__":
    main(int(sys.argv[1]))
