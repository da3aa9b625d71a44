"""Run programs one after the other, and measure the time and memory of each from its start to its end."""

from __future__ import annotations

import compileall
import os
import platform
import statistics
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
_LOOK = 0.01
"""Seconds between two samples of the program's memory."""
_LOOKS = 10
"""Every this many samples, all its processes are sampled: that takes long."""


class Run(NamedTuple):
    """Seconds from start to end, seconds of processor time, MB of the largest process, and peak MB of all together.

    `main` are the seconds of processor time of the process that was started, without those that it starts.
    """

    seconds: float
    processor: float
    memory: float
    together: float
    main: float = 0.0

    def extended(self, least: Run, factor: float) -> Run:
        """Return the run scaled to `factor` times the work; `least` is the program with almost nothing to do."""
        return self._replace(
            seconds=least.seconds + (self.seconds - least.seconds) * factor,
            processor=least.processor + (self.processor - least.processor) * factor,
        )


class Ratio(NamedTuple):
    """How many times as long one thing takes as another, in seconds, and in seconds of processor time if these were measured."""

    seconds: float
    processor: float | None = None

    def __str__(self) -> str:
        return f"{self.seconds:.1f} ×" + (f" (CPU {self.processor:.1f} ×)" if self.processor is not None else "")


class Row(NamedTuple):
    """An action's row of the table in docs/benchmarks.md."""

    action: str
    seconds: float
    memory: float | None
    """The peak MB of all its processes together; None if it was not measured."""
    peers: Mapping[str, Ratio]
    """How many times as long others take for the same work."""
    floor: Ratio | None = None
    """How many times as long as the necessary work it takes."""
    growth: str = ""
    processor: float | None = None
    """Seconds of processor time of all its processes; None if it was not measured."""

    def cells(self) -> tuple[str, ...]:
        """Return its texts, in the order of `HEADINGS`."""
        peers = ", ".join(f"{name} {ratio}" for name, ratio in self.peers.items())
        memory = "" if self.memory is None else f"{self.memory:.0f}"
        processor = "" if self.processor is None else f"{self.processor:.2f}"
        return self.action, f"{self.seconds:.2f}", processor, memory, peers, str(self.floor or ""), self.growth


HEADINGS = ("Action", "Seconds", "CPU s", "MB", "Peers take", "The floor, times", "When the work is 10 times as much")


@dataclass
class Times:
    """The repetitions of one contestant."""

    runs: list[Run] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median seconds."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def best(self) -> float:
        """The least seconds."""
        return min(run.seconds for run in self.runs)

    @property
    def processor(self) -> float:
        """The median seconds of processor time."""
        return statistics.median(run.processor for run in self.runs)

    @property
    def main(self) -> float:
        """The median seconds of processor time of the process that was started."""
        return statistics.median(run.main for run in self.runs)

    def times(self, other: Times) -> Ratio:
        """Return how many times as long as another it takes."""
        return Ratio(self.median / other.median, self.processor / other.processor)

    @property
    def memory(self) -> float:
        """The peak MB of the largest process."""
        return max(run.memory for run in self.runs)

    @property
    def together(self) -> float:
        """The peak MB of all processes together."""
        return max(run.together for run in self.runs)


def run(
    command: Sequence[str | os.PathLike[str]], log: Path, expected: Sequence[int] = (0,), *, until: str = ""
) -> Run:
    """Run a program, with all processes that it starts and waits for, to its end. Its output goes to `log`.

    With `until`, its seconds end when its output holds this text.
    """
    with log.open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        ended = threading.Event()
        seen = _Seen()
        looking = threading.Thread(target=_look, args=(process.pid, seen, ended, log, until))
        looking.start()
        _, status, usage = os.wait4(process.pid, 0)
        took = (seen.answered or time.perf_counter()) - start
        ended.set()
        looking.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in expected:
        raise SystemExit(f"{command} failed:\n{log.read_text('utf-8', 'replace')[-2000:]}")
    return Run(
        took, usage.ru_utime + usage.ru_stime, seen.largest, max(seen.together, seen.largest), seen.main
    )  # fmt: skip


