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


@dataclass
class Shape:
    """A sheet that grows row by row, and the tasks that stand in it."""

    tasks: list[Known] = field(default_factory=list)
    rows: list[list[CellValue]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    project_column: bool = True

    def grid(self) -> Grid:
        """Return it as a grid."""
        return Grid("Sheet1", [[value or None for value in row] for row in self.rows], self.merges)

    def file(self) -> bytes:
        """Return it as an .xlsx."""
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
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
    roles = draw(st.sampled_from(["columns", "columns", "columns", "words", "brackets", "labels", "marks"]))
    projects = draw(st.sampled_from(["merged", "repeated", "sections", "numbered sections", "none"]))
    columns = [Field.CONTENT]
    columns += [Field.LEAD, Field.SUPPORT] if roles == "columns" else [Field.LEAD] if roles != "marks" else []
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
    if draw(st.booleans()):
        heads.append((None, draw(st.sampled_from(CARRIED))))
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
    return shape


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
    who = [n for n, (name, _) in enumerate(heads) if name in (Field.LEAD, Field.SUPPORT)]
    top = len(shape.rows)
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
    shape.rows += [above, below]
    shape.merges.append(Area(top, who[0], top, who[-1]))
    shape.merges += [Area(top, n, top + 1, n) for n in range(len(heads)) if n not in who]
    return [above, below]


def _who(task: Known, roles: str, name: Field, heading: str) -> str:
    lead, support = "、".join(task.leads), "、".join(task.supports)
    if roles == "marks":
        return "★" if heading in task.leads else "☆" if heading in task.supports else ""
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
                case Field.SCHEDULE:
                    values.append(task.limit)
                case None:
                    values.append("略")
                case Field.LEAD | Field.SUPPORT:
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
