"""A round handed out to thousands of schools, and their returns, filled in and saved by another program.

50 groups of schools, 1,000 tasks: each school carries out 20 of them and supports 20. Calc fills in and saves one
workbook of each group; those of the other schools differ from it in name, signature and values. Needs LibreOffice.
Or the workbooks are as Excel or WPS write them (`writers`), or a third of the schools answer so that something is remarked.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

import tables
import writers
from support import calc

from xlplan.files.papers.replies import Reply, fill_in
from xlplan.files.store.workspace import Workspace
from xlplan.files.template.package import PackageWriter, Part, read_parts
from xlplan.handout.sheets import Sent, SheetRow
from xlplan.handout.signature import Identity
from xlplan.terms.choices import DepartmentKind, Role, State
from xlplan.terms.headings import DEPARTMENT_HEADINGS, PLAN_HEADINGS, TASK_SHEET_LABELS
from xlplan.terms.sheets import DEPARTMENTS, PLAN, SETTINGS

GROUPS = 50
ROWS = 40
_STRINGS = "xl/sharedStrings.xml"
_RUNS = re.compile(r"<si><r>.*?</si>", re.DOTALL)
_RUN_TEXT = re.compile(r"<t[^>]*>([^<]*)</t>")
_PIECE = '<si><t xml:space="preserve">{}</t></si>'
_MARK = "〔校〕"
PROGRESS = "已按方案组织实施，召开专题推进会2次，完成阶段性自查并建立台账，覆盖学生" + _MARK + "人，相关材料已存档。"
NEXT = "继续按月推进，月底前完成第二轮检查，并把结果报业务科室。"
PROBLEM = "专任教师人手偏紧，需要业务科室协调安排骨干教师送教" + _MARK + "次。"
EVIDENCE = "见附件：活动照片、会议记录（" + _MARK + "号）。"


Answer = Callable[[SheetRow, int], dict[str, object]]
Saved = Mapping[str, Part]
"""The parts of one workbook."""


def by_calc(filled: Sequence[Path], folder: Path) -> Iterator[Saved]:
    """Yield the parts of workbooks that Calc saved."""
    for path in calc.convert_many(filled, "xlsx", folder):
        parts = read_parts(path.read_bytes(), path.name)
        # Without a font Calc divides a text by scripts; with the font it is one piece.
        strings = _RUNS.sub(
            lambda text: _PIECE.format("".join(_RUN_TEXT.findall(text[0]))), parts[_STRINGS].data.decode()
        )
        yield parts | {_STRINGS: Part.pack(_STRINGS, strings.encode())}


def by_excel(filled: Sequence[Path], _: Path) -> Iterator[Saved]:
    """Yield the parts of workbooks as Excel writes them."""
    return (writers.as_excel(read_parts(path.read_bytes(), path.name)) for path in filled)


def by_wps(filled: Sequence[Path], _: Path) -> Iterator[Saved]:
    """Yield the parts of workbooks as WPS writes them."""
    return (writers.as_wps(read_parts(path.read_bytes(), path.name)) for path in filled)


Save = Callable[[Sequence[Path], Path], Iterator[Saved]]


def make_office(folder: Path, schools: int, save: Save = by_calc, *, remarks: bool = False) -> tuple[Path, Path]:
    """Return a workbook that was handed out to this many schools, and the folder with their returns.

    With `remarks`, every third return gives cause to them.
    """
    book = _write_table(folder / "分工表.xlsx", schools)
    subprocess.run(
        [sys.executable, "-m", "xlplan", "split", book, "--round", tables.ROUND, "--due", tables.DUE],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    workspace = Workspace(book, "分工表-工作区")
    returned = workspace.returned_folder(tables.ROUND)
    with workspace.open_ledger() as ledger:  # type: ignore[union-attr]
        plan, key, sent = ledger.plan, ledger.key, list(ledger.sent(tables.ROUND).values())
    each_group = {item.sheet.rows: item for item in sent}
    groups = list(each_group.values())
    kinds = [_models(groups, workspace, folder / "models", save)]
    if remarks:
        plain = kinds[0]
        kinds = [plain, plain, _models(groups, workspace, folder / "models", save, answer=_remarked)]
    signatures = {item.sheet.department: _signature(item, plan, key) for item in sent}
    for number, item in enumerate(sent):
        model, name = each_group[item.sheet.rows].sheet.department, item.sheet.department
        writer, strings = kinds[number % len(kinds)][model]
        # The signature first: it is unique, a school's name need not be.
        strings = strings.replace(signatures[model], signatures[name]).replace(model, name)
        data = writer.write([(_STRINGS, strings.replace(_MARK, str(number + 1)).encode())])
        (returned / PurePosixPath(item.path).name).write_bytes(data)
    return book, returned


def fresh(book: Path, folder: Path) -> Path:
    """Return another working folder with the same round and returns, in which nothing has been merged yet."""
    folder.mkdir()
    source, target = book.parent / "分工表-工作区", folder / "分工表-工作区"
    # Links cost nothing, and merging does not write into them.
    shutil.copytree(source, target, copy_function=lambda old, new: Path(new).hardlink_to(old))
    ledger = target / "台账.sqlite3"
    ledger.unlink()
    shutil.copy(source / ledger.name, ledger)
    return Path(shutil.copy(book, folder))


def _write_table(path: Path, schools: int) -> Path:
    import xlsxwriter

    names = tables.department_names(schools)
    groups = {f"第{number + 1}片区学校": names[number::GROUPS] for number in range(GROUPS)}
    rows = tables.task_rows(GROUPS * ROWS // 2, GROUPS)
    labels = dict(zip(tables.department_names(GROUPS), groups, strict=True))
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        body = book.add_format({"text_wrap": True, "valign": "vcenter", "border": 1})
        sheet = book.add_worksheet(PLAN)
        sheet.write_row(0, 0, [PLAN_HEADINGS[name] for name in tables.FIELDS])
        for number, (task, project, content, lead, support, schedule) in enumerate(rows, 1):
            sheet.write_row(number, 0, (task, project, content, labels[lead], labels[support], schedule), body)
        known = book.add_worksheet(DEPARTMENTS)
        known.write_row(0, 0, [DEPARTMENT_HEADINGS[name] for name in ("name", "kind", "members")])
        lines = [*((name, "学校", "") for name in names),
                 *((name, DepartmentKind.GROUP, "\n".join(members)) for name, members in groups.items())]  # fmt: skip
        for number, line in enumerate(lines, 1):
            known.write_row(number, 0, line)
        settings = book.add_worksheet(SETTINGS)
        settings.write_row(0, 0, ["名称", "内容"])
        settings.write_row(1, 0, ["计划名称", "中小学教育教学质量重点工作责任分工表"])
    return path


def _signature(item: Sent, plan: str, key: bytes) -> str:
    sheet = item.sheet
    tasks = {row.task: row.fingerprint for row in sheet.rows}
    return Identity(plan, sheet.round, item.revision, sheet.department, tasks).signature(key)


def _models(
    sent: Sequence[Sent], workspace: Workspace, folder: Path, save: Save, answer: Answer | None = None
) -> dict[str, tuple[PackageWriter, str]]:
    """Return some workbooks filled in and saved: all parts except the strings, and the strings."""
    people = dict(zip(TASK_SHEET_LABELS, ("王老师", "0123-4567890", "李校长"), strict=True))
    filled = []
    for number, item in enumerate(sent):
        answers = {row.task: (answer or _answer)(row, place) for place, row in enumerate(item.sheet.rows)}
        filled.append(folder / f"{number}.xlsx")
        fill_in(workspace.located(item.path), filled[-1], Reply(people, answers))
    models = {}
    for item, parts in zip(sent, save(filled, folder / "saved"), strict=True):
        fixed = [part for name, part in parts.items() if name != _STRINGS]
        models[item.sheet.department] = PackageWriter(fixed), parts[_STRINGS].data.decode()
    shutil.rmtree(folder)
    return models


def _answer(row: SheetRow, place: int) -> dict[str, object]:
    """Return a school's report on a task: everything for 执行, state and progress for 支持."""
    state = State.ROUTINE if row.closed else State.NEEDS_HELP if place % 4 == 0 else State.RUNNING
    answer: dict[str, object] = {"state": state, "progress": f"{PROGRESS}（{row.task}）"}
    if row.role is Role.SUPPORT:
        return answer
    answer |= {"next": NEXT, "evidence": EVIDENCE}
    if not row.closed:
        answer["percent"] = (place % 10) / 10
    if place % 4 == 0:
        answer["problems"] = PROBLEM
    if place % 5 == 0 and not row.closed and isinstance(row.due, date) and row.due > tables.DAY:
        answer["expected"] = row.due
    return answer


def _remarked(row: SheetRow, place: int) -> dict[str, object]:
    """Return the same, but that now and then something is left out, says little, or is no clear value."""
    answer = _answer(row, place)
    match place % 8:
        case 0 if row.role is Role.LEAD:
            answer["progress"] = "正常推进"
        case 2 if row.role is Role.LEAD:
            answer.pop("progress")
        case 4 if "percent" in answer:
            answer["percent"] = "过半"
    return answer
