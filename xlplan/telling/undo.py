"""What is said of 撤销上一步."""

from __future__ import annotations

from collections.abc import Sequence

from xlplan.actions.undo import Undoing
from xlplan.telling.told import Remark, Told, under_word
from xlplan.terms.buttons import caption
from xlplan.terms.sheets import DASHBOARD, PROGRESS


def tell_undoing(result: Undoing) -> Told:
    """Return what was taken back, and what became of each file that was handed out."""
    action = result.action
    if action is None:
        nothing = "没有可以撤销的操作"
        return Told("undo", f"{nothing}。", nothing)
    note = f"已撤销：{caption(action.verb)}（{action.at:%Y-%m-%d %H:%M}，{action.summary}）"
    return Told(
        "undo",
        f"{note}。",
        note,
        [
            _each("已从下发文件夹移除", result.removed),
            _each("已换回上一版", result.restored),
            _each("部门已经填写或报送，保留", result.kept),
        ],
    )


def old_summary() -> str:
    """Return which sheets of an open workbook still show what was before."""
    return f"“{PROGRESS}”和“{DASHBOARD}”还是撤销以前的，请再点一次“{caption('status')}”。"


def _each(word: str, paths: Sequence[str]) -> Remark:
    return Remark(
        [f"{word}：{path}" for path in paths], under_word(word, [path.rpartition("/")[2] for path in paths]).brief
    )
