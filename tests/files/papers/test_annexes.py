"""Which sheets are printed behind 总览, and the number that each has on its pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from support.office import ROUND, ROWS, TODAY, Office

from xlplan.files.papers.annexes import ANNEXES, annex, annex_list, annexes
from xlplan.files.store.shipped import shipped


@pytest.mark.parametrize(
    ("empty", "numbered", "wanted"),
    [
        ((), ANNEXES, "1 工程情况　2 进展汇总　3 分管领导　4 部门报送　5 群组明细　6 历次趋势"),
        (("分管领导",), ANNEXES, "1 工程情况　2 进展汇总　3 部门报送　4 群组明细　5 历次趋势"),
        (("分管领导", "群组明细"), ANNEXES, "1 工程情况　2 进展汇总　3 部门报送　4 历次趋势"),
        # An office's headers say the numbers themselves, all or some.
        (("分管领导",), (), "1 工程情况　2 进展汇总　4 部门报送　5 群组明细　6 历次趋势"),
        (("分管领导",), ANNEXES[1:], "1 工程情况　2 进展汇总　4 部门报送　5 群组明细　6 历次趋势"),
    ],
)
def test_what_is_empty_is_no_annex(empty: Sequence[str], numbered: Sequence[str], wanted: str) -> None:
    numbers = annexes(empty, numbered)
    assert (annex_list(numbers), annex(numbers, "进展汇总")) == (wanted, "附件2“进展汇总”")


@pytest.mark.parametrize(
    ("leaders", "groups", "own", "headers"),
    [
        (True, True, False, {"分管领导": "附件3", "部门报送": "附件4", "群组明细": "附件5", "历次趋势": "附件6"}),
        (False, True, False, {"部门报送": "附件3", "群组明细": "附件4", "历次趋势": "附件5"}),
        (False, False, False, {"部门报送": "附件3", "历次趋势": "附件4"}),
        (False, False, True, {"部门报送": "附件4", "历次趋势": "附件6"}),
    ],
)
def test_sheets_without_a_row_are_hidden_and_the_others_numbered(
    tmp_path: Path, leaders: bool, groups: bool, own: bool, headers: dict[str, str]
) -> None:
    rows = ROWS if groups else [row for row in ROWS if "各校" not in row[3]]
    works = Office.small(tmp_path, rows=[(*row, "王局长") for row in rows] if leaders else rows, leaders=leaders)
    if own:
        template = openpyxl.load_workbook(shipped("templates/进展汇总.xlsx"))
        for number, name in enumerate(ANNEXES, 1):
            template[name].oddHeader.right.text = f"附件{number}"
        template.active = template["分管领导"]
        (works.root / "模板").mkdir(parents=True)
        template.save(works.root / "模板" / "进展汇总.xlsx")
    works.do("split", "--due", TODAY)
    works.do("status", "--today", TODAY)
    made = openpyxl.load_workbook(works.root / "汇总" / ROUND / "进展汇总.xlsx")
    shown = [each for each in made if each.sheet_state == "visible"]
    assert {
        "工程情况": "附件1", "进展汇总": "附件2", **headers, "总览": None, "数据来源": None, "明细": None,
    } == {each.title: each.oddHeader.right.text for each in shown}  # fmt: skip
    listed = "　".join(f"{header[2:]} {name}" for name, header in headers.items())
    last = max(row for row in range(1, made["总览"].max_row + 1) if made["总览"].cell(row, 1).value)
    assert str(made["总览"].cell(last, 1).value).startswith(f"附件：1 工程情况　2 进展汇总　{listed}。")
    # It opens on a sheet that is to be seen, and no other is chosen with it.
    chosen = [each.title for each in made if any(view.tabSelected for view in each.views.sheetView)]
    assert made.active in shown and set(chosen) <= {each.title for each in shown}
