"""Makes the VBA project and the ribbon of the workbook, and of the add-in, from the sources in macros/.

The buttons' Subs and the ribbon come from `BUTTONS`, those of the add-in from `ADDIN_BUTTONS`: a new button is one line there. `python -m scripts.vba.build OUT` writes
the project to the file OUT, as `xl/vbaProject.bin` of a workbook.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

from scripts import ROOT
from scripts.vba.cfb import compound_file
from scripts.vba.ovba import Module, project_streams
from xlplan.terms.buttons import ADDIN_BUTTONS, BUTTONS, MODULE, Button
from xlplan.terms.sheets import NAME_REQUEST

SOURCES: Final = ROOT / "macros"
WORKBOOK: Final = "ThisWorkbook"
SHEETS: Final = tuple(f"Sheet{number}" for number in range(1, 11))
"""Code names of the workbook's ten sheets, in their order."""

IMAGES: Final = {
    "validate": "DataValidation",
    "split": "FileSendAsAttachment",
    "merge": "ImportExcel",
    "status": "ChartInsert",
    "supervise": "ReviewNewComment",
    "round": "DateAndTimeInsert",
    "enter": "RecordsAddFromOutlook",
    "close": "AcceptInvitation",
    "yearly": "CalendarInsert",
    "undo": "Undo",
    "sheets": "TableInsert",
    "folder": "FileOpen",
    "doctor": "PropertySheet",
    "help": "Help",
}
"""Office's own pictures (imageMso) by verb. A button not named here gets the general one for macros."""

_SHOWN_UNLESS_ADDIN = ' getVisible="RibbonShown"'
_GENERAL_IMAGE = "MacroPlay"
_WORKBOOK_CLASS = "00020819"
_SHEET_CLASS = "00020820"


def build_project(codenames: Sequence[str] = SHEETS, buttons: Sequence[Button] = (), *, addin: bool = False) -> bytes:
    """Return the bytes of `vbaProject.bin` for a workbook named `ThisWorkbook` with sheets of these code names.

    Excel and Calc bind a document module to a sheet by its code name, so the workbook must give the same ones. Raise
    UnicodeEncodeError if a source is not ASCII.
    """
    return compound_file(project_streams(modules(codenames, buttons, addin=addin)))


def modules(codenames: Sequence[str] = SHEETS, buttons: Sequence[Button] = (), *, addin: bool = False) -> list[Module]:
    """Return the modules of the project with their sources as they are stored in it."""
    workbook = _source(WORKBOOK + ".cls")
    sheet = workbook.replace(_WORKBOOK_CLASS, _SHEET_CLASS)
    subs = (_subs(button, addin=addin) for button in buttons or _buttons(addin=addin))
    source = macro_source(subs, "active_book.bas" if addin else "own_book.bas", "excel_model.bas")
    return [
        Module(WORKBOOK, workbook, document=True),
        *(Module(name, sheet.replace(f'"{WORKBOOK}"', f'"{name}"'), document=True) for name in codenames),
        Module(MODULE, source),
    ]


def macro_source(subs: Iterable[str], *parts: str) -> str:
    """Return the source of the buttons' module, lines ended by CR LF: `parts` are the files that say what one program does its own way."""
    source = _filled(_source(MODULE + ".bas"), "' {buttons}", subs)
    own = "\n".join(_source(name).replace("\r\n", "\n") for name in parts)
    return _filled(source, "' {book}", [own.replace("{request}", NAME_REQUEST)])


def ribbon_xml(buttons: Sequence[Button] = (), *, addin: bool = False) -> str:
    """Return the text of `customUI/customUI14.xml`: a tab with the buttons in two groups, the main ones large.

    The workbook's tab hides where the add-in is loaded. Its callbacks have names of their own: Excel looks for a callback by its
    bare name, and no public source says in which of two files that have it.
    """
    text = (SOURCES / "ribbon.xml").read_text(encoding="utf-8")
    if addin:
        text = text.replace(_SHOWN_UNLESS_ADDIN, "")
    for group in ("main", "tools"):
        shown = (_ribbon_button(each, addin=addin) for each in buttons or _buttons(addin=addin) if each.group == group)
        text = _filled(text, f"<!-- {{{group}}} -->", shown)
    return text


def _buttons(*, addin: bool) -> Sequence[Button]:
    return ADDIN_BUTTONS if addin else BUTTONS


def _source(name: str) -> str:
    lines = (SOURCES / name).read_text(encoding="ascii").splitlines()
    return "".join(f"{line}\r\n" for line in lines)


def _filled(text: str, mark: str, parts: Iterable[str]) -> str:
    """Replace the one line of `text` that is `mark` by the parts, each indented as the mark was."""
    before, found, after = text.partition(mark)
    if not found or mark in after:
        raise ValueError(f"mark must stand once in the source: {mark}")
    indent = before[before.rindex("\n") + 1 :]
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = "\n".join(parts).rstrip("\n").split("\n")
    return before + newline.join(lines).replace(newline, newline + indent) + after


def _subs(button: Button, *, addin: bool) -> str:
    """Return what a form button runs, which the add-in has none of, and what the ribbon runs: it passes its control."""
    own = f"""\
Public Sub {button.sub}()
    Request "{button.verb}"
End Sub

"""
    return f"""\
{"" if addin else own}Public Sub {_callback(button, addin=addin)}(control As Object)
    Request "{button.verb}"
End Sub
"""


def _callback(button: Button, *, addin: bool) -> str:
    return f"{'Addin' if addin else 'Ribbon'}{button.sub}"


def _ribbon_button(button: Button, *, addin: bool) -> str:
    attributes = {
        "id": f"xlplan_{button.verb}",
        "label": button.caption,
        "screentip": button.caption,
        "supertip": button.screentip,
        "imageMso": IMAGES.get(button.verb, _GENERAL_IMAGE),
        "size": "large" if button.group == "main" else "normal",
        "onAction": _callback(button, addin=addin),
    }
    return f"<button {' '.join(f'{name}={quoteattr(value)}' for name, value in attributes.items())}/>"


def main(arguments: Sequence[str]) -> int:
    """Write the project to the one file named; misuse is exit code 2."""
    if len(arguments) != 1:
        print("usage: python -m scripts.vba.build OUT", file=sys.stderr)
        return 2
    Path(arguments[0]).write_bytes(build_project())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
