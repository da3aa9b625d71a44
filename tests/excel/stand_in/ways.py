"""How Excel behaves as far as the stand-in knows it: each way with the public place that reports it, and the tests that need it.

What no public place reports is not here, and the stand-in does not do it. What an early commit made of them: tests/excel/before.py.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_XLWINGS: Final = "https://github.com/xlwings/xlwings/issues/"
_MICROSOFT: Final = "https://learn.microsoft.com/en-us/"


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
        (f"{_MICROSOFT}office/vba/api/excel.range.addcomment", f"{_MICROSOFT}office/vba/api/excel.worksheet.comments"),
        ("test_notes_come_and_go_and_the_offices_own_stay",),
    ),
    "show all": Way(
        "Worksheet.ShowAllData shows what a filter hides and is an error where none does; FilterMode tells",
        (f"{_MICROSOFT}office/vba/api/excel.worksheet.showalldata", f"{_MICROSOFT}office/vba/api/excel.worksheet.filtermode"),
        ("test_a_filter_costs_no_number",),
    ),
    "currency": Way(
        "the Value of a cell formatted as currency comes as VT_CY, which pywin32 makes a Decimal of; Value2 is a float",
        (f"{_XLWINGS}640", f"{_XLWINGS}65", f"{_MICROSOFT}office/vba/api/excel.range.value2"),
        ("test_odd_cells_cost_no_button",),
    ),
    "no date": Way(
        "the Value of a block fails where one of its cells is formatted as a date and holds a number that is none",
        (f"{_XLWINGS}2003", "https://github.com/mhammond/pywin32/issues/1466"),
        ("test_odd_cells_cost_no_button",),
    ),
    "error numbers": Way(
        "an error comes as 0x800A0000 and its own number, newer kinds too",
        (f"{_MICROSOFT}office/vba/api/excel.xlcverror", "http://xldennis.wordpress.com/2006/11/22/"),
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
        (f"{_MICROSOFT}office/vba/api/excel.name.referstorange",),
        ("test_a_name_that_lost_its_cell",),
    ),
    "protected sheet": Way(
        "a locked cell of a protected sheet refuses to be written; ProtectContents and Locked tell",
        (f"{_MICROSOFT}office/vba/api/excel.worksheet.protectcontents", f"{_MICROSOFT}office/vba/api/excel.range.locked"),
        ("test_a_protected_sheet_is_told_and_no_formula_is_lost",),
    ),
    "merged": Way(
        "MergeCells of cells of which only some are merged is Null",
        (f"{_MICROSOFT}office/vba/api/excel.range.mergecells",),
        ("test_every_button_works",),
    ),
    "long text": Way(
        "a cell holds 32,767 characters at most",
        ("https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3",),
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
        (f"{_MICROSOFT}office/vba/api/excel.names.add", f"{_MICROSOFT}office/vba/api/excel.name.visible", f"{_MICROSOFT}office/vba/api/excel.workbook.saved"),
        ("test_the_workbook_in_front_is_pressed_and_keeps_no_trace",),
    ),
    "wps": Way(
        "WPS takes Excel's place in COM: its own name and folder tell, as the application says them",
        ("https://open.wps.cn/previous/docs/client/wpsLoad",),
        ("test_wps_is_told_and_not_pressed",),
    ),
    "screen updating": Way(
        "ScreenUpdating stays as another program sets it, until it is set again",
        (f"{_MICROSOFT}office/vba/api/excel.application.screenupdating",),
        ("test_an_excel_that_a_killed_helper_left_unpainted_paints_again",),
    ),
    "status bar": Way(
        "StatusBar is False while it is Excel's own",
        (f"{_MICROSOFT}office/vba/api/excel.application.statusbar",),
        ("test_every_button_works",),
    ),
}  # fmt: skip
