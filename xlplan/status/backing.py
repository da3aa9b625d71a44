"""What each number of a round counts, in blocks: the tasks, matters or departments behind it, taken from where the number itself is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from xlplan.status.matters import Matter, matters
from xlplan.status.model import DepartmentSummary, Status, TaskStatus
from xlplan.status.rollup import (
    IN_TIME,
    LATE,
    MISSING,
    UNNAMED,
    Counted,
    by_punctuality,
    counted,
    counted_projects,
    owing,
)
from xlplan.terms.choices import Light
from xlplan.terms.shares import points

Figure = tuple[str | None, str]
"""A number: the project that it is of (None: the whole plan) and its name, by `tables.FIGURES` and `tables.TOTALS`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is counted: a task (with what it adds to a mean), a matter on one, or a department."""

    of: TaskStatus | DepartmentSummary
    words: str = ""
    """What is asked, of a matter."""
    gone: float | None = None
    change: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """What some figures count: the lines, or smaller blocks that it is made of."""

    title: str
    figures: Sequence[Figure]
    lines: Sequence[Line] = ()
    parts: Sequence[Block] = ()

    @property
    def count(self) -> int:
        """The number of lines, those of its parts among them."""
        return len(self.lines) + sum(each.count for each in self.parts)


def blocks(status: Status) -> list[Block]:
    """Return the blocks in the order of the figures; what counts nothing has none."""
    whole, projects = counted("", status.tasks, status.today), counted_projects(status)
    found = [
        _tasks(projects),
        *(_light(whole, light) for light in Light),
        _by_project("平均进度、序时进度、比序时：按{}项任务算", ("平均进度", "序时进度", "比序时"), projects, _timed),
        _by_project("与上期比：可比{}项任务", ("与上期比",), projects, _moved),
        _matters(matters(status)),
        _departments(status),
    ]
    return [each for each in map(_without_empty, found) if each.count]


def _without_empty(block: Block) -> Block:
    parts = [_without_empty(each) for each in block.parts if each.count]
    return Block(block.title, block.figures, block.lines, parts)


def every(found: Sequence[Block]) -> Iterator[Block]:
    """Yield these blocks and all that they are made of."""
    for each in found:
        yield each
        yield from every(each.parts)


def _tasks(projects: Sequence[Counted]) -> Block:
    parts = []
    for each in projects:
        lit = [
            Block(f"{_named(each)}：{light.label}灯{len(tasks)}项", [(each.name, light.label)], _plain(tasks))
            for light, tasks in each.lit.items()
        ]
        parts.append(_titled(f"{_named(each)}：任务{{}}项", [(each.name, "任务数")], parts=lit))
    return _titled("任务：共{}项", [(None, "任务"), (None, "任务数")], parts=parts)


def _light(whole: Counted, light: Light) -> Block:
    silent = whole.silent(light)
    figures, title = [(None, f"{light.label}灯"), (None, light.label)], f"{light.label}灯任务：{{}}项"
    if not silent:
        return _titled(title, figures, _plain(whole.lit[light]))
    others = [each for each in whole.lit[light] if not each.silent]
    old = Block(f"其中本期没有新进展的：{len(silent)}项", [(None, silent_name(light))], _plain(silent))
    return _titled(title, figures, parts=[old, Block(f"其余：{len(others)}项", [], _plain(others))])


def silent_name(light: Light) -> str:
    """Return the name of the figure that counts a light's tasks without a new report."""
    return f"{light.label}灯无新报"


def _plain(tasks: Sequence[TaskStatus]) -> list[Line]:
    return [Line(each) for each in tasks]


def _by_project(
    title: str, names: Sequence[str], projects: Sequence[Counted], lines: Callable[[Counted], list[Line]]
) -> Block:
    parts = [
        _titled(f"{_named(each)}：{title}", [(each.name, name) for name in names], lines(each)) for each in projects
    ]
    return _titled(title, [(None, name) for name in names], parts=parts)


def _timed(each: Counted) -> list[Line]:
    return [Line(task, gone=gone) for task, _, gone in each.timed]


def _moved(each: Counted) -> list[Line]:
    return [Line(task, change=points(change)) for task, change in each.moved]


def _matters(found: Sequence[Matter]) -> Block:
    return _titled("需领导决定的事项：{}项", [(None, "待定")], [Line(each.task, each.words) for each in found])


def _departments(status: Status) -> Block:
    owed = by_punctuality(owing(status))

    def part(title: str, *names: str) -> Block:
        return _titled(title, [(None, name) for name in names], [Line(each) for each in owed[names[0]]])

    returned = [part("按时报送：{}个部门", IN_TIME), part("迟报：{}个部门", LATE)]
    parts = [_titled("已报：{}个部门", [(None, "已报")], parts=returned), part("未报：{}个部门", MISSING, "未报")]
    return _titled("应报：{}个部门", [(None, "应报")], parts=parts)


def _titled(title: str, figures: Sequence[Figure], lines: Sequence[Line] = (), parts: Sequence[Block] = ()) -> Block:
    count = Block("", (), lines, parts).count
    return Block(title.replace("{}", str(count)), figures, lines, parts)


def _named(each: Counted) -> str:
    return each.name or UNNAMED
