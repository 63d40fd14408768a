"""Queries run in processes: what ends them, who waits, and what happens to the others."""

import asyncio
import json
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2 as httpx
import pytest
from pyoxigraph import Literal

from esrgraph.release.folder import DataFolder
from esrgraph.sparql import Dataset
from esrgraph.web.app import make_app
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content
from esrgraph.web.workers import worker
from esrgraph.web.workers.fair_queue import TooMany, Turns
from esrgraph.web.workers.limits import Limits
from esrgraph.web.workers.pool import Workers
from esrgraph.web.workers.question import Question
from graphs import fact, large, publish, small
from serving import PATIENCE, PATIENT, asked_for, serving, serving_alone

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?l) }"
GREEDY = "SELECT ?x { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(CONCAT(?c, ?f, ?i) AS ?x) } ORDER BY ?x"
QUICK = Question("SELECT ?o { ?s ?p ?o } ORDER BY ?o LIMIT 1", "csv")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    return large(tmp_path_factory.mktemp("large"), 1500)


def with_workers(data: DataFolder, limits: Limits, use: Callable[[Workers], Awaitable[None]]) -> None:
    async def run() -> None:
        workers = Workers(data, limits)
        try:
            async with asyncio.timeout(PATIENCE):
                await use(workers)
        finally:
            workers.close()
            await asyncio.sleep(0)  # for the transports to see it

    asyncio.run(run())


async def refusal(workers: Workers, question: Question, client: str = "a") -> Refusal:
    with pytest.raises(Refusal) as caught:
        await workers.run(question, client)
    return caught.value


def processes(caplog: pytest.LogCaptureFixture) -> list[int]:
    return [int(found[1]) for found in re.finditer(r"Query process (\d+) works", caplog.text)]


def ticks(process: int) -> int:
    """The processor time that a process has used, in clock ticks (proc(5), field 14 of its stat)."""
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11])


async def running(workers: Workers, text: str, client: str = "a") -> "asyncio.Task[Content]":
    """A query that has been given to the workers; the event loop has gone round once."""
    task = asyncio.ensure_future(workers.run(Question(text, "csv"), client))
    await asyncio.sleep(0)
    return task


