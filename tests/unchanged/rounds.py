"""The scenarios of rounds: the demo, and offices at work over several rounds."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import MergedCell
from support import ROOT
from support.office import Office, fill_pending, pending_rows, table
from support.old_ledger import make_old

from unchanged.making import BOOK, WORKSPACE, Making, saved, shared
from unchanged.returned import Pile, in_every_format

_SECRETS: Final = "归档/签名密钥.json"
_LEDGER: Final = "台账.sqlite3"
_VERDICTS: Final = {
    "前后不一致": ("采用报送", "保留原值", "退回"),
    "看不准": ("采用报送", "保留原值", "退回"),
    "改动原文": ("采用报送", "保留原值", "退回"),
    "新增任务": ("采用报送", "保留原值", "退回"),
    "待销号": ("同意销号", "退回"),
    "申请暂缓": ("同意暂缓", "退回"),
    "申请延期": ("同意延期", "退回"),
}
"""What the office may decide of each kind of question."""


def demonstration(m: Making, calc: Path) -> None:
    m.at("2023-06-25 10:30")
    m.do("demo", "演示")
    book, root = f"演示/{BOOK}", f"演示/{WORKSPACE}"
    m.do("validate", book)
    m.do("status", book, "--round", "2023Q2")
    m.do("status", book, "--round", "2023Q2", "--today", "2024-02-01", "--out", "年后.xlsx")
    m.do("status", book, "--round", "2023Q3")
    for task in ("1.1", "3.5", "5.4", "9.9"):
        m.do("history", book, task)
    m.do("remind", book, "--round", "2023Q2")
    m.do("yearly", book)
    m.do("yearly", book, "--year", "2022")
    m.do("split", book, "--round", "2023Q2")
    _decide(m, book, "2023年第二季度", random.Random("demo"))
    m.do("merge", book, "--round", "2023Q2")
    m.do("status", book, "--round", "2023Q2")
    m.do("undo", book)
    m.do("merge", book, "--round", "2023Q2")
    m.do("rebuild", book)
    m.remove(f"{root}/{_LEDGER}")
    m.do("status", book, "--round", "2023Q2")
    m.do("rebuild", book)
    m.do("status", book, "--round", "2023Q2")
    m.do("history", book, "1.1")
    m.do("split", book, "--round", "2023Q3", "--due", "2023-09-20")
    for _ in range(5):
        m.do("undo", book)
    m.do("demo", "演示")
    m.do("demo", "演示/分工表-工作区")


@dataclass(frozen=True)
class Round:
    """A round of an office: its name, its days, and how many files come back."""

    name: str
    short: str
    begins: str
    due: str
    merged: str
    good: int
    edited: int
    damaged: int
    late: int


def shipped(m: Making, calc: Path) -> None:
    _signed(m)
    rounds = (
        Round("2023年第二季度", "2023Q2", "2023-06-12 09:00", "2023-06-20", "2023-06-21 10:00", 24, 30, 20, 5),
        Round("2023年第三季度", "2023Q3", "2023-09-11 09:00", "2023-09-20", "2023-09-21 10:00", 12, 12, 12, 3),
        Round("2023年第四季度", "2023Q4", "2023-12-11 09:00", "2023-12-20", "2023-12-21 10:00", 12, 12, 12, 3),
    )
    for number, each in enumerate(rounds):
        m.put(BOOK, _shipped_book(each, number))
        _round(m, BOOK, each, number, calc)
    _afterwards(m, BOOK, ("1.1", "2.2", "5.5"))


def _shipped_book(each: Round, number: int) -> bytes:
    """Make the shipped workbook as an office keeps it in a round."""
    book = openpyxl.load_workbook(ROOT / "workbook" / BOOK, keep_vba=True)
    plan = book["分工表"]
    settings = {row[0].value: row[1] for row in book["设置"].iter_rows() if row[0].value}
    settings["当前期次"].value, settings["报送截止日"].value = each.name, each.due
    if number:
        plan["C5"].value = f"{plan['C5'].value}（{each.name}调整）"
        plan["F10"].value = "2023年10月底前"
        _row(plan, 29, "5.6", "五、补充工程", "新加的一项任务。", "教育科", "工会", "2023年12月底前")
        settings["领导已同意点名"].value = "是"
    if number > 1:
        # Taken away; its project stands in a merged cell.
        _row(plan, 28, *[None] * 6)
    return saved(book)


def _row(sheet: Any, number: int, *values: object) -> None:
    for cell, value in zip(sheet[number], values, strict=False):
        if not isinstance(cell, MergedCell):
            cell.value = value


_PLAN: Final = (
    ("1.1", "甲工程", "修订教师培训管理办法并印发各校执行。", "教育科", "组宣科", "2023年12月底前"),
    ("1.2", "甲工程", "开展暑期全员网络研修与考核。", "组宣科、教育科", "教育科", "2023年1月—2023年12月"),
    ("1.3", "甲工程", "日常督导责任区巡查。", "各校", "基金会", "常规工作"),
    ("1.4", "甲工程", "配合检查。", "教育科", "相关科室、无名处", "2023年9月底前"),
    ("1.10", "甲工程", "组织名师工作室年度检查评估。", "教研室", "教育科", "每季度"),
    ("2.1", "乙工程", "建设区域教研共同体。", "教研室、各校", "", "2023年6月底前制定方案，2023年11月底前建成"),
    ("2.2", "乙工程", "做好经费审计。", "计财科（审计）", "教育科\n教研室", "2023年第三季度"),
    ("2.3", "乙工程", "举办教学能手展示活动。", "教研室", "一小、二小", "每学期1次"),
    ("2.4", "乙工程", "=安全演练", "安全办", "各校", "每月一查"),
    ("3.1", "丙工程", "落实校园周边综合治理。", "安全办", "公安局、教育科", "2023年5月31日"),
    ("", "丙工程", "没有编号的一项。", "计财科", "", "尽快"),
    ("3.3", "丙工程", "迎接督导评估。", "教育科", "各校", "收到通知后10个工作日内"),
)
_OFFICES: Final = (
    ("教育科", "科室", ""), ("组宣科", "科室", ""), ("教研室", "直属单位", ""), ("计财科", "科室", ""), ("安全办", "科室", ""),
    ("各校", "群组", "一小\n二小\n三中"), ("基金会", "其他", ""), ("相关科室", "群组", ""), ("公安局", "其他", ""),
)  # fmt: skip


def small(m: Making, calc: Path) -> None:
    """Make an office of its own, with all settings, mail addresses, leaders, other names, passwords, and templates of its own."""
    _signed(m)
    m.put(f"{WORKSPACE}/密码.txt", "教育2023\n".encode())
    m.put(f"{WORKSPACE}/汇总/.xlplan-0123456789abcdef.tmp", b"left by a run that was killed")
    for name in ("部门任务表.xlsx", "催办单.docx"):
        m.put(f"{WORKSPACE}/模板/{name}", (ROOT / "templates" / name).read_bytes())
    rounds = (
        Round("2023年第二季度", "2023年二季度", "2023-06-12 09:00", "2023-06-20", "2023-06-21 10:00", 24, 60, 100, 8),
        Round("2023年第三季度", "2023Q3", "2023-09-11 09:00", "2023-09-20", "2023-09-21 10:00", 12, 20, 20, 4),
        Round("2023年10月", "2023-10", "2023-10-20 09:00", "2023-10-28", "2023-10-30 10:00", 8, 8, 8, 3),
        Round("2023年第四季度", "2023Q4", "2023-12-11 09:00", "2023-12-20", "2023-12-21 10:00", 12, 16, 12, 3),
    )
    for number, each in enumerate(rounds):
        if number == 2:
            m.put(f"{WORKSPACE}/模板/督办通报.docx", b"PK and no more")
        if number == 3:
            m.remove(f"{WORKSPACE}/模板/督办通报.docx")
        m.put("小表.xlsx", _small_book(each, number, calc))
        _round(m, "小表.xlsx", each, number, calc)
    _afterwards(m, "小表.xlsx", ("1.1", "1.10", "3.9"))
    _older_ledger(m)


def _small_book(each: Round, number: int, calc: Path) -> bytes:
    """Return the table as the office has it in a round: changed, with tasks added, taken away, and given to others."""
    plan = [list(row) for row in _PLAN]
    offices = [list(row) for row in _OFFICES]
    if number:
        plan[0][5], plan[4][2] = "2023年10月底前", "组织名师工作室年度检查评估并通报。"
        plan.append(["3.4", "丙工程", "新加的一项。", "安全办", "计财科", "2023年12月底前"])
    if number > 1:
        del plan[7]
        plan[3][3] = "组宣科"
        for row in plan:
            row[3], row[4] = (text.replace("计财科（审计）", "计财科").replace("组宣科", "宣传科") for text in row[3:5])
        offices[1] = ["宣传科", "科室", ""]
    settings = {
        "round": each.name, "deadline": each.due, "state_words": "在弄=推进中", "stamped_copy": "是", "red_behind": 25,
        "warning_days": "20天", "name_departments": "是" if number else "否", "before_includes": "是" if number < 3 else "也许",
    }  # fmt: skip
    leaders = [[*row, ("王副局长", "李副局长", "")[n % 3]] for n, row in enumerate(plan)]
    aliases = {"教育科": "基教科、教育股", "宣传科": "组宣科"}
    emails = {"教育科": "jyk@example.com", "教研室": "不是地址"}
    calc.mkdir(parents=True, exist_ok=True)
    path = table(calc / "小表.xlsx", leaders, offices, settings, aliases, leaders=True, emails=emails)
    return path.read_bytes()


def _signed(m: Making) -> None:
    """Write a key that is there before anything is handed out."""
    secrets = json.dumps({"plan": "1" * 32, "key": "2" * 64})
    m.put(f"{WORKSPACE}/{_SECRETS}", secrets.encode(), 0o600)


def _round(m: Making, book: str, each: Round, number: int, calc: Path) -> None:
    """Yield the steps of a round from its check to its report. In the first one everything is done, later not again what would be the same."""
    about = (book, "--round", each.short)
    chance = random.Random(f"{m.name} {each.name}")
    returned = f"{WORKSPACE}/回收/{each.name}"
    m.at(each.begins)
    if not number:
        m.do("validate", book)
        m.do("split", *about, "--due", each.due, "--dry-run")
    m.do("split", *about, "--due", each.due)
    blanks = _handed_out(m, each.name)
    if not number:
        m.do("split", *about, "--due", each.due)
        m.do("status", *about)
        m.do("merge", *about)
        m.do("remind", *about)
    m.at(each.merged)
    pile = Pile(blanks, each.name, chance, calc / f"{number}")
    pile.add_good(each.good)
    pile.add_edited(each.edited)
    if not number:
        pile.add_odd()
        for path in shared("cases/damaged/*.xlsx"):
            pile.add(f"另一批/{path.name}", path.read_bytes())
    m.put_pile(pile, returned)
    if not number:
        m.do("merge", *about)
    # Beside the round's own folder: what cannot be read would be read again by each merge.
    damaged = Pile(blanks, each.name, chance, calc / f"{number}d")
    damaged.add_damaged(each.damaged, in_every_format(blanks[min(blanks)], chance, calc / f"{number}f"))
    m.put_pile(damaged, "送来的")
    m.do("merge", *about, *([returned] if number else []), "送来的")
    m.remove("送来的", f"{returned}/杂")
    if not number:
        m.do("status", *about)
    m.clock += timedelta(days=1)
    _decide(m, book, each.name, chance)
    m.do("merge", *about)
    if number == 1:
        m.do("undo", book)
        m.do("merge", *about)
    late = Pile(blanks, each.name, chance, calc / f"{number}l")
    late.add_edited(each.late)
    m.put_pile(late, f"{returned}/迟报")
    m.clock += timedelta(days=2)
    _decide(m, book, each.name, chance, again=True)
    m.do("merge", *about)
    m.do("remind", *about)
    m.do("status", *about, "--today", f"{m.clock + timedelta(days=3):%Y-%m-%d}")
    if number == 1:
        # To one department it is handed out anew, and what it was sent before comes back all the same.
        m.do("split", *about, "--due", each.due, "--department", min(blanks))
        m.do("merge", *about)


def _afterwards(m: Making, book: str, tasks: Sequence[str]) -> None:
    """Yield what is asked at the end of a year, and what is done when the ledger is lost."""
    for task in tasks:
        m.do("history", book, task)
    m.do("yearly", book)
    m.do("yearly", book, "--year", "2022")
    m.do("rebuild", book)
    m.put(f"{WORKSPACE}/{_LEDGER}", b"SQLite format 3\0 and no more")
    m.do("merge", book, "--round", "2023Q4")
    m.do("rebuild", book)
    m.do("status", book, "--round", "2023Q4")
    m.remove(f"{WORKSPACE}/{_LEDGER}")
    m.do("undo", book)
    m.do("rebuild", book)
    m.do("undo", book)
    m.do("split", book, "--round", "2024Q1", "--due", "2024-03-20", "--out", "另一处")
    m.do("merge", book, "--round", "2023Q4", "没有的文件夹")


def _older_ledger(m: Making) -> None:
    """Return a ledger as the version before wrote it."""
    path = m.corpus / "旧.sqlite3"
    path.write_bytes(m.read(f"{WORKSPACE}/{_LEDGER}"))
    make_old(path, 6)
    m.put(f"{WORKSPACE}/{_LEDGER}", path.read_bytes())
    path.unlink()
    m.do("history", "小表.xlsx", "1.1")
    m.do("rebuild", "小表.xlsx")


def _handed_out(m: Making, round_: str) -> dict[str, bytes]:
    """Return what each department was handed out, by its name."""
    ending = f"-{round_}推进情况表.xlsx"
    folder = m.work / WORKSPACE / "下发" / round_
    return {path.name.removesuffix(ending): path.read_bytes() for path in sorted(folder.glob(f"*{ending}"))}


# What the office decides.


@contextmanager
def _aside(m: Making, book: str) -> Iterator[Path]:
    """Return a copy of the workbook's folder, to try things on; gives the workbook in it."""
    with tempfile.TemporaryDirectory(prefix="unchanged-") as place:
        folder = Path(place, "copy")
        shutil.copytree((m.work / book).parent, folder, symlinks=True)
        yield folder / Path(book).name


