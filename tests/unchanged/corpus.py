"""Makes the corpus: `python -m unchanged.corpus DIR BEFORE`, run by BEFORE's interpreter, with BEFORE's tests on its path.

Each scenario is played while it is made, for what comes back is made of what was handed out, and the office's decisions of what
is asked. Of xlplan only what the tests share is imported; the comparison itself does without.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import MergedCell
from support import ROOT, word
from support.damage import encrypted
from support.office import Office, fill_pending, pending_rows, table

from unchanged.playing import Checkout, Played, Room, Store, formats
from unchanged.returned import Pile, in_every_format
from unchanged.steps import HERE, Scenario, Step

_SHARED: Final = ROOT.parents[1] / "shared", ROOT.parent / "shared", Path("/work/shared")
"""Where inputs lie that belong to no checkout; without them there is less in the corpus."""
_BOOK: Final = "分工表.xlsm"
_ROOT: Final = "分工表-工作区"
_SECRETS: Final = "归档/签名密钥.json"
_LEDGER: Final = "台账.sqlite3"
_COMMANDS: Final = (
    "demo", "new", "upgrade", "validate", "split", "merge", "status", "remind", "history", "yearly", "undo", "rebuild",
    "schedule", "helper", "open", "install", "uninstall", "doctor",
)  # fmt: skip
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


@dataclass
class Making:
    """A scenario while it is made: what is put in place waits for the next command."""

    name: str
    corpus: Path
    room: Room
    clock: datetime = datetime(2023, 6, 12, 9)
    steps: list[Step] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)
    _removed: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the corpus holds what is put in place."""
        return self.corpus / self.name

    @property
    def waiting(self) -> Path:
        """The folder that is laid over the scenario's own before the next command."""
        return self.folder / f"{len(self.steps) + 1:03}"

    @property
    def work(self) -> Path:
        """Where the commands are at work."""
        return self.room.work

    def at(self, clock: str) -> None:
        """Let the next command be done at a time."""
        self.clock = datetime.fromisoformat(clock)

    def put(self, name: str, data: bytes, mode: int = 0o644) -> None:
        """Put a file in place."""
        path = self.waiting / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode)

    def put_pile(self, pile: Pile, folder: str) -> None:
        """Put returned files in place."""
        pile.put(self.waiting / folder)
        for ending, count in formats(list(pile.files)).items():
            self.made[ending] = self.made.get(ending, 0) + count

    def remove(self, *names: str) -> None:
        """Remove what lies in the folder."""
        self._removed += names

    def do(self, *words: str, json: bool = True) -> Played:
        """Run a command."""
        put = self.waiting.name if self.waiting.is_dir() else ""
        step = Step(words, self.clock.isoformat(" ", "seconds"), put, tuple(self._removed), json)
        self._removed = []
        self.clock += timedelta(minutes=1)
        played = self.room.play(step, self.folder)
        if b"Traceback" in played.err:
            print(f"{self.name} #{len(self.steps) + 1} {step.said}: {played.err.decode()[-2000:]}", file=sys.stderr)
        self.steps.append(step)
        return played

    def read(self, name: str) -> bytes:
        """Return what lies in the folder now."""
        return (self.work / name).read_bytes()


def main() -> None:
    """Make a corpus in a folder, of some scenarios or of all."""
    folder, before, *names = sys.argv[1:]
    # For this process alone: LibreOffice does not come up while time stands still.
    os.environ.pop("LD_PRELOAD", None)
    for name, make in SCENARIOS.items():
        if not names or name in names:
            with tempfile.TemporaryDirectory(prefix="unchanged-") as place:
                store = Path(place, "store")
                store.mkdir()
                room = Room(Checkout(Path(before)), Path(place, "room"), Store(store), json=True)
                room.enter()
                made = Making(name, Path(folder), room)
                shutil.rmtree(made.folder, ignore_errors=True)
                made.folder.mkdir(parents=True)
                make(made, Path(place, "calc"))
                Scenario(name, made.folder, made.steps, made.made).save()


def _shared(pattern: str) -> list[Path]:
    return next((sorted(each.glob(pattern)) for each in _SHARED if each.is_dir()), [])


