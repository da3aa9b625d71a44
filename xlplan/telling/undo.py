"""What is said of 撤销上一步."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlplan.actions.remind import REMIND
from xlplan.actions.supervise import SUPERVISE
from xlplan.actions.undo import Undoable, Undoing
from xlplan.files.store.workspace import Workspace
from xlplan.ledger.reading import Action
from xlplan.telling.told import Remark, Told, sentence, under_word
from xlplan.terms.buttons import caption
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import DASHBOARD, PROGRESS, RETURNS


def tell_undoing(result: Undoing, workspace: Workspace, *, live: bool = False) -> Told:
    """Return what was taken back, and what became of each file that was handed out."""
    action = result.action
    if action is None:
        nothing = "没有可以撤销的操作"
        return Told("undo", f"{nothing}。", nothing)
    papers = action.verb in (REMIND, SUPERVISE)
    note = f"已撤销：{action_words(action)}"
    return Told(
        "undo",
        f"{note}。",
        note,
        [
            _each("已收走" if papers else "已从下发文件夹移除", result.removed),
            _each("已换回上一版", result.restored),
            _each("上一版没有换回，“归档”里没有好的了（别处有的请放回去，没有的请重新拆分下发）", result.lacking),
            _each("有人改过，保留" if papers else "部门已经填写或报送，保留", result.kept),
            _settings(result, back=live or result.settings_back),
            Remark([] if live else list(_corrections(result))),
            _following(result),
            sentence(workspace.remarks),
        ],
    )


def _following(result: Undoing) -> Remark:
    """Return what one more press would take back."""
    said = f"再撤销一次，会撤销：{action_words(result.following)}。" if result.following else ""
    return Remark([said], said) if said else Remark()


def action_words(action: Action) -> str:
    """Return a step by its button, its time and what it did."""
    return f"{caption(action.verb)}（{action.at:%Y-%m-%d %H:%M}，{action.summary}）"


def _settings(result: Undoing, *, back: bool) -> Remark:
    """Return what 设置 had before, and whether it is `back` already."""
    if not result.settings:
        return Remark()
    were = "，".join(f"“{SETTING_ITEMS[each.name][0]}”{each.before or '（空）'}" for each in result.settings)
    said = f"“设置”已改回：{were}。" if back else f"请在“设置”里改回：{were}。"
    return Remark([said], said)


def _corrections(result: Undoing) -> Iterator[str]:
    """Yield what a closed workbook still shows of 收到日期, and that it does not count."""
    if result.corrected:
        were = "，".join(f"{department} {day}" for _, department, day in result.corrected)
        yield f"“{RETURNS}”里还写着的收到日期不再算：{were}。要再改，请写别的日子；不改的不用管。"


def tell_undoable(result: Undoable) -> Told:
    """Return what can be taken back, the newest first."""
    lines = [f"{number}. {action_words(each)}" for number, each in enumerate(result.actions, 1)]
    title = f"可以撤销的有 {len(lines)} 步，从上往下一步一步撤销。" if lines else "没有可以撤销的操作。"
    return Told("undo", title, title, [Remark(lines)])


def old_summary() -> str:
    """Return which sheets of an open workbook still show what was before."""
    return f"“{PROGRESS}”和“{DASHBOARD}”还是撤销以前的，请再点一次“{caption('status')}”。"


def _each(word: str, paths: Sequence[str]) -> Remark:
    return Remark(
        [f"{word}：{path}" for path in paths], under_word(word, [path.rpartition("/")[2] for path in paths]).brief
    )
