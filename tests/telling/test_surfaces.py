"""Each verb says the same of the same result through every door: terminal, open workbook, helper's window on a saved file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from support.office import ROUND, Office, run

from xlplan.actions.book import Book
from xlplan.office.buttons.guard import Outcome
from xlplan.office.buttons.surface import Surface
from xlplan.office.buttons.verbs import VERBS, press_file, press_on
from xlplan.office.sheets.cell_values import Row
from xlplan.telling.told import Told
from xlplan.terms.buttons import BUTTONS

NOW = datetime(2023, 6, 25, 10)
SETTINGS = {"round": ROUND, "deadline": "2023-06-20", "stamped_copy": "是"}


class OpenWorkbook(Surface):
    """Stands in for a workbook that is open: it keeps what would go into its sheets."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, NOW, lambda text, share: None)
        self.listed: dict[str, Sequence[Row]] = {}
        self.note = ""

    def source(self, *more: str) -> Book:
        return replace(super().source(), live=True)

    def put(self, rows: Mapping[str, Sequence[Row]], own: Sequence[str], folder: Path, said: str) -> None:
        self.listed |= rows

    def end(
        self, told: Told, source: Book, show: str | None = None, *, folder: Path | None = None, opens: bool = False, hint: str = "",
        ask: str | None = None,
    ) -> Outcome:  # fmt: skip
        self.note = told.note
        return Outcome(True, told.message(hint), show, folder if opens else None, ask)


def handed_out(works: Office) -> None:
    works.do("split")


def returned(works: Office) -> None:
    works.do("split")
    works.answer("组宣科")
    works.answer("教育科", edit=lambda filled: setattr(filled.cell("1.1", "state"), "value", None))
    (works.returned / "坏.xlsx").write_bytes(b"PK\x03\x04 and no more")


def merged(works: Office) -> None:
    returned(works)
    works.do("merge")


def split_twice(works: Office) -> None:
    works.do("split", "--due", "2023-06-20")
    shutil.copy(works.sheet_of("一小"), works.returned / "一小.xlsx")
    works.answer("组宣科")
    works.do("merge")
    works.do("split", "--due", "2023-06-21")
    filled = works.sheet_of("二小")
    filled.write_bytes(filled.read_bytes() + b" ")


# Verb, what was done before, the words on a terminal, and the facts that every door tells.
TOLD: Sequence[tuple[str, Callable[[Office], None], tuple[str, ...], tuple[str, ...]]] = [
    ("validate", lambda works: None, (), ("4 项任务",)),
    ("split", lambda works: None, ("--round", ROUND), (f"{ROUND}：5 个部门", "5 份", "相关科室", "无名处", "报送截止日 2023-06-20 已经过了")),
    ("merge", returned, ("--round", ROUND), (f"{ROUND}：", "3 个文件", "已登记 1", "还缺盖章件：教育科、组宣科、一小、二小", "还没报送：一小、二小", "退回修改的 1 个部门（教育科）")),
    ("status", merged, ("--round", ROUND), (ROUND, "进展汇总.xlsx", "旁边还有：督办通报（送审稿）.docx、未报名单.xlsx")),
    ("remind", merged, ("--round", ROUND), (f"{ROUND}：要催 3 个部门", "教育科", "一小", "二小", "催报")),
    ("yearly", merged, (), ("2023年", "1 期：", ROUND, "2023年度考核台账.xlsx")),
    ("undo", merged, (), ("已撤销：合并回收（", f"合并{ROUND}：")),
    ("undo", split_twice, (), ("已撤销：拆分下发（", "已换回上一版", "教育科-", "一小-", "部门已经填写或报送，保留", "二小-")),
    ("undo", handed_out, (), ("已撤销：拆分下发（", "已从下发文件夹移除", "教育科-", "基金会-")),
    ("undo", lambda works: None, (), ("没有可以撤销的操作。",)),
]  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office.small(tmp_path, settings=SETTINGS)


@pytest.mark.parametrize(("verb", "before", "words", "facts"), TOLD, ids=lambda value: getattr(value, "__name__", ""))
def test_every_door_tells_the_same(
    office: Office,
    tmp_path: Path,
    verb: str,
    before: Callable[[Office], None],
    words: tuple[str, ...],
    facts: tuple[str, ...],
) -> None:
    before(office)
    doors: dict[str, Callable[[Path], str]] = {
        "terminal": lambda path: run(verb, path, *words).out,
        "open": lambda path: press_on(verb, OpenWorkbook(path)).message,
        "window": lambda path: press_file(verb, path, NOW, lambda text, share: None).message,
    }
    kept = tmp_path.with_name(f"{tmp_path.name}-kept")
    shutil.copytree(tmp_path, kept)
    for door, tell in doors.items():
        # In one place, for the ledger knows it.
        shutil.rmtree(tmp_path)
        shutil.copytree(kept, tmp_path)
        said = tell(office.book)
        assert [fact for fact in facts if fact not in said] == [], f"{door}: {said}"


@pytest.mark.parametrize(("settings", "said"), [
    ({"round": ROUND}, "没有写“报送截止日”"),
    ({"round": ROUND, "deadline": "下个月"}, "“下个月”看不懂"),
    ({"deadline": "2023-06-20"}, "没有写“当前期次”"),
])  # fmt: skip
def test_every_door_refuses_alike(tmp_path: Path, settings: dict[str, str], said: str) -> None:
    works = Office.small(tmp_path, settings=settings)
    window = press_file("split", works.book, NOW, lambda text, share: None)
    opened = press_on("split", OpenWorkbook(works.book))
    assert (window.ok, opened.ok) == (False, False)
    assert said in window.message and said in opened.message
    assert [path.name for path in tmp_path.iterdir()] == [works.book.name]


def test_what_one_door_lists_in_sheets_another_lists_in_files(office: Office) -> None:
    returned(office)
    opened = OpenWorkbook(office.book)
    press_on("merge", opened)
    press_file("merge", office.book, NOW, lambda text, share: None)
    assert {"下发清单", "回收情况", "待核实"} == opened.listed.keys()
    assert (office.root / "汇总" / ROUND / "回收情况.xlsx").is_file()


@pytest.mark.parametrize(("verb", "facts"), [
    ("round", (f"{ROUND}还没有下发过。", "2023年第三季度")),
    ("folder", ("已打开工作区", "下发、回收、汇总都在里面。")),
    ("help", ("校验：", "拆分下发：", "开新一期：", "帮助：")),
])  # fmt: skip
def test_both_doors_of_a_verb_without_a_command_tell_the_same(
    office: Office, verb: str, facts: tuple[str, ...]
) -> None:
    # The stand-in has no sheets: what 开新一期 and 帮助 say in a workbook that is really open is tested in tests/calc/buttons.
    opened = press_on(verb, OpenWorkbook(office.book)).message
    window = press_file(verb, office.book, NOW, lambda text, share: None).message
    assert [fact for fact in facts if fact not in opened or fact not in window] == []


def test_each_button_has_its_function() -> None:
    assert list(VERBS) == [button.verb for button in BUTTONS]
