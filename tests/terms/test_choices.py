"""The fixed words of cells: what else says a state, which rulings name a leader, what counts as taken."""

from __future__ import annotations

import pytest

from xlplan.terms.choices import LIGHT_WORDS, STATE_ALIASES, Light, Role, Ruling, State, Verdict
from xlplan.terms.text import fold


@pytest.mark.parametrize(
    ("word", "state"),
    [("未开始", State.NOT_STARTED), ("进行中", State.RUNNING), ("常态化", State.ROUTINE), ("已办结", State.DONE),
     ("需要协调", State.NEEDS_HELP), ("暂停", State.PAUSED)],
)  # fmt: skip
def test_other_words_say_a_state(word: str, state: State) -> None:
    assert STATE_ALIASES[fold(word)] is state


def test_every_state_has_other_words_and_none_is_another_states_own() -> None:
    assert set(STATE_ALIASES.values()) == set(State)
    assert not {fold(state) for state in State} & STATE_ALIASES.keys()
    assert all(word == fold(word) for word in STATE_ALIASES)


def test_a_word_that_may_mean_its_contrary_is_no_state() -> None:
    assert not {"基本完成", "未完成", "部分完成"} & STATE_ALIASES.keys()


def test_the_words_that_people_see() -> None:
    assert [role.label for role in Role] == ["执行", "责任", "综述", "支持"]
    assert [light.label for light in Light] == ["红", "黄", "绿", "灰"] == list(LIGHT_WORDS.values())
    assert len({verdict.label for verdict in Verdict}) == len(Verdict)


def test_what_of_the_verdicts_and_rulings_counts() -> None:
    assert [verdict for verdict in Verdict if verdict.taken] == [Verdict.ACCEPTED, Verdict.NOTED]
    assert [ruling for ruling in Ruling if ruling.agrees] == [Ruling.CLOSE, Ruling.DELAY, Ruling.PAUSE]
