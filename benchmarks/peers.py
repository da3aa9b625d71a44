"""What others would do with the same table, each as a program of its own.

    python benchmarks/peers.py pandas|openpyxl|floor TABLE FOLDER
    python benchmarks/peers.py concat-openpyxl|concat-calamine|read FOLDER FILES
    python benchmarks/peers.py check-pandas|read-table TABLE
    python benchmarks/peers.py status TABLE FOLDER

`pandas` is the script that an office's computer-minded colleague writes: no template, no styles. `openpyxl` loads the same
template as xlplan, fills it cell by cell with the template's styles and saves it. `floor` is given the values of all
cells and does nothing but copy the template's parts, write the XML of the two filled sheets and deflate it.

`concat-…` is the same colleague's other script: all returned sheets below each other, read by the one or the other engine; no
checks, nothing kept. `read` is what cannot be left out: calamine reads every sheet of every file, in two processes, and
throws it away. Both take the first FILES of FOLDER.

`check-pandas` looks for empty cells, double numbers and unknown departments; `read-table` reads the sheets with calamine.

`status` is the colleague's monthly report out of the CSVs of all rounds in FOLDER: lights by due day and time gone, by task, project,
department and round, into plain sheets; no links, no reasons, no charts.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
TEMPLATE = ROOT / "templates" / "部门任务表.xlsx"
FILLED = (("xl/worksheets/sheet1.xml", "{{编号}}"), ("xl/worksheets/sheet2.xml", "{{键}}"))
COLUMNS = ["编号", "工程名称", "主要内容", "本单位职责", "活动频率或完成时限"]
SEPARATORS = r"[、，,；;\n]+"


def by_pandas(table: Path, folder: Path) -> None:
    """Read, one row for each department and task, group, write."""
    import pandas as pd

    frame = pd.read_excel(table, sheet_name="分工表", dtype=str)
    sides = []
    for role in ("执行", "支持"):
        side = frame.assign(部门=frame[f"{role}部门"].str.split(SEPARATORS, regex=True), 本单位职责=role)
        sides.append(side.explode("部门"))
    for department, rows in pd.concat(sides).groupby("部门", sort=False):
        rows[COLUMNS].to_excel(folder / f"{department}.xlsx", sheet_name="任务表", index=False)


def by_openpyxl(table: Path, folder: Path) -> None:
    """Read and divide the table; for each department load the template, fill in its rows and save it."""
    from copy import copy

    import openpyxl

    divided: dict[str, list[dict[str, object]]] = {}
    source = openpyxl.load_workbook(table, read_only=True)["分工表"].iter_rows(values_only=True)
    headings = [str(value) for value in next(source)]
    for values in source:
        row = dict(zip(headings, values, strict=True))
        for role in ("执行", "支持"):
            for department in re.split(SEPARATORS, str(row[f"{role}部门"] or "")):
                divided.setdefault(department, []).append({**row, "本单位职责": role})
    for department, rows in divided.items():
        book = openpyxl.load_workbook(TEMPLATE)
        sheet = book["任务表"]
        first = next(cell.row for cell in sheet["A"] if cell.value == "{{编号}}")
        prototype = [(cell.column, cell.value, cell._style) for cell in sheet[first]]
        for number, row in enumerate(rows, first):
            for column, name, style in prototype:
                cell = sheet.cell(number, column)
                cell._style = copy(style)
                cell.value = row.get(str(name).strip("{}"))
        for line in sheet.iter_rows(max_row=first - 1):
            for cell in line:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("{{部门}}", department)
        book.save(folder / f"{department}.xlsx")


def floor(table: Path, folder: Path) -> None:
    """Do only the necessary; the values are given, one list of rows for each sheet, in a JSON beside the table."""
    from xml.sax.saxutils import escape

    from xlplan.files.template.package import PackageWriter, read_parts

    parts = read_parts(TEMPLATE.read_bytes(), TEMPLATE.name)
    strings = re.findall(r"<si>(.*?)</si>", parts["xl/sharedStrings.xml"].data.decode(), re.DOTALL)
    sheets = [(name, *_cut(parts.pop(name).data.decode(), strings, first)) for name, first in FILLED]
    writer = PackageWriter(parts.values())
    for department, filled in json.loads(table.with_suffix(".json").read_text("utf-8")).items():
        written = {}
        for (name, before, row, number, after), rows in zip(sheets, filled, strict=True):
            lines = [
                row % tuple(value for text in (*texts, *[""] * (row.count("%s") // 2 - len(texts))) for value in (n, escape(text)))
                for n, texts in enumerate(rows, number)
            ]  # fmt: skip
            written[name] = f"{before}{''.join(lines)}{after}".encode()
        (folder / f"{department}.xlsx").write_bytes(writer.write(written.items()))


def _cut(sheet: str, strings: list[str], first: str) -> tuple[str, str, int, str]:
    """Return a sheet's XML before its repeated rows, a row as a template, its number, and the rest."""
    index = next(number for number, text in enumerate(strings) if first in text)
    found = re.search(rf'<row r="(\d+)"[^>]*><c [^>]*><v>{index}</v></c>.*?</row>', sheet)
    assert found, f"{first} is not where it was"
    cells = re.findall(r'<c r="([A-Z]+)\d+" s="(\d+)"', found[0])
    row = "".join(f'<c r="{letters}%s" s="{style}" t="inlineStr"><is><t>%s</t></is></c>' for letters, style in cells)
    after = sheet.index("</sheetData>")
    return sheet[: found.start()], f"<row>{row}</row>", int(found[1]), sheet[after:]


