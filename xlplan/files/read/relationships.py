"""The relationships between the parts of a package."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

from xlplan.files.look.container import part_name
from xlplan.files.read.unclear import UnclearError
from xlplan.terms.relationship_types import relationship_kind


# Of thousands of returns made from one template these parts are all the same.
@lru_cache(64)
def links(part: bytes, base: str) -> list[tuple[str, str, str]]:
    """Return kind, id and target of each relationship in a part; targets are relative to the part's owner.

    The kind is empty for types that are none of Office's, whatever their last word is.
    """
    folder = posixpath.join("/", posixpath.dirname(base))
    return [
        (relationship_kind(a["Type"]), a["Id"], posixpath.normpath(posixpath.join(folder, a["Target"])).lstrip("/"))
        for tag, a in elements(part)
        if tag == "Relationship"
    ]


def only_target(known: Iterable[tuple[str, str, str]], kind: str, what: str) -> str:
    """Return the part that relationships name as the one of a kind; empty where none does.

    Raise UnclearError, with `what` it is in Chinese, where they name two.
    """
    targets = {part_name(target): target for each, _, target in known if each == kind}
    if len(targets) > 1:
        raise UnclearError(f"{what}有{len(targets)}份，不知道该信哪一份")
    return next(iter(targets.values()), "")


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
