"""Tables of any shape out of a known plan: titles, sections, headings in one to three rows, roles, noise, as offices make them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace

import xlsxwriter
from hypothesis import strategies as st

from xlplan.terms.cells import Area, CellValue, Grid
from xlplan.terms.fields import Field

LEADS = ("教育科", "组宣科", "人事科", "基建办", "教研室", "进修学校", "区财政局", "资助中心")
LIMITS = (
    ("2024年6月底前", "2024-06-30"), ("12月底前", "2024-12-31"), ("2024年9月30日", "2024-09-30"), ("2024年6\n月底前", "2024-06-30"),
    ("长期坚持", None), ("每季度末", None), ("2024年3月—10月", "2024-10-31"), ("3月31日前完成方案，11月底前验收", "2024-11-30"),
    ("2024年\n12月底前", "2024-12-31"), ("202406", "2024-06-30"), ("6/30", "2024-06-30"),
)  # fmt: skip
DEEDS = (
    "印发实施方案",
    "开展专项检查",
    "组织集体备课",
    "完成校舍改造",
    "公布招生政策",
    "建立工作台账",
    "举办教师培训",
    "核查学籍信息",
)
NOISE: tuple[tuple[CellValue, ...], ...] = (
    ("制表：赵甲", None, "校核：钱乙"), ("拟稿人：赵甲",), ("分管领导意见：", "同意"), ("主要领导审核意见：",), ("以下空白",), ("（以下空白）",),
    ("注1：时限均含当月。",), ("注 2：逾期通报。",), ("总分", None, "100分"), ("合计得分", "98"), ("任务总数", "9项"), ("其中：市级", "2项"), ("总计", "共9项"),
    ("组长", "王某某", "教育局局长"), ("副组长", "李某某", "教育局副局长"), ("成员", "赵某某、钱某某"), ("办公室", "吴某（兼）"), ("联络员", "孙某", "8001"),
    ("填表人签名", "赵甲", "审核人签名", "钱乙"), ("单位负责人（签字）：",), ("抄送：区委办。",), ("此页无正文",), ("※本表由办公室解释",),
    ("/", "/"), ("*", "代表重点任务"), ("备注", "各单位按月报送进展"), ("未尽事宜另行通知",), ("附：任务分解图",),
    ("共2个问题3条措施",), ("以上共12项，其中已完成3项",), ("未完成事项：无",), ("遗留问题：无。",), ("本表共5类9项任务",),
    ("单位主要负责人（签字）：", None, "填表人：", "联系电话："), ("单位（公章）：", None, "填报日期："), ("注：责任单位排在首位的为牵头单位。",),
)  # fmt: skip
"""Rows that are no tasks, each from its first column on."""
PEOPLE = ("王建国", "李晓梅", "陈志强", "周敏", "刘局长")
WITH_PEOPLE = ("责任科室及责任人", "责任单位和责任人", "牵头领导及科室", "责任领导及部门", "责任单位、责任人")
QUARTERS = ("一季度", "二季度", "三季度", "四季度")
HEADS = {
    Field.ID: ("序号", "编号", "任务编号"),
    Field.PROJECT: ("工程名称", "工作项目", "重点工程", "类别"),
    Field.CONTENT: ("主要内容", "工作任务", "具体举措", "工 作 内 容", "重点任务"),
    Field.LEAD: (
        "执行部门",
        "责任单位",
        "牵头科室",
        "主要责任单位",
        "责任科室",
        "承办单位",
        "牵头单位（排第一的牵头）",
    ),
    Field.SUPPORT: ("支持部门", "配合单位", "协办科室", "协同配合单位", "参与单位"),
    Field.SHARE: ("责任部门", "责任单位", "责任科室"),
    Field.SCHEDULE: ("完成时限", "活动频率或完成时限", "办结时间", "完 成\n时 间", "整改时限", "完成时间（2024年）"),
}
CARRIED = ("备注", "目标值", "资金（万元）", "完成情况", "文件依据")


@dataclass(frozen=True)
class Known:
    """A task as the table says it."""

    project: str
    content: str
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    limit: str
    due: str | None
    shares: tuple[str, ...] = ()


@dataclass
class Shape:
    """A sheet that grows row by row, and the tasks that stand in it."""

    tasks: list[Known] = field(default_factory=list)
    rows: list[list[CellValue]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    project_column: bool = True
    others: list[Grid] = field(default_factory=list)
    """Other sheets of the workbook."""
    cut_at: int | None = None
    """The row before which a Word document goes on in another table, with the headings over again."""
    heads: int = 0
    """The row of the headings."""
    body_ends: int = 0
    """The row behind the last task."""

    def grids(self) -> list[Grid]:
        """Return the workbook, or the tables of the document."""
        if self.cut_at is None:
            return [*self.others[:1], self.grid(), *self.others[1:]]
        grid = self.grid()
        first = Grid("表格1", grid.rows[: self.cut_at], [area for area in grid.merges if area.bottom < self.cut_at])
        move = self.cut_at - 1
        later = [Area(a.top - move, a.left, a.bottom - move, a.right) for a in grid.merges if a.top >= self.cut_at]
        return [first, Grid("表格2", [grid.rows[self.heads], *grid.rows[self.cut_at :]], later)]

    def grid(self) -> Grid:
        """Return it as a grid."""
        return Grid("Sheet1", [[value or None for value in row] for row in self.rows], self.merges)

    def file(self) -> bytes:
        """Return it as an .xlsx."""
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            for other in self.others:
                beside = book.add_worksheet(other.sheet)
                for row, values in enumerate(other.rows):
                    beside.write_row(row, 0, values)
            sheet = book.add_worksheet("Sheet1")
            for area in self.merges:
                sheet.merge_range(*area, "")
            for row, values in enumerate(self.rows):
                for column, value in enumerate(values):
                    if value:
                        sheet.write(row, column, value)
        return file.getvalue()


@st.composite
def plans(draw: st.DrawFn) -> list[Known]:
    """Draw a plan of one to three projects."""
    found: list[Known] = []
    for number in range(draw(st.integers(1, 3))):
        project = f"{'一二三'[number]}、{('办好公平教育', '建强教师队伍', '守牢安全底线')[number]}"
        for _ in range(draw(st.integers(1, 4))):
            leads = draw(st.lists(st.sampled_from(LEADS), min_size=1, max_size=2, unique=True))
            others = [name for name in LEADS if name not in leads]
            supports = draw(st.lists(st.sampled_from(others), max_size=2, unique=True))
            limit, due = draw(st.sampled_from(LIMITS))
            deed = draw(st.sampled_from(DEEDS))
            found.append(
                Known(
                    project,
                    f"{deed}（第{len(found) + 1}批），做到有部署有检查。",
                    tuple(leads),
                    tuple(supports),
                    limit,
                    due,
                )
            )
    return found


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Draw a table of a plan in any shape."""
    tasks = draw(plans())
    roles = draw(
        st.sampled_from(
            ["columns", "columns", "columns", "three", "words", "brackets", "labels", "marks", "people", "sentences"]
        )
    )
    if roles == "three":
        tasks = [_with_shares(draw, task) for task in tasks]
    if roles == "people":
        tasks = [replace(task, supports=()) for task in tasks]
    if roles == "sentences":
        tasks = [replace(task, content=_in_sentences(task)) for task in tasks]
    projects = draw(st.sampled_from(["merged", "repeated", "sections", "numbered sections", "none"]))
    columns = [Field.CONTENT]
    columns += {
        "columns": [Field.LEAD, Field.SUPPORT],
        "three": [Field.LEAD, Field.SHARE, Field.SUPPORT],
        "marks": [],
    }.get(roles, [Field.LEAD])
    columns += [Field.SCHEDULE] if draw(st.booleans()) or roles == "marks" else []
    if not any(task.supports for task in tasks) and roles == "columns" and draw(st.booleans()):
        columns.remove(Field.SUPPORT)
    columns = list(draw(st.permutations(columns)))
    if projects in ("merged", "repeated"):
        columns.insert(0, Field.PROJECT)
    numbered = projects == "numbered sections" or draw(st.booleans())
    if numbered:
        columns.insert(0, Field.ID)
    heads: list[tuple[Field | None, str]] = [(name, draw(st.sampled_from(HEADS[name]))) for name in columns]
    if roles == "three":
        heads = [(name, draw(st.sampled_from(_THREE[name])) if name in _THREE else text) for name, text in heads]
    if roles == "people":
        heads = [(name, draw(st.sampled_from(WITH_PEOPLE)) if name is Field.LEAD else text) for name, text in heads]
    if draw(st.booleans()):
        heads.append((None, draw(st.sampled_from(CARRIED))))
    times = draw(st.sampled_from(["limit", "limit", "span", "quarters"])) if Field.SCHEDULE in columns else ""
    tasks, heads = _times(draw, tasks, heads, times)
    if roles == "marks":
        heads += [(Field.LEAD, name) for name in LEADS]
    if Field.SCHEDULE not in columns:
        tasks = [replace(task, limit="", due=None) for task in tasks]
    if projects == "none":
        tasks = [replace(task, project="") for task in tasks]
    shape = Shape(tasks, project_column=projects in ("merged", "repeated"))
    width = len(heads)
    _title(draw, shape, width, legend=roles == "marks")
    head_rows = _headings(draw, shape, heads, marked=roles == "marks")
    _body(draw, shape, heads, roles, projects, head_rows)
    _after(draw, shape, width)
    _sheets(draw, shape, head_rows, may_cut=roles != "marks")
    return shape


