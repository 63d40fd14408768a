"""Work in processes of their own: what ends a process costs one item alone, and is told with its reason."""

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import closing, suppress
from pathlib import Path

import pytest

from esrgraph.errors import InputError, ReleaseError
from esrgraph.runtime.child import Child, Children, Loss

needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="the system does not keep count")
KILL = "__import__('os').kill(__import__('os').getpid(), {})"
FOR_EVER = "sum(iter(int, 1))"
WITHOUT_BOUND = "bytearray(1 << 30)"
NOT_ON_PURPOSE = "int('Keksilä Aino')"
ON_PURPOSE = "exec('from esrgraph.errors import InputError; raise InputError(1)')"
TALKATIVE = "print('no reply', file=__import__('sys').__stdout__, flush=True)"
KILLED_ONCE = """
from os import getpid, kill
from pathlib import Path
once = Path("{}")
if not once.exists():
    once.touch()
    kill(getpid(), 9)
"""
FEW = 256 * 1024**2


@pytest.fixture
def child() -> Iterator[Child]:
    with closing(Child(seconds=0.3, memory=FEW)) as started:
        yield started


def ways(*chosen: str) -> list[str]:
    return ["1 + 1", *(item for each in chosen for item in (each, "'fine'"))]


def test_work_gives_what_it_returns(child: Child) -> None:
    assert child.map(eval, ["1 + 1", "'a' * 3", "None"]) == [2, "aaa", None]
    assert child.map(len, ["abc"]) == [3]
    assert child.map(eval, []) == []


@needs_limits
@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (KILL.format(int(signal.SIGSEGV)), "ended the process that did it (SIGSEGV)"),
        (KILL.format(int(signal.SIGKILL)), "ended the process that did it (SIGKILL)"),
        ("__import__('os')._exit(3)", "ended the process that did it (exit code 3)"),
        (FOR_EVER, "took more than 0.3 s of the processor"),
        (WITHOUT_BOUND, "needed more than 0.25 GB of memory"),
    ],
)
def test_a_process_is_lost_over_one_item_alone(child: Child, item: str, reason: str) -> None:
    before, loss, between, again, after = child.map(eval, ways(item, item))
    assert (before, between, after) == (2, "fine", "fine")
    assert isinstance(loss, Loss)
    assert loss.reason == reason
    assert loss == again


def test_a_fault_is_told_without_its_words(child: Child) -> None:
    _, loss, after = child.map(eval, ways(NOT_ON_PURPOSE))
    assert isinstance(loss, Loss)
    assert loss.reason.startswith("met a fault of the program (ValueError at ")
    assert "Keksilä" not in loss.reason
    assert after == "fine"


def test_what_is_raised_on_purpose_is_raised_here(child: Child) -> None:
    with pytest.raises(InputError, match="1"):
        child.map(eval, ways(ON_PURPOSE))
    assert child.map(eval, ["1 + 1"]) == [2]


def test_what_a_library_prints_is_no_reply(child: Child) -> None:
    assert child.map(eval, ways(TALKATIVE)) == [2, None, "fine"]


def test_what_was_killed_from_outside_is_done_again(child: Child, tmp_path: Path) -> None:
    once = tmp_path / "once"
    dying_once = f"exec({KILLED_ONCE.format(once)!r})"
    assert child.map(eval, ways(dying_once)) == [2, None, "fine"]


def test_a_process_that_was_killed_while_it_waited_is_replaced(child: Child) -> None:
    (number,) = child.map(eval, ["__import__('os').getpid()"])
    assert isinstance(number, int)
    os.kill(number, signal.SIGKILL)
    assert child.map(eval, ["1 + 1"]) == [2]


def test_a_process_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ReleaseError, match="cannot be started"):
        Child(seconds=1).map(eval, ["1"])


def test_many_share_the_work_and_none_is_left_behind() -> None:
    with Children(2) as children:
        futures = [children.submit(eval, ["__import__('os').getpid()", KILL.format(11), "3"]) for _ in range(4)]
        results = [future.result() for future in futures]
    assert [(each[1:]) for each in results] == [[Loss("ended the process that did it (SIGSEGV)"), 3]] * 4
    assert all(not isinstance(each[0], Loss) and not Path(f"/proc/{each[0]}").exists() for each in results)


def test_a_block_that_fails_waits_for_no_work() -> None:
    futures = []
    with suppress(KeyboardInterrupt), Children(1) as children:
        futures += [children.submit(eval, [FOR_EVER]) for _ in range(3)]
        raise KeyboardInterrupt
    for future in futures:
        with pytest.raises(CancelledError):
            future.result()
