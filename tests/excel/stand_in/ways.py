"""How Excel behaves as far as the stand-in knows it: each way with the public place that reports it, and the tests that need it.

What no public place reports is not here, and the stand-in does not do it. What an early commit made of them: tests/excel/before.py.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_XLWINGS: Final = "https://github.com/xlwings/xlwings/issues/"
_MICROSOFT: Final = "https://learn.microsoft.com/en-us/"
_VBA: Final = f"{_MICROSOFT}office/vba/api/"
_LIMITS: Final = (
    "https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3"
)


class Way(NamedTuple):
    """One way of Excel's."""

    does: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]


WAYS: Final = {
    "filtered block": Way(
        "an array written over rows that a filter hides puts its first element into every row in sight, and nothing into the others",
        (f"{_XLWINGS}747", f"{_XLWINGS}679", f"{_XLWINGS}2619", "https://github.com/OfficeDev/office-js/issues/224"),
        ("test_a_filter_costs_no_number", "test_a_block_over_a_filter_is_what_excel_makes_of_it"),
    ),
    "note": Way(
        "Range.AddComment puts a note on a cell and fails where there is one; Worksheet.Comments lists them",
        (f"{_VBA}excel.range.addcomment", f"{_VBA}excel.worksheet.comments"),
        ("test_notes_come_and_go_and_the_offices_own_stay",),
    ),
    "show all": Way(
        "Worksheet.ShowAllData shows what a filter hides and is an error where none does; FilterMode tells",
        (f"{_VBA}excel.worksheet.showalldata", f"{_VBA}excel.worksheet.filtermode"),
        ("test_a_filter_costs_no_number",),
    ),
    "currency": Way(
        "the Value of a cell formatted as currency comes as VT_CY, which pywin32 makes a Decimal of; Value2 is a float",
        (f"{_XLWINGS}640", f"{_XLWINGS}65", f"{_VBA}excel.range.value2"),
        ("test_odd_cells_cost_no_button",),
    ),
    "no date": Way(
        "the Value of a block fails where one of its cells is formatted as a date and holds a number that is none",
        (f"{_XLWINGS}2003", "https://github.com/mhammond/pywin32/issues/1466"),
        ("test_odd_cells_cost_no_button",),
    ),
    "error numbers": Way(
        "an error comes as 0x800A0000 and its own number, newer kinds too",
        (f"{_VBA}excel.xlcverror", "http://xldennis.wordpress.com/2006/11/22/"),
        ("test_odd_cells_cost_no_button",),
    ),
    "rejected": Way(
        "a call is refused with RPC_E_CALL_REJECTED while a dialogue is open",
        (f"{_MICROSOFT}previous-versions/ms228772(v=vs.140)", f"{_XLWINGS}1143"),
        ("test_a_busy_excel_is_waited_for", "test_a_button_gives_up_on_an_excel_that_stays_busy"),
    ),
    "retry later": Way(
        "a call is refused with RPC_E_SERVERCALL_RETRYLATER (0x8001010A) while the user is asked something, or a cell is edited",
        (
            "https://github.com/Excel-DNA/ExcelDna/issues/845", "https://github.com/xlwings/xlwings/pull/881",
            f"{_MICROSOFT}previous-versions/ms228772(v=vs.140)", f"{_MICROSOFT}windows/win32/api/objidl/nf-objidl-imessagefilter-handleincomingcall",
        ),
        ("test_a_busy_excel_is_waited_for", "test_a_step_that_is_given_up_is_told_as_far_as_it_went"),
    ),
    "editing": Way(
        "while a cell is edited, calls fail with VBA_E_IGNORE (0x800AC472) inside of DISP_E_EXCEPTION",
        ("https://stackoverflow.com/questions/3697942", f"{_XLWINGS}1143"),
        ("test_a_busy_excel_is_waited_for", "test_the_window_says_what_to_do_while_a_cell_is_edited"),
    ),
    "silent window": Way(
        "AccessibleObjectFromWindow fails for a window that cannot be asked",
        (f"{_XLWINGS}1143", f"{_XLWINGS}468"),
        ("test_a_window_that_does_not_answer_hides_no_workbook",),
    ),
    "protected view": Way(
        "an Excel in Protected View has no window by which it can be asked, and xlwings ends it when a program ends that imported it",
        (f"{_XLWINGS}2456", f"{_XLWINGS}2001"),
        ("test_no_excel_is_ended",),
    ),
    "network address": Way(
        "FullName of a workbook out of OneDrive or SharePoint is an https address",
        (f"{_XLWINGS}1594", f"{_MICROSOFT}answers/questions/5284966"),
        ("test_a_workbook_of_the_network_is_listed_and_told",),
    ),
    "lost name": Way(
        "RefersToRange of a name that has lost its cells (#REF!) is an error",
        (f"{_VBA}excel.name.referstorange",),
        ("test_a_name_that_lost_its_cell",),
    ),
    "protected sheet": Way(
        "a locked cell of a protected sheet refuses to be written; ProtectContents and Locked tell",
        (f"{_VBA}excel.worksheet.protectcontents", f"{_VBA}excel.range.locked"),
        ("test_a_protected_sheet_is_told_and_no_formula_is_lost",),
    ),
    "merged": Way(
        "Merge keeps the upper left cell, or that of each row; MergeCells of cells of which only some are merged is Null",
        (f"{_VBA}excel.range.merge", f"{_VBA}excel.range.unmerge", f"{_VBA}excel.range.mergecells"),
        ("test_a_merged_area_is_known_from_each_of_its_cells", "test_merging_across_merges_each_row", "test_merge_cells_is_none_where_only_some_are_merged"),
    ),
    "typed": Way(
        "a text that is written is taken as if it were typed: an apostrophe before it, or the format @, keeps what looks like a number",
        (f"{_VBA}excel.range.prefixcharacter", "https://support.microsoft.com/en-us/office/format-numbers-as-text-583160db-936b-4e52-bdff-6f1863518ba4"),
        ("test_an_apostrophe_keeps_text_that_looks_like_something_else", "test_text_that_looks_like_a_number_stays_text_in_a_text_cell"),
    ),
    "end": Way(
        "End goes where Ctrl and an arrow key go, CurrentRegion as far as blank rows and columns",
        (f"{_VBA}excel.range.end", f"{_VBA}excel.range.currentregion"),
        ("test_end_goes_where_the_arrow_keys_go", "test_expand_finds_the_table"),
    ),
    "looks": Way(
        "of what cells look like a block tells what they have in common, and Null where they differ; Clear takes it away, ClearContents does not",
        (f"{_VBA}excel.range.wraptext", f"{_VBA}excel.range.numberformat", f"{_VBA}excel.interior.colorindex", f"{_VBA}excel.range.clear"),
        ("test_colours", "test_fonts", "test_wrapping_and_alignment", "test_number_formats", "test_clearing_contents_keeps_the_looks"),
    ),
    "sizes": Way(
        "RowHeight may be Null where rows differ, and is 409.5 points at most; ColumnWidth is 255 characters at most",
        (f"{_VBA}excel.range.rowheight", f"{_VBA}excel.range.columnwidth", _LIMITS),
        ("test_sizes",),
    ),
    "sheets": Way(
        "Sheets.Add puts a sheet before another one, or the one in front, and brings it to front; Copy and Move put it before or after one; the last one is not deleted",
        (f"{_VBA}excel.sheets.add", f"{_VBA}excel.worksheet.copy", f"{_VBA}excel.worksheet.move", f"{_VBA}excel.worksheet.delete"),
        ("test_sheets_are_added_where_asked", "test_a_sheet_is_copied_and_moved", "test_sheets_are_deleted_hidden_and_brought_to_front"),
    ),
    "names": Way(
        "Range.Name gives cells a name and is the Name that stands for just them; a name may be renamed, stand for other cells, and be deleted",
        (f"{_VBA}excel.range.name", f"{_VBA}excel.name.name", f"{_VBA}excel.name.refersto", f"{_VBA}excel.name.delete"),
        ("test_a_range_is_named_renamed_and_forgotten", "test_names_refer_to_ranges"),
    ),
    "links": Way(
        "Hyperlinks.Add gives a cell a link, whose TextToDisplay is the cell's text; asking for one that is not there is an error",
        (f"{_VBA}excel.hyperlinks.add", f"{_VBA}excel.hyperlink.texttodisplay"),
        ("test_links", "test_a_cell_without_a_link_says_so"),
    ),
    "saved": Way(
        "SaveAs gives a workbook its path and name; Save writes it there",
        (f"{_VBA}excel.workbook.saveas", f"{_VBA}excel.workbook.save", f"{_VBA}excel.workbooks.open"),
        ("test_a_saved_workbook_knows_its_path", "test_a_workbook_is_opened_once", "test_what_was_changed_is_saved_in_place"),
    ),
    "formulas": Way(
        "a formula gives its value or error at once, in whatever block or sheet it is written, and is read as it was written; links by formula too",
        (
            "https://support.microsoft.com/en-us/office/calculation-operators-and-precedence-in-excel-48be406d-4975-4d31-b2b8-7af9e0e2878a",
            "https://support.microsoft.com/en-us/office/excel-functions-alphabetical-b3944572-255d-4efb-bb96-c6d90033e188",
            f"{_VBA}excel.range.formula",
        ),
        (
            "test_a_formula_is_calculated_and_reads_as_written", "test_a_formula_refers_to_another_sheet", "test_a_sheet_name_with_spaces_is_quoted",
            "test_an_error_is_none_or_its_text", "test_errors_stand_where_they_are_in_a_block", "test_formulas_and_constants_read_as_one_block",
            "test_a_leading_equals_sign_makes_a_formula", "test_the_result_of_a_date_formula_is_a_date", "test_links_by_formula_are_written_in_bulk",
            "test_a_formula_that_gives_an_empty_text_reads_as_empty", "test_what_hangs_on_a_cell_follows_a_block_that_is_written_over_it",
        ),
    ),
    "filled with a formula": Way(
        "one formula that is set for a block fills all of it, its relative places going along",
        (f"{_VBA}excel.range.formula", "https://support.microsoft.com/en-us/office/switch-between-relative-absolute-and-mixed-references-dfec08cd-ae65-4f56-839e-5f0d8d0baca9"),
        ("test_one_formula_fills_a_block_and_shifts_with_it",),
    ),
    "calculation": Way(
        "where calculation is manual, formulas stay as they are until Calculate",
        (f"{_VBA}excel.application.calculation", f"{_VBA}excel.application.calculate(method)"),
        ("test_calculate_brings_results_up_to_date", "test_manual_calculation_waits_to_be_asked"),
    ),
    "fitting": Way(
        "AutoFit makes columns as wide and rows as high as what stands in them needs",
        (f"{_VBA}excel.range.autofit",),
        ("test_what_is_fitted_is_as_large_as_its_text",),
    ),
    "long text": Way(
        "a cell holds 32,767 characters at most",
        (_LIMITS,),
        ("test_long_texts",),
    ),
    "long text in an array": Way(
        "Excel 2007 refuses an array of which a text has more than 8,203 characters, and takes it cell by cell; Excel 2010 takes it",
        ("https://stackoverflow.com/questions/30661564",),
        ("test_long_texts_in_a_block_of_an_old_excel",),
    ),
    "gone": Way(
        "calls into an Excel that was closed in the middle fail with RPC_S_SERVER_UNAVAILABLE or RPC_S_CALL_FAILED",
        (f"{_XLWINGS}2441", f"{_XLWINGS}1854"),
        ("test_an_excel_that_is_closed_in_the_middle_of_a_step_is_told",),
    ),
    "hidden name": Way(
        "a name may stand for a text and be hidden from the list of names; Saved is False after a change, and may be set",
        (f"{_VBA}excel.names.add", f"{_VBA}excel.name.visible", f"{_VBA}excel.workbook.saved"),
        ("test_the_workbook_in_front_is_pressed_and_keeps_no_trace",),
    ),
    "wps": Way(
        "WPS takes Excel's place in COM: its own name and folder tell, as the application says them",
        ("https://open.wps.cn/previous/docs/client/wpsLoad",),
        ("test_wps_is_told_and_not_pressed",),
    ),
    "screen updating": Way(
        "ScreenUpdating stays as another program sets it, until it is set again",
        (f"{_VBA}excel.application.screenupdating",),
        ("test_an_excel_that_a_killed_helper_left_unpainted_paints_again",),
    ),
    "status bar": Way(
        "StatusBar is False while it is Excel's own",
        (f"{_VBA}excel.application.statusbar",),
        ("test_every_button_works",),
    ),
}  # fmt: skip
