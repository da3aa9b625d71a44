"""Names that may be one are asked about, and names of different offices are not."""

from __future__ import annotations

import pytest

from xlplan.plan.near_names import near_pairs


@pytest.mark.parametrize(
    ("names", "pairs"),
    [
        (["教育科", "组宣科", "教育课"], [("教育课", "教育科")]),
        (["组宜科", "组宣科"], [("组宣科", "组宜科")]),
        (["进修学校", "进修校"], [("进修校", "进修学校")]),
        (["进修校", "进修学校"], [("进修学校", "进修校")]),
        (["组宣", "组宣科"], [("组宣科", "组宣")]),
        (["财务料", "财务科"], [("财务科", "财务料")]),
        (["教育科", "教育料"], [("教育料", "教育科")]),
        (["基教课", "基教处"], [("基教处", "基教课")]),
        (["市发展和改革委员会", "市发改委"], [("市发改委", "市发展和改革委员会")]),
        (["市人社局", "市人力资源和社会保障局"], [("市人力资源和社会保障局", "市人社局")]),
        (["市财政局", "财政局"], [("财政局", "市财政局")]),
        (["县残联", "县残疾人联合会"], [("县残疾人联合会", "县残联")]),
        (["市场监管局", "市场监督管理局"], [("市场监督管理局", "市场监管局")]),
    ],
)
def test_a_name_that_may_be_mistyped_is_named_with_the_other(names: list[str], pairs: list[tuple[str, str]]) -> None:
    assert list(near_pairs(names)) == pairs


@pytest.mark.parametrize(
    "names",
    [
        ["第一小学", "第二小学", "第十一小学", "第一中学"],
        ["组织科", "组宣科", "教育科", "教研科", "学前教育科", "继续教育科"],
        ["安全科", "安保科", "人事科", "财务科", "政务科"],
        ["一小", "二小", "一中", "城东小学", "城西小学", "工会", "团委", "团工委"],
        ["教育科", "教育科", "教育局", "教育分局"],
        ["市财政局", "县财政局", "诸暨市财政局", "市财政科", "市水利局", "市林业局", "市民政局", "市民族宗教局"],
        ["市委", "市政府", "市教育局", "市教育考试院", "市体育局"],
        ["事务中心", "评估中心", "资助中心", "𠮷林小学", "东林小学"],
    ],
)
def test_names_of_different_offices_are_not(names: list[str]) -> None:
    assert list(near_pairs(names)) == []
