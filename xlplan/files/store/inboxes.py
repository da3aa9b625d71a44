"""收件: in which folders of this computer returns usually arrive, and which of them the office chose for a workbook."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from xlplan.files.look.there import file_there, folder_there
from xlplan.files.store.user_data import data_folder
from xlplan.files.store.writing import write_whole

CHOSEN: Final = "接收文件夹.json"
"""Below the data folder: the folders that were chosen on this computer, by workbook."""
_PLACES: Final = (
    "WeChat Files/*/FileStorage/File",
    "xwechat_files/*/msg/file",
    "Tencent Files/*/FileRecv",
    "Tencent Files/*/nt_qq/nt_data/File",
    "WXWork/*/Cache/File",
)
"""Where WeChat (old and new), QQ (old and new) and WeCom put what they receive, below 文档 or the user's folder."""


def usual_inboxes(home: Path) -> list[Path]:
    """Return the folders of a user's home in which files usually arrive, those that are there."""
    from platformdirs import user_documents_path, user_downloads_path

    roots = dict.fromkeys([user_documents_path(), home / "Documents", home / "文档", home])
    found = [path for root in roots for place in _PLACES for path in sorted(root.glob(place))]
    downloads = [user_downloads_path(), home / "Downloads", home / "下载"]
    return list(dict.fromkeys(path for path in (*found, *downloads) if folder_there(path)))


def chosen_inboxes(book: Path) -> list[Path] | None:
    """Return the folders that were chosen on this computer for a workbook; None if nobody was asked yet."""
    found = _read().get(str(book))
    return None if found is None else [Path(each) for each in found]


def choose_inboxes(book: Path, folders: Sequence[Path]) -> None:
    """Remember the choice; none is a choice too. Raise NotWritableError."""
    said = _read() | {str(book): [str(folder) for folder in folders]}
    write_whole(data_folder() / CHOSEN, json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8", "replace"))


def watched_books() -> list[Path]:
    """Return the workbooks for which folders were chosen on this computer, those that are there."""
    return [path for name, folders in _read().items() if folders and file_there(path := Path(name))]


def _read() -> dict[str, list[str]]:
    try:
        found = json.loads((data_folder() / CHOSEN).read_text("utf-8"))
        return {str(name): [str(each) for each in folders] for name, folders in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
