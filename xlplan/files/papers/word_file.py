"""Word papers: filled into templates that the office may restyle, and never written over once edited."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from xlplan.files.store.shipped import template
from xlplan.files.store.writing import write_whole
from xlplan.terms.errors import TemplateError

_BODY: Final = "word/document.xml"
_FIXED: Final = (1980, 1, 1, 0, 0, 0)


def fill_word(name: str, own: Path, values: Mapping[str, Any]) -> bytes:
    """Return the paper made from the template `name`: the office's copy in the folder `own`, else the shipped one.

    The template holds Jinja placeholders (`{{ 期次 }}`, `{%tr for … %}`) over `values`, which are texts, numbers and
    lists of such; it cannot run code. The same values give the same bytes. Raise TemplateError.
    """
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError, UndefinedError
    from jinja2.sandbox import SandboxedEnvironment

    path = template(name, own)
    # Values are data: XML or placeholders in them are shown as text.
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        paper = DocxTemplate(io.BytesIO(path.read_bytes()))
        paper.render(dict(values), environment)
        properties = paper.docx.core_properties
        properties.author = properties.last_modified_by = ""
        properties.created = properties.modified = datetime(1980, 1, 1)
        parts = _Parts(paper.docx.part.package)
    except UndefinedError as error:
        found = re.search(r"'([^']*)' is undefined", str(error)) or re.search(r"attribute '([^']*)'", str(error))
        raise _broken(path, f"不认识占位符“{found[1] if found else error}”") from error
    except (TemplateError, TypeError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise _broken(path, f"打不开，或占位符写得不完整（原话：{error}）") from error
    return _signed(parts)


def _broken(path: Path, what: str) -> Exception:
    return TemplateError(f"模板“{path}”{what}。", "请照自带的模板改正；删去“模板”文件夹里的这一份，就用自带的。")


class _Parts(dict[str, bytes]):
    """The parts of a package by name: python-docx would save the clock's time, which a ZIP file may not hold."""

    def __init__(self, package: Any) -> None:
        from docx.opc.pkgwriter import PackageWriter

        writer: Any = PackageWriter
        for part in package.parts:
            part.before_marshal()
        writer._write_content_types_stream(self, package.parts)
        writer._write_pkg_rels(self, package.rels)
        writer._write_parts(self, package.parts)

    def write(self, uri: Any, blob: bytes) -> None:
        """Store a part; python-docx calls this for each."""
        self[uri.membername] = blob


def _signed(parts: Mapping[str, bytes]) -> bytes:
    """Return the paper with the hash of its own text as its version, in a package without the time of day."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        mark = hashlib.sha256(parts[_BODY]).hexdigest()
        for name, part in parts.items():
            if name == "docProps/core.xml":
                part = re.sub(rb"<cp:version>[^<]*</cp:version>", b"", part)
                part = part.replace(
                    b"</cp:coreProperties>", b"<cp:version>%s</cp:version></cp:coreProperties>" % mark.encode()
                )
            new.writestr(zipfile.ZipInfo(name, _FIXED), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def is_untouched(path: Path) -> bool:
    """Return True if a paper is as it was written: nobody has edited it."""
    try:
        with zipfile.ZipFile(path) as package:
            mark = re.search(rb"<cp:version>([0-9a-f]{64})</cp:version>", package.read("docProps/core.xml"))
            return bool(mark) and hashlib.sha256(package.read(_BODY)).hexdigest().encode() == (mark and mark[1])
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def write_draft(path: Path, data: bytes) -> Path:
    """Write a draft and return its path: an edited one stays, the new one gets a number. Raise NotWritableError."""
    number = 1
    place = path
    while place.exists() and not is_untouched(place):
        number += 1
        place = path.with_name(f"{path.stem}（{number}）{path.suffix}")
    if not place.exists() or place.read_bytes() != data:
        write_whole(place, data)
    return place