@dataclass
class _Seen:
    """The peak MB of one process, and of all at once, with shared memory counted once.

    `ru_maxrss` is wrong: Linux starts it at the parent's memory.
    """

    largest: float = 0.0
    together: float = 0.0
    main: float = 0.0
    """Seconds of processor time of the first process by now."""
    answered: float = 0.0
    """When the answer stood in its output; 0 if none was waited for."""


def _look(pid: int, seen: _Seen, ended: threading.Event, log: Path, until: str) -> None:
    """Watch a process and its children until they have ended. Only Linux can tell."""
    looks = 0
    while not ended.wait(_LOOK):
        looks += 1
        if until and not seen.answered and until in log.read_text("utf-8", "replace"):
            seen.answered = time.perf_counter()
        seen.main = max(seen.main, _processor(pid))
        if looks % _LOOKS:
            seen.largest = max(seen.largest, _megabytes(pid, "status", "VmHWM:"))
            continue
        processes = _below(pid)
        seen.largest = max(seen.largest, *(_megabytes(each, "status", "VmHWM:") for each in processes))
        seen.together = max(seen.together, sum(_megabytes(each, "smaps_rollup", "Pss:") for each in processes))


def _megabytes(pid: int, file: str, key: str) -> float:
    """Return the kernel's figure for a process's memory in MB; 0 if it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text("utf-8", "replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 2**10 for line in lines if line.startswith(key)), 0.0)


def _processor(pid: int) -> float:
    """Return the seconds of processor time of one process; 0 if it has just ended."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _below(pid: int) -> list[int]:
    children: defaultdict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        children[int(words[1])].append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += children[each]
    return found


def in_turn(runs: int, contestants: Mapping[str, Callable[[], Run]]) -> dict[str, Times]:
    """Run all contestants once unmeasured, then in turn, so that a busy machine slows all alike."""
    # As an installed copy is: a checkout may be forbidden to keep its bytecode.
    compileall.compile_dir(ROOT / "xlplan", quiet=1)
    times = {name: Times() for name in contestants}
    for repetition in range(runs + 1):
        for name, once in contestants.items():
            done = once()
            if repetition:
                times[name].runs.append(done)
    return times


def row(action: str, times: Mapping[str, Times], ours: str, floor: str | None = None, growth: str = "") -> Row:
    """Return an action's row: one contestant is xlplan (`ours`), one the floor, the rest its peers."""
    own = times[ours]
    peers = {name: each.times(own) for name, each in times.items() if name not in (ours, floor)}
    return Row(
        action, own.median, own.together, peers, own.times(times[floor]) if floor else None, growth, own.processor
    )  # fmt: skip


def growth(times: Sequence[Times]) -> str:
    """Return by how much the time grows from each size to the next."""
    return ", then ".join(f"{after.median / before.median:.1f} ×" for before, after in pairwise(times))


def machine() -> str:
    """Return what the benchmarks ran on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), model)
    return f"{os.cpu_count()} × {model}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def table(times: Mapping[str, Times], base: str, label: str) -> str:
    """Return the contestants with their ratio to one of them (`base`), in time and in processor time."""
    lines = [f"{label:<40}{'median s':>10}{'min s':>9}{'ratio':>8}{'CPU s':>9}{'ratio':>8}{'MB':>6}{'all MB':>8}"]
    for name, each in times.items():
        ratio, processor = each.median / times[base].median, each.processor / times[base].processor
        lines.append(
            f"{name:<40}{each.median:10.3f}{each.best:9.3f}{ratio:8.2f}{each.processor:9.2f}{processor:8.2f}"
            f"{each.memory:6.0f}{each.together:8.0f}"
        )
    return "\n".join(lines)
