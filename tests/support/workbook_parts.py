"""The shipped workbook with parts of its package, or its macros, replaced."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from scripts.vba import build
from scripts.vba.cfb import compound_file
from scripts.vba.ovba import Module, project_streams


def with_parts(book: Path, parts: Mapping[str, bytes]) -> Path:
    """Replace some parts of the workbook's package."""
    target = book.with_name("改过的.xlsm")
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            package.writestr(name, parts.get(name, source.read(name)))
    return target


def project(changes: Mapping[str, str], more: Mapping[str, str] | None = None) -> bytes:
    """Make a VBA project: the shipped one with some texts changed and some modules more."""
    modules = build.modules()
    sources = [Module(m.name, _changed(m.source, changes), m.document) for m in modules]
    sources += [Module(name, source) for name, source in (more or {}).items()]
    return compound_file(project_streams(sources))


def _changed(source: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        source = source.replace(old, new)
    return source