# Words: what needs no round.


def _commands(m: Making, calc: Path) -> None:
    """Every command's help, what is misused, tables of other offices, time limits, older workbooks."""
    m.do("--version", json=False)
    m.do("--help", json=False)
    m.do(json=False)
    for command in _COMMANDS:
        m.do(command, "--help", json=False)
    m.put(_BOOK, (ROOT / "workbook" / _BOOK).read_bytes())
    m.put("空.xlsm", b"")
    m.put("文字.xlsx", "不是表格".encode())
    m.put("夹/在里面.txt", b"x")
    m.put("加密.xlsx", encrypted(_workbook([("编号", "主要内容")]), "忘了"))
    m.put("无表.xlsx", _workbook([("姓名", "电话"), ("赵甲", "8001")]))
    for words in (
        ("没有这个",), ("split",), ("split", _BOOK), ("split", _BOOK, "--dry-run", "--round"), ("split", _BOOK, "--round", "别的", "--dry-run"),
        ("split", _BOOK, "--round", "随便写", "--due", "2023-06-20"), ("split", _BOOK, "--round", "2023Q2", "--due", "六月"), ("split", _BOOK, "--round", "2023Q2", "--deu", "2023-06-20"),
        ("split", _BOOK, "--round", "2023Q2", "--department", "没有的科"), ("split", _BOOK, "--round", "2023Q2", "--dry-run", "多写的"),
        ("merge", _BOOK, "--round", "2023Q2"), ("status", _BOOK, "--round", "2023Q2"), ("remind", _BOOK, "--round", "2023Q2"),
        ("history", _BOOK, "1.1"), ("history", _BOOK), ("yearly", _BOOK), ("yearly", _BOOK, "--year", "1800"), ("undo", _BOOK),
        ("rebuild", _BOOK), ("validate", "没有.xlsm"), ("validate", "空.xlsm"), ("validate", "文字.xlsx"), ("validate", "夹"),
        ("validate", "加密.xlsx"), ("validate", "无表.xlsx"), ("validate", _BOOK, "--help-me"), ("validate", _BOOK),
        ("validate", f"{HERE}/{_BOOK}"), ("split", _BOOK, "--round", "2023年6月", "--due", "2023-06-25", "--dry-run"), ("demo", "夹"), ("upgrade", _BOOK),
        ("upgrade", "没有.xlsm"), ("upgrade", "文字.xlsx"), ("new", _BOOK), ("new", "新.xlsx"), ("open", "没有.xlsm"), ("new", "空白.xlsm"),
        ("validate", "空白.xlsm"), ("doctor",), ("doctor", _BOOK), ("install", _BOOK), ("doctor", _BOOK), ("install",), ("uninstall",),
        ("uninstall",),
    ):  # fmt: skip
        m.do(*words)
    _time_limits(m)
    _older_workbooks(m)
    _tables_of_others(m)


def _time_limits(m: Making) -> None:
    m.at("2023-05-10 10:00")
    for words in (
        ("2023年1月前建立监测数据库",), ("每季度末月20日前报送", "--year", "2023"), ("收到通知后10个工作日内", "--notice", "2023-04-28"),
        ("常规工作",), ("2023年1月—2023年12月", "--today", "2023-06-30"), ("开学前", "--book", _BOOK), ("每周一查、每月一查",),
        ("不知道什么时候",), ("",), ("2023年2月30日",), ("6月底前完成方案，12月底前完成建设", "--year", "2024"), ("长期", "--today", "昨天"),
    ):  # fmt: skip
        m.do("schedule", *words)
    with (ROOT / "tests/data/time_limits.csv").open(encoding="utf-8", newline="") as file:
        limits = [row["text"] for row in csv.DictReader(file)]
    head = ("编号", "工程名称", "主要内容", "执行部门", "支持部门", "活动频率或完成时限")
    listed = [
        (f"{n // 50 + 1}.{n % 50 + 1}", "甲工程", f"第{n}件事。", "教育科", "", text) for n, text in enumerate(limits)
    ]
    m.put("时限.xlsx", _workbook([head, *listed], "分工表"))
    m.do("validate", "时限.xlsx")
    m.do("split", "时限.xlsx", "--round", "2023Q2", "--due", "2023-06-25")
    m.do("status", "时限.xlsx", "--round", "2023Q2", "--today", "2023-06-25")


