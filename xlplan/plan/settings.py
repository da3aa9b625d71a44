"""The plan's settings (设置), each with a default, and what to do with one that cannot be understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime
from functools import partial
from typing import cast

from xlplan.plan.setting_cells import as_percent
from xlplan.plan.setting_numbers import number_text, read_days, read_one_line, read_points, read_working_days
from xlplan.plan.weights import Weights, read_weights
from xlplan.schedule.calendar import MonthDay, Terms, school_year_in, term_in
from xlplan.terms.cells import CellError, CellValue, Grid, NoCachedValue, as_text, cell_name, is_blank
from xlplan.terms.choices import State
from xlplan.terms.errors import SettingError
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import PLAN_HEADINGS, heading_key, plan_field
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record
from xlplan.terms.setting_items import ACTS_IN, SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS
from xlplan.terms.text import fold


@record(frozen=True)
class Settings:
    """What 设置 says; days as dates, thresholds in percentage points and days."""

    title: str = ""
    year: int | None = None
    school_year: bool = False
    """Whether the plan's year is the school year that begins in `year`."""
    round: str = ""
    deadline: date | None = None
    send_to: str = ""
    """To whom departments send their sheets back, as written."""
    plan_start: date | None = None
    """From when tasks run whose limit names no beginning."""
    red_behind: float = 30
    amber_behind: float = 10
    warning_days: int = 15
    before_includes: bool = True
    spring_term: tuple[MonthDay, MonthDay] = (Terms.spring_start, Terms.spring_end)
    autumn_term: tuple[MonthDay, MonthDay] = (Terms.autumn_start, Terms.autumn_end)
    """First and last day of a term; 秋季 ends in the following year."""
    state_words: Mapping[str, State] = field(default_factory=dict)
    """Departments' other words for states, folded, and the state that each means."""
    answer_days: int = 5
    """By how many working days a 督办单 is to be answered."""
    weights: Weights = field(default_factory=Weights)
    """The points of a year's account."""
    name_departments: bool = False
    """Whether the leaders agreed that 督办通报 names departments."""
    stamped_copy: bool = False
    further: str = ""
    """Which of the office's further columns departments see, as written."""
    columns: Mapping[Field, Sequence[str]] = field(default_factory=dict)
    """Which headings of the table the office named for a field."""
    kept_columns: tuple[str, ...] = ()
    """Headings of columns that are none of the fields, whatever they look like."""
    no_departments: tuple[str, ...] = ()
    """Names that are no departments although they look so."""
    workspace: str = "分工表-工作区"
    backup: str = ""
    """The folder in which the backup is kept, with its whole path; empty where the office wants none."""
    incoming: tuple[str, ...] = ()
    """The folders in which returns arrive, with their whole paths."""
    auto_merge: bool = False
    """Whether the helper merges by itself what it has taken in."""
    findings: tuple[Finding, ...] = field(default=(), compare=False)
    unread: Mapping[str, Finding] = field(default_factory=dict, compare=False)
    """By a setting's identifier, why its value could not be read."""

    @property
    def terms(self) -> Terms:
        """The school terms by which time limits are read."""
        return Terms(*self.spring_term, *self.autumn_term, self.school_year, term_in(self.title))

    def unread_in(self, verb: str) -> list[Finding]:
        """Return why values could not be read by which a verb goes: it goes by their defaults instead."""
        return [self.unread[name] for name in ACTS_IN[verb] if name in self.unread]


