"""What each number of a round counts, in blocks: the tasks, matters or departments behind it, taken from where the number itself is.

The numbers of departments, leaders and earlier rounds stand in `backing_parts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

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
from xlplan.terms.findings import Finding
from xlplan.terms.records import record
from xlplan.terms.shares import points

PROJECT: Final = "工程"


class Figure(NamedTuple):
    """A number: its name, by `tables`, and of what kind of thing it is, and of which (both empty: the whole plan)."""

    name: str
    kind: str = ""
    of: str = ""


@record(frozen=True, slots=True)
class PastStanding:
    """How a task stood: for one department, or at the end of an earlier round."""

    task: str
    content: str
    who: str
    """Who carries it out; of a department, its part in it."""
    state: str
    light: str
    share: float | None
    reason: str


@record(frozen=True, slots=True)
class BackingRow:
    """One row that is counted: a task (with what it adds to a mean), a matter on one, a department, or a note on its return."""

    of: TaskStatus | DepartmentSummary | PastStanding | Finding
    words: str = ""
    """What is asked, of a matter."""
    gone: float | None = None
    change: str = ""


@record(frozen=True, slots=True)
class BackingBlock:
    """What some figures count: the lines, or smaller blocks that it is made of."""

    title: str
    figures: Sequence[Figure]
    lines: Sequence[BackingRow] = ()
    parts: Sequence[BackingBlock] = ()

    @property
    def count(self) -> int:
        """The number of lines, those of its parts among them."""
        return len(self.lines) + sum(each.count for each in self.parts)


def blocks(status: Status) -> list[BackingBlock]:
    """Return the blocks in the order of the figures; what counts nothing has none."""
    whole, projects = counted("", status.tasks, status.today), counted_projects(status)
    found = [
        _tasks(projects),
        *(_light(whole, light) for light in Light),
        _by_project("平均进度、序时进度、比序时：按{}项任务算", ("平均进度", "序时进度", "比序时"), projects, _timed),
        _by_project("与上期比：可比{}项任务", ("与上期比",), projects, _moved),
        _matters(matters(status)),
        departments(status),
    ]
    return without_empty(found)


def without_empty(found: Sequence[BackingBlock]) -> list[BackingBlock]:
    """Return the blocks that count something, and of these the parts that do."""
    return [
        BackingBlock(each.title, each.figures, each.lines, without_empty(each.parts)) for each in found if each.count
    ]


def every(found: Sequence[BackingBlock]) -> Iterator[BackingBlock]:
    """Yield these blocks and all that they are made of."""
    for each in found:
        yield each
        yield from every(each.parts)


def _tasks(projects: Sequence[Counted]) -> BackingBlock:
    parts = []
    for each in projects:
        lit = [
            titled(f"{_named(each)}：{light.label}灯{{}}项", [Figure(light.label, PROJECT, each.name)], _plain(tasks))
            for light, tasks in each.lit.items()
        ]
        parts.append(titled(f"{_named(each)}：任务{{}}项", [Figure("任务数", PROJECT, each.name)], parts=lit))
    return titled("任务：共{}项", [Figure("任务"), Figure("任务数")], parts=parts)


def _light(whole: Counted, light: Light) -> BackingBlock:
    figures, title = [Figure(f"{light.label}灯"), Figure(light.label)], f"{light.label}灯任务：{{}}项"
    return by_report(title, figures, _plain(whole.lit[light]), [Figure(silent_name(light))])


def silent_name(light: Light) -> str:
    """Return what the number of a light's tasks that have no new report this round is called."""
    return f"{light.label}灯无新报"


def silent_field(light: Light) -> str:
    """Return the placeholder of that number, where it has a cell of its own."""
    return f"{silent_name(light)}数"


def by_report(
    title: str, figures: Sequence[Figure], lines: Sequence[BackingRow], old: Sequence[Figure] = ()
) -> BackingBlock:
    """Return the block of a light's tasks; those without a new report this round, which `old` counts, come first and apart."""
    silent: list[BackingRow] = []
    others: list[BackingRow] = []
    for each in lines:
        (silent if isinstance(each.of, TaskStatus) and each.of.silent else others).append(each)
    if not silent:
        return titled(title, figures, lines)
    parts = [titled("其中本期没有新进展的：{}项", old, silent), titled("其余：{}项", [], others)]
    return titled(title, figures, parts=parts)


def _plain(tasks: Sequence[TaskStatus]) -> list[BackingRow]:
    return [BackingRow(each) for each in tasks]


def _by_project(
    title: str, names: Sequence[str], projects: Sequence[Counted], lines: Callable[[Counted], list[BackingRow]]
) -> BackingBlock:
    parts = [
        titled(f"{_named(each)}：{title}", [Figure(name, PROJECT, each.name) for name in names], lines(each))
        for each in projects
    ]
    return titled(title, [Figure(name) for name in names], parts=parts)


def _timed(each: Counted) -> list[BackingRow]:
    return [BackingRow(task, gone=gone) for task, _, gone in each.timed]


def _moved(each: Counted) -> list[BackingRow]:
    return [BackingRow(task, change=points(change)) for task, change in each.moved]


def _matters(found: Sequence[Matter]) -> BackingBlock:
    return titled("需领导决定的事项：{}项", [Figure("待定")], [BackingRow(each.task, each.words) for each in found])


def departments(status: Status, title: str = "", kind: str = "", of: str = "") -> BackingBlock:
    """Return who owed a return; `title` begins each title, `kind` and `of` say whose numbers they are."""
    owed = by_punctuality(owing(status))

    def part(said: str, *names: str) -> BackingBlock:
        figures = [Figure(name, kind, of) for name in names]
        return titled(f"{title}{said}", figures, [BackingRow(each) for each in owed[names[0]]])

    returned = [part("按时报送：{}个部门", IN_TIME), part("迟报：{}个部门", LATE)]
    parts = [
        titled(f"{title}已报：{{}}个部门", [Figure("已报", kind, of)], parts=returned),
        part("未报：{}个部门", MISSING, "未报"),
    ]
    return titled(f"{title}应报：{{}}个部门", [Figure("应报", kind, of)], parts=parts)


def titled(
    title: str, figures: Sequence[Figure], lines: Sequence[BackingRow] = (), parts: Sequence[BackingBlock] = ()
) -> BackingBlock:
    """Return a block whose title says how many lines it has, in place of `{}`."""
    count = BackingBlock("", (), lines, parts).count
    return BackingBlock(title.replace("{}", str(count)), figures, lines, parts)


def _named(each: Counted) -> str:
    return each.name or UNNAMED
