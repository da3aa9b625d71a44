"""Workbooks with a password to open: the passwords that the office knows are tried."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from xlplan.terms.errors import PasswordError

# Excel's own password for files that are only protected from changes; it asks for none (MS-OFFCRYPTO 2.4.2.3).
_DEFAULT: Final = "VelvetSweatshop"
_MOST: Final = 20


def read_passwords(path: Path) -> tuple[str, ...]:
    """Return the office's passwords, one a line, from a text file as Notepad saves it; none without such a file.

    They are not kept in 设置: the workbook is passed around, the working folder stays in the office.
    """
    try:
        data = path.read_bytes()
    except OSError:
        return ()
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    # Each try costs a tenth of a second or more.
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))[:_MOST]


def decrypted(data: bytes, name: str, passwords: Sequence[str]) -> bytes:
    """Return a workbook's bytes without their encryption. Raise PasswordError if no password fits."""
    import msoffcrypto

    for password in (_DEFAULT, *passwords):
        opened = io.BytesIO()
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(data))
            try:
                file.load_key(password=password, verify_password=True)
            except TypeError:
                file.load_key(password=password)  # .xls verifies always and knows no such word
            file.decrypt(opened)
        except MemoryError:
            raise
        except Exception:
            # The file may be damaged on purpose: whatever goes wrong, it stays closed.
            continue
        return opened.getvalue()
    raise password_error(name)


def password_error(name: str, *, openable: bool = True) -> PasswordError:
    """Return the error for an unknown password, or for one that would not help here (not `openable`)."""
    ask = "请对方去掉密码后重新发送。"
    if not openable:
        return PasswordError(
            f"“{name}”有打开密码，这种格式的密码在这里打不开。", f"请用表格软件打开，另存为没有密码的 .xlsx；或{ask}"
        )
    return PasswordError(
        f"“{name}”有打开密码，已知的密码都打不开。",
        f"请向对方问清密码，写进工作区的“密码.txt”（一行一个）再合并；或{ask}",
    )
