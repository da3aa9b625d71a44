"""Builds templates/催办单.docx, templates/督办单.docx and templates/督办通报.docx, which the office may restyle in Word or WPS.

What the code relies on are the placeholders in the text; `{%p … %}` stands in a paragraph of its own, `{%tr … %}` in a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips

from scripts.packing import packed, unpacked

CHASING: Final = "催办单.docx"
BULLETIN: Final = "督办通报.docx"
SUPERVISION: Final = "督办单.docx"
BODY, HEAD, TITLE = "仿宋", "黑体", "方正小标宋简体"
_RED: Final = RGBColor(0xC0, 0x00, 0x00)
# Page and type as official papers have them (GB/T 9704-2012: A4, 仿宋三号, 28 磅行距).
_LINE: Final = Pt(28)
_TEXT_WIDTH: Final = Mm(156)
_GAP: Final = Pt(6)
"""Between a table and the text above and below it."""
_SENTENCES: Final = ("情况", "任务 ", "名称")
"""Columns of these placeholders are not centred."""


def new_paper() -> Any:
    """Return an empty paper as official ones are."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    # Programs choose the shapes of signs, and where a line may end, by the language.
    for each in paper.styles.element.iter(qn("w:lang")):
        each.set(qn("w:eastAsia"), "zh-CN")
    style.paragraph_format.line_spacing = _LINE
    style.paragraph_format.space_after = Pt(0)
    properties = paper.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = datetime(2023, 1, 1)
    return paper


def save(paper: Any, path: Path) -> None:
    """Write it without the time of day, which python-docx puts beside each part."""
    # A second list of styles for Word 2007, out of step with the first.
    for identifier, each in list(paper.part.rels.items()):
        if each.reltype.endswith("/stylesWithEffects"):
            paper.part.rels.pop(identifier)
    written = BytesIO()
    paper.save(written)
    path.write_bytes(packed(unpacked(written.getvalue())))


def line(
    paper: Any, text: str, *, font: str = "", size: float = 16, centre: bool = False, right: bool = False, indent: bool = False,
    colour: RGBColor | None = None, bold: bool = False,
) -> Any:  # fmt: skip
    paragraph = paper.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    if colour is not None:
        run.font.color.rgb = colour
    if font:
        run.font.name = font
        run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if centre or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centre else WD_ALIGN_PARAGRAPH.RIGHT
    # A heading stays with what follows it.
    paragraph.paragraph_format.keep_with_next = font == HEAD and indent
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    return paragraph


def build_chasing(path: Path) -> None:
    """Build 催办单.docx: a page for each department."""
    paper = new_paper()
    line(paper, "{%p for 单 in 催办 %}")
    line(paper, "催 办 单", font=TITLE, size=26, centre=True, colour=_RED)
    line(paper, "（第 {{ 单.次数 }} 次）", centre=True)
    line(paper, "")
    line(paper, "{{ 单.部门 }}：")
    line(paper, "{{ 单.计划 }}{{ 单.期次 }}推进情况表，你单位{{ 单.事由 }}。{{ 单.期限 }}。", indent=True)
    line(paper, "{%p if 单.以前 %}")
    line(paper, "此前已于{{ 单.以前 }}催办。", indent=True)
    line(paper, "{%p endif %}")
    line(paper, "{%p if 单.空缺 %}")
    line(paper, "需要补齐或修改的有：{{ 单.空缺 | join('、') }}。", indent=True)
    line(paper, "{%p endif %}")
    line(paper, "{%p if 单.升级 %}")
    line(
        paper,
        "本次为第 {{ 单.次数 }} 次催办，已同时报分管领导{% if 单.领导 %}（{{ 单.领导 }}）{% endif %}，逾期仍未报送的列入督办通报。",
        indent=True,
    )
    line(paper, "{%p endif %}")
    line(
        paper,
        "{{ 单.怎么办 }}；确有困难的，请书面说明原因和预计报送时间。",
        indent=True,
    )
    _signed(paper, "单.")
    line(paper, "{%p if not loop.last %}")
    paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    line(paper, "{%p endif %}")
    line(paper, "{%p endfor %}")
    save(paper, path)


