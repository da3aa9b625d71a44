"""The scenario of words: every command, time limits and tables of others; what needs no round."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import openpyxl
from support import ROOT, word
from support.damage import encrypted

from unchanged.making import BOOK, Making, saved, shared, workbook
from unchanged.steps import HERE

_COMMANDS: Final = (
    "demo", "new", "upgrade", "validate", "split", "merge", "status", "remind", "history", "yearly", "undo", "rebuild",
    "schedule", "helper", "open", "install", "uninstall", "doctor",
)  # fmt: skip


def commands(m: Making, calc: Path) -> None:
    """Every command's help, what is misused, tables of other offices, time limits, older workbooks."""
    m.do("--version", json=False)
    m.do("--help", json=False)
    m.do(json=False)
    for command in _COMMANDS:
        m.do(command, "--help", json=False)
    m.put(BOOK, (ROOT / "workbook" / BOOK).read_bytes())
    m.put("空.xlsm", b"")
    m.put("文字.xlsx", "不是表格".encode())
    m.put("夹/在里面.txt", b"x")
    m.put("加密.xlsx", encrypted(workbook([("编号", "主要内容")]), "忘了"))
    m.put("无表.xlsx", workbook([("姓名", "电话"), ("赵甲", "8001")]))
    for words in (
        ("没有这个",), ("split",), ("split", BOOK), ("split", BOOK, "--dry-run", "--round"), ("split", BOOK, "--round", "别的", "--dry-run"),
        ("split", BOOK, "--round", "随便写", "--due", "2023-06-20"),
        ("split", BOOK, "--round", "2023Q2", "--due", "六月"), ("split", BOOK, "--round", "2023Q2", "--deu", "2023-06-20"),
        ("split", BOOK, "--round", "2023Q2", "--department", "没有的科"), ("split", BOOK, "--round", "2023Q2", "--dry-run", "多写的"),
        ("merge", BOOK, "--round", "2023Q2"), ("status", BOOK, "--round", "2023Q2"), ("remind", BOOK, "--round", "2023Q2"),
        ("history", BOOK, "1.1"), ("history", BOOK), ("yearly", BOOK), ("yearly", BOOK, "--year", "1800"), ("undo", BOOK),
        ("rebuild", BOOK), ("validate", "没有.xlsm"), ("validate", "空.xlsm"), ("validate", "文字.xlsx"), ("validate", "夹"),
        ("validate", "加密.xlsx"), ("validate", "无表.xlsx"), ("validate", BOOK, "--help-me"), ("validate", BOOK),
        ("validate", f"{HERE}/{BOOK}"), ("split", BOOK, "--round", "2023年6月", "--due", "2023-06-25", "--dry-run"), ("demo", "夹"), ("upgrade", BOOK),
        ("upgrade", "没有.xlsm"), ("upgrade", "文字.xlsx"), ("new", BOOK), ("new", "新.xlsx"), ("open", "没有.xlsm"), ("new", "空白.xlsm"),
        ("validate", "空白.xlsm"), ("doctor",), ("doctor", BOOK), ("install", BOOK), ("doctor", BOOK), ("install",), ("uninstall",),
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
        ("常规工作",), ("2023年1月—2023年12月", "--today", "2023-06-30"), ("开学前", "--book", BOOK), ("每周一查、每月一查",),
        ("不知道什么时候",), ("",), ("2023年2月30日",), ("6月底前完成方案，12月底前完成建设", "--year", "2024"), ("长期", "--today", "昨天"),
    ):  # fmt: skip
        m.do("schedule", *words)
    with (ROOT / "tests/data/time_limits.csv").open(encoding="utf-8", newline="") as file:
        limits = [row["text"] for row in csv.DictReader(file)]
    head = ("编号", "工程名称", "主要内容", "执行部门", "支持部门", "活动频率或完成时限")
    listed = [
        (f"{n // 50 + 1}.{n % 50 + 1}", "甲工程", f"第{n}件事。", "教育科", "", text) for n, text in enumerate(limits)
    ]
    m.put("时限.xlsx", workbook([head, *listed], "分工表"))
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
        m.put(f"旧/填过的{path.name}", saved(book))
    for name in ("上一版.xlsm", "最早的.xlsm", "填过的上一版.xlsm", "填过的最早的.xlsm", "上一版.xlsm"):
        m.do("upgrade", f"旧/{name}")
    m.do("validate", "旧/填过的最早的-升级.xlsm")


def _tables_of_others(m: Making) -> None:
    """Tables that became workbooks; some of them also as they are."""
    seed = word.seed_document()
    m.put("来源/种子.docx", seed)
    m.put("来源/加密.xlsx", encrypted(workbook([("编号", "主要内容")]), "忘了"))
    m.put("来源/坏.docx", seed[: len(seed) // 2])
    m.put("来源/没有表.xlsx", workbook([("姓名", "电话"), ("赵甲", "8001")]))
    rows = [
        ("序号", "工作任务", "责任单位", "配合单位", "完成时间"),
        (1, "修订办法。", "教育科、组宣科", "各校", "2023年6月底前"),
    ]
    text = "\n".join(",".join(map(str, row)) for row in rows)
    for encoding in ("gb18030", "utf-8-sig", "utf-16"):
        m.put(f"来源/文字-{encoding}.csv", text.encode(encoding))
    sources = [path for kind in ("docx", "xls*", "ods") for path in shared(f"tables/T*.{kind}")]
    sources += shared("cases/*.xlsx")[::2]
    for path in sources:
        m.put(f"来源/{path.name}", path.read_bytes())
    for number, path in enumerate(sorted((m.waiting / "来源").iterdir())):
        m.do("new", f"新{number:02}.xlsm", "--from", f"来源/{path.name}")
        if number % 4 == 0 and (m.work / f"新{number:02}.xlsm").exists():
            m.do("validate", f"新{number:02}.xlsm")
            m.do("split", f"新{number:02}.xlsm", "--round", "2024Q2", "--due", "2024-06-25", "--dry-run")
    for path in shared("cases/*.xlsx")[1::2]:
        m.put(path.name, path.read_bytes())
        m.do("validate", path.name)
    m.do("new", "新00.xlsm", "--from", "来源/种子.docx")


# The demonstration, and what is done after it.
