"""年度考核台账 as a workbook, filled into the template that the office may have restyled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from xlplan.files.papers.own_template import load_template
from xlplan.files.store.shipped import YEARLY_TEMPLATE
from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.rows import Row
from xlplan.files.template.workbook import Problem, SheetFill, Template, template_problems
from xlplan.schedule.calendar import day_words
from xlplan.status.lapses import FigureSource, LapseKind
from xlplan.status.year import DepartmentYear, RoundRecord, Timing, Turn, Yearly

_TIMINGS: Final = (Timing.ON_TIME, Timing.LATE, Timing.MISSING, Timing.AHEAD)
_COUNTS: Final = ("应报", *(timing.value for timing in _TIMINGS))
_LAPSES: Final = tuple(LapseKind)
_FIGURES: Final = (*_COUNTS, "按时率", "退回", *_LAPSES, "销号")
_ACCOUNTS, _ROUNDS, _TURNS, _EVENTS = "年度考核", "计入期次", "各期报送", "退回和销号"
# By sheet: the fields filled in once, and those of the repeated row.
_SHEETS: Final[Mapping[str, tuple[Sequence[str], Sequence[str]]]] = {
    _ACCOUNTS: (tuple(f"合计{name}" for name in _FIGURES), ("部门", *_FIGURES, "得分", "名次", "销号期次", "备注")),
    _ROUNDS: ((), ("期次", "是否计入", "按什么算", "开始", "结束", "首次下发", "报送截止", "算到", *_COUNTS)),
    _TURNS: ((), ("部门", "期次", "情况", "报送截止", "登记时间", "迟报天数", "退回", "销号", "文件")),
    _EVENTS: ((), ("部门", "类别", "期次", "编号", "缘由", "登记时间", "文件", "单元格")),
}
_EVERYWHERE: Final = ("计划名称", "年度", "截至", "期数", "期次", "分值")
_BACK, _CLOSED = "退回", "销号"

FigureLink = Callable[[FigureSource], str]
"""Returns the relative address of a source; empty if there is no file."""


def yearly_template_problems(loaded: Template) -> list[Problem]:
    """Return what keeps a template from being used for 年度考核台账."""
    known = {*_EVERYWHERE, *(name for fields, rows in _SHEETS.values() for name in (*fields, *rows))}
    return template_problems(loaded, known, {sheet: rows for sheet, (_, rows) in _SHEETS.items()})


class YearlyTemplate:
    """The template of 年度考核台账."""

    def __init__(self, template: Template) -> None:
        self._template = template

    @classmethod
    def load(cls, own: Path) -> Self:
        """Load the office's copy in the folder `own`, else the shipped template. Raise TemplateError."""
        return cls(load_template(YEARLY_TEMPLATE, own, yearly_template_problems))

    def fill(self, title: str, yearly: Yearly, link: FigureLink) -> bytes:
        """Return the workbook's bytes, the same for the same year. Raise TemplateError."""
        first = {sheet: self._template.first_row(sheet, names) for sheet, (_, names) in _SHEETS.items()}
        book = _Book(yearly, link, first)
        rows = {
            # The targets of links are known only after the other two sheets.
            _EVENTS: list(book.events()), _TURNS: list(book.turns()), _ROUNDS: list(book.rounds()), _ACCOUNTS: list(book.accounts()),
        }  # fmt: skip
        everywhere: dict[str, FieldValue] = {
            "计划名称": title or "重点工作", "年度": str(yearly.year), "截至": day_words(yearly.today), "期数": len(yearly.records),
            "期次": "、".join(each.round.name for each in yearly.records), "分值": yearly.weights.words,
        }  # fmt: skip
        return self._template.fill(
            {
                sheet: SheetFill(
                    {**everywhere, **(_totals(yearly) if sheet == _ACCOUNTS else {})},
                    rows[sheet],
                    row_names=names,
                    links=book.totals() if sheet == _ACCOUNTS else {},
                )
                for sheet, (_, names) in _SHEETS.items()
            }
        )


def _totals(yearly: Yearly) -> dict[str, FieldValue]:
    return {f"合计{name}": value for name, value in _figures(yearly.accounts).items()}


def _figures(accounts: Sequence[DepartmentYear]) -> dict[str, FieldValue]:
    counts = {timing.value: sum(each.count(timing) for each in accounts) for timing in _TIMINGS}
    owed = sum(each.owed for each in accounts)
    due = owed - counts[Timing.AHEAD.value]
    return {
        "应报": owed, **counts,
        # Rounded, so that a program that saves the file again keeps the same number.
        "按时率": round(counts[Timing.ON_TIME.value] / due, 6) if due else None,
        _BACK: sum(len(each.back) for each in accounts),
        **{kind.value: sum(len(each.of(kind)) for each in accounts) for kind in _LAPSES}, _CLOSED: sum(len(each.closed) for each in accounts),
    }  # fmt: skip