def _older_workbooks(m: Making) -> None:
    for path in sorted((ROOT / "tests/data/旧版工作簿").glob("*.xlsm")):
        book = openpyxl.load_workbook(path, keep_vba=True)
        plan, own = book["分工表"], book.create_sheet("本单位台账", 2)
        plan["C4"].value, plan["G3"], plan["G4"] = "改过的内容：每季度报送一次。", "分管领导", "王副局长"
        own["A1"], own["B2"], own["B3"] = "自己加的表", 3.5, "=B2*2"
        book["设置"]["B4"].value = "某县重点工作"
        m.put(f"旧/{path.name}", path.read_bytes())
        m.put(f"旧/填过的{path.name}", _saved(book))
    for name in ("上一版.xlsm", "最早的.xlsm", "填过的上一版.xlsm", "填过的最早的.xlsm", "上一版.xlsm"):
        m.do("upgrade", f"旧/{name}")
    m.do("validate", "旧/填过的最早的-升级.xlsm")


def _tables_of_others(m: Making) -> None:
    """Tables that became workbooks; some of them also as they are."""
    seed = word.seed_document()
    m.put("来源/种子.docx", seed)
    m.put("来源/加密.xlsx", encrypted(_workbook([("编号", "主要内容")]), "忘了"))
    m.put("来源/坏.docx", seed[: len(seed) // 2])
    m.put("来源/没有表.xlsx", _workbook([("姓名", "电话"), ("赵甲", "8001")]))
    rows = [
        ("序号", "工作任务", "责任单位", "配合单位", "完成时间"),
        (1, "修订办法。", "教育科、组宣科", "各校", "2023年6月底前"),
    ]
    text = "\n".join(",".join(map(str, row)) for row in rows)
    for encoding in ("gb18030", "utf-8-sig", "utf-16"):
        m.put(f"来源/文字-{encoding}.csv", text.encode(encoding))
    sources = [path for kind in ("docx", "xls*", "ods") for path in _shared(f"tables/T*.{kind}")]
    sources += _shared("cases/*.xlsx")[::2]
    for path in sources:
        m.put(f"来源/{path.name}", path.read_bytes())
    for number, path in enumerate(sorted((m.waiting / "来源").iterdir())):
        m.do("new", f"新{number:02}.xlsm", "--from", f"来源/{path.name}")
        if number % 4 == 0 and (m.work / f"新{number:02}.xlsm").exists():
            m.do("validate", f"新{number:02}.xlsm")
            m.do("split", f"新{number:02}.xlsm", "--round", "2024Q2", "--due", "2024-06-25", "--dry-run")
    for path in _shared("cases/*.xlsx")[1::2]:
        m.put(path.name, path.read_bytes())
        m.do("validate", path.name)
    m.do("new", "新00.xlsm", "--from", "来源/种子.docx")


# The demonstration, and what is done after it.


def _demonstration(m: Making, calc: Path) -> None:
    m.at("2023-06-25 10:30")
    m.do("demo", "演示")
    book, root = f"演示/{_BOOK}", f"演示/{_ROOT}"
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


# Offices at work over several rounds.


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


def _shipped(m: Making, calc: Path) -> None:
    _signed(m)
    rounds = (
        Round("2023年第二季度", "2023Q2", "2023-06-12 09:00", "2023-06-20", "2023-06-21 10:00", 24, 30, 20, 5),
        Round("2023年第三季度", "2023Q3", "2023-09-11 09:00", "2023-09-20", "2023-09-21 10:00", 12, 12, 12, 3),
        Round("2023年第四季度", "2023Q4", "2023-12-11 09:00", "2023-12-20", "2023-12-21 10:00", 12, 12, 12, 3),
    )
    for number, each in enumerate(rounds):
        m.put(_BOOK, _shipped_book(each, number))
        _round(m, _BOOK, each, number, calc)
    _afterwards(m, _BOOK, ("1.1", "2.2", "5.5"))


def _shipped_book(each: Round, number: int) -> bytes:
    """Make the shipped workbook as an office keeps it in a round."""
    book = openpyxl.load_workbook(ROOT / "workbook" / _BOOK, keep_vba=True)
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
    return _saved(book)


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


def _small(m: Making, calc: Path) -> None:
    """Make an office of its own, with all settings, mail addresses, leaders, other names, passwords, and templates of its own."""
    _signed(m)
    m.put(f"{_ROOT}/密码.txt", "教育2023\n".encode())
    m.put(f"{_ROOT}/汇总/.xlplan-0123456789abcdef.tmp", b"left by a run that was killed")
    for name in ("部门任务表.xlsx", "催办单.docx"):
        m.put(f"{_ROOT}/模板/{name}", (ROOT / "templates" / name).read_bytes())
    rounds = (
        Round("2023年第二季度", "2023年二季度", "2023-06-12 09:00", "2023-06-20", "2023-06-21 10:00", 24, 60, 100, 8),
        Round("2023年第三季度", "2023Q3", "2023-09-11 09:00", "2023-09-20", "2023-09-21 10:00", 12, 20, 20, 4),
        Round("2023年10月", "2023-10", "2023-10-20 09:00", "2023-10-28", "2023-10-30 10:00", 8, 8, 8, 3),
        Round("2023年第四季度", "2023Q4", "2023-12-11 09:00", "2023-12-20", "2023-12-21 10:00", 12, 16, 12, 3),
    )
    for number, each in enumerate(rounds):
        if number == 2:
            m.put(f"{_ROOT}/模板/督办通报.docx", b"PK and no more")
        if number == 3:
            m.remove(f"{_ROOT}/模板/督办通报.docx")
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
    m.put(f"{_ROOT}/{_SECRETS}", secrets.encode(), 0o600)


def _round(m: Making, book: str, each: Round, number: int, calc: Path) -> None:
    """Yield the steps of a round from its check to its report. In the first one everything is done, later not again what would be the same."""
    about = (book, "--round", each.short)
    chance = random.Random(f"{m.name} {each.name}")
    returned = f"{_ROOT}/回收/{each.name}"
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
        for path in _shared("cases/damaged/*.xlsx"):
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
    m.put(f"{_ROOT}/{_LEDGER}", b"SQLite format 3\0 and no more")
    m.do("merge", book, "--round", "2023Q4")
    m.do("rebuild", book)
    m.do("status", book, "--round", "2023Q4")
    m.remove(f"{_ROOT}/{_LEDGER}")
    m.do("undo", book)
    m.do("rebuild", book)
    m.do("undo", book)
    m.do("split", book, "--round", "2024Q1", "--due", "2024-03-20", "--out", "另一处")
    m.do("merge", book, "--round", "2023Q4", "没有的文件夹")


def _older_ledger(m: Making) -> None:
    """Return a ledger as the version before wrote it."""
    path = m.corpus / "旧.sqlite3"
    path.write_bytes(m.read(f"{_ROOT}/{_LEDGER}"))
    with closing(sqlite3.connect(path)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        db.execute("ALTER TABLE action DROP COLUMN book")
        db.execute(f"PRAGMA user_version={version - 1}")
        db.commit()
    m.put(f"{_ROOT}/{_LEDGER}", path.read_bytes())
    path.unlink()
    m.do("history", "小表.xlsx", "1.1")
    m.do("rebuild", "小表.xlsx")


def _handed_out(m: Making, round_: str) -> dict[str, bytes]:
    """Return what each department was handed out, by its name."""
    ending = f"-{round_}推进情况表.xlsx"
    folder = m.work / _ROOT / "下发" / round_
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


def _workbook(rows: Sequence[Sequence[object]], sheet: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    return _saved(book)


def _saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


SCENARIOS: Final[Mapping[str, Callable[[Making, Path], None]]] = {
    "commands": _commands,
    "demo": _demonstration,
    "shipped": _shipped,
    "small": _small,
}

if __name__ == "__main__":
    main()
