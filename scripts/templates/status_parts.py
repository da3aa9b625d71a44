"""What the sheets of 进展汇总.xlsx share: their names, the colours of lights, and charts that grow with the rows."""

from __future__ import annotations

from typing import Any

from xlplan.files.papers.annexes import PROJECTS, RETURNS
from xlplan.files.papers.style import FONT, INK, LIGHT_COLOURS, LIGHT_FILLS, NAVY, Styles
from xlplan.terms.choices import LIGHT_WORDS

OVERVIEW, SOURCES, BACKING = "总览", "数据来源", "明细"


LEVEL = {"rotation": 0}
"""Said outright, names at the axis of lying bars break into lines where they are long, in Calc too, and none is left out."""
PROGRESS_TITLE = "上进度、下序时（空的无可比）"
"""Which bar is which, as programs order the legend of lying bars differently; an empty place in the chart says why it is empty."""


def colour_lights(sheet: Any, styles: Styles, first: int, last: int, column: int) -> None:
    """Colour a cell by its word, so that an office may use other colours."""
    for key, word in LIGHT_WORDS.items():
        background, ink = LIGHT_FILLS[key]
        look = styles.get({"bg_color": background, "font_color": ink, "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
        sheet.conditional_format(first, column, last, column, rule)


def new_chart(book: Any, kind: str, title: str, subtype: str = "") -> Any:
    """Begin a chart in the look of all charts."""
    chart = book.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})
    font = {"name": FONT, "size": 9, "color": INK}
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 11, "color": NAVY}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_x_axis({"num_font": font, "line": {"color": "#B8C4D2"}})
    chart.set_y_axis(
        {"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#E3E8EE"}}, "line": {"none": True}}
    )
    chart.set_chartarea({"border": {"color": "#D5DDE6"}})
    return chart


def rows_of(sheet: str, row: int, column: int) -> str:
    """Return a prototype's cell as a range: only a range grows with the rows."""
    cell = f"${chr(65 + column)}${row + 1}"
    return f"={sheet}!{cell}:{cell}"


NAMES_COLUMN = 10
"""On 工程情况, beside the table: the projects' names as the charts say them."""


def add_light_series(chart: Any, sheet: str, row: int, first_column: int, names: int = 0) -> None:
    """Add a series for each light, in its colour, from a prototype row on; names stand in the column `names`."""
    for column, key in enumerate(LIGHT_WORDS, first_column):
        chart.add_series(
            {
                "name": f"{LIGHT_WORDS[key]}灯",
                "categories": rows_of(sheet, row, names),
                "values": rows_of(sheet, row, column),
                "fill": {"color": LIGHT_COLOURS[key]},
                "gap": 60,
                # Calc chooses the place of labels in stacked bars as it opens the file, unless it is said: then the file counts as changed.
                "data_labels": {
                    "value": True,
                    "position": "center",
                    "num_format": "0;;",
                    "font": {"color": "#FFFFFF", "bold": True},
                },
            }
        )


def progress_chart(book: Any, size: float) -> Any:
    """Draw each project's mean progress beside the share of time gone."""
    chart = new_chart(book, "bar", PROGRESS_TITLE)
    for name, column, colour in (("平均进度", 6, LIGHT_COLOURS["green"]), ("序时进度", 7, LIGHT_COLOURS["grey"])):
        chart.add_series(
            {
                "name": name, "categories": rows_of(PROJECTS, 3, NAMES_COLUMN), "values": rows_of(PROJECTS, 3, column),
                "fill": {"color": colour}, "gap": 50, "data_labels": {"value": True, "num_format": "0%", "font": {"name": FONT, "size": 8}},
            }
        )  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": size, **LEVEL}, "line": {"none": True}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": 1.12})
    return chart


def returns_chart(book: Any, size: float) -> Any:
    """Draw how many departments have reported in time, late, or not."""
    chart = new_chart(book, "bar", "报送情况（部门数）")
    colours = (LIGHT_COLOURS["green"], LIGHT_COLOURS["amber"], LIGHT_COLOURS["red"])
    chart.add_series(
        {
            "name": "部门数", "categories": [RETURNS, 2, 0, 4, 0], "values": [RETURNS, 2, 1, 4, 1], "gap": 40,
            "points": [{"fill": {"color": colour}} for colour in colours],
            "data_labels": {"value": True, "font": {"name": FONT, "size": size + 1, "bold": True}},
        }
    )  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": size, **LEVEL}, "line": {"none": True}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    return chart