@st.composite
def turned_shapes(draw: st.DrawFn) -> tuple[Shape, list[Grid]]:
    """Draw a plan whose headings stand below each other, a task in each column; or one form for each task, as of a document."""
    tasks = draw(plans())
    shape = Shape(tasks)
    names = list(draw(st.permutations([Field.PROJECT, Field.CONTENT, Field.LEAD, Field.SUPPORT, Field.SCHEDULE])))
    heads = {name: draw(st.sampled_from(HEADS[name])) for name in names}

    def said(task: Known, name: Field) -> str | None:
        several = {Field.LEAD: task.leads, Field.SUPPORT: task.supports}
        texts = {Field.PROJECT: task.project, Field.CONTENT: task.content, Field.SCHEDULE: task.limit}
        return ("、".join(several[name]) if name in several else texts[name]) or None

    if len(tasks) > 1 and draw(st.booleans()):
        rows: list[list[CellValue]] = [[heads[name], *(said(task, name) for task in tasks)] for name in names]
        above: list[list[CellValue]] = [["2024年重点工作"]] if draw(st.booleans()) else []
        return shape, [Grid("Sheet1", [*above, *rows])]
    grids = []
    wide = draw(st.integers(0, 2))
    for number, task in enumerate(tasks, 1):
        pairs: list[list[CellValue]] = [[heads[name], said(task, name)] for name in names]
        joined = [[*pairs[n], *pairs[n + 1]] for n in range(wide, wide + 2, 2)]
        form: list[list[CellValue]] = [["任务交办单"], *pairs[:wide], *joined, *pairs[wide + 2 :]]
        grids.append(Grid(f"表格{number}", form))
    return shape, grids


