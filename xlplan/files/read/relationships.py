"""The relationships between the parts of a package."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element


# Of thousands of returns made from one template these parts are all the same.
@lru_cache(64)
def links(part: bytes, base: str) -> list[tuple[str, str, str]]:
    """Return kind, id and target of each relationship in a part; targets are relative to the part's owner."""
    folder = posixpath.join("/", posixpath.dirname(base))
    return [
        (a["Type"].rpartition("/")[2], a["Id"], posixpath.normpath(posixpath.join(folder, a["Target"])).lstrip("/"))
        for tag, a in elements(part)
        if tag == "Relationship"
    ]


def parsed(part: bytes) -> Element:
    """Return the root of an XML part. Raise ParseError, or ValueError if it has a DTD."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(part, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ValueError("a DTD") from error
    return root


def elements(part: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name and attributes of each element of a part, without namespaces. Raise ValueError or ParseError."""
    for element in parsed(part).iter():
        yield element.tag.rpartition("}")[2], {key.rpartition("}")[2]: v for key, v in element.attrib.items()}
