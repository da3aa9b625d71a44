"""Cells that name departments are read as a person reads them; what is not certain is asked about."""

from __future__ import annotations

import pytest

from xlplan.plan.departments import Department, Registry, read_registry, registry_findings, split_names
from xlplan.plan.inferred import infer_registry
from xlplan.terms.cells import Grid

NAMES = Registry(
    [
        Department("教育科", ("基教科", "教育科（幼教）")),
        Department("组宣科"),
        Department("进修学校", ("区教师进修学校",)),
        Department("督导室/评估中心"),
        Department("工会"),
        Department("各校", kind="群组", members=("第一小学", "第二小学")),
    ]
)


def names(text: str, registry: Registry = NAMES) -> list[str]:
    return [name for mention in registry.read(text) for name in mention.names]


def kinds(text: str, registry: Registry = NAMES) -> list[str]:
    return [mention.how for mention in registry.read(text)]


@pytest.mark.parametrize(
    ("member", "near"),
    [
        ("实验小学", ""),  # has a row
        ("实验小学校", "实验小学"),
        ("实验 小学", ""),  # the same name
        ("区实验小学", "实验小学"),
        ("教师进修学校", "进修学校"),
        ("进修学效", "进修学校"),
        ("基教课", "教育科"),  # by its alias
        # Other units, however much the names have in common.
        ("实验中学", ""),
        ("第二中学", ""),
        ("东湖小学", ""),
        ("各校", ""),  # another group
    ],
)
def test_members_that_may_be_mistyped(member: str, near: str) -> None:
    rows = [
        Department("教育科", ("基教科",), row=1),
        Department("实验小学", row=2),
        Department("第一中学", row=3),
        Department("进修学校", row=4),
        Department("各校", kind="群组", members=("第一中学",), row=5),
        Department("一组", kind="群组", members=(member,), row=6),
    ]
    found = [item for item in registry_findings(Registry(rows)) if item.code == "member-alike"]
    assert [(item.cell, f"“{near}”" in item.message) for item in found] == ([("A7", True)] if near else [])


def test_sample_members() -> None:
    rows = [
        Department("各校", kind="群组", members=("示例一小", "二小", "示例三小"), row=1),
        Department("两校", kind="群组", members=("二小",), row=2),
    ]
    (found,) = registry_findings(Registry(rows))
    assert (found.code, found.severity, found.cell, "示例一小、示例三小" in found.message) == (
        "sample-members", "warning", "A2", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    "separator",
    [
        "\n",
        "\r\n",
        "、",
        "，",
        ",",
        "；",
        ";",
        " ",
        "　",
        "\t",
        "/",
        "／",
        "|",
        "\v",
        "、\n",
        " , ",
        "。",
        "﹑",
        "\u2028",
    ],
)
def test_every_separator_parts_two_names(separator: str) -> None:
    assert names(f"教育科{separator}组宣科{separator}") == ["教育科", "组宣科"]
    assert kinds(f"{separator}教育科{separator}组宣科") == ["known", "known"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", []),
        (" \n、", []),
        ("基教科", ["教育科"]),
        ("教育科(幼教)", ["教育科"]),
        ("教育科（幼教）、教育科", ["教育科"]),
        ("区教师\u200b进修学校", ["进修学校"]),
        ("教 育 科", ["教育科"]),
        ("工　会、教育科", ["工会", "教育科"]),
        ("工 会 教育科", ["工会", "教育科"]),
        ("督导室/评估中心", ["督导室/评估中心"]),
        ("督导室／评估中心", ["督导室/评估中心"]),
        ("各校、工会", ["各校", "工会"]),
        ("无", []),
        ("/", []),
        ("——", []),
        ("教育科、无", ["教育科"]),
    ],
)
def test_names_aliases_and_spaces(text: str, read: list[str]) -> None:
    assert names(text) == read


