"""A return as 教育科 would send it, put among what came back, and what a merge says of each file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.office import Filled, Office

SHEET = "xl/worksheets/sheet1.xml"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
NAME = "教育科-2023年第二季度推进情况表"
UNREADABLE = ("unreadable", ["return-unreadable"])
Edit = Callable[[Filled], None]


def handed_out(folder: Path) -> Office:
    """Make a small office, in a folder of its own, that has handed out its first round."""
    (folder / "本局").mkdir()
    works = Office.small(folder / "本局")
    works.do("split")
    return works


def filled(works: Office, edit: Edit = lambda _: None) -> bytes:
    """Return a return of 教育科 as it would have come, taken out of the folder again."""
    path = works.answer("教育科", "原件.xlsx", edit)
    data = path.read_bytes()
    path.unlink()
    return data


def put(works: Office, name: str, data: bytes) -> None:
    path = works.returned / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def cell(task: str, name: str, value: object) -> Edit:
    return lambda found: setattr(found.cell(task, name), "value", value)


merged_last: dict[Path, Any] = {}


def judged(works: Office) -> dict[str, tuple[str, list[str]]]:
    """Return the verdict on every file and the reasons' codes; a sound file beside them must be taken whatever the others are."""
    if not (works.returned / "好的.xlsx").exists():
        works.answer("组宣科", "好的.xlsx")
    merged = merged_last[works.book] = works.json("merge")
    folder = works.returned.relative_to(works.book.parent).as_posix()
    found = {item["path"].removeprefix(f"{folder}/"): item for item in merged["files"]}
    assert all(reason["message"] and reason["hint"] for item in found.values() for reason in item["reasons"])
    assert all(item["reasons"] for item in found.values() if item["verdict"] != "accepted")
    assert found.pop("好的.xlsx")["verdict"] in ("accepted", "duplicate")
    return {name: (item["verdict"], [r["code"] for r in item["reasons"]]) for name, item in found.items()}


def said(works: Office, name: str) -> str:
    """Return what the reasons on a file said when it was last judged, and how to mend it."""
    (item,) = [item for item in merged_last[works.book]["files"] if item["path"].endswith(f"/{name}")]
    return "\n".join(f"{reason['message']}{reason['hint']}" for reason in item["reasons"])


def same_as_original(works: Office, original: bytes) -> None:
    """Require that what was merged says just what the original says: no cell of the two is in conflict."""
    put(works, "原件.xlsx", original)
    merged = works.json("merge")
    (item,) = [item for item in merged["files"] if item["path"].endswith("原件.xlsx")]
    assert (item["verdict"], item["rows"], merged["conflicts"]) == ("accepted", 3, [])


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()
