"""Which names in the cells of a table are taken for departments where nobody lists them."""

from __future__ import annotations

import pytest

from xlplan.plan.departments import Department, registry_findings
from xlplan.plan.inferred import infer_registry


def names(*cells: str) -> list[str]:
    return [department.name for department in infer_registry(cells).departments]


@pytest.mark.parametrize("cell", ["审核人", "长期坚持", "教育科或财务科", "办公室—财务科", "办公室-综合组", "与会人员"])
def test_what_is_hardly_a_department_is_none(cell: str) -> None:
    assert names("教育科", cell) == ["教育科"]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("（办公室）", ["办公室"]),
        ("教育科\n（办公室）", ["教育科", "办公室"]),
        ("教育科（幼教科）", ["教育科（幼教科）"]),
        ("体育局及其下属单位", ["体育局", "下属单位"]),
        ("教育科、\n及第一小学", ["教育科", "第一小学"]),
        ("团委、一小、各校", ["团委", "一小", "各校"]),
    ],
)
def test_names_are_taken_without_what_stands_around_them(cell: str, read: list[str]) -> None:
    assert names(cell) == read


@pytest.mark.parametrize(
    "cell",
    [
        "以上单位", "上述部门", "以上", "本校", "同前项", "责任部门", "（人事科的人）", "谁主管谁负责", "属地管理", "每月报送", "同教育科", "拟由教育科", "上级部门", "第三方公司",
        "教育科会人事科", "教育科商人事科", "教育科\\人事科", "教育科•人事科", "教育科．人事科", "教育科·人事科",
    ],
)  # fmt: skip
def test_words_for_others_and_two_offices_as_one_are_none(cell: str) -> None:
    assert names("教育科", cell) == ["教育科"]


@pytest.mark.parametrize(
    "cell",
    [
        "局会计科",
        "办公室商贸科",
        "县商务局",
        "教育局会计核算中心",
        "育才学校",
        "两办督查室",
        "城关镇政府",
        "同济医院",
        "师大附属学校",
        "信息系统科",
        "机构编制办",
    ],
)
def test_names_that_only_look_like_those_are_departments(cell: str) -> None:
    assert [(each.name, each.is_group) for each in infer_registry([cell]).departments] == [(cell, False)]


@pytest.mark.parametrize(
    "cell",
    [
        "局属各学校（园）", "局属学校", "县直学校", "乡镇（街道）", "村（社区）", "乡镇政府", "3所试点校", "党群部门", "两办",
        "两委", "村两委", "工青妇", "全校", "试点学校", "成员单位", "属地乡镇", "沿线镇街", "体育局下属单位", "教育局所属学校", "全院临床科室", "业务科室", "施工单位", "基层党组织", "卫生系统", "所在乡镇", "公检法", "辖区各学校", "镇（街）", "村（居）委会",
    ],
)  # fmt: skip
def test_names_for_several_units_are_groups(cell: str) -> None:
    assert [(each.name, each.is_group) for each in infer_registry([cell]).departments] == [(cell, True)]


@pytest.mark.parametrize(
    "cell",
    [
        "请市财政局", "商市财政局", "抄送市财政局", "原则上由市财政局", "此项工作由市财政局", "仅市财政局", "烦请市财政局", "市财政局要", "涉及市财政局的由其",
        "原市财政局", "现市财政局", "除市财政局外", "划转市财政局", "市财政局不再", "无需市财政局", "改由市财政局", "不含市财政局",
        "市财政局（资金保障）", "市财政局（配合提供资料）", "市财政局（待定）", "市财政局（常务）", "组织委员", "年级组长", "会同县财政局",
    ],
)  # fmt: skip
def test_an_office_with_what_is_said_of_it_is_none(cell: str) -> None:
    assert names("市财政局", cell) == ["市财政局"]


@pytest.mark.parametrize(
    "cell", ["诸暨市财政局", "市国资委（金融办）", "除险加固办", "原平市教育局", "商务局", "免疫规划科", "建议提案科", "资产划转科", "海关"]
)  # fmt: skip
def test_an_office_whose_name_only_begins_so_is_one(cell: str) -> None:
    assert names("市财政局", cell) == ["市财政局", cell]


def test_a_name_broken_over_lines_is_one_or_asked_about() -> None:
    assert names("县教师进\n修学校", "甲科") == ["县教师进修学校", "甲科"]
    assert names("民政\n财政局", "甲科") == ["甲科"]
    assert names("民政\n财政局", "财政局") == ["财政局"]
    assert names("各校\n财政局") == ["各校", "财政局"]


def test_what_is_known_of_departments_is_added_to_what_the_table_says() -> None:
    known = (
        Department("各学校", kind="群组", members=("一小", "二小"), row=3),
        Department("教育科", ("基教科",), row=4),
        Department("张三工作室", row=5),
    )
    found = infer_registry(["各学校、基教科", "组宣科", "张三工作室"], known=known)
    assert [(each.name, each.members) for each in found.departments] == [
        ("各学校", ("一小", "二小")), ("组宣科", ()), ("张三工作室", ()), ("教育科", ()),
    ]  # fmt: skip
    assert [each.name for each in found.expand("各学校")] == ["一小", "二小"]
    assert [mention.names for mention in found.read("各学校、基教科")] == [("各学校",), ("教育科",)]
    assert found.inferred and list(registry_findings(found)) == []
    mistyped = infer_registry(["教育科、组宣科"], known=[Department("组宜科", ("宣传科",), row=3)])
    assert [(each.code, each.cell) for each in registry_findings(mistyped)] == [("registry-near", "A4")]