def test_names_run_together_are_parted_where_the_registry_makes_it_certain() -> None:
    assert [(m.text, m.names, m.how) for m in NAMES.read("教育科进修学校")] == [
        ("教育科进修学校", ("教育科", "进修学校"), "run-together")
    ]
    assert kinds("教育科进修学") == ["unknown"]
    assert names("教育科区教师进修学校工会") == ["教育科", "进修学校", "工会"]
    assert names("教育科教育科") == ["教育科"]


def test_names_that_can_be_parted_in_two_ways_are_asked_about() -> None:
    registry = Registry([Department(name) for name in ("甲", "甲乙", "乙丙", "丙")])
    (mention,) = registry.read("甲乙丙")
    assert (mention.how, mention.names) == ("ambiguous", ())
    assert set(mention.options) == {("甲", "乙丙"), ("甲乙", "丙")}
    same = Registry([Department("甲"), Department("甲乙"), Department("乙丙", ("丙",))])
    assert kinds("甲丙", same) == ["run-together"]


def test_very_long_texts_are_unknown_and_not_slow() -> None:
    registry = Registry([Department(name) for name in ("科", "科科", "科科科")])
    assert kinds("科" * 200, registry) == ["ambiguous"]
    assert kinds("科" * 5000, registry) == ["unknown"]
    assert kinds("科" * 299 + "室", registry) == ["unknown"]


@pytest.mark.parametrize(
    ("unknown", "first"), [("教育课", "教育科"), ("进修校", "进修学校"), ("基教课", "教育科"), ("第一小", "第一小学")]
)
def test_an_unknown_name_is_shown_with_the_nearest_known_ones(unknown: str, first: str) -> None:
    assert kinds(unknown) == ["unknown"]
    near = NAMES.nearest(unknown)
    assert near[0] == first
    assert len(near) == len(set(near)) <= 3


def test_a_name_like_no_other_has_none_near_it() -> None:
    assert NAMES.nearest("XYZ") == ()


def expanded(registry: Registry, name: str) -> list[str]:
    return [department.name for department in registry.expand(name)]


def test_groups_stand_for_their_members_once_and_in_order() -> None:
    registry = Registry(
        [
            Department("全部", members=("机关", "各校", "教育科")),
            Department("机关", kind="群组", members=("教育科", "组宣科")),
            Department("各校", kind="群组", members=("第一小学", "第二小学")),
            Department("教育科"),
            Department("组宣科"),
            Department("相关科室", kind="群组"),
        ]
    )
    assert expanded(registry, "全部") == ["教育科", "组宣科", "第一小学", "第二小学"]
    assert expanded(registry, "教育科") == ["教育科"]
    assert expanded(registry, "相关科室") == []
    assert expanded(registry, "没有的科") == []


def test_groups_inside_themselves_add_nobody_and_are_said() -> None:
    registry = Registry(
        [
            Department("甲组", members=("乙组", "教育科"), row=1),
            Department("乙组", members=("甲组", "组宣科"), row=2),
            Department("丙组", members=("甲组",), row=3),
        ]
    )
    assert expanded(registry, "甲组") == ["组宣科", "教育科"]
    assert [(item.code, item.cell) for item in registry_findings(registry)] == [
        ("group-cycle", "A2"),
        ("group-cycle", "A3"),
    ]


def test_many_groups_of_groups_are_not_slow() -> None:
    layers = [Department(f"{n}{side}", members=(f"{n + 1}左", f"{n + 1}右")) for n in range(60) for side in "左右"]
    assert expanded(Registry(layers), "0左") == ["60左", "60右"]


def test_an_alias_of_two_departments_is_said_and_names_neither() -> None:
    registry = Registry([Department("教育科", ("基教科", "教育科"), row=1), Department("学前科", ("基教科",), row=2)])
    (said,) = registry_findings(registry)
    assert (said.code, said.cell) == ("registry-duplicate", "A3")
    assert said.message.endswith("另一处是第2行，“教育科”的别名。")
    (mention,) = registry.read("基教科")
    assert (mention.names, mention.how, mention.options) == ((), "shared", (("教育科",), ("学前科",)))


