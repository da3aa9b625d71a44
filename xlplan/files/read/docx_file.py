"""Word documents (.docx) as grids: one for each table, merged cells as areas, paragraphs around them as lines.

Cells are named as in Word's own formulas: the third cell of a table's second row is C2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from xlplan.files.look.container import ZipPackage, checked_package, part_name
from xlplan.files.read.docx_numbers import Numbers
from xlplan.files.read.docx_text import Text, paragraph_text
from xlplan.files.read.ooxml import attribute, child, children, count_told, held, local, on
from xlplan.files.read.relationships import links, only_target
from xlplan.plan.importing.model import BODY, ImportSource
from xlplan.plan.title import TextLine
from xlplan.terms.cells import Area, CellValue, Grid, Overlay, OverlayKind, Sight, Struck, cell_name
from xlplan.terms.errors import DamagedError, NotAWorkbookError
from xlplan.terms.findings import Finding, finding

_BLOCKS: Final = frozenset(["p", "tbl"])
_LARGEST: Final = 64 * 2**20
"""Bytes of a document's main part: its tree takes ten times as much memory."""
_MOST_CELLS: Final = 2_000_000
_DEEPEST: Final = 8
_BESIDE: Final = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}


def read_docx(data: bytes, name: str) -> ImportSource:
    """Read a document's tables and lines. Raise DamagedError, PasswordError or NotAWorkbookError."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    def tree(part: str | None) -> Any | None:
        if part is None or not package.holds(part):
            return None
        if package.entries[part_name(part)].file_size > _LARGEST:
            raise NotAWorkbookError(
                f"“{name}”的内容太多，没有读取。", "请把其中的分工表单独复制到一份新的 Word 文件里再试。"
            )
        return fromstring(package.read(part), forbid_dtd=True)

    package = checked_package(data, name)
    try:
        document = only_target(links(package.read("_rels/.rels"), ""), "officeDocument", "正文")
        parts = _parts(package, document)
        main = tree(document)
        body = child(main, "body")
        if body is None:
            raise ValueError("no body")
        named = {kind: targets[0] for kind, targets in parts.items()}
        comments = dict(_comments(tree(part) for part in parts.get("comments", ())))
        reader = _Reader(name, Numbers(tree(named.get("numbering")), tree(named.get("styles"))), comments)
        reader.body(body)
        for kind, word in _BESIDE.items():
            trees = [tree(part) for part in parts.get(kind, ())]
            reader.beside(word, [text for each in trees if each is not None and (text := paragraph_text(each))])
    except (LookupError, ParseError, ValueError, RecursionError, DefusedXmlException) as error:
        raise DamagedError(
            f"“{name}”的内容已损坏，读不出来。", "请用 Word 或 WPS 打开核对并另存为 .docx 再试。"
        ) from error
    return reader.source()


def _parts(package: ZipPackage, document: str) -> dict[str, list[str]]:
    """Return the parts that the main part links to, by kind."""
    folder, _, file = document.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels".lstrip("/")
    found: dict[str, list[str]] = {}
    if package.holds(relations):
        for kind, _, target in links(package.read(relations), document):
            found.setdefault(kind, []).append(target)
    return found


def _comments(trees: Iterable[Any | None]) -> Iterator[tuple[str, str]]:
    """Yield the number and the text of each comment."""
    for tree in trees:
        for each in children(tree, "comment"):
            yield attribute(each, "id"), paragraph_text(each)


@dataclass
class _Table:
    """What has been read of a table: its values, its merged areas by their first cell, the tables inside its cells."""

    sheet: str
    values: list[list[CellValue]]
    merges: dict[tuple[int, int], Area] = field(default_factory=dict)
    inner: list[tuple[Any, str]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    struck: dict[tuple[int, int], Struck] = field(default_factory=dict)
    overlays: list[Overlay] = field(default_factory=list)
    _ends: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """The end of an area's last row so far: (row, left) → (top, right)."""

    def put(self, row: int, left: int, right: int, text: str, goes_on: bool) -> bool:
        """Put in a cell; return True if it only continues the merged cell above it."""
        top, end = self._ends.get((row - 1, left), (row, -1)) if goes_on else (row, -1)
        hidden = end == right
        if not hidden:
            top = row
            self.values[row][left] = text or None
        self._ends[row, left] = (top, right)
        if (top, left) != (row, right):
            self.merges[top, left] = Area(top, left, row, right)
        return hidden


