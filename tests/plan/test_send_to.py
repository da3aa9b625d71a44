"""报送给 of 设置, taken apart: whom papers name to be asked."""

from __future__ import annotations

import pytest

from xlplan.plan.send_to import whom_to_ask


@pytest.mark.parametrize(
    ("send_to", "found"),
    [
        ("督查室李梅 2889015", ("督查室李梅", "2889015")),
        ("督查室 张三（电话：0571-88881234）", ("督查室 张三", "0571-88881234")),
        ("李梅13800001234、王强 2889016", ("李梅 、王强", "13800001234、2889016")),
        ("2889015", ("赵敏", "2889015")),
        # A place is nobody who can be asked.
        ("发到工作群", ("赵敏", "")),
        ("", ("赵敏", "")),
    ],
)
def test_whom_to_ask(send_to: str, found: tuple[str, str]) -> None:
    assert whom_to_ask(send_to, "赵敏") == found
