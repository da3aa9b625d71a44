"""A workbook's package: read once, written many times; parts nobody changed keep their compressed bytes."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import Final

from xlplan.files.template import xml
from xlplan.files.template.xml import Document, Element, XmlError
from xlplan.terms.errors import TemplateError
from xlplan.terms.relationship_types import relationship_kind

LIMIT: Final = 256 * 1024 * 1024  # bytes a template may unpack to
VML: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
CONTENT_TYPES: Final = "[Content_Types].xml"

_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
# A ZIP file knows no earlier day, and no later one; a computer's clock does.
_EARLIEST: Final = datetime(1980, 1, 1)
_LATEST: Final = datetime(2107, 12, 31)
_UTF8: Final = 0x800


def _best_deflate() -> Callable[[bytes], bytes]:
    try:  # optional: three times as fast, but its output differs between processors
        from isal import isal_zlib
    except ImportError:
        return lambda data: zlib.compress(data, 6, -15)
    return lambda data: bytes(isal_zlib.compress(data, 2, -15))


_deflate: Final = _best_deflate()


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its bytes, and how they lie in a zip file."""

    name: str
    data: bytes
    packed: bytes
    method: int
    crc: int

    @classmethod
    def pack(cls, name: str, data: bytes) -> Part:
        """Make a new part, compressed."""
        return cls(name, data, _deflate(data), zipfile.ZIP_DEFLATED, zlib.crc32(data))

    def record(self, offset: int, at: datetime | None = None) -> tuple[bytes, bytes]:
        """Return the local header with its data, to stand at `offset`, and the entry in the directory. `at`: when it was made."""
        name = self.name.encode()
        made = min(max(at or _EARLIEST, _EARLIEST), _LATEST)
        time = made.hour << 11 | made.minute << 5 | made.second // 2
        day = (made.year - 1980) << 9 | made.month << 5 | made.day
        flags = 0 if self.name.isascii() else _UTF8
        common = (20, flags, self.method, time, day, self.crc, len(self.packed), len(self.data), len(name), 0)
        local = _LOCAL.pack(b"PK\3\4", *common) + name + self.packed
        return local, _CENTRAL.pack(b"PK\1\2", 20, *common, 0, 0, 0, 0, offset) + name


def read_parts(data: bytes, where: str) -> dict[str, Part]:
    """Read every part of a package, in its order. Raise TemplateError (`where` names the template)."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise TemplateError(
            f"{where}是旧格式（.xls）或加了密码。", "请在 Excel 里取消密码，另存为“Excel 工作簿 (*.xlsx)”。"
        )
    parts: dict[str, Part] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if sum(info.file_size for info in infos) > LIMIT:
                raise TemplateError(f"{where}解开后超过 {LIMIT >> 20} MB。", "请删去模板里用不到的大图片和空白行。")
            for info in infos:
                content = archive.read(info)
                if len(content) != info.file_size:
                    raise zipfile.BadZipFile(info.filename)
                name = info.filename.replace("\\", "/").lstrip("/")
                parts[name] = _as_stored(data, info, name, content)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        raise TemplateError(
            f"{where}不是完好的 .xlsx 文件。", "请用 Excel 或 WPS 重新打开并另存一次，或换回原来的模板。"
        ) from error  # fmt: skip
    return parts


def _as_stored(data: bytes, info: zipfile.ZipInfo, name: str, content: bytes) -> Part:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Part.pack(name, content)
    name_length, extra_length = struct.unpack_from("<2H", data, info.header_offset + 26)
    start = info.header_offset + _LOCAL.size + name_length + extra_length
    return Part(name, content, data[start : start + info.compress_size], info.compress_type, info.CRC)


class PackageWriter:
    """Writes packages that share most of their parts: `fixed` is laid out once, what varies is appended."""

    def __init__(self, fixed: Iterable[Part]) -> None:
        self._fixed: list[bytes] = []
        self._directory: list[bytes] = []
        self._size = _append(fixed, 0, self._fixed, self._directory)
        self._fixed = [b"".join(self._fixed)]

    def write(self, varying: Iterable[tuple[str, bytes]]) -> bytes:
        """Write a whole package, with parts by their names; dates are fixed, so the same parts give the same bytes."""
        body, directory = list(self._fixed), list(self._directory)
        # Nothing holds on to a part that is packed: a sheet may take a hundred megabytes.
        size = _append(starmap(Part.pack, varying), self._size, body, directory)
        return b"".join([*body, ending(directory, size)])


def ending(directory: Sequence[bytes], offset: int) -> bytes:
    """Write the directory of a package, to stand at `offset`, with what ends it."""
    entries = b"".join(directory)
    return entries + _END.pack(b"PK\5\6", 0, 0, len(directory), len(directory), len(entries), offset, 0)


def _append(parts: Iterable[Part], offset: int, body: list[bytes], directory: list[bytes]) -> int:
    for part in parts:
        local, entry = part.record(offset)
        body.append(local)
        directory.append(entry)
        offset += len(local)
        del part
    return offset


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part: its id, the last word of its type (empty if it is none of Office's), the part (or outside address) it leads to."""

    id: str
    kind: str
    target: str
    external: bool


