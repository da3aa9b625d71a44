"""Builds LibreOffice's add-in, `workbook/分工表.oxt`, out of the macros' sources and the table of buttons.

`python -m scripts.workbook.build` writes it too. The same sources give the same bytes. It holds the request protocol in Basic and
nothing else that runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from scripts import ROOT
from scripts.calc_addin import registry
from scripts.calc_addin.icons import icon
from scripts.packing import packed
from scripts.vba.build import macro_source
from scripts.workbook.addin import messages
from xlplan import __version__
from xlplan.files.store.shipped import CALC_ADDIN
from xlplan.office.setup.calc_addin import IDENTIFIER
from xlplan.terms.buttons import ADDIN_BUTTONS
from xlplan.terms.sheets import NAME_VERSION

OLDEST: Final = "6.4"
"""The oldest LibreOffice that it may be put into. Tried was only what docs/限度.md says."""

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_TEXTS: Final = "        ' {texts}"
_CONFIGURATION: Final = "application/vnd.sun.star.configuration-data"
_BASIC: Final = "application/vnd.sun.star.basic-library"
_DOCTYPE: Final = '<!DOCTYPE {0}:{1} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">\n'


def build_calc_addin() -> bytes:
    """Build the add-in as bytes."""
    return packed({name: text.encode("ascii", "xmlcharrefreplace") for name, text in _texts().items()} | _icons())


def basic_source() -> str:
    """Return the Basic module: the workbook's own macro, with what Calc does its own way."""
    subs = (f'Public Sub {button.sub}()\n    Request "{button.verb}"\nEnd Sub\n' for button in ADDIN_BUTTONS)
    source = macro_source(subs, "calc_document.bas").replace("\r\n", "\n")
    _, _, source = source.partition("\n")  # the line that names the module in VBA
    told = {NAME_VERSION: __version__} | {
        f"xlplan_msg_{code}": text
        for code, text in messages("LibreOffice", Path(CALC_ADDIN).name).items()
        if code != "protected_view"
    }
    cases = "\n".join(f'        Case "{name}": NamedText = "{text}"' for name, text in told.items())
    if source.count(_TEXTS) != 1:
        raise ValueError("the texts' place must stand once in the source")
    return f"Option VBASupport 1\n{source.replace(_TEXTS, cases)}"


def _texts() -> dict[str, str]:
    configuration = {
        "Addons.xcu": registry.addons(),
        "CalcWindowState.xcu": registry.window_state(),
        "Accelerators.xcu": registry.accelerators(),
    }
    library = registry.LIBRARY
    return {
        "META-INF/manifest.xml": _manifest({f"{library}/": _BASIC, **dict.fromkeys(configuration, _CONFIGURATION)}),
        "description.xml": _description(),
        **configuration,
        f"{library}/script.xlb": _library(f'<library:element library:name="{registry.MODULE}"/>'),
        f"{library}/dialog.xlb": _library(""),
        f"{library}/{registry.MODULE}.xba": _module(basic_source()),
        "LICENSE": (ROOT / "LICENSE").read_text("utf-8"),
    }


def _icons() -> dict[str, bytes]:
    return {f"icons/{button.verb}.svg": icon(button.verb) for button in ADDIN_BUTTONS}


def _manifest(entries: Mapping[str, str]) -> str:
    listed = "".join(
        f'  <manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>\n'
        for name, kind in entries.items()
    )
    space = "http://openoffice.org/2001/manifest"
    return f'{_XML}<manifest:manifest xmlns:manifest="{space}">\n{listed}</manifest:manifest>\n'


def _description() -> str:
    # No licence to be agreed to: that would be a question, and this one asks nothing of whoever uses the program.
    return (
        f'{_XML}<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:d="http://openoffice.org/extensions/description/2006" '
        'xmlns:lo="http://libreoffice.org/extensions/description/2011">\n'
        f'  <identifier value="{IDENTIFIER}"/>\n'
        f'  <version value="{__version__}"/>\n'
        '  <platform value="all"/>\n'
        f'  <dependencies><lo:LibreOffice-minimal-version value="{OLDEST}" d:name="LibreOffice {OLDEST}"/></dependencies>\n'
        f'  <display-name><name lang="en">{registry.TITLE}</name></display-name>\n'
        "</description>\n"
    )


def _library(elements: str) -> str:
    return (
        f"{_XML}{_DOCTYPE.format('library', 'library')}"
        f'<library:library xmlns:library="http://openoffice.org/2000/library" library:name="{registry.LIBRARY}" '
        f'library:readonly="false" library:passwordprotected="false">{elements}</library:library>\n'
    )


def _module(source: str) -> str:
    return (
        f"{_XML}{_DOCTYPE.format('script', 'module')}"
        f'<script:module xmlns:script="http://openoffice.org/2000/script" script:name="{registry.MODULE}" '
        f'script:language="StarBasic">{escape(source)}</script:module>\n'
    )