_THREE = {
    Field.LEAD: ("牵头单位", "牵头科室", "抓总部门"),
    Field.SHARE: ("责任单位", "责任科室", "责任部门"),
    Field.SUPPORT: ("配合单位", "协办科室"),
}
_ENDS = {"2024年6月": "2024-06-30", "2024年9月30日": "2024-09-30", "12月底": "2024-12-31"}


def _in_sentences(task: Known) -> str:
    """Return what is to be done with who does it, as minutes of meetings say it."""
    helpers = f"，{'、'.join(task.supports)}配合" if task.supports else ""
    return f"{task.content}由{'、'.join(task.leads)}牵头{helpers}。"


def _with_people(task: Known) -> str:
    """Return those who do a task with people beside them, in one of the ways of offices."""
    way = len(task.content) + len(task.leads[0]) + len(task.limit)
    who = PEOPLE[way % len(PEOPLE)]
    *before, last = task.leads
    named = (f"{last} {who}", f"{who}\n{last}", f"{last}（{who}）", f"{last}：{who}", f"{last}{who}")[way % 5]
    return "\n".join([*before, named])


def _with_shares(draw: st.DrawFn, task: Known) -> Known:
    free = [name for name in LEADS if name not in (*task.leads, *task.supports)]
    shares = tuple(draw(st.lists(st.sampled_from(free), max_size=2, unique=True)))
    return replace(task, shares=shares)


def _times(
    draw: st.DrawFn, tasks: list[Known], heads: list[tuple[Field | None, str]], times: str
) -> tuple[list[Known], list[tuple[Field | None, str]]]:
    """Write the time in two columns, or with what is to be done in each quarter beside it."""
    if times == "span":
        ends = [draw(st.sampled_from(sorted(_ENDS))) for _ in tasks]
        tasks = [replace(task, limit=f"2024年3月—{end}", due=_ENDS[end]) for task, end in zip(tasks, ends, strict=True)]
        place = [name for name, _ in heads].index(Field.SCHEDULE)
        pair = draw(
            st.sampled_from([("开始时间", "完成时间"), ("起始时间", "截止时间"), ("计划开始时间", "计划结束时间")])
        )
        heads[place : place + 1] = [(Field.SCHEDULE, pair[0]), (Field.SCHEDULE, pair[1])]
    elif times == "quarters":
        heads += [(None, quarter) for quarter in QUARTERS]
    return tasks, heads


