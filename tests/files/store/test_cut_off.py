"""A run that is killed at any system call, or finds the disk full or a file held: the old state or the new, and the next run goes on.

Each test takes some of the points: the first and the last call of each kind, and others evenly. XLPLAN_ALL_POINTS=1 takes them all.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

import pytest
from support import programs
from support.cut_off import CASES, Case, Prepared
from support.cutting import KILLED, LIBRARY

POINTS = 10_000 if os.environ.get("XLPLAN_ALL_POINTS") else 12
"""About so many of each command's points are tried."""

pytestmark = pytest.mark.linux("seccomp, by which a system call is refused or the command killed at it")

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case], Prepared]:
    programs.require(LIBRARY)

    @cache
    def made(case: Case) -> Prepared:
        folder = tmp_path_factory.mktemp("cut")
        (folder / "start").mkdir()
        return Prepared(case, folder)

    return made


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_killed_anywhere(case: Case, prepared: Callable[[Case], Prepared], capsys: pytest.CaptureFixture[str]) -> None:
    ready = prepared(case)
    points = ready.points(list(ready.calls), POINTS)
    found = []
    for where, works, code in ready.cut(points, KILLED):
        assert code == -9, f"{where}: not killed, but {code}"
        found.append(ready.check(where, works))
    with capsys.disabled():
        counts = ", ".join(f"{name} {count}" for name, count in sorted(ready.calls.items()))
        print(f"\n{case.name}: killed at {len(points)} of {sum(ready.calls.values())} points ({counts}):"
              f" {found.count('old')} old, {found.count('new')} new")  # fmt: skip
    assert {"old", "new"} <= set(found)


def outcomes(ready: Prepared, calls: Sequence[str], how: str, *, all_after: bool = False) -> Counter[tuple[str, str]]:
    """Count how a command ends that is refused something at each point, with the state after it; check what it says."""
    points = ready.points([call for call in calls if ready.calls[call]], POINTS)
    ends: Counter[tuple[str, str]] = Counter()
    for where, works, code in ready.cut(points, how, all_after=all_after):
        assert code in (2, ready.code), f"{where}: {code}"
        ends["said to have failed" if code == 2 else "done", ready.check(where, works)] += 1
    return ends


@pytest.mark.parametrize("case", CASES[1:], ids=lambda case: case.name)
def test_a_disk_that_is_full_from_any_call_on(
    case: Case, prepared: Callable[[Case], Prepared], capsys: Capture
) -> None:
    ends = outcomes(prepared(case), ("write", "pwrite64", "mkdir", "fsync", "fdatasync"), "ENOSPC", all_after=True)
    with capsys.disabled():
        print(f"\n{case.name}, disk full: {dict(ends)}")
    # What cannot be put back for lack of space is completed as soon as there is some.
    assert ends["done", "old"] == 0
    assert ends["said to have failed", "old"] > ends["said to have failed", "new"]


@pytest.mark.parametrize(
    ("calls", "error"),
    [
        (("rename", "unlink"), "EACCES"),  # another program has the file open
        (("fsync", "fdatasync", "write", "pwrite64"), "EIO"),  # the disk fails once
        (("mkdir", "rename", "unlink", "chmod"), "EROFS"),  # the disk has become read-only
    ],
)
@pytest.mark.parametrize("case", CASES[1:], ids=lambda case: case.name)
def test_one_call_that_is_refused(
    case: Case, prepared: Callable[[Case], Prepared], calls: Sequence[str], error: str, capsys: Capture
) -> None:
    ends = outcomes(prepared(case), calls, error)
    with capsys.disabled():
        print(f"\n{case.name}, {error}: {dict(ends)}")
    assert set(ends) <= {("done", "new"), ("said to have failed", "old")}
