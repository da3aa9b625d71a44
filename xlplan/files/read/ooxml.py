"""Elements of an Office document by local name: the same for both namespaces (transitional, strict)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

# Elements that only hold others (content controls, smart tags, accepted changes): ECMA-376-1, 17.5 and 17.13.5.
_HOLDERS: Final = frozenset(["sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"])
_MOST: Final = 10_000


def local(element: Any) -> str:
    """Return an element's name without its namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any | None, name: str) -> str:
    """Return an attribute's value by its local name; empty if it is missing."""
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def children(element: Any | None, name: str) -> Iterator[Any]:
    """Yield the child elements with a local name."""
    return (each for each in (element if element is not None else ()) if local(each) == name)


def child(element: Any | None, name: str) -> Any | None:
    """Return the first child element with a local name, or None."""
    return next(children(element, name), None)


def on(element: Any | None) -> bool:
    """Return True if a property is there and not switched off (17.17.4)."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off")


def count_told(text: str, default: int) -> int:
    """Return a number from a file, limited to what an honest document holds."""
    return min(int(text), _MOST) if text.isascii() and text.isdigit() and len(text) < 10 else default


def held(element: Any, names: frozenset[str]) -> Iterator[Any]:
    """Yield the elements of these names in a container and its holders; only the first of alternatives."""
    for each in element:
        name = local(each)
        if name in names:
            yield each
        elif name in _HOLDERS:
            yield from held(each, names)
        elif name == "AlternateContent":
            choice = child(each, "Choice")
            if choice is not None:
                yield from held(choice, names)
