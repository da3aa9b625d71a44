"""导出: what was reported, decided and judged, as one tidy table in a file for whoever analyses it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from xlplan.actions.book import Book
from xlplan.actions.frame import frame_of
from xlplan.files.store.writing import write_beside
from xlplan.terms.errors import LibraryMissingError, MisuseError
from xlplan.terms.records import record

EXPORT_NAME: Final = "进展数据.csv"


@record(frozen=True)
class Exporting:
    """The file, and how many rows and rounds it holds."""

    path: Path
    rows: int
    rounds: int

    needs_person = False

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan export`."""
        return {
            "command": "export", "ok": True, "path": self.path.as_posix(), "rows": self.rows, "rounds": self.rounds,
        }  # fmt: skip


def export(
    book: Book, now: datetime, *, out: Path | None = None, rounds: Collection[str] = (), departments: Collection[str] = (),
    tasks: Collection[str] = (),
) -> Exporting:  # fmt: skip
    """Write the table to `out`, whose extension says the format, else to 汇总/进展数据.csv.

    Raise MisuseError for another extension or the plan itself, LibraryMissingError, NotWritableError or FileLockedError.
    """
    path = out or book.workspace.reports / EXPORT_NAME
    if path.resolve() == book.path.resolve():
        raise MisuseError(f"“{path}”就是分工表本身，数据不能写在它上面。", "请换一个文件名，例如 进展数据.xlsx。")
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise MisuseError(
            f"不知道怎样写成“{path.suffix or path.name}”。", "请写成 .csv、.xlsx 或 .parquet 结尾的文件名。"
        )
    frame = frame_of(book, now.date(), rounds, departments, tasks)
    return Exporting(write_beside(path, write(frame)), len(frame), frame["round"].nunique())


def _csv(frame: Any) -> bytes:
    # With a byte order mark, by which Excel knows it for UTF-8.
    return bytes(frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig"))


def _xlsx(frame: Any) -> bytes:
    stream = BytesIO()
    # What a department wrote stays text, whatever it looks like.
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    frame.to_excel(
        stream, sheet_name="数据", index=False, engine="xlsxwriter", freeze_panes=(1, 0), engine_kwargs=options
    )
    return stream.getvalue()


def _parquet(frame: Any) -> bytes:
    if find_spec("pyarrow") is None and find_spec("fastparquet") is None:
        raise LibraryMissingError("pyarrow", "xlplan[analysis]")
    stream = BytesIO()
    # A limit's day or its words: a column of one kind is wanted.
    frame.assign(due=frame["due"].astype(str)).to_parquet(stream, index=False)
    return stream.getvalue()


_WRITERS: Final[Mapping[str, Callable[[Any], bytes]]] = {
    ".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet,
}  # fmt: skip
