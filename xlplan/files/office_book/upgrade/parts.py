"""Copy parts of one package into another, with all they link to."""

from __future__ import annotations

import copy
import itertools
import posixpath
import re
from collections.abc import Iterator
from typing import Final

from xlplan.files.template.package import Package, relationships_name

_NUMBERED: Final = re.compile(r"\d*(?=\.\w+$)")


def copy_part(source: Package, name: str, target: Package) -> str:
    """Copy a part, and what it links to, into `target` under a free name; return that name."""
    new = next(each for each in _names(name) if each not in target.parts)
    target.put(new, source.parts[name].data)
    copy_links(source, name, target, new)
    target.declare(new, source.content(name))
    return new


def copy_links(source: Package, name: str, target: Package, new: str) -> None:
    """Link the part `new`, by the same ids, to copies of what `name` links to."""
    links = relationships_name(name)
    if links not in source.parts:
        return
    document = copy.deepcopy(source.xml(links))
    found = {each.id: each for each in source.relationships(name)}
    for each in document.root.elements():
        link = found[each.get("Id")]
        if not link.external:
            copied = copy_part(source, link.target, target)
            each.set("Target", posixpath.relpath(f"/{copied}", posixpath.join("/", posixpath.dirname(new))))
    target.put(relationships_name(new), str(document).encode())


def drop_links(package: Package, part: str, kinds: frozenset[str]) -> None:
    """Remove a part's links of these kinds and their targets. Targets of other parts' links stay."""
    links = relationships_name(part)
    gone = {each.id: each.target for each in package.relationships(part) if each.kind in kinds and not each.external}
    if not gone:
        return
    package.xml(links).root.prune(lambda each: each.get("Id") in gone)
    package.changed(links)
    owners = [name for name in package.parts if not name.endswith(".rels")]
    led_to = {each.target for owner in ["", *owners] for each in package.relationships(owner)}
    orphans = set(gone.values()) - led_to
    for orphan in orphans & package.parts.keys():
        drop_links(package, orphan, frozenset(each.kind for each in package.relationships(orphan)))
    package.drop(orphans)


def _names(name: str) -> Iterator[str]:
    yield name
    for number in itertools.count(1):
        yield _NUMBERED.sub(str(number), name, count=1)
