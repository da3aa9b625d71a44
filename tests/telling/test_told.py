"""Results in words, by direct calls: whole on a terminal, in short in a message."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from support.pending import line

from xlplan.actions.decide import CLOSING, ENTERING
from xlplan.actions.deciding import Decided
from xlplan.actions.demo import Demonstration
from xlplan.actions.history import History
from xlplan.actions.merge import Merging
from xlplan.actions.new import Creation
from xlplan.actions.rebuild import Rebuilding
from xlplan.actions.remind import Reminding
from xlplan.actions.schedule import schedule
from xlplan.actions.sendback import SentBack
from xlplan.actions.split import Splitting
from xlplan.actions.undo import Undoing
from xlplan.actions.upgrade import Upgrading
from xlplan.decisions.carry_out import Answers
from xlplan.decisions.listing import PendingRow
from xlplan.decisions.settle import Conflict
from xlplan.files.store.workspace import Workspace
from xlplan.handout.sheets import DepartmentSheet, Sent
from xlplan.handout.split import Skipped
from xlplan.ledger.reading import Action
from xlplan.returns.received import Received
from xlplan.schedule.rounds import read_round
from xlplan.telling import new_round
from xlplan.telling.decide import how_to_enter, tell_deciding
from xlplan.telling.deciding import tell_decided
from xlplan.telling.demo import tell_demonstration
from xlplan.telling.doctor import Check, tell_examination
from xlplan.telling.history import tell_history
from xlplan.telling.merge import tell_merging
from xlplan.telling.rebuild import tell_rebuilding
from xlplan.telling.remind import tell_reminding
from xlplan.telling.schedule import tell_time_limit
from xlplan.telling.split import tell_splitting
from xlplan.telling.told import Told, cured, some, under_word, warned
from xlplan.telling.undo import tell_undoing
from xlplan.telling.validate import ask_to_fill_in, how_to_fill_in, numbers_filled_in
from xlplan.telling.workbook import tell_creation, tell_upgrading
from xlplan.terms.choices import Ruling, Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding

ROUND = read_round("2023年第二季度")
NAME = ROUND.name
NAMES = [f"第{number}小学" for number in range(1, 10)]
FINDING = finding("deadline-soon", value="2023-06-20", how="已经过了", least=3)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "分工表.xlsx", "工作区")


def test_long_lists_are_cut_in_a_message_and_whole_on_a_terminal() -> None:
    told = Told("merge", "甲", "乙", [under_word("还没报送", NAMES), under_word("没有", [])], finished=True)
    assert told.text == f"甲\n还没报送：{'、'.join(NAMES)}"
    assert told.message() == f"合并回收完成。乙。还没报送：{'、'.join(NAMES[:6])}等9个。"
    assert some(NAMES[:6]) == "、".join(NAMES[:6])


def test_findings_come_last_in_a_message_with_what_the_surface_adds_before_them() -> None:
    told = Told("merge", "甲", "乙", [cured([FINDING] * 8), under_word("还没报送", ["一小"])])
    lines = told.message("见清单。").split("\n")
    assert (lines[0], len(lines), lines[-1]) == ("乙。还没报送：一小。见清单。", 8, "……共8条，其余见“待核实”的说明。")
    assert told.text.count("[提醒]") == 8
    assert warned([FINDING]).lines == [f"[提醒] {FINDING.message}{FINDING.hint}"]


def test_numbers_that_are_missing() -> None:
    missing = {8: "1.5", 28: "5.5"}
    assert ask_to_fill_in(missing) == "有 2 项任务没有编号，可以补上：第8行 1.5、第28行 5.5。现在补上吗？"
    assert how_to_fill_in(missing).endswith("第28行 5.5。再点一次“校验”就替您写上；要用别的编号，请先自己写好。")
    assert numbers_filled_in(missing) == "已补上 2 个编号，请保存工作簿。"


def test_splitting(workspace: Workspace) -> None:
    sheets = [DepartmentSheet(name, "计划", NAME, date(2023, 6, 20), ()) for name in ("教育科", "一小")]
    files = [Sent(sheet, 1, f"下发/{sheet.department}.xlsx", "0" * 64) for sheet in sheets]
    folder = workspace.sent_folder(NAME)
    result = Splitting(
        ROUND, files, [Skipped("各校", "没有成员")], ["教育科"], folder, {"教育科": "首次下发"}, [FINDING]
    )
    told = tell_splitting(result, workspace)
    lines = told.text.split("\n")
    assert lines[0] == f"{NAME}：2 个部门，已生成 1 份任务表。"
    assert "下发/一小.xlsx（未重写）" in told.text
    assert "没有下发：各校，没有成员。" in lines
    assert lines[-1] == f"通知、清单和压缩包在：{(folder / '通知').as_posix()}"
    assert told.message() == (
        f"拆分下发完成。{NAME}：2 个部门，其中 1 份是新的，1 个名称没有下发。"
        f"没有下发：各校，原因见“下发清单”的说明。{FINDING.message}{FINDING.hint}"
        f"请把“工作区/下发/{NAME}”里的文件发给各部门，要发的话写好在“通知”里。"
    )
    rehearsed = tell_splitting(replace(result, rehearsed=True), workspace).text
    assert "将生成 1 份任务表" in rehearsed and "（不重写）" in rehearsed and "压缩包" not in rehearsed


def test_merging(workspace: Workspace) -> None:
    files = [
        Received("一.xlsx", "1", Verdict.ACCEPTED, (), "教育科"),
        Received("二\n.xlsx", "2", Verdict.UNREADABLE, (finding("return-skipped", value="坏"),)),
    ]
    conflict = Conflict("1.1", "教育科", Field.STATE, ((None, "一.xlsx"), ("已完成", "二.xlsx")))
    back = SentBack("退回", ["教育科"])
    result = Merging(ROUND, files, ["一小"], [conflict], back, Answers(findings=[FINDING]), unstamped=["二小"])
    told = tell_merging(result, workspace)
    assert told.text.split("\n")[0] == f"{NAME}：看了 2 个文件。已登记 1，读不了 1"
    assert "[读不了] 二\\n.xlsx" in told.text and "一.xlsx" in told.text
    assert "还缺盖章件：二小\n还没报送：一小" in told.text
    assert told.message().split("\n")[0] == (
        f"合并回收完成。{NAME}：2 个文件（已登记 1，读不了 1），还差 1 个部门。"
        "要退回修改的 1 个部门（教育科）：退回单和要发的话在 退回。还缺盖章件：二小。还没报送：一小。"
    )
    nothing = tell_merging(Merging(ROUND, [], [], [], SentBack("退回")), workspace)
    assert nothing.text == f"{NAME}：看了 0 个文件。\n应报送的部门都已报送。"
    some = tell_merging(Merging(ROUND, [], [], [], SentBack("退回"), nowhere=["各学校"]), workspace)
    assert some.text.endswith("应报送的部门都已报送。没有下发过任务表的不算在内：各学校。")
    assert "不算在内：各学校。" in some.message()
    assert nothing.message().endswith(f"应报的都已报送。请把报送回来的表放进“工作区/回收/{NAME}”，再点一次。")


def test_only_files_of_which_nothing_is_to_be_done_are_counted(workspace: Workspace) -> None:
    def came(name: str, *codes: str) -> Received:
        said = {"value": "x", "what": "PDF", "department": name}
        return Received(f"{name}.xlsx", name, Verdict.DUPLICATE, tuple(finding(code, **said) for code in codes), name)

    files = [
        came("甲科", "return-unchanged"), came("乙科", "return-unchanged"), came("丙科", "return-unchanged"), came("丁科", "return-unchanged-told"),
        came("戊科", "return-unchanged", "return-stamped"),
    ]  # fmt: skip
    told = tell_merging(Merging(ROUND, files, [], [], SentBack("退回", ["丙科"])), workspace).text
    listed = [line.strip() for line in told.split("\n")[1:] if line.startswith(("[", " "))]
    assert [line[:14] for line in listed] == [
        "[重复] 2 个文件上次已收", "[重复] 丙科.xlsx", "上次已收下，没有变；这个部门", "[重复] 丁科.xlsx", "上次已收下，没有变；收下时有",
        "[重复] 戊科.xlsx", "上次已收下，没有变。 不需要", "PDF“x”已作为盖章件归到",
    ]  # fmt: skip


def test_a_file_that_is_to_be_corrected_needs_something_under_an_old_name_too(workspace: Workspace) -> None:
    file = Received("职成科.xlsx", "1", Verdict.DUPLICATE, (finding("return-unchanged"),), "职成科")
    told = tell_merging(
        Merging(ROUND, [file], [], [], SentBack("退回", ["职成教育科"], corrects=frozenset({"1"}))), workspace
    ).text
    assert "不需要处理" not in told and "这个部门有要退回修改的，见下面。" in told


def test_who_is_late_only_by_the_day_of_merging_is_said(workspace: Workspace) -> None:
    told = tell_merging(Merging(ROUND, [], [], [], SentBack("退回"), late=["教育科", "一小"]), workspace)
    words = (
        "截止日以后才合并，按合并的这一天算迟报的 2 个部门：教育科、一小。"
        "收到得更早的，在“回收情况”的“收到日期”里改成收到的那天，再合并一次。"
    )
    assert words in told.text.split("\n") and words in told.message()
    # A workbook of the table alone has no such sheet.
    alone = tell_merging(
        Merging(ROUND, [], [], [], SentBack("退回"), late=["教育科"], lists_returns=False), workspace
    ).text
    assert "“回收情况”" not in alone and "点“各部门…”，在“代录和核定…”里改“收到日期”。" in alone


def test_nobody_to_remind(workspace: Workspace) -> None:
    told = tell_reminding(Reminding(ROUND, [], workspace.root), workspace)
    assert told.text == told.message() == f"{NAME}：都已报齐，没有要催的部门。"


def test_undoing(workspace: Workspace) -> None:
    action = Action(3, "close", NAME, datetime(2023, 6, 20, 9, 5), f"{NAME}：1条")
    told = tell_undoing(Undoing(action, ["下发/一小.xlsx"], ["下发/二小.xlsx"], ["下发/教育科.xlsx"]), workspace)
    assert told.text.split("\n") == [
        f"已撤销：办结销号（2023-06-20 09:05，{NAME}：1条）。",
        "已从下发文件夹移除：下发/一小.xlsx",
        "已换回上一版：下发/教育科.xlsx",
        "部门已经填写或报送，保留：下发/二小.xlsx",
    ]
    assert told.message().endswith(
        "已从下发文件夹移除：一小.xlsx。已换回上一版：教育科.xlsx。部门已经填写或报送，保留：二小.xlsx。"
    )
    assert tell_undoing(Undoing(None, [], []), workspace).message() == "没有可以撤销的操作。"


def test_deciding() -> None:
    one = Answers(findings=[FINDING])
    assert tell_deciding(ENTERING, ROUND, Answers()).message() == "没有要办理的。"
    waiting = tell_deciding(CLOSING, ROUND, Answers(), 2)
    assert waiting.message() == "有 2 项等着销号：请写上同意领导和日期，再点“办结销号”。"
    assert waiting.note == f"{NAME}：没有办理，还有 2 条没有写全"
    assert tell_deciding(ENTERING, ROUND, Answers(), 1).message() == (
        "请在“待核实”里写好代录的 1 行（部门、编号、项目、报送值、来源），再点“代录”。"
    )
    assert tell_deciding(CLOSING, ROUND, Answers()).message().startswith("没有等着销号的任务。")
    by_hand = "请在跳出来的小窗口里写。没有小窗口的，请打开“待核实”，写好要办的行（代录、核定进展、恢复、重新立项、节点），保存、关上，再点“代录”。"
    assert tell_deciding(ENTERING, ROUND, Answers(), file="待核实").message() == by_hand
    assert "“汇总/一/待核实.xlsx”" in tell_deciding(ENTERING, ROUND, Answers(), file="汇总/一/待核实.xlsx").message()
    for file in ("", "待核实"):
        assert tell_deciding(ENTERING, ROUND, one, file=file).message() == f"{FINDING.message}{FINDING.hint}"


def test_what_was_written_twice_is_said_to_be_carried_out_once(workspace: Workspace) -> None:
    row = {"kind": "代录", "department": "教育科", "task": "1.1", "item": "状态", "reported": "推进中"}
    twice = Answers(repeated=[line(None, number, **row) for number in (5, 6)])
    words = "“待核实”里一模一样的只办一次，有 2 条是重复的，没有再办：代录（教育科，1.1，状态）“推进中”"
    assert words in tell_merging(Merging(ROUND, [], [], [], SentBack("退回"), twice), workspace).text.split("\n")
    assert tell_deciding(ENTERING, ROUND, twice).message().endswith(f"{words}。")


def test_how_a_row_is_to_be_entered() -> None:
    assert how_to_enter(named=True) == "写上报送值和来源，再点“代录”。"
    assert how_to_enter(named=False) == "写上部门、编号、报送值和来源，再点“代录”。"


def test_asking_for_the_next_round() -> None:
    round_, following = read_round("2023Q2"), read_round("2023Q3")
    asked = "要把期次从2023年第二季度换到2023年第三季度，并清空报送截止日。"
    assert new_round.question(round_, following) == f"{asked}现在换吗？"
    assert new_round.how_to_say_yes(round_, following) == f"{asked}确定的话，请再点一次“开新一期”。"
    assert new_round.asked_note(following) == "再点一次就开：2023年第三季度"
    assert new_round.answer_in_window(following) == "请在小窗口里回答：开2023年第三季度吗"
    assert new_round.opened_note(round_, following) == "从2023年第二季度换到2023年第三季度"


@pytest.mark.parametrize(
    ("late", "back", "waiting", "said"),
    [
        (None, [], 0, "2023年第二季度还没有下发过。"),
        ([], [], 0, ""),
        (["一小"], [], 0, "2023年第二季度还没报送：一小。"),
        (
            ["一小"],
            ["二小", "三小"],
            2,
            "2023年第二季度还没报送：一小；退回了还没改：二小、三小；“待核实”还有2件没定。",
        ),
        ([], [], 1, "2023年第二季度“待核实”还有1件没定。"),
    ],
)
def test_what_is_open_in_the_round_before(late: list[str] | None, back: list[str], waiting: int, said: str) -> None:
    assert new_round.left_over(read_round("2023Q2"), late, back, waiting) == said


def test_what_only_a_terminal_tells(workspace: Workspace) -> None:
    whole = Rebuilding(None, None, 1, 2, 3)
    assert tell_rebuilding(whole).text == "台账完好，没有改动：1 次操作，下发 2 份，收到 3 份。"
    again = tell_rebuilding(replace(whole, reason="missing", set_aside="旧")).text
    assert again.startswith("台账不见了，已按归档重建：") and again.endswith("（没有删除，确认不用了再自行清理）")
    assert tell_history(History("1.1", "做事", [])).text == "1.1 做事\n还没有下发过任何一期。"
    read = tell_time_limit(schedule("2023年6月前完成", date(2023, 1, 1), None)).text
    assert read.startswith("读作：") and "请留意：" in read
    demo = Demonstration(NAME, date(2023, 6, 25), workspace, [("校验", "好")], [("分工表", Path("甲"))])
    assert tell_demonstration(demo).text.split("\n")[:4] == [
        f"演示完成（{NAME}，截至 2023-06-25）。", "", "步骤  结果", "校验  好",
    ]  # fmt: skip
    assert tell_creation(Creation(Path("新.xlsm"), None)).text.startswith("已新建空白工作簿：新.xlsm\n")
    assert tell_upgrading(Upgrading(Path("旧.xlsm"), None, "1")).text == "“旧.xlsm”已经是 1 版，不用升级。"


def test_an_examination_begins_with_what_is_wrong() -> None:
    checks = [Check("甲", True, "好"), Check("乙", False, "坏", "修"), Check("丙", None, "记")]
    assert tell_examination(checks).text.split("\n") == [
        "环境检查：发现 1 个问题。", "[问题] 乙：坏", "       修", "[留意] 丙：记", "[正常] 甲：好",
    ]  # fmt: skip


def test_what_was_decided_is_said_by_ruling() -> None:
    rows: list[PendingRow] = [
        {"task": each, "department": "教育科", "item": "状态", "decision": ruling}
        for each, ruling in (("1.1", Ruling.SEND_BACK), ("1.2", Ruling.CLOSE), ("1.3", Ruling.CLOSE))
    ]
    head, why = tell_decided(Decided(2, {1: "没有写同意领导"}, summary="待销号2条"), rows)
    assert head.startswith("办理了 2 条（退回 1 条，同意销号 1 条），1 条没有办，原因见下面。")
    assert why == "1.2 教育科 状态：没有写同意领导"
    assert tell_decided(Decided(1, summary="代录1条"), [{"task": "1.1"}])[0].startswith("办理了 1 条。要收回")