# Of Windows, a share, or any other system.
_WHOLE_PATH = pattern_of(r"[A-Za-z]:[\\/]|\\\\[^\\]|/")
_DAY = pattern_of(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")


def read_day(value: CellValue) -> date:
    """Read a day: a date, `2023-06-20`, `2023.6.20`, `2023年6月20日`. Raise SettingError for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if found := _DAY.match(fold(as_text(value))):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
    raise SettingError(f"“{as_text(value)}”不是一个日期。", "请写成 2023-06-20 的样子。")


def _year(value: CellValue) -> tuple[int, bool]:
    """Read 2023, or 2023—2024学年: a year, and whether it is the school year that begins in it."""
    text = fold(as_text(value))
    if found := re.fullmatch(r"((?:19|20)\d\d)年?度?", text):
        return int(found[1]), False
    if first := school_year_in(text):
        return first, True
    raise SettingError("年度看不懂", "请写四位数字的年份，例如 2023；按学年的，写 2023—2024学年。")


def _yes(value: CellValue) -> bool:
    answer = {"是": True, "否": False, "true": True, "false": False, "1": True, "0": False}.get(fold(as_text(value)))
    if answer is None:
        raise SettingError("看不懂是或否", "请填“是”或“否”。")
    return answer


_TERM = pattern_of(
    r"(?:\d{4}年)?(\d{1,2})[月./](\d{1,2})日?(?:[-—–－~～至到]+)(?:\d{4}年|次年)?(\d{1,2})[月./](\d{1,2})日?"
)


def _term(value: CellValue, *, ends_next_year: bool) -> tuple[MonthDay, MonthDay]:
    found = _TERM.fullmatch(fold(as_text(value)))
    try:
        # Years without a 29 February decide, so that a term has its days in every year.
        first, last = (date(2023, *map(int, days)) for days in (found.groups()[:2], found.groups()[2:]))  # type: ignore[union-attr]
        if (last < first) != ends_next_year:
            raise ValueError("a term that ends before it begins")
    except (AttributeError, ValueError):
        example = "9月1日—1月31日（结束日在次年）" if ends_next_year else "2月15日—7月15日"
        raise SettingError("学期起止看不懂", f"请写成 {example} 的样子。") from None
    return (first.month, first.day), (last.month, last.day)


def _text(value: CellValue) -> str:
    return as_text(value).strip()


def _round(value: CellValue) -> str:
    # Typed into a plain cell, 2023年6月 becomes its first day.
    if isinstance(value, date):
        return f"{value.year}年{value.month}月" if value.day == 1 else _text(value)
    return _text(value)


def _state_words(value: CellValue) -> dict[str, State]:
    words: dict[str, State] = {}
    for pair in re.split(r"[;\n、,]+", unicodedata.normalize("NFKC", as_text(value))):
        if not pair.strip():
            continue
        word, _, state = pair.partition("=")
        meant = next((each for each in State if fold(each) == fold(state)), None)
        if not fold(word) or meant is None:
            raise SettingError(
                "看不懂状态的说法", f"请写成 办妥=已完成 的样子，用分号隔开；等号右边只能是：{'、'.join(State)}。"
            )
        words[fold(word)] = meant
    return words


def _folder(value: CellValue) -> str:
    name = _text(value)
    if name in (".", "..") or any(mark in name for mark in '/\\:*?"<>|\0'):
        raise SettingError("不能作文件夹名", "请只写文件夹的名称，不带路径和特殊符号。")
    return name


def _place(value: CellValue) -> str:
    name = _text(value)
    if not _WHOLE_PATH.match(name):
        raise SettingError("不是完整的路径", "请写完整的路径，例如 E:\\备份、\\\\服务器\\备份 或 /mnt/备份。")
    return name


def _places(value: CellValue) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_place(each) for each in re.split(r"[;；\n]+", as_text(value)) if each.strip()))


NO_FIELD = "无"
"""Stands in the place of a field's heading for columns that are none."""


def _columns(value: CellValue) -> tuple[dict[Field, list[str]], tuple[str, ...]]:
    """Read pairs such as 主要内容=整改措施: which headings are which fields, and which none."""
    named: dict[Field, list[str]] = {}
    kept: list[str] = []
    for pair in re.split(r"[;；\n]+", as_text(value)):
        if not pair.strip():
            continue
        name, _, heading = pair.replace("＝", "=").partition("=")
        found = plan_field(name)
        if not heading_key(heading) or (found is None and name.strip() != NO_FIELD):
            raise SettingError(
                "看不懂哪一列是什么",
                f"请写成 主要内容=整改措施 的样子，用分号隔开；等号左边只能是：{'、'.join(PLAN_HEADINGS.values())}、{NO_FIELD}。",
            )
        (kept if found is None else named.setdefault(found, [])).append(heading.strip())
    return named, tuple(kept)


def written_columns(columns: Mapping[Field, Sequence[str]], kept: Iterable[str]) -> str:
    """Return what 设置 says of columns, as it is read again."""
    pairs = [f"{PLAN_HEADINGS[name]}={heading}" for name, headings in columns.items() for heading in headings]
    return "；".join([*pairs, *(f"{NO_FIELD}={heading}" for heading in kept)])


def _names(value: CellValue) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in re.split(r"[、,，;；\n]+", as_text(value)) if each.strip()))


