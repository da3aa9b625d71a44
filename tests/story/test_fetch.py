"""收件: what arrives in the folders of WeChat, QQ and the browser is in 回收 once, and nothing else is; the line is right at every moment."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from support import chance
from support.arriving import Arriving, Sheet
from support.office import Filled, Office, dated, run, snapshot

from xlplan.actions import sheet_marks
from xlplan.actions.book import open_book
from xlplan.actions.fetch import Fetcher
from xlplan.actions.fetched import Fetching
from xlplan.files.store.watched import SETTLES
from xlplan.telling.fetch import chase_text, count_line

NAMES = ("教育科", "组宣科", "一小", "二小")
"""Those who owe a report in the small office; 基金会 only supports."""


@pytest.fixture
def works(tmp_path: Path) -> Office:
    """Hand out a round, after an earlier one."""
    (tmp_path / "office").mkdir()
    before = Office.small(tmp_path / "office")
    Office(before.book, "2023年第一季度").do("split")
    before.do("split")
    return before


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Make a folder in which returns arrive."""
    folder = tmp_path / "下载"
    folder.mkdir()
    return folder


def hashes(folder: Path) -> list[str]:
    return sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file())


def answers(works: Office, folder: Path, count: int = 1) -> Iterator[Sheet]:
    """Yield answers of all departments, each different, without leaving them in 回收."""
    for name in (*NAMES, "基金会"):
        for number in range(count):
            path = works.answer(name, edit=partial(_title, str(number)))
            yield Sheet(path.name, path.read_bytes(), name)
            path.unlink()


def _title(title: str, filled: Filled) -> None:
    filled.book.properties.title = title


def test_a_sheet_is_known_by_its_hidden_sheet_and_everything_else_is_left_alone(works: Office, inbox: Path) -> None:
    own = works.answer("教育科")
    own.rename(inbox / "我们科的(1).xlsx")
    earlier = Office(works.book, "2023年第一季度").answer("教育科")
    earlier.rename(inbox / "上一季度.xlsx")
    shutil.copy(works.sheet_of("组宣科"), inbox)
    before = hashes(inbox)
    done = works.do("fetch", inbox)
    assert done.code == 1
    assert [path.name for path in works.returned.iterdir()] == ["我们科的(1).xlsx"]
    assert hashes(inbox) == before
    assert done.out.splitlines()[0] == (
        "2023年第二季度：收下 1 份。已收1/4（其中1个部门的还没有合并），还缺：组宣科、一小、二小。"
    )
    told = works.json("fetch", inbox)
    assert (told["taken"], told["came"], told["missing"]) == ([], ["教育科"], ["组宣科", "一小", "二小"])
    assert {name: count for name, count in told["left"].items() if count} == {"as_sent": 1, "other_round": 1}
    assert [file["verdict"] for file in works.json("merge")["files"]] == ["accepted"]
    assert works.json("fetch", inbox)["unmerged"] == []


def test_what_the_office_removed_is_not_taken_again_and_names_give_way(works: Office, inbox: Path) -> None:
    for number, name in enumerate(("教育科", "组宣科")):
        (inbox / str(number)).mkdir()
        works.answer(name).rename(inbox / str(number) / "表.xlsx")
    works.do("fetch", inbox)
    assert sorted(path.name for path in works.returned.iterdir()) == ["表.xlsx", "表（2）.xlsx"]
    (works.returned / "表.xlsx").unlink()
    works.do("fetch", inbox)
    assert [path.name for path in works.returned.iterdir()] == ["表（2）.xlsx"]


def test_the_day_on_which_a_file_was_seen_is_its_day_of_receipt(works: Office, inbox: Path) -> None:
    for name in ("教育科", "组宣科"):
        works.answer(name).rename(inbox / f"{name}.xlsx")
    works.do("fetch", inbox)
    log = works.root / "收件记录.jsonl"
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    seen = datetime.now() - timedelta(days=3)
    lines[0]["at"] = seen.isoformat()
    log.write_text("\n".join(json.dumps(line) for line in lines) + "\nhalf a li", "utf-8")
    works.do("merge")
    with open_book(works.book).workspace.open_ledger() as ledger:  # type: ignore[union-attr]
        assert ledger.received_on(works.round) == {lines[0]["department"]: seen.date()}
    # It is part of the merge: taking that back takes it back too.
    run("undo", works.book)
    with open_book(works.book).workspace.open_ledger() as ledger:  # type: ignore[union-attr]
        assert ledger.received_on(works.round) == {}


def test_whom_to_chase_is_known_before_anything_is_merged(works: Office, inbox: Path) -> None:
    works.answer("教育科").rename(inbox / "x.xlsx")
    result = Fetcher(works.book, clock=iter(range(0, 1000, 5)).__next__, remembering=False)
    result.fetch(works.round, [inbox], datetime.now())
    found = result.fetch(works.round, [inbox], datetime.now())
    assert "教育科" not in chase_text(found)
    assert "未报（3 个）：组宣科、一小、二小。" in chase_text(found)


