"""What a round was judged by comes back, whatever 设置 says now."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from xlplan.handout.judging import judged_by, judging
from xlplan.plan.settings import Settings

THEN = Settings(
    year=2023, school_year=True, plan_start=date(2023, 3, 1), red_behind=20, amber_behind=5, warning_days=7,
    before_includes=False, spring_term=((2, 20), (7, 5)), autumn_term=((9, 3), (1, 20)),
)  # fmt: skip


@pytest.mark.parametrize("then", [THEN, Settings()])
@pytest.mark.parametrize("now", [THEN, Settings(title="新的一年", answer_days=9)])
def test_what_judges_comes_back_and_the_rest_is_of_today(then: Settings, now: Settings) -> None:
    found = judged_by(now, json.loads(json.dumps(judging(then))))
    assert found == replace(then, title=now.title, answer_days=now.answer_days)


def test_a_round_of_which_nothing_was_kept_is_judged_by_todays_settings() -> None:
    assert judged_by(THEN, {}) == THEN
