"""What changed on a sheet since the one before, in a line."""

from __future__ import annotations

import pytest
from support.small import row, sheet

from xlplan.handout.changes import changes_line
from xlplan.handout.sheets import SheetRow

MANY = [row(f"1.{number}", change="新增") for number in range(9, 0, -1)]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row("1.1")], ""),
        ([row("1.1", change="新增"), row("1.2")], "新增 1.1"),
        # By number, whatever their order on the sheet, and in the order of the kinds of change.
        (
            [row("1.10", change="已撤销"), row("1.9", change="已撤销"), row("2", change="文字有改动：“完成时限”原为“x”"),
             row("1.2", change="文字有改动：y"), row("A-2", change="新增"), row("A-10", change="新增"), row("3", change="新增")],
            "新增 3、A-2、A-10；文字有改动 1.2、2；已撤销 1.9、1.10",
        ),
        (MANY[:8], "新增 1.2、1.3、1.4、1.5、1.6、1.7、1.8、1.9"),
        (MANY, "新增 1.1、1.2、1.3、1.4、1.5、1.6、1.7、1.8 等9项"),
    ],
)  # fmt: skip
def test_changes_in_a_line(rows: list[SheetRow], words: str) -> None:
    assert changes_line(sheet(*rows)) == words
