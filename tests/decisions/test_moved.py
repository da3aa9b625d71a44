"""What is said of rows of 待核实 names their cells as they stand once the sheet was listed anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.pending import carried, line, question

from xlplan.decisions.carry_out import Answers
from xlplan.decisions.listing import PendingRow, pending
from xlplan.decisions.moved import moved
from xlplan.decisions.sheet import Line, line_finding
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.sheets import HEADING_ROW

CLOSE = question(QuestionKind.CLOSE, "已完成", field="state")
UNCLEAR = question(QuestionKind.UNCLEAR, "80", before="（空）")


def listed(*lines: Line, door: str = "") -> tuple[list[str | None], str]:
    """Return the cells of the findings after the rows were listed anew, and what is said."""
    answers = carried(lines, [UNCLEAR, CLOSE])
    rows: list[PendingRow] = pending([CLOSE], "2023年第二季度", lines, answers)
    found = moved(answers, rows, door)
    return [each.cell for each in found.findings], "".join(f"{each.message}{each.hint}" for each in found.findings)


@pytest.mark.parametrize("door", ["", "汇总/待核实.xlsx"])
def test_a_row_that_moves_up_is_named_where_it_stands_now(door: str) -> None:
    done, waits = (
        line(UNCLEAR, 4, decision=Ruling.ADOPT),
        line(CLOSE, 12, decision=Ruling.CLOSE, source="安全办.xlsx B9"),
    )
    cells, said = listed(replace(done, door=door), replace(waits, door=door), door=door)
    assert all(cell and cell.endswith("4") for cell in cells) and len(cells) == 1
    assert "12" not in said and "J4、K4" in said


def test_cells_of_another_door_and_quoted_words_stay() -> None:
    waits = replace(line(CLOSE, 12, decision="J12"), door="汇总/待核实.xlsx")
    cells, said = listed(waits)
    assert cells == ["I12"] and "I12" in said and "“J12”" in said
    assert "“J12”" in listed(waits, door="汇总/待核实.xlsx")[1]


def test_numbers_of_tasks_that_look_like_cells_stay() -> None:
    waits = line(CLOSE, 12, decision=Ruling.CLOSE, task="K12")
    told = line_finding("closing-unknown", waits, "task", value="K12", department="教育科")
    other = line_finding("entered-task", waits, "task", value="A7", department="教育科", tasks="A12、A13")
    answers = Answers(findings=[told, other], refused=[(waits, "")])
    rows = pending([CLOSE], "2023年第二季度", [waits], Answers())
    said = "".join(f"{each.message}{each.hint}" for each in moved(answers, rows).findings)
    assert "“K12”" in said and "“A12、A13”" in said


@pytest.mark.parametrize("said", ["见“J12”，J12 也是", "没写”J12", "“J12", "”的 J12、K12 互相", "（J12）J12"])
def test_what_was_written_with_quotation_marks_stays_as_it_is(said: str) -> None:
    waits = line(CLOSE, 12, decision=Ruling.CLOSE, reported=said)
    told = line_finding("decision-unknown", waits, "decision", value=said, options=said)
    rows = pending([CLOSE], "2023年第二季度", [waits], Answers())
    (found,) = moved(Answers(findings=[told], refused=[(waits, "")]), rows).findings
    assert found.message.startswith("“待核实”原来的 I12 ") or found.message.startswith(f"“待核实”{found.cell} ")
    assert found.message.endswith(f"的处理意见“{said}”看不懂，没有办理。")
    assert found.hint == f"请从下拉框里选：{said}。"


def test_the_rows_that_contradict_each_other_are_all_named_where_they_stand() -> None:
    one, two = line(CLOSE, 12, decision=Ruling.CLOSE), line(UNCLEAR, 13, decision=Ruling.ADOPT)
    told = line_finding("decision-contradicts", one, "decision", value="同意销号", cells="I13")
    rows = pending([CLOSE, UNCLEAR], "2023年第二季度", [one, two], Answers())
    at = {row["kind"]: f"I{HEADING_ROW + 1 + place}" for place, row in enumerate(rows)}
    (found,) = moved(Answers(findings=[told], refused=[(one, ""), (two, "")]), rows).findings
    assert found.cell == at[QuestionKind.CLOSE] != "I12"
    assert f"与 {at[QuestionKind.UNCLEAR]} 互相矛盾" in found.message
