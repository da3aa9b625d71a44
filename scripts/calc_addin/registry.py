"""What LibreOffice's registry is told of the add-in: menu and toolbar, where the toolbar stands, tips, keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from xlplan.terms.buttons import ADDIN_BUTTONS, Button

LIBRARY: Final = "XlPlan"
MODULE: Final = "XlPlan"
TOOLBAR: Final = "xlplan.toolbar"
TITLE: Final = "分工表"
CALC: Final = "com.sun.star.sheet.SpreadsheetDocument"
KEYS: Final = {"validate": "1", "split": "2", "merge": "3", "status": "4", "undo": "0"}
"""Digits that press a button together with Shift and Alt, which neither Calc nor usual desktops take for anything."""

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'oor:package="{package}" oor:name="{name}">\n'
)
_SYMBOL_AND_TEXT: Final = 2


def address(button: Button) -> str:
    """Return the address of a button's Sub."""
    return f"vnd.sun.star.script:{LIBRARY}.{MODULE}.{button.sub}?language=Basic&location=application"


def addons(buttons: Sequence[Button] = ADDIN_BUTTONS) -> str:
    """Return Addons.xcu: a menu with all buttons, and a toolbar with them in two groups."""
    menu = "".join(_item(f"m{number:02}", button) for number, button in enumerate(buttons))
    main = [button for button in buttons if button.group == "main"]
    tools = [button for button in buttons if button.group != "main"]
    bar = [_item(f"t{number:02}", button) for number, button in enumerate([*main, *tools])]
    line = _node(f"t{len(main) - 1:02}x", [_prop("URL", "private:separator")])
    toolbar = "".join([*bar[: len(main)], line, *bar[len(main) :]])
    images = "".join(
        _node(
            f"xlplan.image.{button.verb}",
            [
                _prop("URL", address(button)),
                f'<node oor:name="UserDefinedImages">{_image("Small", button)}{_image("Big", button)}</node>',
            ],
        )
        for button in buttons
    )
    shown = _node("xlplan.menu", [_title(TITLE), _prop("Context", CALC), f'<node oor:name="Submenu">{menu}</node>'])
    return _file(
        "org.openoffice.Office",
        "Addons",
        f'<node oor:name="AddonUI"><node oor:name="OfficeMenuBar">{shown}</node>'
        f'<node oor:name="OfficeToolBar"><node oor:name="{TOOLBAR}" oor:op="replace">{toolbar}</node></node>'
        f'<node oor:name="Images">{images}</node></node>',
    )


def window_state() -> str:
    """Return CalcWindowState.xcu: the toolbar shows from the start, in a row of its own, with pictures and captions."""
    state = _node(
        f"private:resource/toolbar/addon_{TOOLBAR}",
        [
            _localized("UIName", TITLE),
            *(_typed(name, "boolean", "true") for name in ("Docked", "Visible")),
            _typed("DockingArea", "int", "0"),
            _typed("DockPos", "string", "0,5"),
            _typed("Style", "int", str(_SYMBOL_AND_TEXT)),
        ],
    )
    return _file(
        "org.openoffice.Office.UI",
        "CalcWindowState",
        f'<node oor:name="UIElements"><node oor:name="States">{state}</node></node>',
    )


def accelerators(buttons: Iterable[Button] = ADDIN_BUTTONS) -> str:
    """Return Accelerators.xcu: Shift, Alt and a digit press the buttons of `KEYS`."""
    keys = "".join(
        _node(f"{KEYS[button.verb]}_SHIFT_MOD2", [_prop("Command", address(button), ' xml:lang="en-US"')])
        for button in buttons
        if button.verb in KEYS
    )
    return _file(
        "org.openoffice.Office",
        "Accelerators",
        f'<node oor:name="PrimaryKeys"><node oor:name="Modules"><node oor:name="{CALC}">{keys}</node></node></node>',
    )


def _file(package: str, name: str, content: str) -> str:
    return _HEAD.format(package=package, name=name) + content + "\n</oor:component-data>\n"


def _item(name: str, button: Button) -> str:
    return _node(
        name,
        [
            _prop("URL", address(button)),
            _title(button.caption),
            _prop("Target", "_self"),
            _prop("Context", CALC),
        ],
    )


def _node(name: str, parts: Iterable[str]) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">{"".join(parts)}</node>\n'


def _prop(name: str, value: str, language: str = "") -> str:
    return f'<prop oor:name="{name}" oor:type="xs:string"><value{language}>{escape(value)}</value></prop>'


def _typed(name: str, kind: str, value: str) -> str:
    return f'<prop oor:name="{name}" oor:type="xs:{kind}"><value>{value}</value></prop>'


def _title(value: str) -> str:
    return _localized("Title", value)


def _localized(name: str, value: str) -> str:
    # Without the first one, it is shown in English alone.
    text = escape(value)
    return f'<prop oor:name="{name}" oor:type="xs:string"><value>{text}</value><value xml:lang="en-US">{text}</value></prop>'


def _image(size: str, button: Button) -> str:
    return _prop(f"Image{size}URL", f"%origin%/icons/{button.verb}.svg")
