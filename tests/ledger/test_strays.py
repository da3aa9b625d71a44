"""What lies in 归档 that is no record, or cannot be read, stands in nobody's way: the sound ledger goes on, and it is named."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from support.office import Office, run

from xlplan.ledger.rebuilding import contents

VERBS = ["merge", "rebuild", "undo", "doctor"]


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split")
    found.answer("教育科")
    found.do("merge")
    return found


def records(works: Office) -> Path:
    return works.root / "归档" / "操作记录"


def behind(works: Office, steps: int = 1) -> Path:
    """Return where the record would lie that is so many steps behind the newest."""
    return records(works) / f"{max(int(path.name[:6]) for path in records(works).iterdir()) + steps:06}.jsonl.gz"


def done(works: Office, verb: str) -> str:
    found = works.do(verb) if verb == "merge" else run(verb, works.book)
    assert found.code in (0, 1), (found.out, found.err)
    return found.out


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("numbers", [[], [99], [98, 99], [97, 99, 1234567]])
def test_damaged_records_above_the_ledger_are_moved_aside_and_named(
    works: Office, verb: str, numbers: list[int]
) -> None:
    strays = [records(works) / f"{number:06}.jsonl.gz" for number in numbers] or [behind(works)]
    for stray in strays:
        stray.write_bytes(b"x")
    said = done(works, verb)
    if verb != "doctor":
        for stray in strays:
            assert (records(works) / f"{stray.name}.损坏1").read_bytes() == b"x"
            assert f"{stray.name}.损坏1" in said
    assert "已改名留底" not in done(works, "merge") or verb == "doctor"
    assert "已改名留底的操作记录" in done(works, "doctor"), "until somebody removes it"


@pytest.mark.parametrize("name", ["00000099.jsonl.gz", "000099.jsonl (2).gz", "99.jsonl.gz"])
def test_what_is_not_called_as_a_record_is_none(works: Office, name: str) -> None:
    (records(works) / name).write_bytes(b"x")
    for verb in VERBS:
        assert "读不出来" not in done(works, verb)
    assert (records(works) / name).read_bytes() == b"x"


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("place", ["签名密钥.json", "操作记录", "the next record"])
def test_a_folder_in_the_place_of_a_file_and_the_other_way_round(works: Office, verb: str, place: str) -> None:
    wrong = behind(works) if "next" in place else works.root / "归档" / place
    if place == "操作记录":
        wrong.rename(wrong.with_name("别处"))
        wrong.write_bytes(b"x")
    else:
        wrong.unlink(missing_ok=True)
        wrong.mkdir()
        (wrong / "甲.txt").write_bytes(b"x")
    said = done(works, verb)
    if verb != "doctor":
        assert wrong.with_name(f"{wrong.name}.损坏1").exists() and f"{wrong.name}.损坏1" in said
    assert "台账、操作记录、签名密钥和原件都齐全" in (done(works, "merge"), done(works, "doctor"))[1]


def test_a_folder_in_the_place_of_the_ledger_is_set_aside_by_a_rebuild(works: Office) -> None:
    before = contents(works.ledger)
    works.ledger.unlink()
    works.ledger.mkdir()
    refused = works.do("merge")
    assert refused.code == 2 and "xlplan rebuild" in refused.err
    assert "改名为" in done(works, "rebuild") and contents(works.ledger) == before


def test_two_damaged_records_right_behind_the_ledger_tell_of_steps_that_it_lacks(works: Office) -> None:
    for stray in [behind(works, 1), behind(works, 2)]:
        stray.write_bytes(b"x")
    refused = works.do("merge")
    assert refused.code == 2 and "少了最近 2 步" in refused.err and "xlplan rebuild" in refused.err
    said = run("rebuild", works.book)
    assert said.code == 1 and "起的最近 2 步" in said.out
    assert done(works, "merge")


def test_without_a_ledger_only_what_is_behind_all_that_can_be_read_is_given_up(works: Office) -> None:
    whole = contents(works.ledger)
    works.ledger.unlink()
    first, *_, last = sorted(records(works).iterdir())
    was = last.read_bytes()
    last.write_bytes(was[:-20])
    said = run("rebuild", works.book)
    assert said.code == 1 and "最近 1 步" in said.out
    assert len(contents(works.ledger)["action"]) == len(whole["action"]) - 1
    # Found again, it is put back by its name.
    last.write_bytes(was)
    assert run("rebuild", works.book).code == 0 and contents(works.ledger) == whole
    works.ledger.unlink()
    first.write_bytes(b"x")
    refused = run("rebuild", works.book)
    assert refused.code == 2 and first.name in refused.err and last.exists()


@pytest.mark.parametrize("verb", VERBS)
def test_the_ledger_of_another_plan_is_no_record_of_this_one(works: Office, tmp_path: Path, verb: str) -> None:
    (tmp_path / "别处").mkdir()
    other = Office.small(tmp_path / "别处")
    other.do("split")
    text = gzip.decompress((records(other) / "000001.jsonl.gz").read_bytes())
    before = contents(works.ledger)["sent"]
    foreign = records(works) / "000099.jsonl.gz"
    foreign.write_bytes(gzip.compress(text.replace(b'"record":1,', b'"record":99,')))
    said = done(works, verb)
    if verb != "doctor":
        assert f"{foreign.name}.损坏1" in said and not foreign.exists()
    assert contents(works.ledger)["sent"] == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_step_of_another_plan_is_none_of_this_one(works: Office, tmp_path: Path, verb: str) -> None:
    (tmp_path / "别处").mkdir()
    other = Office.small(tmp_path / "别处")
    other.do("split")
    other.answer("教育科")
    other.do("merge")
    other.answer("组宣科")
    other.do("merge")
    before, place = contents(works.ledger)["received"], behind(works)
    foreign = records(other) / place.name
    assert foreign.exists()
    place.write_bytes(foreign.read_bytes())
    said = done(works, verb)
    if verb != "doctor":
        assert f"{place.name}.损坏1" in said
    assert contents(works.ledger)["received"] == before