_READERS: Mapping[str, Callable[[CellValue], object]] = {
    "title": _text,
    "year": _year,
    "round": _round,
    "deadline": read_day,
    "send_to": read_one_line,
    "plan_start": read_day,
    "red_behind": read_points,
    "amber_behind": read_points,
    "warning_days": read_days,
    "before_includes": _yes,
    "spring_term": partial(_term, ends_next_year=False),
    "autumn_term": partial(_term, ends_next_year=True),
    "state_words": _state_words,
    "answer_days": read_working_days,
    "weights": read_weights,
    "name_departments": _yes,
    "stamped_copy": _yes,
    "further": _text,
    "columns": _columns,
    "no_departments": _names,
    "workspace": _folder,
    "backup": _place,
    "incoming": _places,
    "auto_merge": _yes,
}


def normal_text(name: str, text: str) -> str:
    """Return what is kept of a text that is set: 20 for 20天, 25 for 25%, one line for several. Raise SettingError."""
    reader = _READERS[name]
    if not text or reader not in (read_points, read_days, read_working_days, read_one_line):
        return text
    value = reader(text)
    return value if isinstance(value, str) else number_text(cast(float, value))


_IDENTIFIERS = {heading_key(name): identifier for identifier, (name, _, _) in SETTING_ITEMS.items()}


def read_settings(grid: Grid) -> Settings:
    """Read a 设置 sheet: a name in one column, its value right of it. Blank values keep their default."""
    values: dict[str, object] = {}
    unread: list[tuple[str, Finding]] = []
    for number, row in enumerate(grid.rows):
        for column, name in enumerate(row[:-1]):
            identifier = _IDENTIFIERS.get(heading_key(name)) if isinstance(name, str) else None
            value = as_percent(grid, number, column + 1)
            if identifier is None or identifier in values or is_blank(value):
                continue
            shown = as_text(value)
            try:
                if isinstance(value, CellError | NoCachedValue):
                    shown = value.text if isinstance(value, CellError) else value.formula
                    raise SettingError("公式没有结果", "请直接写上内容，或改正公式后保存。")
                values[identifier] = _READERS[identifier](value)
            except SettingError as error:
                name, default, _ = SETTING_ITEMS[identifier]
                why = finding("setting-invalid", sheet=SETTINGS, cell=cell_name(number, column + 1), name=name,
                              value=shown, default=default or "空白", cure=error.hint)  # fmt: skip
                unread.append((identifier, why))
    if "year" in values:
        values["year"], values["school_year"] = cast("tuple[int, bool]", values["year"])
    if "columns" in values:
        values["columns"], values["kept_columns"] = cast("tuple[object, object]", values["columns"])
    found = Settings(**values)  # type: ignore[arg-type]
    findings = [why for _, why in unread]
    # Where any lag is red, none is left to be amber, and 0 says so.
    if found.amber_behind and found.amber_behind >= found.red_behind:
        findings.append(
            finding("setting-contradicts", sheet=SETTINGS, amber=f"{found.amber_behind:g}", red=f"{found.red_behind:g}")
        )
    return replace(found, findings=tuple(findings), unread=dict(reversed(unread)))