def _decide(m: Making, book: str, round_: str, chance: random.Random, *, again: bool = False) -> None:
    """Put the office's workbook in place with 待核实 filled in: most questions decided, some wrongly, some left."""
    with _aside(m, book) as path:
        works = Office(path, round_)
        _set_round(path, round_)
        rows = pending_rows(works)
        decided = [_decided(row, number, m.clock, chance) for number, row in enumerate(rows)]
        if not again:
            decided += _own_rows(_handed_out_at(works), m.clock)
        fill_pending(
            works, *decided, operator="" if again and m.name == "shipped" and round_.endswith("三季度") else "张三"
        )
        m.put(book, path.read_bytes())


def _set_round(path: Path, round_: str) -> None:
    """Write a round into 设置, for the buttons go by it."""
    book = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
    for row in book["设置"].iter_rows():
        if row[0].value == "当前期次":
            row[1].value = round_
    book.save(path)


def _handed_out_at(works: Office) -> dict[str, list[str]]:
    """Return the tasks of each department that were handed out."""
    found = {}
    for path in sorted(works.handed_out.glob("*.xlsx")):
        rows = openpyxl.load_workbook(path, read_only=True)["任务表"].iter_rows(max_col=1, values_only=True)
        texts = [str(row[0]) for row in rows if row[0]]
        if "编号" in texts:
            found[path.name.split("-")[0]] = texts[texts.index("编号") + 1 :]
    return found


