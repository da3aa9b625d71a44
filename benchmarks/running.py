"""Programs run one after the other in the same run, each measured from its start to its end, with its memory."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Times:
    """Seconds of each repetition, and the memory of the largest process in MB."""

    seconds: list[float] = field(default_factory=list)
    memory: float = 0.0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def best(self) -> float:
        return min(self.seconds)


def run(command: Sequence[str | os.PathLike[str]], log: Path) -> tuple[float, float]:
    """Seconds, and MB of the largest process of those it started and waited for. Its output goes to `log`."""
    with log.open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed:\n{log.read_text('utf-8', 'replace')[-2000:]}")
    return took, usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def in_turn(runs: int, contestants: Mapping[str, Callable[[], tuple[float, float]]]) -> dict[str, Times]:
    """All contestants once unmeasured, then in turn, so that a busy machine slows all alike."""
    times = {name: Times() for name in contestants}
    for repetition in range(runs + 1):
        for name, once in contestants.items():
            took, memory = once()
            if repetition:
                times[name].seconds.append(took)
                times[name].memory = max(times[name].memory, memory)
    return times


def machine() -> str:
    """What it ran on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), model)
    return f"{os.cpu_count()} × {model}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def table(times: Mapping[str, Times], base: str, label: str) -> str:
    """The contestants with their ratio to one of them."""
    lines = [f"{label:<34}{'median s':>10}{'min s':>9}{'MB':>7}{'ratio':>9}"]
    for name, each in times.items():
        ratio = each.median / times[base].median
        memory = f"{each.memory:7.0f}" if each.memory else "      –"
        lines.append(f"{name:<34}{each.median:10.3f}{each.best:9.3f}{memory}{ratio:9.2f}")
    return "\n".join(lines)