def test_a_query_that_takes_too_long_ends_with_its_process(many: DataFolder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")

    async def use(workers: Workers) -> None:
        refused = await refusal(workers, Question(ENDLESS, "csv"))
        assert (refused.status, refused.known) == (503, {"limit_seconds": 2})
        assert "2 seconds" in refused.detail
        assert not Path(f"/proc/{processes(caplog)[0]}").exists()
        assert (await workers.run(QUICK, "a")).body.split() == [b"o", b"thing", b"0"]

    with_workers(many, Limits(seconds=2, concurrency=1), use)
    assert len(processes(caplog)) == 2


@pytest.mark.parametrize("query", [ENDLESS, GREEDY])
def test_a_process_that_a_query_has_cost_is_started_again_unasked(
    many: DataFolder, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    caplog.set_level("INFO")

    async def use(workers: Workers) -> None:
        workers.start()
        await refusal(workers, Question(query, "csv"))
        assert workers.can_answer
        async with asyncio.timeout(PATIENCE):
            while not workers.state.alive:
                await asyncio.sleep(0.01)

    with_workers(many, Limits(seconds=2 if query == ENDLESS else PATIENCE, concurrency=1, memory=900_000_000), use)
    reason = "time" if query == ENDLESS else "memory"
    assert re.search(rf"Query process \d+ ended with its query \({reason}\)", caplog.text)


def test_what_a_process_rehearses_has_an_answer(many: DataFolder) -> None:
    release = many.current()
    status, body, _ = worker._answer(release.graph(), worker._REHEARSED, worker.Start(release, release.base, Limits()))
    assert status == 200
    assert len(json.loads(body)["results"]["bindings"]) == 10


def test_a_query_that_needs_too_much_memory(many: DataFolder) -> None:
    async def use(workers: Workers) -> None:
        refused = await refusal(workers, Question(GREEDY, "csv"))
        assert (refused.status, refused.known) == (503, {"limit_memory": 900_000_000})
        assert (await workers.run(QUICK, "a")).body

    with_workers(many, Limits(seconds=PATIENCE, concurrency=1, memory=900_000_000), use)


def test_a_process_that_dies_costs_one_query(many: DataFolder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")

    async def use(workers: Workers) -> None:
        await workers.run(QUICK, "a")
        process = processes(caplog)[0]
        before = ticks(process)
        task = await running(workers, ENDLESS)
        while ticks(process) < before + 5:  # it works on the query: killed sooner, it would be replaced unasked
            await asyncio.sleep(0.01)
        os.kill(process, signal.SIGKILL)
        with pytest.raises(Refusal, match="other queries are not affected"):
            await task
        assert (await workers.run(Question("ASK {}", "json"), "a")).body

    with_workers(many, Limits(seconds=PATIENCE, concurrency=1), use)


def test_a_query_that_is_refused_costs_no_process(many: DataFolder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")

    async def use(workers: Workers) -> None:
        for text in ("SELECT * {", "SELECT * { SERVICE <http://a.example/> {} }"):
            assert (await refusal(workers, Question(text, "csv"))).status in {400, 403}
        assert (await workers.run(QUICK, "a")).body

    with_workers(many, Limits(seconds=PATIENCE, concurrency=1), use)
    assert len(processes(caplog)) == 1


def test_a_query_that_nobody_waits_for_is_ended(many: DataFolder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")

    async def use(workers: Workers) -> None:
        await workers.run(QUICK, "a")
        task = await running(workers, ENDLESS)
        waiting = await running(workers, ENDLESS, "b")
        for each in (task, waiting):
            each.cancel()
        assert (await workers.run(Question("ASK {}", "json"), "a")).body

    with_workers(many, Limits(seconds=PATIENCE, concurrency=1), use)


def test_a_client_that_leaves_takes_its_query_along(many: DataFolder) -> None:
    app = make_app(many, Limits(seconds=PATIENCE, concurrency=1))
    with serving(app) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as leaving:
            body = ENDLESS.encode()
            head = f"POST /sparql HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/sparql-query\r\n"
            leaving.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = httpx.get(f"{address}/sparql", params={"query": "ASK {}"}, timeout=PATIENCE)
    assert answer.json()["boolean"] is True


def test_queries_beyond_a_share_and_beyond_the_queue_are_turned_away(many: DataFolder) -> None:
    async def use(workers: Workers) -> None:
        tasks = [await running(workers, ENDLESS), await running(workers, ENDLESS)]
        refused = await refusal(workers, QUICK)
        assert (refused.status, refused.known["limit_share"]) == (429, 2)
        assert int(refused.headers["Retry-After"]) > 0
        tasks.append(await running(workers, ENDLESS, "b"))
        refused = await refusal(workers, QUICK, "c")
        assert (refused.status, refused.known["limit_queue"]) == (503, 2)
        assert int(refused.headers["Retry-After"]) > 0
        for task in tasks:
            task.cancel()

    with_workers(many, Limits(seconds=PATIENCE, concurrency=1, queue=2, share=2), use)


def test_a_hundred_who_ask_for_much_leave_nobody_waiting(data: DataFolder) -> None:
    limits = ["--jobs", "1", "--seconds", "2", "--wait", "1", "--trusted-proxies", "127.0.0.1"]
    with (
        serving_alone(data, *limits) as server,
        httpx.Client(base_url=server, limits=httpx.Limits(max_connections=None), timeout=PATIENCE) as client,
        ThreadPoolExecutor(100) as pool,
    ):

        def ask(number: int) -> httpx.Response:
            query = {"query": f"{ENDLESS} # {number}"}
            says = {"X-Forwarded-For": f"10.0.0.{number}", "Accept": "application/json"}
            return client.get("/sparql", params=query, headers=says)

        asked = [pool.submit(ask, number) for number in range(100)]
        assert client.get("/page/project/S39001").status_code == 200
        answers = [each.result() for each in asked]
        assert {each.status_code for each in answers} == {503}
        turned_away = [each for each in answers if "limit_seconds" not in each.json()]
        assert 90 < len(turned_away) < 100
        assert all(int(each.headers["Retry-After"]) > 0 for each in turned_away)
        assert all({"limit_wait", "limit_queue"} & each.json().keys() for each in turned_away)
        assert client.get("/sparql", params={"query": "ASK {}", "format": "json"}).json()["boolean"]


def test_who_waits_too_long_for_a_turn_is_told_when_to_come_again(many: DataFolder) -> None:
    async def use(workers: Workers) -> None:
        running = asyncio.ensure_future(workers.run(Question(ENDLESS, "json"), "a"))
        await asyncio.sleep(0)
        with pytest.raises(Refusal) as late:
            await workers.run(Question("ASK {}", "json"), "b")
        assert late.value.status == 503
        assert late.value.known == {"limit_wait": 0.1}
        assert late.value.headers["Retry-After"] == str(int(PATIENCE))
        assert not running.done()
        running.cancel()

    with_workers(many, Limits(seconds=PATIENCE, concurrency=1, wait=0.1), use)


Queue = Turns[int]
Waiting = Callable[[str], "asyncio.Task[int]"]


def turns_taken(use: Callable[[Queue, Waiting], Awaitable[None]], queue: int, share: int, seats: int = 1) -> None:
    """Use a queue for a few seats; `waiting(client)` is a task that waits for one."""

    async def run() -> None:
        turns = Turns(range(1, seats + 1), queue, share)
        tasks: list[asyncio.Task[int]] = []

        def waiting(client: str) -> "asyncio.Task[int]":
            tasks.append(asyncio.ensure_future(turns.take(client)))
            return tasks[-1]

        async with asyncio.timeout(PATIENCE):
            await use(turns, waiting)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(run())


def test_turns_go_round_by_client() -> None:
    async def use(turns: Queue, waiting: Waiting) -> None:
        first, second = await turns.take("a"), await turns.take("a")
        order: list[str] = []
        for name in ("a1", "a2", "b1", "c1", "b2"):
            waiting(name[0]).add_done_callback(lambda _, name=name: order.append(name))
        await asyncio.sleep(0)
        turns.give_back("a", first)
        await asyncio.sleep(0.001)
        assert order == ["b1"], "b has none running, a still one"
        turns.give_back("a", second)
        await asyncio.sleep(0.001)
        assert order == ["b1", "a1"], "a has none running any more, and has waited longer than c"
        for client in "bac":
            turns.give_back(client, first)
            await asyncio.sleep(0.001)
        assert order[2:] == ["c1", "b2", "a2"], "whoever has none running, in the order of waiting"

    turns_taken(use, 10, 5, seats=2)


def test_what_is_done_makes_room() -> None:
    async def use(turns: Queue, waiting: Waiting) -> None:
        seat = await turns.take("a")
        with pytest.raises(TooMany) as own:
            await turns.take("a")
        second = waiting("b")
        await asyncio.sleep(0)
        with pytest.raises(TooMany) as whole:
            await turns.take("c")
        assert (own.value.own, whole.value.own) == (True, False)
        turns.give_back("a", seat)
        assert await second == 1
        third = waiting("c")
        turns.give_back("b", seat)
        assert await third == 1

    turns_taken(use, 1, 1)


def test_who_no_longer_waits_gives_the_turn_on() -> None:
    async def use(turns: Queue, waiting: Waiting) -> None:
        seat = await turns.take("a")
        gone, late, last = waiting("b"), waiting("c"), waiting("d")
        await asyncio.sleep(0)
        gone.cancel()
        turns.give_back("a", seat)
        late.cancel()  # in the moment when its turn has come
        assert await last == 1
        turns.give_back("d", seat)
        assert await asyncio.wait_for(turns.take("b"), PATIENCE) == 1

    turns_taken(use, 10, 1)


def test_what_was_asked_before_is_answered_from_memory(many: DataFolder) -> None:
    async def use(workers: Workers) -> None:
        assert await workers.run(QUICK, "a") is await workers.run(QUICK, "b")
        tag = workers.tag(QUICK)
        assert tag
        assert workers.cached_answer(tag)

    with_workers(many, Limits(seconds=PATIENCE, concurrency=1), use)


@pytest.mark.parametrize("call", ["NOW()", "now ( )", "RAND()", "UUID()", "STRUUID()", "1IN(NOW())"])
def test_what_changes_with_every_run_is_not_kept(many: DataFolder, call: str) -> None:
    changing = Question(f"SELECT ({call} AS ?changing) {{}}", "csv")

    async def use(workers: Workers) -> None:
        content = await workers.run(changing, "a")
        assert content.body.startswith(b"changing")
        assert content is not await workers.run(changing, "a")
        assert (workers.tag(changing), content.name) == (None, None), "a tag that is known before would say it is known"

    with_workers(many, Limits(seconds=PATIENCE, concurrency=1), use)


def test_bound_values_are_left_out_of_the_columns(many: DataFolder) -> None:
    question = Question("SELECT ?s ?o { ?s ?p ?o }", "csv", {"o": Literal("thing 7")})

    async def use(workers: Workers) -> None:
        assert (await workers.run(question, "a")).body.split() == [b"s", b"https://esr.example/thing/7"]

    with_workers(many, Limits(seconds=PATIENCE, concurrency=1), use)


def test_a_new_release_under_load_fails_no_request(tmp_path: Path) -> None:
    data = small(tmp_path)
    query = 'SELECT ?o { ?s ?p ?o FILTER(?o != "%d") }'

    def ask(client: httpx.Client, number: int) -> tuple[int, str]:
        response = client.get("/sparql", params={"query": query % number, "format": "csv"})
        return response.status_code, response.text.split()[-1]

    with (
        serving(make_app(data, PATIENT)) as address,
        httpx.Client(base_url=address, timeout=PATIENCE) as client,
        ThreadPoolExecutor(4) as pool,
    ):
        answers = [pool.submit(ask, client, number) for number in range(60)]
        answers[20].result()
        publish(data, "2", [fact("default", "renewed")])
        answers += [pool.submit(ask, client, number) for number in range(60)]
        got = [each.result() for each in answers]
    assert set(got[:21]) <= {(200, "default"), (200, "renewed")}
    assert {status for status, _ in got} == {200}
    assert {text for _, text in got[60:]} == {"renewed"}


@pytest.mark.parametrize("cut", ["cut_off()", ""])
def test_processes_have_no_network(cut: str) -> None:
    """Past the screen, the engine would ask another server; the second case shows that this test would see it."""
    with asked_for() as (address, requests):
        code = (
            "from pyoxigraph import Store\n"
            "from esrgraph.web.workers.isolation import cut_off\n"
            f"print({cut or None}, flush=True)\n"
            f"list(Store().query('SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}'))\n"
        )
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE)
    if ran.stdout.strip() == "none":
        pytest.skip("this kernel lets a process neither leave the network nor refuse it")
    assert bool(requests) is not bool(cut)


def test_a_question_is_the_same_in_the_process_that_answers_it() -> None:
    asked = Question("ASK {}", "json", {"a": Literal("b")}, Dataset(default=("x:y",)), "mine.rq")
    asked.tag("release")
    assert pickle.loads(pickle.dumps(asked)) == asked


def test_a_question_whose_answer_changes_has_no_name() -> None:
    assert Question("ASK { FILTER(NOW() > 1) }", "json").tag("release") is None
    assert Question("ASK {}", "json").tag("a") != Question("ASK {}", "json").tag("b")
