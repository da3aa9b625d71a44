"""What 环境检查 found, in one text file for whoever maintains the program: with the end of the helper's log, and room to write."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from xlplan.files.store.writing import write_whole
from xlplan.office.setup.helper_log import LOG_NAME

REPORT_NAME: Final = "环境检查.txt"
STEPS: Final = 20
"""As many as docs/Excel里第一次用.md has."""
_LINES: Final = 200


def keep(said: str, data: Path, now: datetime) -> Path:
    """Write the file into the folder `data` and return its path. Raise NotWritableError."""
    log = data / LOG_NAME
    last = log.read_text("utf-8", "replace").splitlines()[-_LINES:] if log.is_file() else ["（没有）"]
    steps = [f"第{number}步：" for number in range(1, STEPS + 1)]
    lines = [
        f"{now:%Y-%m-%d %H:%M}", said, "", "“十分钟检查”每一步看到的（没有做的空着）：", *steps, "", "助手的记录（最后一段）：", *last,
    ]  # fmt: skip
    path = data / REPORT_NAME
    # With the mark by which Windows' Notepad knows UTF-8.
    write_whole(path, "\r\n".join(lines).encode("utf-8-sig"))
    return path
