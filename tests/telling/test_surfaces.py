"""Each verb says the same of the same result through every door: terminal, open workbook, helper's window on a saved file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from support.office import ROUND, Office, fill_pending, run

from xlplan.actions.book import Book, open_book
from xlplan.cli import cli
from xlplan.office.buttons.guard import Outcome
from xlplan.office.buttons.surface import Surface
from xlplan.office.buttons.verbs import VERBS, press_file, press_on
from xlplan.office.sheets.cell_values import Row
from xlplan.returns.received import Entered
from xlplan.telling.told import Told
from xlplan.terms.buttons import ADDIN_BUTTONS
from xlplan.terms.setting_items import SETTING_ITEMS

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
        return Outcome(True, told.message(hint), show, folder if opens else None, ask, made=told.made)


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
    ("supervise", merged, ("--round", ROUND), (f"{ROUND}：", "督办单", "督办台账.xlsx", "教育科")),
    ("yearly", merged, (), ("2023年", "1 期：", ROUND, "2023年度考核台账.xlsx")),
    ("undo", merged, (), ("已撤销：合并回收（", f"合并{ROUND}：")),
    ("undo", split_twice, (), ("已撤销：拆分下发（", "已换回上一版", "教育科-", "一小-", "部门已经填写或报送，保留", "二小-")),
    ("undo", handed_out, (), ("已撤销：拆分下发（", "已从下发文件夹移除", "教育科-", "基金会-")),
    ("undo", lambda works: None, (), ("没有可以撤销的操作。",)),
    ("doctor", lambda works: None, (), ("环境检查：", "Python：", "助手", "工作簿")),
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
    for door, said in told(tmp_path, office, verb, (verb, office.book, *words)):
        assert [fact for fact in facts if fact not in said] == [], f"{door}: {said}"


def told(folder: Path, office: Office, verb: str, command: Sequence[object]) -> Iterator[tuple[str, str]]:
    """Tell of a verb through each door, each time on the same state of the folder; the ledger knows its place."""
    doors: dict[str, Callable[[], str]] = {
        "terminal": lambda: run(*command).out,
        "open": lambda: press_on(verb, OpenWorkbook(office.book)).message,
        "window": lambda: press_file(verb, office.book, NOW, lambda text, share: None).message,
    }
    kept = folder.with_name(f"{folder.name}-kept")
    shutil.copytree(folder, kept)
    for door, tell in doors.items():
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        yield door, tell()


@pytest.mark.parametrize("door", ["open", "window"])
@pytest.mark.parametrize(("verb", "before"), [
    ("validate", lambda works: None), ("split", lambda works: None), ("split", split_twice), ("merge", returned), ("merge", merged),
    ("status", merged), ("remind", merged), ("supervise", merged), ("yearly", merged), ("folder", merged),
])  # fmt: skip
def test_a_result_leads_to_all_that_was_made_and_to_nothing_that_is_not_there(
    office: Office, verb: str, before: Callable[[Office], None], door: str
) -> None:
    before(office)
    kept = _for_people(office)
    done = (
        press_on(verb, OpenWorkbook(office.book))
        if door == "open"
        else press_file(verb, office.book, NOW, lambda text, share: None)
    )
    assert done.ok, done.message
    assert [path for path in done.made if not path.exists()] == []
    assert _for_people(office) - kept - set(done.made) == set()
    texts = [path for path in done.made if path.suffix == ".txt"]
    assert bool(texts) is (verb in ("split", "merge", "remind", "supervise"))
    folders = [path.is_dir() for path in done.made]
    assert folders == sorted(folders, reverse=True)
    if verb == "split" and texts:
        # A window lists no more than the first ones: what is for all comes before what is one department's.
        first = {path.name for path in done.made[:4]}
        assert first == {ROUND, f"{ROUND}-下发.zip", "下发清单.xlsx", "群通知.txt"}


def _for_people(office: Office) -> set[Path]:
    """Return the files that are there for people to open."""
    places = [office.root / name for name in ("下发", "退回", "汇总")]
    return {path for place in places for path in place.rglob("*") if path.is_file()}


ENTERED = {"kind": "代录", "department": "教育科", "task": "1.2", "item": "本期进展", "reported": "电话说已办妥。", "source": "电话"}  # fmt: skip
CLOSED = {
    "kind": "待销号", "department": "教育科", "task": "1.1", "item": "状态", "reported": "已完成", "source": "办公室提出",
    "decision": "同意销号", "leader": "王局长", "date": "2023-06-20",
}  # fmt: skip


@pytest.mark.parametrize(("verb", "setting", "value"), [
    ("split", "send_to", "督" * 41),
    ("split", "autumn_term", "照旧"),
    ("merge", "state_words", "办妥"),
    ("status", "red_behind", "三成"),
    ("supervise", "answer_days", "一周内"),
    ("remind", "autumn_term", "照旧"),
    ("yearly", "weights", "随便"),
])  # fmt: skip
def test_every_door_tells_of_a_setting_that_it_could_not_go_by(
    tmp_path: Path, verb: str, setting: str, value: str
) -> None:
    works = Office.small(tmp_path, settings=SETTINGS | {setting: value})
    if verb != "split":
        handed_out(works)
    for door, said in told(
        tmp_path, works, verb, (verb, works.book, *(() if verb == "yearly" else ("--round", ROUND)))
    ):
        assert f"设置“{SETTING_ITEMS[setting][0]}”的内容“{value}”看不懂" in said, f"{door}: {said}"


@pytest.mark.parametrize(("verb", "row", "operator", "facts"), [
    ("enter", ENTERED, "张三", ("1 条",)),
    ("enter", ENTERED | {"task": "9.9"}, "张三", ("编号“9.9”不在“教育科”本期的任务里，没有登记。",)),
    ("close", CLOSED, "张三", ("1 条",)),
    ("close", CLOSED | {"date": None}, "张三", ("K4 还没有写日期，“同意销号”没有办理。",)),
    ("close", CLOSED, "", ("没有写经办人", "“操作台”的 C1")),
])  # fmt: skip
def test_what_a_terminal_carries_out_with_merge(
    office: Office, tmp_path: Path, verb: str, row: Mapping[str, object], operator: str, facts: tuple[str, ...]
) -> None:
    merged(office)
    fill_pending(office, row, operator=operator)
    kept: list[object] = []
    for door, said in told(tmp_path, office, verb, ("merge", office.book, "--round", ROUND)):
        assert [fact for fact in facts if fact not in said] == [], f"{door}: {said}"
        open_ = open_book(office.book).workspace.open_ledger()
        assert open_ is not None
        with open_:
            entered = [item for item in open_.received(ROUND) if isinstance(item, Entered)]
            kept.append((
                [(item.department, item.operator, item.source, [row.values for row in item.rows]) for item in entered],
                [(each.key, each.ruling, each.leader, each.day, each.operator) for each in open_.decisions()],
            ))  # fmt: skip
    assert kept[0] == kept[1] == kept[2]
    assert (kept[0] != ([], [])) == (facts == ("1 条",))


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
    assert list(VERBS) == [button.verb for button in ADDIN_BUTTONS]


ONLY_COMMANDS = {
    "demo", "fetch", "new", "upgrade", "schedule", "history", "export", "rebuild", "restore", "helper", "open", "install", "uninstall",
}  # fmt: skip
"""What is done before there is a workbook, seldom, or about the computer."""
ONLY_BUTTONS = {"round", "folder", "help", "sheets"}
"""What only an open workbook can be given, or a terminal has in another way."""


def test_every_verb_is_told_alike_or_has_one_door() -> None:
    alike = {verb for verb, *_ in TOLD}
    assert set(cli.commands) == alike | ONLY_COMMANDS
    assert set(VERBS) == alike | {"enter", "close"} | ONLY_BUTTONS


@pytest.mark.parametrize("verb", sorted(ONLY_COMMANDS))
def test_a_button_does_nothing_that_only_a_command_does(office: Office, verb: str) -> None:
    with pytest.raises(KeyError):
        press_file(verb, office.book, NOW, lambda text, share: None)


@pytest.mark.parametrize("verb", sorted({*ONLY_BUTTONS, "enter", "close"}))
def test_a_command_does_nothing_that_only_a_button_does(office: Office, verb: str) -> None:
    done = run(verb, office.book)
    assert (done.code, verb in done.err) == (2, True)