def _sheets(draw: st.DrawFn, shape: Shape, head_rows: list[list[CellValue]], *, may_cut: bool) -> None:
    """Put other sheets beside it, or cut it in two as a document does."""
    match draw(st.sampled_from(["one", "one", "sheets", "document"])):
        case "sheets":
            people: list[list[CellValue]] = [
                ["科室", "联系人", "电话"],
                ["教育科", "张三", "8001"],
                ["组宣科", "李四", "8002"],
            ]
            shape.others = [Grid("说明", [["填表说明"], ["请按月报送。"]]), Grid("联系人", people)]
        case "document":
            inside = [
                row
                for row in range(shape.heads + len(head_rows) + 1, len(shape.rows))
                if len(head_rows) == 1
                and shape.body_ends > row
                and not any(area.top < row <= area.bottom for area in shape.merges)
            ]
            if inside and may_cut and not any(task.project for task in shape.tasks):
                shape.cut_at = draw(st.sampled_from(inside))


def _put(shape: Shape, *values: CellValue) -> None:
    shape.rows.append(list(values))


def _line(shape: Shape, text: str, width: int, *, merged: bool = True) -> None:
    shape.rows.append([text])
    if merged and width > 1:
        row = len(shape.rows) - 1
        shape.merges.append(Area(row, 0, row, width - 1))


def _title(draw: st.DrawFn, shape: Shape, width: int, *, legend: bool) -> None:
    if draw(st.booleans()):
        shape.rows.append(["附件1"])
    if legend:
        _line(shape, "2024年重点工作任务分工表（★牵头 ☆配合）", width)
    elif draw(st.booleans()):
        _line(shape, "2024年重点工作任务分工表", width, merged=draw(st.booleans()))
    if draw(st.booleans()):
        shape.rows.append(
            ["填报单位：区教育局", None, "填报日期：2024年1月5日"] if width > 3 else ["填报单位：区教育局"]
        )


def _headings(
    draw: st.DrawFn, shape: Shape, heads: list[tuple[Field | None, str]], *, marked: bool
) -> list[list[CellValue]]:
    """Write the headings in one row, or in two below a heading that stands over those who do it; return the rows."""
    who = [n for n, (name, _) in enumerate(heads) if name in (Field.LEAD, Field.SHARE, Field.SUPPORT)]
    top = shape.heads = len(shape.rows)
    together = len(who) > 1 and who == list(range(who[0], who[-1] + 1))
    if not (together and draw(st.booleans())):
        shape.rows.append([text for _, text in heads])
        return [shape.rows[-1]]
    above: list[CellValue] = [
        None if n in who[1:] else "责任分工" if n in who else text for n, (_, text) in enumerate(heads)
    ]
    below: list[CellValue] = [text if n in who else None for n, (_, text) in enumerate(heads)]
    if marked:
        above[who[0]] = "责任科室"
    if not marked and draw(st.booleans()):
        # A third row of headings, over all of it that is said of the work.
        return _in_three_rows(shape, above, below, who, top)
    shape.rows += [above, below]
    shape.merges.append(Area(top, who[0], top, who[-1]))
    shape.merges += [Area(top, n, top + 1, n) for n in range(len(heads)) if n not in who]
    return [above, below]


def _in_three_rows(
    shape: Shape, above: list[CellValue], below: list[CellValue], who: list[int], top: int
) -> list[list[CellValue]]:
    rows: list[list[CellValue]] = [
        ["工作安排" if n == who[0] else None if n in who else text for n, text in enumerate(above)],
        ["责任分工" if n == who[0] else None for n in range(len(above))],
        below,
    ]
    shape.rows += rows
    shape.merges += [Area(top, who[0], top, who[-1]), Area(top + 1, who[0], top + 1, who[-1])]
    shape.merges += [Area(top, n, top + 2, n) for n in range(len(above)) if n not in who]
    return rows


