"""Where ranges lie, which cells are merged, how cells look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw


def merged_areas(block: xw.Range) -> Iterator[str]:
    """Yield the merged areas within a block by asking for halves, as a reader for every program does."""
    merged = block.merge_cells
    if merged is False:
        return
    area = block(1, 1).merge_area
    if merged and area.count >= block.count:
        yield area.address
        return
    rows, columns = block.shape
    if rows >= columns:
        halves = block[: rows // 2, :], block[rows // 2 :, :]
    else:
        halves = block[:, : columns // 2], block[:, columns // 2 :]
    for half in halves:
        yield from merged_areas(half)


def test_addresses(sheet: xw.Sheet) -> None:
    block = sheet.range((2, 3), (4, 28))
    assert block.address == "$C$2:$AB$4"
    assert block.get_address(False, False) == "C2:AB4"
    assert sheet["C2"].get_address(True, False) == "C$2"
    # In quotes if the name of the unsaved workbook has a space.
    assert block.get_address(include_sheetname=True).replace("'", "") == f"{sheet.name}!$C$2:$AB$4"
    assert (block.row, block.column, block.shape, block.size) == (2, 3, (3, 26), 78)
    assert sheet["A1:B2"].last_cell.address == "$B$2"


def test_offset_resize_and_slices(sheet: xw.Sheet) -> None:
    block = sheet["B2:D5"]
    assert block.offset(1, 2).address == "$D$3:$F$6"
    assert block.resize(1, 1).address == "$B$2"
    assert block[1:3, 0].address == "$B$3:$B$4"
    assert block[-1, -1].address == "$D$5"
    assert sheet[0, 0].address == "$A$1"
    assert sheet["B:B"].column == 2


def test_the_used_range_begins_and_ends_with_the_content(sheet: xw.Sheet) -> None:
    sheet["B3"].value = [["甲", None], [None, "乙"]]
    assert sheet.used_range.address == "$B$3:$C$4"


def test_end_goes_where_the_arrow_keys_go(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [["甲"], ["乙"], ["丙"], [None], ["丁"]]
    assert sheet["B2"].end("down").address == "$B$4"
    assert sheet["B4"].end("down").address == "$B$6"
    assert sheet["B6"].end("up").address == "$B$4"
    assert sheet["B4"].end("up").address == "$B$2"
    assert sheet["D2"].end("left").address == "$B$2"
    assert sheet["A2"].end("right").address == "$B$2"
    assert sheet.cells.last_cell.end("up").row == 1


def test_expand_finds_the_table(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [["编号", "内容", "部门"], [1, "甲", "乙"], [2, "丙", None]]
    assert sheet["B2"].expand().address == "$B$2:$D$4"
    assert sheet["B2"].expand("down").address == "$B$2:$B$4"
    assert sheet["B2"].expand("right").address == "$B$2:$D$2"
    assert sheet["B2"].current_region.address == "$B$2:$D$4"


def test_a_merged_area_is_known_from_each_of_its_cells(sheet: xw.Sheet) -> None:
    sheet["B2"].value = "工程"
    sheet["B2:C6"].merge()
    for address in ("B2", "B4", "C6"):
        assert sheet[address].merge_area.address == "$B$2:$C$6"
        assert sheet[address].merge_cells is True
    assert sheet["A1"].merge_area.address == "$A$1"
    assert sheet["A1"].merge_cells is False
    assert sheet["B2:C6"].value == [["工程", None], *[[None, None]] * 4]


def test_merge_cells_is_none_where_only_some_are_merged(sheet: xw.Sheet) -> None:
    sheet["B2:B6"].merge()
    assert sheet["B2:B6"].merge_cells is True
    assert sheet["B3:B4"].merge_cells is True
    assert sheet["A1:C9"].merge_cells is None
    assert sheet["B4:B9"].merge_cells is None
    assert sheet["C1:C9"].merge_cells is False


def test_unmerge(sheet: xw.Sheet) -> None:
    sheet["B2:B6"].merge()
    sheet["B3"].merge_area.unmerge()
    assert sheet["B2:B6"].merge_cells is False


def test_merging_across_merges_each_row(sheet: xw.Sheet) -> None:
    sheet["A1:C2"].merge(across=True)
    assert [sheet[address].merge_area.address for address in ("B1", "C2")] == ["$A$1:$C$1", "$A$2:$C$2"]


def test_all_merged_areas_are_found_by_halving(sheet: xw.Sheet) -> None:
    areas = ["$A$1:$F$1", "$B$3:$B$7", "$B$8:$B$12", "$E$4:$E$5", "$E$8:$F$9"]
    for address in areas:
        sheet[address].merge()
    assert sorted(set(merged_areas(sheet["A1:F20"]))) == areas


def test_a_merged_area_is_cleared_with_its_formats(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].merge()
    sheet["A1"].value = "甲"
    sheet["A1:B2"].clear()
    assert sheet["A1"].value is None
    assert sheet["A1:B2"].merge_cells is False


def test_clearing_contents_keeps_the_looks(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "甲"
    sheet["A1"].color = (255, 199, 206)
    sheet["A1"].clear_contents()
    assert sheet["A1"].value is None
    assert sheet["A1"].color == (255, 199, 206)
    sheet["A1"].clear()
    assert sheet["A1"].color is None


def test_colours(sheet: xw.Sheet) -> None:
    assert sheet["A1"].color is None
    sheet["A1:B2"].color = "#FFC7CE"
    assert sheet["A1:B2"].color == (255, 199, 206)
    sheet["B2"].color = 0x0000FF
    assert sheet["B2"].color == (255, 0, 0)
    sheet["A1"].color = None
    assert sheet["A1"].color is None


def test_fonts(sheet: xw.Sheet) -> None:
    font = sheet["A1:C1"].font
    font.set(bold=True, italic=True, size=14, color=(192, 0, 0), name="Arial")
    assert (font.bold, font.italic, font.size, font.color, font.name) == (True, True, 14, (192, 0, 0), "Arial")
    sheet["A1"].font.bold = False
    assert font.bold is None


def test_number_formats(sheet: xw.Sheet) -> None:
    assert sheet["A1"].number_format == "General"
    for code in ("0.00%", "0", "@", "General"):
        sheet["A1:B2"].number_format = code
        assert sheet["A1:B2"].number_format == code
    sheet["A1"].number_format = "0%"
    assert sheet["A1:B2"].number_format is None


def test_wrapping_and_alignment(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].wrap_text = True
    assert sheet["A1:B1"].wrap_text is True
    sheet["A1"].wrap_text = False
    assert sheet["A1"].wrap_text is False
    sheet["A1"].horizontal_alignment = "center"
    sheet["A1"].vertical_alignment = "top"
    assert (sheet["A1"].horizontal_alignment, sheet["A1"].vertical_alignment) == ("center", "top")


def test_sizes(sheet: xw.Sheet) -> None:
    sheet["A1:A3"].row_height = 30
    assert sheet["A1:A3"].row_height == pytest.approx(30, abs=0.5)
    sheet["A1"].row_height = 45
    assert sheet["A1:A3"].row_height is None
    sheet["B1:C1"].column_width = 20
    assert sheet["B1:C1"].column_width == pytest.approx(20, abs=0.5)


def test_what_is_fitted_is_as_large_as_its_text(sheet: xw.Sheet) -> None:
    sheet["B1"].value = "很长很长很长很长很长很长很长很长很长很长的一句话"
    sheet["B1"].columns.autofit()
    assert sheet["B1"].column_width > 25
    sheet["A5"].value = "一行\n二行\n三行"
    sheet["A5"].wrap_text = True
    sheet["A5"].rows.autofit()
    assert sheet["A5"].row_height > 30


def test_rows_are_hidden_and_shown(sheet: xw.Sheet) -> None:
    sheet["2:3"].rows.hidden = True
    assert sheet["A2:A3"].rows.hidden is True
    assert sheet["A1:A3"].rows.hidden is None
    sheet["2:3"].rows.hidden = False
    assert sheet["A1:A3"].rows.hidden is False


def test_links(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink("https://example.org/路径", "示例")
    assert sheet["A1"].value == "示例"
    assert sheet["A1"].hyperlink.startswith("https://example.org/")


def test_a_cell_without_a_link_says_so(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "没有"
    with pytest.raises(Exception, match=r"hyperlink|超链接"):
        _ = sheet["A1"].hyperlink