def test_a_departments_own_name_goes_before_an_alias_of_another() -> None:
    registry = Registry([Department("学前科", ("教育科",), row=1), Department("教育科", row=2)])
    assert names("教育科", registry) == ["教育科"]
    assert [(item.code, item.cell) for item in registry_findings(registry)] == [("registry-duplicate", "A3")]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("教育科牵头，组宣科、进修学校配合", [("教育科", "lead"), ("组宣科", "support"), ("进修学校", "support")]),
        ("基教科会同工会", [("教育科", "lead"), ("工会", "support")]),
        ("教育科和组宣科", [("教育科", None), ("组宣科", None)]),
        ("教育科及各校", [("教育科", None), ("各校", None)]),
        ("区教育局教育科", [("教育科", None)]),
        ("区文旅局教育科", []),
        ("进修\n学校、工\n会", [("进修学校", None), ("工会", None)]),
        ("教育科\n组宣科", [("教育科", None), ("组宣科", None)]),
        ("教育科（幼教）牵头", [("教育科", "lead")]),
        ("教育科（张三）", [("教育科", None)]),
        ("教育科、组宣科等", [("教育科", None), ("组宣科", None)]),
        ("同上", []),
        ("教育课牵头", []),
    ],
)
def test_roles_and_joints_in_a_cell(text: str, read: list[tuple[str, str | None]]) -> None:
    assert [(name, mention.role) for mention in NAMES.read(text) for name in mention.names] == read


def test_a_known_name_is_never_cut() -> None:
    registry = Registry([Department(name) for name in ("财务和后勤中心", "牵头办", "配合、协作处", "高等教育处")])
    for department in registry.departments:
        assert names(f"{department.name}牵头", registry) == [department.name]


def test_the_sheet_is_read_by_its_headings_wherever_they_stand() -> None:
    grid = Grid(
        "部门",
        [
            ["部门一览"],
            [],
            ["电话", "成员", "部门名称", "别名", "备注", "类型"],
            [8521.0, None, " 教育科 ", "基教科；幼教科\n教育科", "x", "科室"],
            [None, None, "\u200b"],
            [None, "第一小学、第二小学", "各校", None, None, "群组"],
        ],
    )
    registry = read_registry(grid)
    assert registry is not None
    assert [(d.name, d.aliases, d.kind, d.members, d.phone, d.row) for d in registry.departments] == [
        ("教育科", ("基教科", "幼教科", "教育科"), "科室", (), "8521", 3),
        ("各校", (), "群组", ("第一小学", "第二小学"), "", 5),
    ]
    assert registry.find("第二小学") == Department("第二小学", kind="学校")
    assert read_registry(Grid("部门", [["教育科"], ["组宣科"]])) is None


def test_without_a_sheet_the_cells_themselves_have_to_do() -> None:
    registry = infer_registry(["教育科\n组宣科", "教育科、各校", "相关科室", "无", "教 育科"])
    assert registry.inferred
    assert [(d.name, d.is_group) for d in registry.departments] == [
        ("教育科", False),
        ("组宣科", False),
        ("各校", True),
        ("相关科室", True),
        ("育科", False),
    ]


def test_a_name_spaced_out_to_the_width_of_others_is_one_name() -> None:
    registry = infer_registry(["办 公 室", "办　公　室、教育科", "工 会\n教 育 科", "人 事 科 教育科"])
    assert [d.name for d in registry.departments] == ["办公室", "教育科", "工会", "人事科"]
    assert names("办 公 室、教 育 科", registry) == ["办公室", "教育科"]
    assert [mention.text for mention in NAMES.read("财 务 室")] == ["财务室"], "unknown, and once"