class _Reader:
    """Goes through a document from beginning to end."""

    def __init__(self, name: str, numbers: Numbers, comments: Mapping[str, str]) -> None:
        self._name = name
        self._numbers = numbers
        self._comments = comments
        self._grids: list[Grid] = []
        self._above: dict[str, list[TextLine]] = {}
        self._lines: list[TextLine] = []
        self._findings: list[Finding] = []
        self._paragraphs = 0
        self._cells = 0

    def source(self) -> ImportSource:
        return ImportSource(self._name, self._grids, self._above, self._lines, self._findings, document=True)

    def body(self, body: Any) -> None:
        tables = 0
        for block in held(body, _BLOCKS):
            if local(block) == "p":
                self._paragraphs += 1
                text = Text()
                text.add(block, self._numbers)
                place = f"第{self._paragraphs}段"
                self._odd(text, BODY, place)
                self._beside_line(text, place)
                if text.left.strip():
                    centred = attribute(child(child(block, "pPr"), "jc"), "val") == "center"
                    self._lines.append(TextLine(text.left, BODY, place, centred))
                for number, inner in enumerate(text.tables, 1):
                    sheet = f"{place}文本框里的表格{number}"
                    self._above[sheet], self._lines = self._lines, []
                    self._table(inner, sheet, 0)
                continue
            tables += 1
            sheet = f"表格{tables}"
            self._above[sheet], self._lines = self._lines, []
            self._table(block, sheet, 0)

    def beside(self, word: str, texts: list[str]) -> None:
        """Report texts that stand beside the body."""
        if texts:
            self._findings.append(finding("import-beside", sheet=word, text=_short("；".join(texts))))

    def _table(self, table: Any, sheet: str, depth: int) -> None:
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        rows: list[list[tuple[int, int, Any]]] = []
        hidden: set[int] = set()
        for row in held(table, frozenset(["tr"])):
            properties = child(row, "trPr")
            cells = list(held(row, frozenset(["tc"])))
            if child(properties, "del") is not None:
                self._findings.append(
                    finding(
                        "import-row-deleted",
                        sheet=sheet,
                        text=_short("；".join(filter(None, map(paragraph_text, cells)))),
                    )
                )
                continue
            if on(child(properties, "hidden")):
                hidden.add(len(rows))
            rows.append(list(_placed(cells, count_told(attribute(child(properties, "gridBefore"), "val"), 0))))
        # Grid lines at which no cell begins separate nothing.
        starts = {start: index for index, start in enumerate(sorted({s for row in rows for s, _, _ in row}))}
        self._cells += len(rows) * len(starts)
        if self._cells > _MOST_CELLS:
            raise NotAWorkbookError(
                f"“{self._name}”的表格太大，没有读取。", "请把其中的分工表单独复制到一份新的 Word 文件里再试。"
            )
        read = _Table(sheet, [[None] * len(starts) for _ in rows], hidden=hidden)
        place = len(self._grids)
        order = sorted(starts)
        for index, row in enumerate(rows):
            for start, end, cell in row:
                left = starts[start]
                right = max(left, sum(each < end for each in order) - 1) if end - start > 1 else left
                self._cell(cell, read, index, left, right)
        sight = Sight(frozenset(read.hidden), frozenset(), read.struck, read.overlays)
        self._grids.insert(place, Grid(sheet, read.values, list(read.merges.values()), sight=sight))
        for count, (nested, cell_place) in enumerate(read.inner, 1):
            self._table(nested, f"{sheet} {cell_place} 里的表格{count}", depth + 1)

    def _cell(self, cell: Any, table: _Table, row: int, left: int, right: int) -> None:
        place = cell_name(row, left)
        text = Text()
        for block in held(cell, _BLOCKS):
            if local(block) == "p":
                text.add(block, self._numbers)
            else:
                table.inner.append((block, place))
        merge = child(child(cell, "tcPr"), "vMerge")
        goes_on = merge is not None and attribute(merge, "val") in ("", "continue")
        self._odd(text, table.sheet, place)
        table.inner += [(inner, place) for inner in text.tables]
        table.overlays += self._overlays(text, row, left)
        if text.gone:
            table.struck[row, left] = Struck(text.gone, text.left.strip())
        if table.put(row, left, right, text.text, goes_on) and text.text.strip():
            # Word hides old texts in the lower cells of a merged one.
            self._findings.append(finding("import-hidden", sheet=table.sheet, cell=place, text=_short(text.text)))

    def _overlays(self, text: Text, row: int, column: int) -> Iterator[Overlay]:
        for number in text.comments:
            if said := self._comments.get(number, ""):
                yield Overlay(OverlayKind.COMMENT, row, column, said)
        for box in text.boxes:
            yield Overlay(OverlayKind.BOX, row, column, box)

    def _beside_line(self, text: Text, place: str) -> None:
        """Report what is struck through in a line of the body, or stands beside it."""
        if text.gone:
            self._findings.append(finding("cell-struck", sheet=BODY, cell=place, text=f"“{_short(text.gone)}”",
                                          how="只读没有画掉的部分" if text.left.strip() else "整段没有读"))  # fmt: skip
        for each in self._overlays(text, 0, 0):
            code = "cell-comment" if each.kind is OverlayKind.COMMENT else "sheet-box"
            self._findings.append(finding(code, sheet=BODY, cell=place, value=_short(each.text)))

    def _odd(self, text: Text, sheet: str, place: str) -> None:
        """Report what a reader should know of a text."""

        def say(code: str, **told: Any) -> None:
            self._findings.append(finding(code, sheet=sheet, cell=place, **told))

        if any(map(str.strip, (*text.deleted, *text.inserted))):
            say("import-revision", deleted=_short("".join(text.deleted)), inserted=_short("".join(text.inserted)))
        if any(map(str.strip, text.hidden)):
            say("import-hidden-text", text=_short("".join(text.hidden)))
        if text.symbols:
            say("import-symbol", count=text.symbols)
        if text.pictures:
            say("import-picture", count=text.pictures)
        if text.numbers:
            say("import-auto-number", text=_short(text.text))


def _placed(cells: Iterable[Any], start: int) -> Iterator[tuple[int, int, Any]]:
    """Yield cells with the grid lines at which they begin and end; older documents merge by `hMerge` (17.4.22)."""
    waiting: tuple[int, int, Any] | None = None
    for cell in cells:
        properties = child(cell, "tcPr")
        end = start + max(count_told(attribute(child(properties, "gridSpan"), "val"), 1), 1)
        merge = child(properties, "hMerge")
        if waiting and merge is not None and attribute(merge, "val") in ("", "continue"):
            waiting = (waiting[0], end, waiting[2])
        else:
            if waiting:
                yield waiting
            waiting = (start, end, cell)
        start = end
    if waiting:
        yield waiting


def _short(text: str) -> str:
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= 60 else f"{line[:60]}…"