def test_a_sheet_whose_identity_was_altered_is_taken_and_has_trouble(works: Office, inbox: Path) -> None:
    def forge(filled: Filled) -> None:
        hidden = filled.book["_xlplan"]
        cell = next(cell for row in hidden.iter_rows() for cell in row if cell.value == "教育科")
        cell.value = "组宣科"

    works.answer("教育科", edit=forge).rename(inbox / "x.xlsx")
    told = works.json("fetch", inbox)
    assert (len(told["taken"]), told["came"], told["troubled"]) == (1, [], ["组宣科"])


def test_a_sheet_that_went_back_is_no_answer_until_somebody_corrects_it(works: Office, inbox: Path) -> None:
    def gap(filled: Filled) -> None:
        filled.cell("1.1", "progress").value = None

    works.answer("教育科", "一.xlsx", gap)
    works.do("merge")
    (back,) = (works.root / "退回" / works.round).glob("教育科*.xlsx")
    # A chat keeps what one sends where it keeps what one gets.
    shutil.copy(back, inbox / "退回单.xlsx")
    told = works.json("fetch", inbox)
    assert (told["taken"], told["left"]["as_sent"], told["troubled"]) == ([], 1, ["教育科"])
    filled = Filled.open(back)
    filled.complete()
    filled.book.save(inbox / "改好的.xlsx")
    told = works.json("fetch", inbox)
    assert ([each["name"] for each in told["taken"]], told["troubled"]) == (["改好的.xlsx"], [])
    works.do("merge")
    assert not back.exists()
    told = works.json("fetch", inbox)
    assert (told["taken"], told["left"]["as_sent"], told["troubled"]) == ([], 1, [])
    # What is taken back has to be merged again.
    run("undo", works.book)
    told = works.json("fetch", inbox)
    assert (told["taken"], told["unmerged"]) == ([], ["教育科"])


