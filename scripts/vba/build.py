"""Makes the workbook's VBA project and ribbon from the sources beside this file.

The buttons' Subs and the ribbon come from `BUTTONS`: a new button is one line there. `python -m scripts.vba.build OUT` writes
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
from xlplan.terms.buttons import BUTTONS, MODULE, Button

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
    "folder": "FileOpen",
    "doctor": "PropertySheet",
    "help": "Help",
}
"""Office's own pictures (imageMso) by verb. A button not named here gets the general one for macros."""

_GENERAL_IMAGE = "MacroPlay"
_WORKBOOK_CLASS = "00020819"
_SHEET_CLASS = "00020820"


def build_project(codenames: Sequence[str] = SHEETS, buttons: Iterable[Button] = BUTTONS) -> bytes:
    """Return the bytes of `vbaProject.bin` for a workbook named `ThisWorkbook` with sheets of these code names.

    Excel and Calc bind a document module to a sheet by its code name, so the workbook must give the same ones. Raise
    UnicodeEncodeError if a source is not ASCII.
    """
    return compound_file(project_streams(modules(codenames, buttons)))


def modules(codenames: Sequence[str] = SHEETS, buttons: Iterable[Button] = BUTTONS) -> list[Module]:
    """Return the modules of the project with their sources as they are stored in it."""
    workbook = _source(WORKBOOK + ".cls")
    sheet = workbook.replace(_WORKBOOK_CLASS, _SHEET_CLASS)
    return [
        Module(WORKBOOK, workbook, document=True),
        *(Module(name, sheet.replace(f'"{WORKBOOK}"', f'"{name}"'), document=True) for name in codenames),
        Module(MODULE, _filled(_source(MODULE + ".bas"), "' {buttons}", map(_subs, buttons))),
    ]


def ribbon_xml(buttons: Sequence[Button] = BUTTONS) -> str:
    """Return the text of `customUI/customUI14.xml`: a tab with the buttons in two groups, the main ones large."""
    text = (SOURCES / "ribbon.xml").read_text(encoding="utf-8")
    for group in ("main", "tools"):
        text = _filled(text, f"<!-- {{{group}}} -->", (_ribbon_button(b) for b in buttons if b.group == group))
    return text


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


def _subs(button: Button) -> str:
    """Return what a form button runs, and what the ribbon runs: it passes its control, which a form button cannot."""
    return f"""\
Public Sub {button.sub}()
    Request "{button.verb}"
End Sub

Public Sub {_callback(button)}(control As Object)
    Request "{button.verb}"
End Sub
"""


def _callback(button: Button) -> str:
    return f"Ribbon{button.sub}"


def _ribbon_button(button: Button) -> str:
    attributes = {
        "id": f"xlplan_{button.verb}",
        "label": button.caption,
        "screentip": button.caption,
        "supertip": button.screentip,
        "imageMso": IMAGES.get(button.verb, _GENERAL_IMAGE),
        "size": "large" if button.group == "main" else "normal",
        "onAction": _callback(button),
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
