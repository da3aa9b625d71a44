"""The rule of a cell that went back: when it holds something else than it did."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from support import calc

from xlplan.files.template.cell_xml import escape_text
from xlplan.files.template.mended import mended

FILLED = "LEN(TRIM(B9))&gt;0"
SHORT = '<c r="B9" t="inlineStr"><is><t xml:space="preserve">{}</t></is>'


@pytest.mark.parametrize(
    ("held", "formula"),
    [
        ("", FILLED),
        ('<c r="B9" s="3"><v>0.8</v>', f"AND({FILLED},B9&lt;&gt;0.8)"),
        (
            SHORT.format('说“好” &amp; "行"'),
            f'AND({FILLED},NOT(EXACT(B9,"说“好” &amp; ""行""")))',
        ),
        # No formula holds a line break, or a long text.
        (
            '<x:c r="B9"><x:is><x:t>一二\n三</x:t></x:is>',
            f'AND({FILLED},OR(LEN(B9)&lt;&gt;4,LEFT(B9,2)&lt;&gt;"一二"))',
        ),
        (f"<t>{'字' * 300}</t>", f'AND({FILLED},OR(LEN(B9)&lt;&gt;300,LEFT(B9,100)&lt;&gt;"{"字" * 100}"))'),
        (SHORT.format("=HYPERLINK(1)"), f"AND({FILLED},LEN(B9)&lt;&gt;13)"),
        (SHORT.format(" +1😀"), ""),
        # Programs count these differently, or read them differently.
        (SHORT.format("完成😀"), f'AND({FILLED},NOT(EXACT(B9,"完成😀")))'),
        (SHORT.format("字" * 300 + "😀"), ""),
        (SHORT.format("一\n😀"), ""),
        (SHORT.format("编号_x005F_x0041_"), ""),
    ],
)
def test_the_rule_of_a_cell(held: str, formula: str) -> None:
    assert mended("B9", [], lambda _: held) == formula


@pytest.mark.parametrize(
    ("beside", "formula"),
    [
        ([], "B9"),
        ([["C9"]], "OR(B9,C9)"),
        ([["C9", "D9"]], "OR(B9,OR(C9,D9))"),
        # Each thing that is said has to be mended.
        ([["C9"], ["D9", "E9"]], "OR(B9,AND(C9,OR(D9,E9)))"),
        ([["C9"], []], "B9"),
    ],
)
def test_the_rule_of_a_cell_that_others_may_mend(beside: Sequence[Sequence[str]], formula: str) -> None:
    found = mended("B9", beside, lambda _: "<v>1</v>")
    for cell in ("B9", "C9", "D9", "E9"):
        found = found.replace(f"AND(LEN(TRIM({cell}))&gt;0,{cell}&lt;&gt;1)", cell)
    assert found == formula


def test_calc_sees_what_was_mended(tmp_path: Path, needs_calc: None) -> None:
    texts = ["完成", "完成😀", "一二\n三", "字" * 300, 'a"b']
    now = [(each, new) for each in texts for new in (each, None, " ", f"{each}。")]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, (old, new) in enumerate(now, 1):
        sheet[f"A{number}"] = new
        formula = mended(f"A{number}", [], lambda _, old=old: SHORT.format(escape_text(old)))  # type: ignore[misc]
        sheet[f"B{number}"] = f"={unescape(formula)}"
    book.save(tmp_path / "一.xlsx")
    saved = openpyxl.load_workbook(calc.convert(tmp_path / "一.xlsx", "xlsx", tmp_path / "存"), data_only=True).active
    assert saved is not None
    assert [bool(saved[f"B{number}"].value) for number in range(1, len(now) + 1)] == [False, False, False, True] * len(
        texts
    )