def test_ten_thousand_files_that_lie_there_already_are_passed_over_quietly(
    works: Office, inbox: Path, keep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = works.book.read_bytes()
    for number in range(10_000):
        place = inbox / f"2023-{number % 40}"
        place.mkdir(exist_ok=True)
        name = f"{number}{('.xlsx', '.xls', '.zip', '.docx', '.jpg')[number % 5]}"
        (place / name).write_bytes(foreign + bytes(number % 251))
    # Handed out two days later.
    later = datetime.now() + timedelta(days=2)
    dated(works, "split", later.isoformat())
    young = [works.answer(name) for name in NAMES]
    earlier = Office(works.book, "2023年第一季度").answer("教育科")
    for number, path in enumerate([*young, young[0], works.sheet_of("一小"), earlier, works.book]):
        target = inbox / f"2023-{number}" / f"新{number}.xlsx"
        shutil.copy(path, target)
        os.utime(target, times=(later.timestamp(), later.timestamp() + 3600))
    for path in works.returned.iterdir():
        path.unlink()
    before = snapshot(inbox)
    opened: list[Path] = []
    really = sheet_marks.collect
    monkeypatch.setattr(sheet_marks, "collect", lambda path, *more: opened.append(path) or really(path, *more))
    clock, told = [0.0], []

    def look(fetcher: Fetcher) -> tuple[Fetching, int]:
        clock[0] += SETTLES
        opened.clear()
        begun = time.process_time()
        result = fetcher.fetch(works.round, [inbox], datetime.now())
        told.append(f"{time.process_time() - begun:.2f} 秒（处理器），打开 {len(opened)} 个文件\n")
        return result, len(opened)

    fetcher = Fetcher(works.book, clock=lambda: clock[0])
    result, count = look(fetcher)
    # Nobody knows yet whether somebody writes the new ones; the others may be minutes old by now.
    assert (result.taken, count) == ([], 0) and 8 <= result.left.writing <= 6_008
    result, count = look(fetcher)
    assert ([each.department for each in result.taken], count) == (list(NAMES), 8)
    assert count_line(result.count).startswith("已收4/4")
    left = {"as_sent": 1, "other_round": 1, "unmarked": 1, "older": 6_000}
    assert {name: count for name in left if (count := getattr(result.left, name))} == left
    assert len(hashes(works.returned)) == 4
    # Neither looking again nor the next start opens anything; nothing in the folders is touched.
    restarted = Fetcher(works.book, clock=lambda: clock[0])
    for again in (fetcher, fetcher, restarted, restarted):
        result, count = look(again)
        assert (result.taken, count) == ([], 0)
    assert {name: count for name in left if (count := getattr(result.left, name))} == left
    assert snapshot(inbox) == before
    (keep / "收件-一万个文件.txt").write_text("".join(told), "utf-8")


def test_of_many_that_have_just_come_the_last_are_read_first_and_none_is_left(
    works: Office, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_marks, "AT_ONCE", 2)
    works.answer("教育科").rename(inbox / "教育科.xlsx")
    for number in range(4):
        (inbox / f"别的{number}.xlsx").write_bytes(works.book.read_bytes() + bytes(number))
    later = datetime.now().timestamp() + 3600
    for number, name in enumerate(("别的0", "别的1", "别的2", "教育科", "别的3")):
        os.utime(inbox / f"{name}.xlsx", times=(later, later + number))
    clock = iter(range(0, 1000, int(SETTLES)))
    fetcher = Fetcher(works.book, clock=lambda: float(next(clock)), remembering=False)
    fetcher.fetch(works.round, [inbox], datetime.now())
    told = []
    for _ in range(3):
        result = fetcher.fetch(works.round, [inbox], datetime.now())
        told.append((len(result.taken), result.left.unmarked, result.left.unread, fetcher.pause == 0))
    assert told == [(1, 1, 3, True), (0, 3, 1, True), (0, 4, 0, False)]
    # The command ends when all is read.
    (works.returned / "教育科.xlsx").unlink()
    (works.root / "收件记录.jsonl").unlink()
    found = works.json("fetch", inbox)
    assert (len(found["taken"]), found["left"]["unmarked"], found["left"]["unread"]) == (1, 4, 0)


@pytest.mark.parametrize("seed", range(3 * chance.times()))
def test_an_hour_of_made_up_life(works: Office, tmp_path: Path, seed: int) -> None:
    luck = random.Random(f"{chance.SEED} {seed}")
    (tmp_path / "elsewhere").mkdir()
    elsewhere = Office.small(tmp_path / "elsewhere")
    elsewhere.do("split")
    theirs = elsewhere.answer("教育科")
    older = Office(works.book, "2023年第一季度").answer("组宣科")
    others = [
        Sheet("教育科.xlsx", theirs.read_bytes()), Sheet("组宣科.xlsx", older.read_bytes()), Sheet("一小.xlsx", works.sheet_of("一小").read_bytes()),
        Sheet("小表.xlsx", works.book.read_bytes()), Sheet("说明.txt", "请看附件".encode()), Sheet("坏.xlsx", b"PK\x03\x04" + bytes(90)),
    ]  # fmt: skip
    older.unlink()
    folders = [tmp_path / name for name in ("微信", "QQ", "下载", "共享")]
    for folder in folders:
        folder.mkdir()
    life = Arriving(luck, folders, list(answers(works, tmp_path, 3)), others)
    everybody = {sheet.sha256: sheet.department for sheet in life.own}
    clock, lain = [0.0], dict[tuple[str, int, int], float]()
    fetcher = Fetcher(works.book, clock=lambda: clock[0])
    merged: set[str] = set()
    history: list[str] = []

    def look() -> Fetching:
        result = fetcher.fetch(works.round, folders, datetime.now())
        here = hashes(works.returned)
        # Each of the round's sheets once, and none of the others.
        assert len(here) == len(set(here)), history
        assert set(here) <= {sheet.sha256 for sheet in life.dropped}, history
        # Whatever has lain still since an earlier look has been taken.
        now: dict[tuple[str, int, int], float] = {}
        for path in (path for folder in folders for path in folder.rglob("*.xlsx")):
            state = path.stat()
            key = (str(path), state.st_size, state.st_mtime_ns)
            now[key] = lain.get(key, clock[0])
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if digest in everybody and clock[0] - now[key] >= SETTLES:
                assert digest in here, (path, history)
        lain.clear()
        lain.update(now)
        # The line says just what lies there and what was merged.
        came = {everybody[digest] for digest in here}
        assert set(result.count.came) == came & set(NAMES), history
        assert set(result.count.unmerged) == {everybody[digest] for digest in here if digest not in merged} & set(NAMES)
        assert count_line(result.count).startswith(f"已收{len(came & set(NAMES))}/4"), history
        return result

    for _ in range(60):
        history.append(life.happen())
        clock[0] += luck.choice([0.1, 1, 2, 5, 40])
        if luck.random() < 0.7:
            look()
            history.append("look")
        if luck.random() < 0.08:
            fetcher = Fetcher(works.book, clock=lambda: clock[0])
            lain.clear()
            history.append("restart")
        if luck.random() < 0.05 and works.returned.is_dir():
            works.do("merge")
            merged |= set(hashes(works.returned))
            history.append("merge")
    life.finish()
    for _ in range(3):
        clock[0] += 30
        result = look()
    assert hashes(works.returned) == sorted(everybody), history
    assert count_line(result.count).split("（")[0].startswith("已收4/4")
    verdicts = {file["verdict"] for file in works.json("merge")["files"]}
    assert verdicts <= {"accepted", "noted", "duplicate"}