def _decided(row: Mapping[str, Any], number: int, now: datetime, chance: random.Random) -> dict[str, Any]:
    options = _VERDICTS.get(str(row["kind"]), ("退回",))
    verdict = options[number % len(options)]
    filled: dict[str, Any] = {"decision": verdict}
    if verdict.startswith("同意"):
        filled |= {"leader": "王局长", "date": (now - timedelta(days=1)).date()}
    match number % 13:
        case 5 | 9:
            filled = {}
        case 7:
            filled["decision"] = chance.choice(("同意", "看着办", "同意销号", "保留原值"))
        case 11:
            filled |= {"date": chance.choice((date(2030, 1, 1), "昨天", "2023-02-30"))}
        case 12:
            filled |= {"note": f"{row.get('note') or ''}\n请补充依据。"}
    return {**row, **filled}


def _own_rows(handed_out: Mapping[str, Sequence[str]], now: datetime) -> list[dict[str, Any]]:
    """Return what the office itself writes: replies by telephone, its own findings, tasks to be closed."""
    rows: list[dict[str, Any]] = []
    for number, (department, tasks) in enumerate(list(handed_out.items())[:8]):
        task = tasks[number % len(tasks)]
        item, value = (("本期进展", "电话里说已经开工。"), ("完成进度", "60%"), ("状态", "推进中"), ("完成进度", "大概"), ("预计完成日期", "2023-12-01"), ("经费", "3万"))[number % 6]  # fmt: skip
        rows.append(
            {"kind": "代录", "department": department, "task": task, "item": item, "reported": value, "source": "电话"}
        )
        rows.append(
            {
                "kind": "核定进展",
                "department": department,
                "task": task,
                "reported": f"核定：第{number}项实际完成一半。",
                "leader": "李局长",
            }
        )
    rows.append(
        {
            "kind": "代录",
            "department": "没有的科",
            "task": "1.1",
            "item": "状态",
            "reported": "推进中",
            "source": "微信",
        }
    )
    first = next(iter(handed_out))
    closing = {
        "kind": "待销号",
        "department": first,
        "task": handed_out[first][0],
        "item": "状态",
        "source": "办公室提出",
    }
    agreed = {"decision": "同意销号", "leader": "王局长", "date": (now - timedelta(days=1)).date()}
    return [*rows, {**closing, **agreed}, {**closing, "task": "8.8", **agreed}]
