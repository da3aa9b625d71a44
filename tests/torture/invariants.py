"""What holds whatever happened: nothing lost, doubled or silently changed, every file told of, the ledger as its archive says."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from support.cut_off import litter
from support.office import Done, Office, run

from torture.trial import Wrong
from xlplan.actions.book import open_book
from xlplan.ledger.rebuilding import contents, make_again
from xlplan.returns.received import Received

TODAY = "2023-06-25"


def require(held: object, what: object) -> None:
    """Raise Wrong unless something holds."""
    if not held:
        raise Wrong(str(what))


def answered(done: Done, where: str = "") -> Any:
    """Return what a command printed with --json. Raise Wrong if it crashed, or an error says too little."""
    require(done.code in (0, 1, 2), f"{where}: ended with {done.code}: {done.err[-2000:]}")
    require("Traceback" not in done.err and "程序内部" not in done.out, f"{where}: {done.err[-3000:]}{done.out[:500]}")
    said = done.json
    if done.code == 2:
        error = said["error"]
        require(error["code"] and error["message"] and error["hint"], f"{where}: {error}")
    return said


def told(works: Office, merged: Any, where: str = "") -> None:
    """Require of every file in 回收 a verdict, and of every verdict but accepted its reasons."""
    paths = [item["path"] for item in merged["files"]]
    for path in sorted(works.returned.rglob("*")):
        shown = path.relative_to(works.book.parent).as_posix()
        if not path.is_dir():
            require(any(p == shown or p.startswith(f"{shown}/") for p in paths), f"{where}: nobody tells of {shown}")
    require(all(count == 1 for count in Counter(paths).values()), f"{where}: told of twice: {paths}")
    for item in merged["files"]:
        reasons = item["reasons"]
        require(item["verdict"] == "accepted" or reasons, f"{where}: {item} has no reason")
        require(all(reason["message"] and reason["hint"] for reason in reasons), f"{where}: {reasons}")


def in_order(works: Office, where: str = "") -> None:
    """Require that the ledger is what a rebuild from the archive gives, that the archive holds all it names, and that nothing lies about."""
    if not works.ledger.exists():
        require(litter(works) == [], f"{where}: left behind: {litter(works)}")
        return
    said = answered(run("rebuild", works.book, "--json"), f"{where}: rebuild")
    # Whoever holds the folder next clears what a killed run left, the note of who held it among it.
    require(litter(works) == [], f"{where}: left behind: {litter(works)}")
    require(said.get("rebuilt") is False, f"{where}: {said}")
    fresh = works.book.parent / "重建.sqlite3"
    log = open_book(works.book).workspace.log
    make_again(fresh, log)
    held, again = contents(works.ledger), contents(fresh)
    fresh.unlink()
    require(held == again, f"{where}: the ledger differs from its archive: {_differing(held, again)}")
    archive = works.root / "归档"
    kept = {path.stem: path for path in archive.iterdir() if path.is_file() and len(path.stem) == 64}
    # Of an empty file there is nothing to keep.
    nothing = {hashlib.sha256(b"").hexdigest()}
    for digest, path in kept.items():
        require(hashlib.sha256(path.read_bytes()).hexdigest() == digest, f"{where}: {path.name} holds something else")
    # Of both tables the hash is a column; what was entered by the office has none.
    for table in ("sent", "received"):
        for row in held[table]:
            named = [each for each in map(str, row) if len(each) == 64 and set(each) <= set("0123456789abcdef")]
            require(kept.keys() | nothing >= set(named), f"{where}: the archive lacks {named} of {row}")


def _differing(one: dict[str, Any], other: dict[str, Any]) -> str:
    return "; ".join(f"{name}: {one.get(name)} / {other.get(name)}"[:600] for name in one | other
                     if one.get(name) != other.get(name))  # fmt: skip


def once(works: Office, digests: Iterable[str], where: str = "") -> None:
    """Require that each of these files counts in the ledger, once."""
    book = open_book(works.book)
    ledger = book.workspace.open_ledger()
    assert ledger is not None
    with ledger:
        counts = Counter(
            item.sha256
            for item in ledger.received(works.round)
            if isinstance(item, Received) and item.verdict.value != "duplicate"
        )
    for digest in digests:
        require(counts[digest] == 1, f"{where}: a file counts {counts[digest]} times: {digest}")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
