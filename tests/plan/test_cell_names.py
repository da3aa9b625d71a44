"""A cell that names departments is cut into names with their roles, and nothing that was written is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.plan.cell_names import cut
from xlplan.plan.first_leads import leads_by_look
from xlplan.plan.name_shapes import is_doubtful
from xlplan.terms.fields import Field

LEAD, SUPPORT = Field.LEAD, Field.SUPPORT


def roles(text: str) -> list[tuple[str, Field | None]]:
    return [(piece.text, piece.role) for piece in cut(text)]


@pytest.mark.parametrize(
    "text",
    [
        "甲科牵头，乙科、丙校配合",
        "甲科牵头、乙科、丙校配合",
        "甲科牵头乙科、丙校配合",
        "由甲科牵头负责，乙科和丙校配合落实".replace("和", "、"),
        "牵头单位：甲科；配合单位：乙科、丙校",
        "牵头：甲科\n配合：乙科\n丙校",
        "甲科（牵头）、乙科（配合）、丙校（协办单位）",
        "甲科会同乙科、丙校",
        "甲科（会同乙科、丙校）",
        "甲科牵\n头，乙科、丙校配\n合",
    ],
)
def test_words_of_roles_give_names_their_roles(text: str) -> None:
    assert roles(text) == [("甲科", LEAD), ("乙科", SUPPORT), ("丙校", SUPPORT)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("甲科、乙科", [("甲科", None), ("乙科", None)]),
        ("甲科、乙科牵头", [("甲科", LEAD), ("乙科", LEAD)]),
        ("甲科，乙科、丙校配合", [("甲科", None), ("乙科", SUPPORT), ("丙校", SUPPORT)]),
        ("甲科\n乙科配合", [("甲科", None), ("乙科", SUPPORT)]),
        ("甲科（配合）", [("甲科", SUPPORT)]),
        ("甲科、乙科按职责分工负责", [("甲科", None), ("乙科", None)]),
        ("1.甲科\n2.乙科", [("甲科", None), ("乙科", None)]),
        ("支持中心、协同创新中心", [("支持中心", None), ("协同创新中心", None)]),
    ],
)
def test_words_elsewhere_give_none(text: str, read: list[tuple[str, Field | None]]) -> None:
    assert roles(text) == read


def test_who_is_not_mentioned_beside_a_leader_is_assumed_to_support() -> None:
    assert [(p.text, p.role, p.assumed) for p in cut("甲科（牵头）、乙科")] == [
        ("甲科", LEAD, False),
        ("乙科", SUPPORT, True),
    ]


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("甲科（张三）", "张三"),
        ("甲科（张三、李四）", "张三、李四"),
        ("甲科（联系人：张三 85123456）", "联系人：张三 85123456"),
    ],
)
def test_a_person_in_brackets_stands_beside_the_name(text: str, aside: str) -> None:
    assert [(piece.text, piece.aside) for piece in cut(text)] == [("甲科", aside)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("同上", ["nobody"]),
        ("〃", ["nobody"]),
        ("待定", ["nobody"]),
        ("（待补）", ["nobody"]),
        ("详见附件2", ["nobody"]),
        ("甲科、乙科等", ["name", "name", "others"]),
        ("甲科等3个科室", ["name", "others"]),
        ("甲科等相关部门牵头", ["name", "others"]),
        ("高等学校", ["name"]),
    ],
)
def test_what_names_nobody_is_told_apart(text: str, kinds: list[str]) -> None:
    assert [piece.kind for piece in cut(text)] == kinds


NAME = st.sampled_from(["甲科", "乙办公室", "丙中心校", "各校", "教育科（幼教）"])


@given(
    st.lists(NAME, min_size=1, max_size=4, unique=True),
    st.lists(NAME, max_size=4, unique=True),
    st.sampled_from("，；\n"),
)
def test_any_lead_and_support_are_read_back(lead: list[str], support: list[str], part: str) -> None:
    text = "、".join(lead) + "牵头" + (part + "、".join(support) + "配合" if support else "")
    assert roles(text) == [*((name, LEAD) for name in lead), *((name, SUPPORT) for name in support)]


@given(st.text("甲科乙办牵头配合会同等、，；\n（）()张三：1.同上负责 ", max_size=30))
def test_any_text_is_cut_without_an_error(text: str) -> None:
    for piece in cut(text, ("甲科(乙办)", "甲、乙")):
        assert piece.text
        assert all(ord(char) < 0xE000 or ord(char) > 0xF8FF for char in piece.text)
        assert not any(ord(char) >= 0xF0000 for char in piece.text)


@pytest.mark.parametrize(
    "text",
    [
        "甲科为主，乙科、丙校为辅",
        "甲科（主）乙科（协）丙校（协）",
        "甲科【牵头】、乙科【配合】、丙校【配合】",
        "甲科负责牵头，乙科、丙校负责配合",
        "甲科总牵头，乙科、丙校参加",
        "①甲科牵头②乙科、丙校协助",
        "由甲科牵头，会同乙科、丙校办理",
    ],
)
def test_other_words_of_roles(text: str) -> None:
    assert roles(text) == [("甲科", LEAD), ("乙科", SUPPORT), ("丙校", SUPPORT)]


@pytest.mark.parametrize(
    "text",
    [
        "（牵头）甲科；（配合）乙科、丙校",
        "【牵头】甲科【配合】乙科，丙校",
        "（主办）甲科、（协办）乙科、丙校",
        "（牵头）\n甲科\n（配合）\n乙科\n丙校",
        "（牵头）：甲科；（配合）：乙科、丙校",
        "甲科（牵头）；（配合）乙科、丙校",
        "（牵头）甲科、乙科（配合）、丙校（配合）",
        "甲科\n（牵头）\n乙科\n（配合）\n丙校（配合）",
    ],
)
def test_a_role_in_brackets_before_names_is_theirs(text: str) -> None:
    assert roles(text) == [("甲科", LEAD), ("乙科", SUPPORT), ("丙校", SUPPORT)]


@pytest.mark.parametrize(
    "text",
    ["牵头单位\n甲科\n配合单位\n乙科\n丙校", "牵头科室 甲科 配合科室 乙科、丙校", "甲科\n牵头\n乙科、丙校\n配合"],
)
def test_words_of_roles_stand_on_lines_of_their_own(text: str) -> None:
    assert roles(text) == [("甲科", LEAD), ("乙科", SUPPORT), ("丙校", SUPPORT)]


@pytest.mark.parametrize("text", ["乙科、丙校，甲科牵头", "乙科\n丙校；甲科牵头"])
def test_who_stands_in_another_clause_than_the_one_that_leads_is_assumed_to_support(text: str) -> None:
    assert [(p.text, p.role, p.assumed) for p in cut(text)] == [
        ("乙科", SUPPORT, True),
        ("丙校", SUPPORT, True),
        ("甲科", LEAD, False),
    ]


def test_numbers_within_a_line_part_names() -> None:
    assert [name for name, _ in roles("1.甲科 2.乙科")] == [name for name, _ in roles("①甲科②乙科")] == ["甲科", "乙科"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("甲科/乙科（配合）", [("甲科", None), ("乙科", SUPPORT)]), ("甲科 乙科（配合）", [("甲科", None), ("乙科", SUPPORT)]),
        ("甲科／乙科（牵头）、丙校", [("甲科", SUPPORT), ("乙科", LEAD), ("丙校", SUPPORT)]),
        ("第一责任单位：甲科；第二责任单位：乙科", [("甲科", LEAD), ("乙科", Field.SHARE)]), ("★甲科、乙科", [("甲科", None), ("乙科", None)]),
        ("次要责任：乙科", [("乙科", Field.SHARE)]), ("*甲科", [("甲科", None)]),
    ],
)  # fmt: skip
def test_a_role_or_a_mark_is_of_the_name_beside_it(text: str, read: list[tuple[str, Field | None]]) -> None:
    assert roles(text) == read


def test_a_name_beside_a_mark_says_so() -> None:
    assert [piece.flagged for piece in cut("★甲科、乙科")] == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "甲科、乙办、丙校，列第一位的为牵头单位，下同",
        "甲科、乙办、丙校（列首位的为牵头单位，其他为配合单位）",
        "甲科、乙办、丙校，排在首位的为牵头单位",
        "甲科、乙办、丙校（排名第一的牵头）",
        "（责任单位：甲科、乙办、丙校，列第一位的为牵头单位）",
    ],
)
def test_the_first_leads_where_the_cell_says_so(text: str) -> None:
    assert roles(text) == [("甲科", LEAD), ("乙办", SUPPORT), ("丙校", SUPPORT)]


@pytest.mark.parametrize(
    "text",
    ["以上单位", "以上各部门", "上述部门", "本部门", "谁主管谁负责", "谁主管、谁负责", "属地管理", "属地管理原则"],
)
def test_words_for_others_and_principles_name_nobody(text: str) -> None:
    assert [(piece.text, piece.kind) for piece in cut(f"甲科，{text}")] == [("甲科", "name"), (text, "nobody")]


def test_a_proposed_department_is_read_and_flagged() -> None:
    assert [(piece.text, piece.flagged) for piece in cut("拟由甲科、乙科")] == [("甲科", True), ("乙科", False)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1.甲科2.乙科", [("甲科", None), ("乙科", None)]),
        ("（1）甲科（2）乙科", [("甲科", None), ("乙科", None)]),
        ("甲科牵头（乙科、丙校按职责分工）", [("甲科", LEAD), ("乙科", SUPPORT), ("丙校", SUPPORT)]),
        ("甲科为牵头部门", [("甲科", LEAD)]),
        ("甲科为牵头部门，乙科为配合部门", [("甲科", LEAD), ("乙科", SUPPORT)]),
        ("第一责任人：甲科", [("甲科", LEAD)]),
        ("“甲科”、乙科", [("甲科", None), ("乙科", None)]),
        ("甲科、乙科各负其责", [("甲科", None), ("乙科", None)]),
    ],
)
def test_what_is_certain_is_read(text: str, read: list[tuple[str, Field | None]]) -> None:
    assert roles(text) == read


@pytest.mark.parametrize("note", ["按职责分工", "按职能", "含实验室", "排名不分先后"])
def test_a_note_in_brackets_stands_beside_the_name(note: str) -> None:
    assert [(piece.text, piece.aside) for piece in cut(f"甲科（{note}）")] == [("甲科", note)]


@pytest.mark.parametrize(
    "text", ["市政协办公室", "市科协办公室", "市政协办", "市残协办", "会同县教育局", "市公安局（市政协办公室）"]
)
def test_a_word_of_a_role_within_a_name_is_none(text: str) -> None:
    assert roles(text) == [(text, None)]


@pytest.mark.parametrize(
    "text", ["带下划线的为牵头单位", "黑体字为牵头单位", "红色字为牵头部门", "牵头单位用红色标注", "带★的为牵头单位"]
)
def test_who_leads_may_be_told_by_a_look(text: str) -> None:
    assert leads_by_look(f"任务表（{text}）") == text


@pytest.mark.parametrize("text", ["★为重点任务", "列第一位的为牵头单位", "红十字会为牵头单位", "牵头单位"])
def test_other_words_tell_no_look(text: str) -> None:
    assert leads_by_look(text) == ""


def test_who_was_one_is_asked() -> None:
    assert roles("原配合单位：甲局") == [("原甲局", None)]


def test_helping_beside_such_names_is_read() -> None:
    assert roles("市政协办公室牵头，法规科协办") == [("市政协办公室", LEAD), ("法规科", SUPPORT)]
    assert roles("甲科牵头，乙科、丙校会同") == [("甲科", LEAD), ("乙科", SUPPORT), ("丙校", SUPPORT)]
    assert roles("县教育局，会同县财政局") == [("县教育局", LEAD), ("县财政局", SUPPORT)]


def test_a_bracket_on_a_line_of_its_own_goes_on_with_the_name_above() -> None:
    assert roles("市公安局\n（交警支队）\n市住建局") == [("市公安局（交警支队）", None), ("市住建局", None)]


@pytest.mark.parametrize(
    ("text", "name", "role", "aside"),
    [
        ("原市发改委，现市数据局", "市数据局", None, "原市发改委"),
        ("市住建局不再牵头，改由市城管局牵头", "市城管局", LEAD, "原市住建局"),
        ("由市乡村振兴局调整为市农业农村局", "市农业农村局", None, "原市乡村振兴局"),
        ("市工信局（原为市财政局）", "市工信局", None, "原为市财政局"),
        ("各党支部；督导：机关党委", "各党支部", None, "督导：机关党委"),
        ("区园林中心（技术指导）", "区园林中心", None, "技术指导"),
        ("文旅局（分办）", "文旅局", None, "分办"),
        ("区公管局（招标办）", "区公管局（招标办）", None, ""),
        ("市住建局（待定）", "市住建局（待定）", None, ""),
        ("此项工作由甲局牵头", "甲局", LEAD, ""),
    ],
)
def test_what_has_changed_and_what_is_only_said_beside_a_name(
    text: str, name: str, role: Field | None, aside: str
) -> None:
    (piece,) = cut(text)
    assert (piece.text, piece.role, piece.aside) == (name, role, aside)


@pytest.mark.parametrize("text", ["原种场、现代农业局", "原料处、现场部", "太原市财政局、市教育局"])
def test_names_that_begin_like_a_change_are_none(text: str) -> None:
    assert [piece.text for piece in cut(text)] == text.split("、")


def test_offices_with_a_sign_of_adding_between_them_are_two() -> None:
    assert roles("市气象局＋市水文局") == [("市气象局", None), ("市水文局", None)]


def test_whoever_only_advises_supports() -> None:
    assert roles("主责：甲局\n协办：乙局") == [("甲局", LEAD), ("乙局", SUPPORT)]
    assert roles("各乡镇为责任主体，乙局指导") == [("各乡镇", Field.SHARE), ("乙局", SUPPORT)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("责任领导：赵甲；责任科室：甲科", [("甲科", Field.SHARE, "责任领导：赵甲")]),
        ("牵头单位：甲科\n联系人：钱乙 8001", [("甲科", LEAD, "联系人：钱乙 8001")]),
        ("甲科（李丁），责任人：张戊", [("甲科", None, "李丁；责任人：张戊")]),
        ("主要责任人：甲科", [("甲科", LEAD, "")]),
        ("责任人：张戊", [("责任人：张戊", None, "")]),
    ],
)
def test_people_behind_labels_are_no_offices(text: str, read: list[tuple[str, Field | None, str]]) -> None:
    assert [(piece.text, piece.role, piece.aside) for piece in cut(text)] == read


def test_an_office_behind_a_person_stays_one() -> None:
    assert [piece.text for piece in cut("责任单位：人事科；联系人：张三，教育科配合")] == ["人事科", "教育科"]


@pytest.mark.parametrize(
    "people",
    [
        "责任人：张三（牵头），李四（配合）", "责任人：主要负责人", "联系人：张三（负责联络）", "分管领导：由强，王五",
        "责任领导：分管负责同志", "联系人：张三 负责报送",
    ],
)  # fmt: skip
def test_what_a_person_does_makes_no_office(people: str) -> None:
    assert [piece.text for piece in cut(f"责任单位：教育科；{people}")] == ["教育科"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("主办：甲局；会办：乙局、丙街道", [("甲局", LEAD), ("乙局", SUPPORT), ("丙街道", SUPPORT)]),
        ("主体：甲局；辅助：乙局", [("甲局", LEAD), ("乙局", SUPPORT)]), ("主办单位：甲局⏎联办单位：乙局", [("甲局", LEAD), ("乙局", SUPPORT)]),
        ("责任单位：甲局；监管单位：乙局", [("甲局", Field.SHARE), ("乙局", SUPPORT)]), ("主：甲局 配：乙局", [("甲局", LEAD), ("乙局", SUPPORT)]),
        ("牵头部门：甲局，成员单位：乙局、丙局", [("甲局", LEAD), ("乙局", SUPPORT), ("丙局", SUPPORT)]),
        ("甲局主办，乙局会办", [("甲局", LEAD), ("乙局", SUPPORT)]), ("甲局负总责，乙局配合", [("甲局", LEAD), ("乙局", SUPPORT)]),
        ("甲局（组长单位）、乙局（成员单位）", [("甲局", LEAD), ("乙局", SUPPORT)]),
    ],
)  # fmt: skip
def test_whoever_joins_in_does_not_lead(text: str, read: list[tuple[str, Field | None]]) -> None:
    assert roles(text.replace("⏎", "\n")) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("甲教育局：牵头组织，甲财政局配合", [("甲教育局：", LEAD), ("甲财政局", SUPPORT)]),
        ("办公室：负责协调，教务处负责实施", [("办公室：", Field.SHARE), ("教务处", Field.SHARE)]),
        ("交警大队：负责疏导，城管局配合；公安局：负责保卫", [("交警大队：负责疏导", None), ("城管局", SUPPORT), ("公安局", None)]),
        ("教育局：所属学校落实", [("教育局：所属学校", Field.SHARE)]),
        ("公安局：会同教育局开展检查", [("公安局：会同教育局开展检查", None)]),
        ("公安局：配合教育局落实", [("公安局：配合教育局落实", None)]),
        ("教育局：协助县公安局做好保卫", [("教育局：协助县公安局做好保卫", None)]),
    ],
)  # fmt: skip
def test_offices_among_what_an_office_does_are_not_hidden(text: str, read: list[tuple[str, Field | None]]) -> None:
    assert [(each.text, each.role if not each.assumed else None) for each in cut(text)] == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("总牵头单位：甲局", [("甲局", LEAD)]), ("共同牵头单位：甲局、乙局", [("甲局", LEAD), ("乙局", LEAD)]),
        ("联合牵头单位：甲局", [("甲局", LEAD)]), ("组长单位：甲局；成员单位：乙局", [("甲局", LEAD), ("乙局", SUPPORT)]),
        ("发起单位：甲局，乙局牵头，丙局配合", [("发起单位：甲局", SUPPORT), ("乙局", LEAD), ("丙局", SUPPORT)]),
        ("责任单位：甲局；监管责任单位：乙局", [("甲局", Field.SHARE), ("乙局", Field.SHARE)]),
    ],
)  # fmt: skip
def test_a_label_with_a_word_of_a_role_in_it_gives_that_role(text: str, read: list[tuple[str, Field | None]]) -> None:
    assert roles(text) == read


def test_names_behind_a_label_that_is_no_role_are_all_asked_about() -> None:
    pieces = cut("审核单位：甲局、乙局；责任单位：丙局、丁局")
    assert [each.text for each in pieces] == ["审核单位：甲局", "审核单位：乙局", "丙局", "丁局"]
    assert [is_doubtful(each.text) for each in pieces] == [True, True, False, False]


def test_a_share_in_percent_stands_beside_the_name() -> None:
    assert [(each.text, each.aside) for each in cut("甲科（60%）、乙科（占40％）")] == [
        ("甲科", "60%"),
        ("乙科", "占40％"),
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("甲局：统筹协调、市容整治；乙局：交通秩序", [("甲局", None, "统筹协调、市容整治"), ("乙局", None, "交通秩序")]),
        ("甲局：牵头实施；乙局：配合做好资金保障", [("甲局", LEAD, "牵头实施"), ("乙局", SUPPORT, "配合做好资金保障")]),
        ("甲局：优化布局规划、推进学科建设、处置隐患", [("甲局", None, "优化布局规划、推进学科建设、处置隐患")]),
        ("甲局：牵头；乙局：配合", [("甲局", LEAD, ""), ("乙局", SUPPORT, "")]),
        ("甲局：乙科", [("甲局：乙科", None, "")]), ("责任单位：市容整治", [("市容整治", Field.SHARE, "")]),
    ],
)  # fmt: skip
def test_what_an_office_does_behind_a_colon_is_no_name(text: str, read: list[tuple[str, Field | None, str]]) -> None:
    assert [(each.text, each.role, each.aside) for each in cut(text)] == read


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("工作牵头部门：县财政局", LEAD), ("县级牵头单位：县财政局", LEAD), ("项目牵头单位：县财政局", LEAD),
        ("现场配合单位：县财政局", SUPPORT), ("联合牵头单位：县财政局", LEAD),
    ],
)  # fmt: skip
def test_a_word_before_the_role_of_a_label_is_no_office(text: str, role: Field) -> None:
    assert [(each.text, each.role) for each in cut(text)] == [("县财政局", role)]