def test_without_a_sheet_nothing_says_whether_a_long_name_is_one_department() -> None:
    registry = infer_registry(["教育科", "进修学校", "教育科进修学校", "教育科 进修学校"])
    assert kinds("教育科进修学校", registry) == ["ambiguous"]
    assert kinds("教育科 进修学校", registry) == ["known", "known"]
    assert registry.read("教育科进修学校")[0].options == (("教育科", "进修学校"), ("教育科进修学校",))


def test_names_in_a_cell_of_the_sheet_keep_their_spaces() -> None:
    assert split_names("第一 小学、第二小学；\n第一 小学") == ("第一 小学", "第二小学")


def inferred(*cells: str) -> list[str]:
    return [department.name for department in infer_registry(cells).departments]


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["教育科牵头，组宣科、进修学校配合"], ["教育科", "组宣科", "进修学校"]),
        (["教育科（牵头）、组宣科等", "同上", "待定"], ["教育科", "组宣科"]),
        (["教育科（张三）、李四、13812345678、2024年3月1日、2个部门"], ["教育科"]),
        (["教育科和组宣科", "安全与后勤科"], ["教育科", "组宣科", "安全与后勤科"]),
        (["进修\n学校、教育科", "语\n委\n办\n组宣科"], ["进修学校", "教育科", "语委办", "组宣科"]),
        (["教育科\n工会\n各校"], ["教育科", "工会", "各校"]),
        (["区教育局教育科", "教育科"], ["教育科"]),
        (["区教育局", "区财政局、公安分局"], ["区教育局", "区财政局", "公安分局"]),
        (["办公室主任、办公室、督学、填表人：王辛"], ["办公室"]),
        (["学前教育科、教育科、教育科学研究院"], ["学前教育科", "教育科", "教育科学研究院"]),
        (["一中、体卫艺、安稳、团委、关工委"], ["一中", "体卫艺", "团委", "关工委"]),
        (["教育科、保卫", "人事科"], ["教育科", "人事科"]),
        (["教务、政教、总务、一小"], ["教务", "政教", "总务", "一小"]),
        (["教育科、保卫", "保卫", "保卫；人事科"], ["教育科", "保卫", "人事科"]),
    ],
)
def test_what_is_hardly_a_department_is_none(cells: list[str], read: list[str]) -> None:
    assert inferred(*cells) == read


@pytest.mark.parametrize(
    "name",
    ["各校", "局机关各科室", "中小学校", "相关科室", "各镇中心校", "全区各中小学", "学校", "有关单位", "下属单位"],
)
def test_a_name_for_units_in_general_is_a_group(name: str) -> None:
    assert [department.is_group for department in infer_registry([name]).departments] == [True]


@pytest.mark.parametrize(
    "name", ["第一中学", "进修学校", "机关党委", "城关镇", "实验小学", "特殊教育学校", "相城区教育局"]
)
def test_a_name_of_one_unit_is_no_group(name: str) -> None:
    assert [department.is_group for department in infer_registry([name]).departments] == [False]


@pytest.mark.parametrize(
    "name",
    [
        "教育科张三",
        "教育科-张三",
        "教育科（含组宣科）",
        "教育科→组宣科",
        "张三（教育科）",
        "××科",
        "XX科室",
        "某某科",
        "报教育科",
        "教育科督促各学校",
        "教育科协同组宣科",
        "党员干部",
        "全体教职工",
        "承建方",
        "第三方机构",
        "网格员",
    ],
)
def test_people_placeholders_and_offices_with_more_are_no_departments(name: str) -> None:
    assert infer_registry([name, "财务室"]).departments == infer_registry(["财务室"]).departments


@pytest.mark.parametrize(
    "name",
    [
        "区委员会",
        "团区委",
        "教育局督导室",
        "技术指导站",
        "人大代表工委",
        "电教馆",
        "关工委",
        "教育局协调科",
        "报社",
        "施教办",
    ],
)
def test_an_unusual_name_is_a_department_all_the_same(name: str) -> None:
    assert [department.name for department in infer_registry([name]).departments] == [name]