def concat(engine: Literal["openpyxl", "calamine"], folder: Path, files: int) -> None:
    """Read the sheet 任务表 of each file and append it."""
    import pandas as pd

    frames = [pd.read_excel(path, sheet_name="任务表", header=4, engine=engine) for path in _first(folder, files)]
    print(len(pd.concat(frames)), "rows")


def read(folder: Path, files: int) -> None:
    """Read all values of all sheets in two processes."""
    paths = _first(folder, files)
    with ProcessPoolExecutor(2) as pool:
        print(sum(pool.map(_read_some, [paths[start : start + 50] for start in range(0, len(paths), 50)])), "rows")


def check(table: Path) -> None:
    """Find what a script finds in a table: empty cells, duplicate numbers, unknown departments."""
    import pandas as pd

    frame = pd.read_excel(table, sheet_name="分工表", dtype=str)
    known = set(pd.read_excel(table, sheet_name="部门", dtype=str).iloc[:, 0])
    for heading in ("编号", "主要内容", "执行部门"):
        print(heading, [*frame.index[frame[heading].isna()] + 2])
    print([*frame.index[frame["编号"].duplicated(keep=False)] + 2])
    for heading in ("执行部门", "支持部门"):
        names = frame[heading].str.split(SEPARATORS, regex=True).explode().dropna()
        print(heading, names[~names.isin(known)].to_dict())


def _read_some(paths: list[Path]) -> int:
    from python_calamine import CalamineWorkbook

    rows = 0
    for path in paths:
        with CalamineWorkbook.from_path(path) as book:
            rows += sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    return rows


def status(table: Path, folder: Path) -> None:
    """Write lights of all rounds, changes since the round before and counts as plain sheets."""
    import pandas as pd

    plan = pd.read_excel(table, sheet_name="分工表", dtype=str, engine="calamine")
    files = sorted(folder.glob("*.csv"), key=lambda path: int(path.stem))
    frame = pd.concat([pd.read_csv(path, dtype={"task": str}) for path in files])
    frame["today"] = pd.to_datetime(frame["today"])
    frame["due"] = pd.to_datetime(frame["due"], errors="coerce")
    lead = frame[frame["role"] == "lead"].copy()
    begin = pd.to_datetime(lead["due"].dt.year.astype("Int64").astype(str) + "-01-01", errors="coerce")
    lead["gone"] = ((lead["today"] - begin) / (lead["due"] - begin)).clip(0, 1)
    behind = lead["gone"] - lead["percent"]
    lead["light"] = "绿"
    soon = (lead["due"] - lead["today"]).dt.days <= 15
    lead.loc[soon | (behind > 0.1) | (lead["state"] == "需协调") | lead["progress"].isna(), "light"] = "黄"
    lead.loc[(lead["due"] < lead["today"]) | (behind > 0.3), "light"] = "红"
    rank = lead["light"].map({"红": 0, "黄": 1, "绿": 2})
    tasks = lead.assign(rank=rank).groupby(["round", "task"], sort=False).agg(
        rank=("rank", "min"), percent=("percent", "mean"), project=("project", "first"),
        said=("progress", lambda texts: "\n".join(texts.dropna())),
    ).reset_index()  # fmt: skip
    tasks["light"] = tasks["rank"].map({0: "红", 1: "黄", 2: "绿"})
    names = list(dict.fromkeys(tasks["round"]))
    now, before = tasks[tasks["round"] == names[-1]], tasks[tasks["round"] == names[-2]]
    now = now.merge(before[["task", "light", "percent"]], on="task", how="left", suffixes=("", "_before"))
    now = plan.rename(columns={"编号": "task"}).merge(now, on="task", how="left")
    current = frame[frame["round"] == names[-1]]
    values = current.melt(["task", "department", "file"], ["state", "percent", "progress", "problems"]).dropna(
        subset=["value"]
    )
    with pd.ExcelWriter(folder / "汇总.xlsx", engine="xlsxwriter") as writer:
        now.to_excel(writer, sheet_name="进展汇总", index=False)
        now.groupby(["project", "light"]).size().unstack(fill_value=0).to_excel(writer, sheet_name="工程情况")
        lead[lead["round"] == names[-1]].groupby(["department", "light"]).size().unstack(fill_value=0).to_excel(
            writer, sheet_name="部门"
        )
        tasks.groupby(["round", "light"], sort=False).size().unstack(fill_value=0).to_excel(writer, sheet_name="趋势")
        values.to_excel(writer, sheet_name="数据来源", index=False)


def _first(folder: Path, files: int) -> list[Path]:
    return sorted(folder.glob("*.xlsx"))[:files]


PEERS: dict[str, Callable[..., None]] = {
    "pandas": lambda table, folder: by_pandas(Path(table), Path(folder)),
    "openpyxl": lambda table, folder: by_openpyxl(Path(table), Path(folder)),
    "floor": lambda table, folder: floor(Path(table), Path(folder)),
    "concat-openpyxl": lambda folder, files: concat("openpyxl", Path(folder), int(files)),
    "concat-calamine": lambda folder, files: concat("calamine", Path(folder), int(files)),
    "check-pandas": lambda table: check(Path(table)),
    "read-table": lambda table: print(_read_some([Path(table)]), "rows"),
    "status": lambda table, folder: status(Path(table), Path(folder)),
    "read": lambda folder, files: read(Path(folder), int(files)),
}

if __name__ == "__main__":
    PEERS[sys.argv[1]](*sys.argv[2:])