def relationships_name(part: str) -> str:
    """Return the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


class Package:
    """The parts of one template; XML is parsed when first asked for, and written back only where it was changed."""

    def __init__(self, data: bytes, where: str) -> None:
        self.where = where
        self.parts = read_parts(data, where)
        self._documents: dict[str, Document] = {}
        self._changed: set[str] = set()

    def xml(self, name: str) -> Document:
        """Return a part as a tree. Raise TemplateError if it is missing or no XML."""
        if name not in self._documents:
            part = self.parts.get(name)
            hint = "请用 Excel 或 WPS 重新打开并另存一次，或换回原来的模板。"
            if part is None:
                raise TemplateError(f"{self.where}不完整，缺少 {name}。", hint)
            try:
                self._documents[name] = xml.parse(part.data, void=("br",) if name.endswith(".vml") else ())
            except XmlError as error:
                raise TemplateError(f"{self.where}的 {name} 已损坏：{error}。", hint) from error
        return self._documents[name]

    def changed(self, name: str) -> None:
        """Tell that a tree was changed in place."""
        self._changed.add(name)

    def put(self, name: str, data: bytes) -> None:
        """Put a part in, in place of the one of that name if there is one. Its content type is the caller's business."""
        self.parts[name] = Part.pack(name, data)
        self._documents.pop(name, None)
        self._changed.discard(name)

    def declare(self, name: str, content: str) -> None:
        """Say what a part's content is; of drawings of the old kind by their extension, as all programs do."""
        root = self.xml(CONTENT_TYPES).root
        if content == VML:
            if not any(e.local == "Default" and e.get("Extension").lower() == "vml" for e in root.elements()):
                root.children.insert(0, f'<{root.prefix}Default Extension="vml" ContentType="{VML}"/>')
                self.changed(CONTENT_TYPES)
            return
        place = f"/{name}"
        found = next((e for e in root.elements() if e.local == "Override" and e.get("PartName") == place), None)
        if found is None:
            found = Element(f"{root.prefix}Override", f'<{root.prefix}Override PartName="{place}"/>')
            root.children.append(found)
        found.set("ContentType", content)
        self.changed(CONTENT_TYPES)

    def content(self, name: str) -> str:
        """Return what a part's content is said to be; "" if nothing is said."""
        named, general = "", ""
        for each in self.xml(CONTENT_TYPES).root.elements():
            if each.local == "Override" and each.get("PartName").lstrip("/") == name:
                named = each.get("ContentType")
            elif each.local == "Default" and each.get("Extension").lower() == name.rpartition(".")[2].lower():
                general = each.get("ContentType")
        return named or general

    def link(self, part: str, kind: str, target: str) -> str:
        """Make a part ("" is the package itself) lead to another one; `kind` is the whole type. Return the new id."""
        links = relationships_name(part)
        if links not in self.parts:
            self.put(links, f'<Relationships xmlns="{_RELATIONSHIPS}"></Relationships>'.encode())
        root = self.xml(links).root
        if not root.end:
            root.set_text("")
        used = {element.get("Id") for element in root.elements()}
        identifier = next(f"rId{n}" for n in range(1, len(used) + 2) if f"rId{n}" not in used)
        where = posixpath.relpath(f"/{target}", posixpath.join("/", posixpath.dirname(part)))
        start = f'<{root.prefix}Relationship Id="{identifier}" Type="{kind}" Target="{where}"/>'
        # As an element, for the next one that looks which ids are taken.
        root.children.append(Element(f"{root.prefix}Relationship", start))
        self.changed(links)
        return identifier

    def relationships(self, part: str) -> list[Relationship]:
        """Return what a part leads to."""
        name = relationships_name(part)
        if name not in self.parts:
            return []
        folder = posixpath.dirname(part)
        found = []
        for element in self.xml(name).root.elements():
            external = element.get("TargetMode") == "External"
            target = element.get("Target")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append(Relationship(element.get("Id"), relationship_kind(element.get("Type")), target, external))
        return found

    def drop(self, names: set[str]) -> None:
        """Take parts out, with what leads to them and their content types. The ids that led to them are no longer valid."""
        types = self.xml(CONTENT_TYPES)
        for name in names:
            self.parts.pop(name, None)
            self.parts.pop(relationships_name(name), None)
        extensions = {name.rpartition(".")[2].lower() for name in self.parts}

        def orphan(element: Element) -> bool:
            if element.local == "Override":
                return element.get("PartName").lstrip("/") in names
            return element.local == "Default" and element.get("Extension").lower() not in extensions

        if types.root.prune(orphan):
            self.changed(CONTENT_TYPES)

    def finish(self) -> dict[str, Part]:
        """Return every part as it is now, content types first (some programs look there first)."""
        for name in self._changed & self.parts.keys():
            self.parts[name] = Part.pack(name, str(self._documents[name]).encode())
        first = self.parts.get(CONTENT_TYPES)
        return ({CONTENT_TYPES: first} if first else {}) | self.parts