def _signed(paper: Any, of: str = "") -> None:
    """Write whom to ask, and who sends the paper on which day; `of` stands before the placeholders."""
    blank = "'　　　　　　'"
    together = [
        line(paper, ""),
        line(paper, f"联系人：{{{{ {of}联系人 or {blank} }}}}　联系电话：{{{{ {of}联系电话 }}}}", indent=True),
        line(paper, ""),
        line(paper, "（单位名称）　　", right=True),
    ]
    for each in together:
        # The day never stands alone on a page.
        each.paragraph_format.keep_with_next = True
    line(paper, f"{{{{ {of}日期 }}}}　　", right=True)


def build_supervision(path: Path) -> None:
    """Build 督办单.docx: a department's tasks that are overdue, behind or near, and a reply slip on a page of its own."""
    paper = new_paper()
    line(paper, "督 办 单", font=TITLE, size=26, centre=True, colour=_RED)
    line(paper, "{{ 文号 }}　　{{ 颜色 }}督办", centre=True)
    line(paper, "")
    line(paper, "{{ 部门 }}：")
    line(
        paper,
        "{{ 计划 }}中由你单位承担的下列任务，截至{{ 日期 }}需要督办。请于{{ 答复期限 }}前答复：填好附后的回执，盖章后报回{% if 报送给 %}给{{ 报送给 }}{% endif %}。",
        indent=True,
    )
    table(
        paper, ("编号", "任务和完成时限", "到期日", "上次报送的情况", "督办原因"), "项 in 事项",
        ("项.编号", "{{ 项.任务 }}\n时限：{{ 项.时限 }}", "项.到期", "项.上报", "{{ 项.颜色 }}色：{{ 项.原因 }}"),
        (12, 50, 23, 40, 37), left=(1, 3, 4),
    )  # fmt: skip
    line(paper, "{%p if 升级 %}")
    said = "以前的督办单没有收到答复，本单同时报分管领导{% if 领导 %}（{{ 领导 }}）{% endif %}。"
    _below(line(paper, said, indent=True))
    line(paper, "{%p endif %}")
    _below(line(paper, "到期不答复的，将升级督办。确有困难需要延期的，请在回执中写明原因和申请的日期。", indent=True))
    _signed(paper)
    slip = line(paper, "督 办 单 回 执", font=TITLE, size=22, centre=True)
    slip.paragraph_format.page_break_before = True
    line(paper, "{{ 文号 }}　　{{ 部门 }}　　请于{{ 答复期限 }}前报回", size=14, centre=True)
    table(
        paper, ("编号", "任务", "整改措施（原因、下一步做法）", "承诺完成日期"), "项 in 事项",
        ("项.编号", "项.任务", "", ""), (13, 48, 72, 29), left=(1,), height=28,
    )  # fmt: skip
    line(paper, "")
    line(paper, "签收人：　　　　　　　　签收日期：　　　　年　　月　　日", size=14)
    line(paper, "")
    line(paper, "单位负责人（签字、盖章）：　　　　　　　　年　　月　　日", size=14)
    save(paper, path)


