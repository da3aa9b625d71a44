"""Stand-ins for Excel: processes that xlwings finds and asks as it does Excel."""

from __future__ import annotations

import faulthandler
import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

ENDS = """
import sys, subprocess
calls = []
subprocess.run = lambda *words, **more: calls.append(words)
{prepare}
import xlwings
print(len(xlwings.apps.keys()), flush=True)
import atexit
atexit._run_exitfuncs()
print(calls, flush=True)
"""
"""A program that imported xlwings ends: it prints how many Excels it found, and what it would have run."""


class StandIn:
    """One process, and what it is told."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def tell(self, order: str, *words: Any, **more: Any) -> None:
        """Give an order and wait until it is done."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([order, words, more]) + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == "done"

    @property
    def runs(self) -> bool:
        """Whether nobody has ended it."""
        return self._process.poll() is None


@contextmanager
def running(kind: str) -> Iterator[StandIn]:
    """Start a stand-in: a usual `excel`, a `silent` one, one in `protected` view, or `wps`."""
    from excel import late_bound

    late_bound.load()
    command = [sys.executable, "-m", "excel.stand_in", kind]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1], encoding="utf-8"
    )
    assert process.stdout and process.stdin
    try:
        assert process.stdout.readline().strip() == "ready"
        yield StandIn(process)
    finally:
        # Under Wine, what is still held of it may take the tests' own process down when it is released after its end.
        gc.collect()
        process.stdin.close()
        process.wait(180)
        process.stdout.close()


@pytest.fixture(scope="session", autouse=True)
def _errors_are_no_faults() -> None:
    """Print no stacks of all threads where a call into an Excel that was closed fails: Wine has that for a fault, before it is caught."""
    faulthandler.disable()


@pytest.fixture(scope="session")
def _usual() -> Iterator[StandIn]:
    with running("excel") as excel:
        yield excel


@pytest.fixture
def excel(_usual: StandIn) -> Iterator[StandIn]:
    """Provide the usual stand-in, with no workbook open."""
    from xlplan.office.hosts.open_books import start_thread

    start_thread()
    _usual.tell("busy", "editing", 0)
    _usual.tell("close_all")
    yield _usual


@pytest.fixture
def beside() -> Iterator[Callable[[str], StandIn]]:
    """Start stand-ins of other kinds beside it; they end with the test."""
    with ExitStack() as stack:
        yield lambda kind: stack.enter_context(running(kind))
