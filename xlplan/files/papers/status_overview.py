"""总览 of the status workbook: what leaders read, two pages of print at most. What does not fit there stands in the annexes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from xlplan.files.papers.annexes import TASKS, AnnexNumbers, annex, annex_list
from xlplan.files.papers.status_backing import FigurePlaces
from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.rows import Row
from xlplan.status.backing import Figure
from xlplan.status.model import Status, TaskStatus
from xlplan.status.tables import SECTION_FIGURES, Section, sections
from xlplan.status.words import headline

NAMES: Final = ("节", "编号", "任务", "亮灯", "情况")
_HEADS: Final = ("编号", "任务", "亮灯", "情况")
_ABOVE: Final = 524.0
"""Points that the title, the figures and the charts take on the first page."""
_DECIDED_IN: Final = "督办通报的“需要协调和决定的事项”"
"""Where the matters stand that find no room."""

LIST_BEGINS: Final = 54.0
"""Points of the title and the note that stand above a list."""


class Printed(NamedTuple):
    """How a sheet is printed: how high rows will be, and how much of them a page takes, both in points."""

    heights: Callable[[Sequence[Row]], Sequence[float]]
    page: float


Links = Callable[[TaskStatus], Mapping[str, str]]
"""Returns where the cells of a task's line lead."""


@dataclass(slots=True)
class _Paper:
    """What is left of the page that is being written, and of both."""

    page: float
    left: float
    room: float

    def take(self, height: float, together: float) -> bool:
        """Use some height; return True if a new page begins for what has to stay together."""
        new_page = together > self.left
        if new_page:
            self.room -= self.left
            self.left = self.page
        self.left -= height
        self.room -= height
        return new_page


def overview(
    status: Status, links: Links, places: FigurePlaces, printed: Printed, numbers: AnnexNumbers
) -> Iterator[Row]:
    """Yield the rows: what is to be decided, red tasks, amber tasks, and what the annexes are.

    `places` are those of the numbers: what a section has no room for leads to all that its number counts.
    """
    first = printed.page - _ABOVE
    paper = _Paper(printed.page, first, first + printed.page)
    found = sections(status)
    rows = [_rows(section, links) for section in found]
    rest = (_DECIDED_IN, *[annex(numbers, TASKS)] * (len(found) - 1))
    high = [printed.heights(each) for each in rows]
    for number, section in enumerate(found):
        # For each section that follows stay free a title, one line, and how many there are beside; at the end, the annexes.
        kept = sum(sum(each[:3]) + each[0] for each in high[number + 1 :]) + high[number][0] * 2
        head = 2 if section.lines else 1
        for place, (row, height) in enumerate(zip(rows[number], high[number], strict=True)):
            if place > head and height > paper.room - kept:
                said = f"还有{len(rows[number]) - place}项，见{rest[number]}。"
                paper.take(high[number][0], high[number][0])
                place_of_all = places.get(Figure(SECTION_FIGURES[number]))
                yield Row.whole(NAMES, {"节": said}, "空", links={"节": place_of_all} if place_of_all else None)
                break
            together = sum(high[number][: head + 1]) if place == 0 else height
            yield row._replace(new_page=paper.take(height, together))
    yield Row.whole(NAMES, {"节": f"附件：{annex_list(numbers)}。{_ON_SCREEN}"}, "空")


_ON_SCREEN: Final = "在电子表里，点数字看它算了哪些任务、哪些部门，点编号、亮灯看出自哪份报送表的哪一格（“明细”“数据来源”只在电子表里，不打印；报送表只在办公室的电脑上打得开）。"


def _rows(section: Section, links: Links) -> list[Row]:
    title = Row.whole(NAMES, {"节": section.title}, "节")
    if not section.lines:
        return [title, Row.whole(NAMES, {"节": section.none}, "空")]
    rows = [title, Row.whole(NAMES, dict(zip(_HEADS, _HEADS, strict=True)), "头")]
    for task, words in section.lines:
        values: dict[str, FieldValue] = {
            "编号": task.task.id, "任务": headline(task.task.content), "亮灯": task.light.label, "情况": words,
        }  # fmt: skip
        rows.append(Row.whole(NAMES, values, links=links(task)))
    return rows