def build_bulletin(path: Path) -> None:
    """Build 督办通报.docx: a draft for signature."""
    paper = new_paper()
    line(paper, "（送审稿）", font=HEAD, right=True)
    line(paper, "督 办 通 报", font=TITLE, size=36, centre=True, colour=_RED)
    line(paper, "第　　期", centre=True)
    signed = line(paper, "（单位名称）\t{{ 日期 }}\t签发人：　　　　")
    stops = signed.paragraph_format.tab_stops
    stops.add_tab_stop(_TEXT_WIDTH // 2, WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _rule(line(paper, "", size=6))
    line(paper, "{{ 标题 }}", font=TITLE, size=22, centre=True)
    line(paper, "{{ 期次 }}推进情况通报", font=TITLE, size=22, centre=True)
    line(paper, "")
    line(paper, "主送：")
    line(paper, "现将截至{{ 截至 }}的{{ 期次 }}推进情况通报如下。", indent=True)
    line(paper, "一、总体情况", font=HEAD, indent=True)
    line(
        paper,
        "共{{ 任务数 }}项任务，其中红灯{{ 红 }}项、黄灯{{ 黄 }}项、绿灯{{ 绿 }}项、灰灯{{ 灰 }}项{% if 平均进度 %}，报送进度平均{{ 平均进度 }}{% endif %}。{{ 与上期相比 }}"
        "应报送{{ 应报 }}个单位，已报送{{ 已报 }}个（其中迟报{{ 迟报 }}个），未报送{{ 未报 }}个。",
        indent=True,
    )
    line(paper, "二、各工程推进情况", font=HEAD, indent=True)
    table(paper, ("工程名称", "任务数", "红", "黄", "绿", "灰", "平均进度"), "工程 in 各工程",
           ("工程.名称", "工程.任务数", "工程.红", "工程.黄", "工程.绿", "工程.灰", "工程.平均进度"), (64, 16, 12, 12, 12, 12, 28), together=True)  # fmt: skip
    _below(line(paper, "三、红灯、黄灯任务", font=HEAD, indent=True))
    line(paper, "{%p if 警示 %}")
    table(
        paper,
        ("编号", "任务", "亮灯", "情况"),
        "项 in 警示",
        ("项.编号", "项.任务", "项.亮灯", "项.情况"),
        (14, 48, 12, 82),
    )
    line(paper, "{%p if 序时说明 %}")
    _below(line(paper, "注：{{ 序时说明 }}。", size=12, indent=True))
    line(paper, "{%p endif %}")
    line(paper, "{%p else %}")
    line(paper, "本期没有红灯和黄灯任务。", indent=True)
    line(paper, "{%p endif %}")
    _below(line(paper, "四、报送情况", font=HEAD, indent=True))
    line(paper, "{{ 报送情况 }}", indent=True)
    line(paper, "五、需要研究决定的事项", font=HEAD, indent=True)
    line(paper, "{%p for 事项 in 待定 %}")
    line(paper, "{{ loop.index }}.{{ 事项 }}", indent=True)
    line(paper, "办公室建议：　　　　　　　　批示：", indent=True)
    line(paper, "{%p endfor %}")
    line(paper, "{%p if not 待定 %}")
    line(paper, "本期没有。", indent=True)
    line(paper, "{%p endif %}")
    line(paper, "六、下一步工作", font=HEAD, indent=True)
    said = "红灯、黄灯任务的承担单位要说明原因、补上措施。{{ 补报 }}{{ 下期 }}"
    last = [line(paper, said, indent=True), line(paper, "", size=6)]
    for each in last:
        # 抄送 never stands alone on a page.
        each.paragraph_format.keep_with_next = True
    _rule(last[-1])
    line(paper, "抄送：")
    save(paper, path)


def _below(paragraph: Any) -> None:
    """Keep a paragraph apart from the table above it."""
    paragraph.paragraph_format.space_before = _GAP


def _rule(paragraph: Any) -> None:
    """Draw a line below a paragraph."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "1"), ("color", "C00000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties = paragraph._p.get_or_add_pPr()
    # The schema wants the border before the spacing.
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def table(
    paper: Any, headings: Sequence[str], loop: str, cells: Sequence[str], widths: Sequence[float],
    *, left: Sequence[int] | None = None, height: float = 0, together: bool = False,
) -> None:  # fmt: skip
    """Add a table whose third row repeats, `height` mm high at least; `left` are columns that hold sentences.

    With `together` a page that cannot hold it leaves it to the next, with what follows.
    """
    paper.paragraphs[-1].paragraph_format.space_after = _GAP
    table = paper.add_table(rows=4, cols=len(headings), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    fix_widths(table, [Mm(width).twips for width in widths])
    texts = (headings, (f"{{%tr for {loop} %}}",), [_placeholder(cell) for cell in cells], ("{%tr endfor %}",))
    for number, (row, line) in enumerate(zip(table.rows, texts, strict=True)):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for column, text in enumerate(line):
            row.cells[column].vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            paragraph = row.cells[column].paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size, run.font.bold = Pt(10.5), number == 0
            run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEAD if number == 0 else BODY)
            paragraph.paragraph_format.line_spacing = Pt(16)
            paragraph.paragraph_format.keep_with_next = together
            sentence = (
                column in left if left is not None else len(text) >= 16 or any(word in text for word in _SENTENCES)
            )
            if number == 0 or not sentence:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    if height:
        table.rows[2].height = Mm(height)


def _placeholder(cell: str) -> str:
    """Return what stands in a cell: a name becomes a placeholder, a whole text and a blank stay."""
    return f"{{{{ {cell} }}}}" if cell and "{" not in cell else cell


def fix_widths(table: Any, twips: Sequence[int]) -> None:
    """Give a table the same columns in every program: some go by the grid, some by the cells, some by the table's own width."""
    whole = table._tbl.tblPr.find(qn("w:tblW"))
    whole.set(qn("w:type"), "dxa")
    whole.set(qn("w:w"), str(sum(twips)))
    for column, width in zip(table.columns, twips, strict=True):
        column.width = Twips(width)
        for cell in column.cells:
            cell.width = Twips(width)
