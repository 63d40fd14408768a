"""A way of reading that ends its process over some pages, as faults of libraries have done."""

import os
import signal
from collections.abc import Iterable
from pathlib import Path
from shutil import copy

from esrgraph.documents.reader import Document, Location
from esrgraph.ingest.encoding import PackedCapture
from esrgraph.ingest.local import Task
from kept import ROOT  # not conftest, which imports much that no process needs that reads pages

WAYS = {
    "signal": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "memory": lambda: bytearray(1 << 40),
    "fault": lambda: int("Keksilä Aino"),
}
"""How a page ends its process, by the name of its file."""
REASONS = {
    "fault.txt": "Reading it met a fault of the program (ValueError at fragile.py:",
    "killed.txt": "Reading it ended the process that did it (SIGKILL)",
    "memory.txt": "Reading it needed more than 2 GB of memory",
    "signal.txt": "Reading it ended the process that did it (SIGSEGV)",
}
"""What is told of each page."""


class FragileTask(Task):
    """Reads a page as any task does, unless its name says how it ends the process."""

    def __call__(self, document: Location | Document) -> PackedCapture:
        fatal = WAYS.get(Path(document.name).stem)
        if fatal:
            fatal()
        return super().__call__(document)


def write_fragile(folder: Path, ways: Iterable[str] = WAYS) -> None:
    """Two pages that can be read, and one for each way to end a process."""
    folder.mkdir()
    for name in ("S39001", "S39002"):
        copy(ROOT / "examples" / f"{name}.txt", folder)
    for name in ways:
        (folder / f"{name}.txt").write_text("1 Hanke")