def _who(task: Known, roles: str, name: Field, heading: str) -> str:
    lead, support = "、".join(task.leads), "、".join(task.supports)
    if roles == "three":
        return {Field.LEAD: lead, Field.SHARE: "、".join(task.shares)}.get(name, support)
    if roles == "marks":
        return "★" if heading in task.leads else "☆" if heading in task.supports else ""
    if roles == "people":
        return _with_people(task)
    if roles == "sentences":
        return ""
    if roles == "columns":
        return lead if name is Field.LEAD else support
    if roles == "words":
        return f"{lead}牵头，{support}配合" if support else lead
    if roles == "brackets":
        named = [*(f"{each}（牵头）" for each in task.leads), *(f"{each}（配合）" for each in task.supports)]
        return "、".join(named) if support else lead
    return f"牵头单位：{lead}\n配合单位：{support}" if support else lead


def _body(
    draw: st.DrawFn, shape: Shape, heads: list[tuple[Field | None, str]], roles: str, projects: str,
    head_rows: list[list[CellValue]],
) -> None:  # fmt: skip
    noise = draw(st.lists(st.sampled_from(["headings", "subtotal", "blank"]), max_size=2))
    before = ""
    starts: dict[str, int] = {}
    for number, task in enumerate(shape.tasks, 1):
        if task.project != before and projects == "sections":
            _line(shape, task.project, len(heads))
        elif task.project != before and projects == "numbered sections":
            mark, _, name = task.project.partition("、")
            shape.rows.append([mark, name])
        values: list[CellValue] = []
        for column, heading in heads:
            match column:
                case Field.ID:
                    values.append(str(number))
                case Field.PROJECT:
                    values.append(task.project if projects == "repeated" or task.project != before else None)
                case Field.CONTENT:
                    values.append(task.content)
                case Field.SCHEDULE if (
                    "—" in task.limit and heading != "" and sum(c is Field.SCHEDULE for c, _ in heads) == 2
                ):
                    begin, _, until = task.limit.partition("—")
                    values.append(until if any(c is Field.SCHEDULE for c, _ in heads[: len(values)]) else begin)
                case Field.SCHEDULE:
                    values.append(task.limit)
                case None:
                    values.append("推进落实" if heading in QUARTERS else "略")
                case Field.LEAD | Field.SHARE | Field.SUPPORT:
                    values.append(_who(task, roles, column, heading) or None)
        if task.project != before:
            starts[task.project] = len(shape.rows)
        shape.rows.append(values)
        last = number == len(shape.tasks) or shape.tasks[number].project != task.project
        if last and projects == "merged":
            place = [name for name, _ in heads].index(Field.PROJECT)
            if len(shape.rows) - 1 > starts[task.project]:
                shape.merges.append(Area(starts[task.project], place, len(shape.rows) - 1, place))
        before = task.project
        if last and noise and number < len(shape.tasks):
            _noise(shape, noise.pop(), head_rows, len(heads))


def _noise(shape: Shape, kind: str, head_rows: list[list[CellValue]], width: int) -> None:
    if kind == "headings" and len(head_rows) == 1:
        shape.rows.append(list(head_rows[0]))
    elif kind == "subtotal":
        _put(shape, "小计", *(None for _ in range(width - 2)), *(["3项"] if width > 1 else []))
    elif kind == "blank":
        shape.rows.append([])


def _after(draw: st.DrawFn, shape: Shape, width: int) -> None:
    shape.body_ends = len(shape.rows)
    for row in draw(st.lists(st.sampled_from(NOISE), max_size=3)):
        _put(shape, *row[:width])
    for kind in draw(st.lists(st.sampled_from(["total", "note", "signature", "day", "contacts", "blank"]), max_size=4)):
        match kind:
            case "total":
                shape.rows.append(["合计", f"{len(shape.tasks)}项"])
            case "note":
                _line(shape, "注：1.各单位按月报送进展。2.未尽事宜另行通知。", width, merged=draw(st.booleans()))
            case "signature":
                _put(shape, *["填表人：张三", None, "审核人：李四", None, "联系电话：87654321"][:width])
            case "day":
                _put(shape, *(None for _ in range(width - 1)), "2024年1月5日")
            case "blank":
                shape.rows.append([])
            case "contacts":
                shape.rows += [
                    [],
                    ["附：联系人名单"],
                    ["序号", "科室", "联系人", "电话"],
                    ["1", "教育科", "张三", "87654321"],
                    ["2", "组宣科", "李四", "87650000"],
                ]
