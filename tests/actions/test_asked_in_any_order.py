"""Ledgers of random events: what is told of a round on a day is the same whatever was asked before it, or is left out beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from support.small import LIMIT, add_sent, decision, plan, received, returned, row, sent, task

from xlplan.actions.history import past
from xlplan.actions.known_rounds import Rounds
from xlplan.ledger.store import Ledger
from xlplan.status.backing_parts import round_blocks
from xlplan.status.model import Status
from xlplan.status.rollup import trend_point

NAMES = ("2023年6月", "2023年第三季度", "2023年7月", "专项督查", "2023年8月")
RULINGS: Sequence[tuple[str, str, dict[str, str]]] = (
    ("同意暂缓", "申请暂缓", {"reported": "暂缓"}),
    ("", "恢复", {}),
    ("同意销号", "待销号", {"before": "推进中", "reported": "已完成"}),
    ("", "重新立项", {}),
    ("采用报送", "暂缓后又报", {}),
)
PLAN = plan(task("1.1", "教育科", "2023年8月底前完成。8月10日起常规实施。"), task("1.2", "教育科", LIMIT))


def happen(ledger: Ledger, chance: Random) -> date:
    """Hand out, receive and decide at random; return the last day."""
    now = datetime(2023, 6, 1, 9)
    to_come, revisions = list(NAMES), dict[str, int]()
    for number in range(18):
        now += timedelta(days=chance.choice((0, 1, 3, 8)), minutes=1)
        begins = not revisions or (to_come and chance.random() < 0.3)
        name = to_come.pop(0) if begins else chance.choice(list(revisions)[-2:])
        kind = 0.0 if begins else chance.random()
        with ledger.action("split" if kind < 0.1 else "merge", name, now, "例") as writer:
            if kind < 0.1:
                revisions[name] = revisions.get(name, 0) + 1
                add_sent(writer, sent(row("1.1"), row("1.2"), round=name, revision=revisions[name]))
                continue
            about = chance.choice(("1.1", "1.1", "1.2"))
            if kind < 0.5:
                state = chance.choice(("推进中", "推进中", "暂缓", "已完成"))
                said = returned(about, state=state, percent=chance.randint(0, 9) / 10, progress=f"第{number}件事。")
                revision = chance.randint(1, revisions[name])
                writer.add_received(name, [received(said, path=f"{number}.xlsx", revision=revision)])
                continue
            ruling, about_what, more = chance.choice(RULINGS)
            writer.add_decisions([decision(ruling, about_what, round=name, task=about, **more)])
    return now.date()


@pytest.mark.parametrize("seed", [*range(12), 66, 174, 212, 254, 289])
def test_what_is_told_does_not_hang_on_what_was_asked_before(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    with Ledger(tmp_path / "台账.sqlite3") as ledger:
        last = happen(ledger, chance)
        known = Rounds(ledger, PLAN)
        asked = [(each, known.last_day(each, last)) for each in known.order]
        asked += [
            (chance.choice(known.order), date(2023, 6, 1) + timedelta(days=chance.randint(0, 70))) for _ in range(6)
        ]
        for round_, day in asked:
            assert known.reports(round_, day) == Rounds(ledger, PLAN).reports(round_, day), (round_.name, day)


@pytest.mark.parametrize("seed", range(6))
def test_the_numbers_of_a_past_round_need_no_light_of_who_supports_and_no_other_round(
    tmp_path: Path, seed: int
) -> None:
    table = plan(task("1.1", "教育科", LIMIT, support="组宣科"), task("1.2", "教育科", LIMIT))
    with Ledger(tmp_path / "台账.sqlite3") as ledger:
        last = happen(ledger, Random(seed))
        rounds = Rounds(ledger, table)
        whole = list(past(table, rounds, last, None))
        assert any(each.role.owes is False and each.reason for each in whole[0].tasks[0].departments)

        def numbers(status: Status) -> tuple[object, ...]:
            return trend_point(status), round_blocks(status)

        leads = list(past(table, Rounds(ledger, table), last, None, supports=False))
        assert [numbers(each) for each in leads] == [numbers(each) for each in whole]
        for each in reversed(whole):
            (alone,) = past(table, rounds, last, None, only=each.round)
            assert [task.departments for task in alone.tasks] == [task.departments for task in each.tasks]