@dataclass
class _Book:
    """The rows of all sheets, with the places that they link to."""

    yearly: Yearly
    link: FigureLink
    first: Mapping[str, int]

    def __post_init__(self) -> None:
        self._places: dict[tuple[str, ...], str] = {}

    def _note(self, sheet: str, count: int, *keys: tuple[str, ...]) -> None:
        """Note that a row is counted in these figures: of a department, of a department in a round, of a round, of the year."""
        for key in keys:
            self._places.setdefault(key, f"#{sheet}!A{self.first[sheet] + count}")

    def _to(self, **keys: tuple[str, ...]) -> dict[str, str]:
        return {name: self._places[key] for name, key in keys.items() if key in self._places}

    def totals(self) -> dict[str, str]:
        """Return where the totals of the year lead, by placeholder."""
        places = self._to(**{name: ("应报" if name == "按时率" else name,) for name in _FIGURES})
        return {f"合计{name}": place for name, place in places.items()}

    def events(self) -> Iterator[Row]:
        """Yield what went back and what was closed, by department."""
        count = 0
        for account in self.yearly.accounts:
            for back in account.back:
                self._note(
                    _EVENTS, count, (account.department, _BACK), (account.department, _BACK, back.round), (_BACK,)
                )
                yield self._event(account.department, _BACK, back.round, back.source, 缘由=back.why, 登记时间=back.at)
                count += 1
            for lapse in account.lapses:
                self._note(_EVENTS, count, (account.department, lapse.kind.value), (lapse.kind.value,))
                yield self._event(
                    account.department, lapse.kind, lapse.round, lapse.source, 编号=_few(lapse.task), 缘由=lapse.why
                )
                count += 1
            for closed in account.closings:
                if not closed.opened:
                    mine = (account.department, _CLOSED)
                    self._note(_EVENTS, count, mine, (*mine, closed.round), (_CLOSED,))
                why = "；".join(filter(None, (f"{closed.words}同意销号", closed.opened)))
                yield self._event(account.department, _CLOSED, closed.round, closed.source, 编号=closed.task, 缘由=why)
                count += 1
        if not count:
            yield _row(_EVENTS, {"部门": "没有退回、逾期、督办和销号。"})

    def _event(self, department: str, kind: str, round_: str, source: FigureSource, **more: FieldValue) -> Row:
        to = self.link(source)
        values: dict[str, FieldValue] = {
            "部门": department, "类别": kind, "期次": round_, "文件": source.path or "没有对应的报送", "单元格": source.cell or ("打开" if to else ""),
        }  # fmt: skip
        return _row(_EVENTS, values | more, {"单元格": to} if to else {})

    def turns(self) -> Iterator[Row]:
        """Yield each department's rounds."""
        for count, turn in enumerate(self.yearly.turns):
            name = turn.department
            if turn.timing is not Timing.VOLUNTARY:
                for figure in ("应报", turn.timing.value):
                    self._note(_TURNS, count, (name, figure), ("期次", turn.round, figure), (figure,))
            yield self._turn(turn)
        if not self.yearly.turns:
            yield _row(_TURNS, {"部门": "没有部门应报。"})

    def _turn(self, turn: Turn) -> Row:
        account = next(each for each in self.yearly.accounts if each.department == turn.department)
        to = self.link(turn.source)
        links = {"文件": to} if to else {}
        links |= self._to(退回=(turn.department, _BACK, turn.round), 销号=(turn.department, _CLOSED, turn.round))
        return _row(
            _TURNS,
            {
                "部门": turn.department, "期次": turn.round, "情况": turn.timing.value, "报送截止": turn.deadline, "登记时间": turn.at,
                "迟报天数": turn.days_late, _BACK: sum(each.round == turn.round for each in account.back),
                _CLOSED: sum(each.round == turn.round for each in account.closed), "文件": turn.source.path,
            },
            links,
        )  # fmt: skip

    def rounds(self) -> Iterator[Row]:
        """Yield the rounds that count, then those that do not."""
        for record in (*self.yearly.records, *self.yearly.others):
            yield self._round(record, record in self.yearly.records)

    def _round(self, record: RoundRecord, counts: bool) -> Row:
        mine = [
            turn
            for turn in self.yearly.turns
            if turn.round == record.round.name and turn.timing is not Timing.VOLUNTARY
        ]
        year, basis = record.year()
        values: dict[str, FieldValue] = {
            "期次": record.round.name, "是否计入": "计入" if counts else "不计入", "按什么算": f"{basis}：{year}年" if year else basis,
            "开始": record.round.start, "结束": record.round.end, "首次下发": record.first, "报送截止": record.deadline, "算到": record.last,
        }  # fmt: skip
        if counts:
            values |= {"应报": len(mine)} | {
                timing.value: sum(turn.timing is timing for turn in mine) for timing in _TIMINGS
            }
        return _row(_ROUNDS, values, self._to(**{name: ("期次", record.round.name, name) for name in _COUNTS}))

    def accounts(self) -> Iterator[Row]:
        """Yield a row for each department; its figures link to the first of what they count."""
        for account in self.yearly.accounts:
            name = account.department
            keys = {figure: (name, figure) for figure in (*_COUNTS, _BACK, *_LAPSES, _CLOSED)} | {
                "按时率": (name, "应报")
            }
            values = {
                "部门": name, **_figures([account]), "得分": account.points, "名次": account.rank, "销号期次": account.closing_rounds, "备注": self._remark(account),
            }  # fmt: skip
            yield _row(_ACCOUNTS, values, self._to(**keys))

    def _remark(self, account: DepartmentYear) -> str:
        """Return what the points were taken for, and how late it was."""
        days = sum(turn.days_late for turn in account.turns)
        if not account.owed:
            return "只有支持任务，自愿填报"
        late = f"迟报共 {days} 天" if days else ""
        return "；".join(filter(None, (account.counts.words(self.yearly.weights), late)))


def _few(tasks: str) -> str:
    """Return the tasks of a 督办单 as a narrow cell holds them; its reasons name each."""
    first, *others = tasks.split("、")
    return tasks if len(others) < 2 else f"{first}等{len(others) + 1}项"


def _row(sheet: str, values: Mapping[str, FieldValue], links: Mapping[str, str] | None = None) -> Row:
    return Row.whole(_SHEETS[sheet][1], values, links=links)
