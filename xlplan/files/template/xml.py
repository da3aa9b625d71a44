"""XML as it is written: a tree whose untouched elements come out again byte for byte.

The parts of a template carry prefixes, attribute orders and extensions that no general XML library returns unchanged
(prefixes named only in mc:Ignorable get lost), so a tree of raw slices is kept: what nobody changed is written as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Final
from xml.parsers import expat

_TOKEN: Final = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+", re.DOTALL
)
_NAME: Final = re.compile(r"</?\s*([^\s/>]+)")
_ATTRIBUTE: Final = re.compile(r"([^\s=/<>]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_ENTITY: Final = re.compile(r"&(#[xX][0-9a-fA-F]+|#[0-9]+|lt|gt|amp|quot|apos);")
_QUOTED: Final = str.maketrans({'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ENCODING: Final = re.compile(r"(<\?xml[^>]*?)\s+encoding\s*=\s*(?:\"[^\"]*\"|'[^']*')")


class XmlError(ValueError):
    """The bytes are no XML that may stand in a workbook."""


def unescape(raw: str) -> str:
    """Return the text that character data or an attribute's value stands for."""
    if "&" not in raw:
        return raw

    def one(match: re.Match[str]) -> str:
        body = match[1]
        if body[0] != "#":
            return _NAMED[body]
        return chr(int(body[2:], 16) if body[1] in "xX" else int(body[1:]))

    return _ENTITY.sub(one, raw)


def quote(value: str) -> str:
    """Escape a value for its place between double quotes; line breaks survive the parser's attribute normalisation."""
    return escape(value, quote=False).translate(_QUOTED)


class Element:
    """One element: its raw start tag (rebuilt only after a change), its children (elements and raw text), its raw end tag."""

    __slots__ = ("_attributes", "_start", "children", "end", "local", "name")

    def __init__(self, name: str, start: str, end: str = "") -> None:
        self.name = name
        self.local = name.rpartition(":")[2]
        self._start: str | None = start
        self._attributes: dict[str, str] | None = None
        self.children: list[Element | str] = []
        self.end = end

    @property
    def prefix(self) -> str:
        """The namespace prefix with its colon, or nothing."""
        return self.name[: len(self.name) - len(self.local)]

    @property
    def attributes(self) -> dict[str, str]:
        """Raw attribute names → values. Use `set` and `drop` to change them."""
        if self._attributes is None:
            assert self._start is not None
            body = self._start[1 + len(self.name) :]
            self._attributes = {m[1]: unescape(m[2][1:-1]) for m in _ATTRIBUTE.finditer(body)}
        return self._attributes

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute's value, by its raw name."""
        return self.attributes.get(name, default)

    def set(self, name: str, value: str) -> None:
        """Set an attribute, at its place or at the end."""
        self.attributes[name] = value
        self._start = None

    def drop(self, name: str) -> None:
        """Take an attribute away if it is there."""
        if self.attributes.pop(name, None) is not None:
            self._start = None

    @property
    def start(self) -> str:
        """The start tag; `<a/>` where the element has no end tag."""
        if self._start is None:
            attributes = "".join(f' {name}="{quote(value)}"' for name, value in self.attributes.items())
            self._start = f"<{self.name}{attributes}{'' if self.end else '/'}>"
        return self._start

    def elements(self) -> Iterator[Element]:
        """Yield its child elements."""
        return (child for child in self.children if isinstance(child, Element))

    def child(self, local: str) -> Element | None:
        """Return the first child element with this local name."""
        return next((child for child in self.elements() if child.local == local), None)

    def walk(self) -> Iterator[Element]:
        """Yield the element itself and everything below it, in the order of the document."""
        yield self
        for child in self.elements():
            yield from child.walk()

    def text(self) -> str:
        """Return all character data below it."""
        parts: list[str] = []
        for child in self.children:
            if isinstance(child, Element):
                parts.append(child.text())
            elif child.startswith("<![CDATA["):
                parts.append(child[9:-3])
            elif not child.startswith("<"):
                parts.append(unescape(child))
        return "".join(parts)

    def set_text(self, text: str) -> None:
        """Replace all it holds by text."""
        self.children = [escape(text, quote=False)] if text else []
        if not self.end:
            _ = self.attributes  # they are read out of the start tag, which is thrown away
            self.end = f"</{self.name}>"
            self._start = None

    def prune(self, unwanted: Callable[[Element], bool]) -> bool:
        """Take out every element below for which `unwanted` holds; tells whether there was one."""
        kept = [child for child in self.children if isinstance(child, str) or not unwanted(child)]
        changed = len(kept) != len(self.children)
        self.children = kept
        for child in self.elements():
            changed |= child.prune(unwanted)
        return changed

    def __deepcopy__(self, memo: object) -> Element:
        """Copy it with all below it: the general way takes ten times as long, and sheets are copied whole."""
        new = Element.__new__(Element)
        new.name, new.local, new.end = self.name, self.local, self.end
        new._start = self._start
        new._attributes = None if self._attributes is None else dict(self._attributes)
        new.children = [child if isinstance(child, str) else child.__deepcopy__(memo) for child in self.children]
        return new

    def __str__(self) -> str:
        return f"{self.start}{self.inner()}{self.end}"

    def inner(self) -> str:
        """Return what stands between its tags."""
        return "".join(map(str, self.children))


class Document:
    """One XML part: what stands before the root element, the root, what stands after it."""

    def __init__(self, before: str, root: Element, after: str) -> None:
        self.before = before
        self.root = root
        self.after = after

    def __str__(self) -> str:
        return f"{self.before}{self.root}{self.after}"


def parse(data: bytes, *, void: tuple[str, ...] = ()) -> Document:
    """Read one XML part.

    `void` names elements that may lack an end tag (Excel's VML drawings hold such `<br>`); such a part is not checked by a
    real parser. Raise XmlError where the part is not well-formed, and for document type declarations, which a
    workbook never needs.
    """
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise XmlError("里面的文字不是它说的编码") from error
    if "<!DOCTYPE" in text:
        raise XmlError("里面有表格文件不该有的声明（DOCTYPE）")
    if not void:
        try:
            expat.ParserCreate().Parse(data, True)
        except expat.ExpatError as error:
            raise XmlError(f"第{error.lineno}行第{error.offset + 1}个字符处读不下去") from error
    text = _ENCODING.sub(r'\1 encoding="UTF-8"', text, count=1) if data[:1] != b"<" else text
    return _build(text, void)


def _build(text: str, void: tuple[str, ...]) -> Document:
    top = Element("", "")
    stack = [top]
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[0] != "<" or token.startswith(("<!", "<?")):
            stack[-1].children.append(token)
            continue
        name_match = _NAME.match(token)
        if name_match is None:
            raise XmlError(f"“{token}”读不懂")
        name = name_match[1]
        if token[1] == "/":
            if len(stack) == 1 or stack[-1].name != name:
                raise XmlError(f"“</{name}>”没有与它成对的开头")
            stack.pop().end = token
            continue
        element = Element(name, token)
        stack[-1].children.append(element)
        if not token.endswith("/>") and element.local.lower() not in void:
            stack.append(element)
    roots = list(top.elements())
    if len(stack) != 1 or len(roots) != 1:
        raise XmlError("有的部分没有结尾")
    at = top.children.index(roots[0])
    before, after = top.children[:at], top.children[at + 1 :]
    return Document("".join(map(str, before)), roots[0], "".join(map(str, after)))
