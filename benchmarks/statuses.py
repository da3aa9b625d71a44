"""生成汇总 of a large plan over several rounds, against what a colleague's pandas script makes of the same reports, in the same run.

    PYTHONPATH=tests python benchmarks/statuses.py [RUNS] [TASKS] [DEPARTMENTS] [ROUNDS]

10,000 tasks, 500 departments, 8 rounds that were really handed out, filled in and merged: `xlplan status` of the last one shows
lights, changes against the round before, and the trend over all. The pandas script gets the reports read and put together already, one
CSV for each round; it judges by time gone and due day, counts by project, department and round, and writes plain sheets. Both are
processes of their own, measured from start to end. Needs pandas.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import running
import tables

from xlplan.files.papers.replies import Reply, fill_in
from xlplan.files.store.workspace import Workspace
from xlplan.handout.sheets import Sent
from xlplan.terms.choices import Role, State

PEERS = Path(__file__).with_name("peers.py")
TODAY = "2024-12-25"
PEOPLE = {"filler": "王老师", "phone": "0123-4567890", "reviewer": "李校长"}


def rounds(count: int) -> list[str]:
    """Return the names of this many quarters; the last is the fourth of 2024."""
    return [f"{2024 - back // 4}Q{4 - back % 4}" for back in reversed(range(count))]


def xlplan(*words: object) -> None:
    """Run a command that must not fail."""
    command = [sys.executable, "-m", "xlplan", *map(str, words)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)


def answer(base: Path, folder: Path, step: int, steps: int, sent: Sent) -> None:
    """Send a department's sheet back; each round it is a little further."""
    answers: dict[str, dict[str, object]] = {}
    for place, row in enumerate(sent.sheet.rows):
        if row.role is Role.SUPPORT:
            answers[row.task] = {"progress": f"已配合（第{step + 1}期）。"} if place % 2 else {}
            continue
        state = State.ROUTINE if row.closed else State.NEEDS_HELP if place % 9 == 0 else State.RUNNING
        answers[row.task] = {"state": state, "progress": f"第{step + 1}期：召开推进会，完成阶段性自查（{row.task}）。"}
        if not row.closed:
            answers[row.task]["percent"] = round((step + 1) / steps * (0.4 + place % 7 / 10), 2)
        if place % 5 == 0:
            answers[row.task]["problems"] = "人手偏紧，需要协调。"
    source = base / sent.path
    fill_in(source, folder / source.name, Reply(PEOPLE, {task: said for task, said in answers.items() if said}))


def make_office(folder: Path, tasks: int, departments: int, names: list[str]) -> Path:
    """Return a workbook whose rounds were all handed out, filled in and merged."""
    book = tables.write_table(folder / "分工表.xlsx", tasks, departments)
    workspace = Workspace(book, "分工表-工作区")
    for step, name in enumerate(names):
        xlplan("split", book, "--round", name, "--due", tables.DUE)
        with workspace.open_ledger() as ledger:  # type: ignore[union-attr]
            canonical = ledger.rounds()[-1]
            sent = list(ledger.sent(canonical).values())
        with ProcessPoolExecutor() as pool:
            fill = partial(answer, book.parent, workspace.returned_folder(canonical), step, len(names))
            list(pool.map(fill, sent, chunksize=20))
        xlplan("merge", book, "--round", name)
        print(f"{name}: {len(sent)} returns", file=sys.stderr)
    return book


def write_reports(book: Path, folder: Path) -> None:
    """Write all that was reported, one CSV for each round, as the colleague's other script leaves it."""
    from xlplan import progress_frame

    folder.mkdir()
    frame = progress_frame(book)
    for number, (_, rows) in enumerate(frame.groupby("round", sort=False), 1):
        rows.drop(columns=["light", "reason"]).to_csv(folder / f"{number}.csv", index=False)


def status(book: Path, name: str, *more: object) -> Callable[[], running.Run]:
    """Return the report of the last round up to its answer, to be measured; the page of PDF that follows keeps nobody waiting."""

    def once() -> running.Run:
        command = [sys.executable, "-m", "xlplan", "status", book, "--round", name, "--today", TODAY, *map(str, more)]
        return running.run(command, book.with_name("log.txt"), until="" if more else "旁边还有")

    return once


def peer(book: Path, reports: Path) -> Callable[[], running.Run]:
    """Return the pandas script."""
    return lambda: running.run([sys.executable, PEERS, "status", book, reports], book.with_name("log.txt"))


def measure(runs: int = 3, tasks: int = 10_000, departments: int = 500, count: int = 8) -> list[running.Row]:
    """Measure and print the table."""
    names = rounds(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = make_office(folder, tasks, departments, names)
        write_reports(book, folder / "reports")
        times = running.in_turn(
            runs,
            {
                "xlplan status": status(book, names[-1]),
                "xlplan status --out (no papers, no PDF)": status(book, names[-1], "--out", folder / "out.xlsx"),
                "pandas": peer(book, folder / "reports"),
            },
        )
    size = f"{tasks:,} tasks × {departments} departments × {count} rounds"
    print(running.table(times, "xlplan status", size))
    return [running.row(f"status, {size}", times, "xlplan status")]


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:]))
