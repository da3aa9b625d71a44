"""The folders whose macros LibreOffice runs without asking, in the user's own settings.

They are the list `SecureURL` in `registrymodifications.xcu`. LibreOffice reads the file when it starts and writes it
anew, one setting a line, when it ends: it may only be edited in between.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.sax.saxutils import escape, unescape

from xlplan.files.store import held
from xlplan.files.store.writing import not_writable, write_whole
from xlplan.terms.errors import FileLockedError, XlplanError
from xlplan.terms.records import record

DEFAULT_LEVEL: Final = 2
"""MacroSecurityLevel as LibreOffice ships it, "high": of unsigned macros, only those in trusted folders run."""

_SCRIPTING: Final = "/org.openoffice.Office.Common/Security/Scripting"
_OOR: Final = "{http://openoffice.org/2001/registry}"
_EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n</oor:items>\n'
)
_ITEM: Final = re.compile(
    rf'<item oor:path="{re.escape(_SCRIPTING)}"><prop oor:name="SecureURL"[^>]*>(?P<value>.*?)</prop></item>\n?',
    re.DOTALL,
)
_LISTED: Final = re.compile(r"<value\s*/>|<value>(\s*(<it>[^<]*</it>|<it\s*/>)\s*)*</value>")
_END: Final = "</oor:items>"


class ProfileError(XlplanError):
    """LibreOffice's settings are not as they are known here; they are left alone."""

    code = "calc-profile"


@record(frozen=True)
class Trusted:
    """What was added to a profile, so that just that can be taken back."""

    profile: str
    url: str
    made_item: bool
    made_file: bool

    @property
    def folder(self) -> str:
        """The folder as people write it."""
        return unquote(self.url).removeprefix("file:///" if sys.platform == "win32" else "file://")


def default_profile(system: str, home: Path, environ: Mapping[str, str]) -> Path:
    """Return where LibreOffice keeps this user's settings, whether or not it was ever started."""
    if system == "win32":
        return Path(environ.get("APPDATA") or home / "AppData" / "Roaming") / "LibreOffice" / "4"
    if system == "darwin":
        return home / "Library" / "Application Support" / "LibreOffice" / "4"
    return Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "libreoffice" / "4"


def in_use(profile: Path) -> bool:
    """Return True if a LibreOffice runs with this profile."""
    if not sys.platform.startswith("linux"):
        return (profile / ".lock").exists()
    from xlplan.office.libreoffice import profile_folder, running

    for each in running():
        try:
            if profile_folder(each) == profile:
                return True
        except OSError:
            return True  # it does not tell
    return False


def trusted_urls(profile: Path) -> list[str]:
    """Return the trusted folders, as file addresses. Raise ProfileError."""
    return [each.text or "" for each in _prop(profile, "SecureURL").iter("it")]


def macro_level(profile: Path) -> int:
    """Return MacroSecurityLevel: 3 runs macros of trusted folders only, 2 signed ones too, 1 asks, 0 runs all."""
    value = _prop(profile, "MacroSecurityLevel").findtext("value", "")
    return int(value) if value.strip().isdecimal() else DEFAULT_LEVEL


def covers(urls: list[str], folder: Path) -> bool:
    """Return True if a folder is one of the trusted ones, or below one."""
    below = unquote(folder.as_uri()).rstrip("/") + "/"
    return any(url and below.startswith(unquote(url).rstrip("/") + "/") for url in urls)


def trust(profile: Path, folder: Path) -> Trusted | None:
    """Add a folder to the trusted ones; return None if it is among them already.

    Raise FileLockedError while LibreOffice runs, ProfileError, NotWritableError.
    """
    _closed(profile)
    path = _file(profile)
    made_file = not path.exists()
    text = _EMPTY if made_file else _text(path)
    if not made_file and covers(trusted_urls(profile), folder):
        return None
    url = folder.as_uri()
    found = _ITEM.search(text)
    if found is None:
        at = text.rindex(_END)
        new = text[:at] + _item([url]) + text[at:]
    else:
        new = text[: found.start()] + _item([*_urls(path, found), url]) + text[found.end() :]
    _write(path, new)
    return Trusted(str(profile), url, found is None, made_file)


def take_back(change: Trusted) -> None:
    """Take back just what `trust` added. Raise FileLockedError, ProfileError, NotWritableError."""
    profile = Path(change.profile)
    path = _file(profile)
    if not path.exists():
        return
    _closed(profile)
    text = _text(path)
    found = _ITEM.search(text)
    if found is not None:
        urls = [url for url in _urls(path, found) if url != change.url]
        kept = _item(urls) if urls or not change.made_item else ""
        text = text[: found.start()] + kept + text[found.end() :]
    if change.made_file and text == _EMPTY:
        try:
            held.remove(path)
        except OSError as error:
            raise not_writable(path, error) from error
        for parent in (path.parent, profile, profile.parent):
            if any(parent.iterdir()):
                break
            parent.rmdir()
    else:
        _write(path, text)


def _file(profile: Path) -> Path:
    return profile / "user" / "registrymodifications.xcu"


def _closed(profile: Path) -> None:
    if in_use(profile):
        raise FileLockedError("LibreOffice 正开着，没有改动它的信任设置。", "请关闭所有 LibreOffice 窗口，再运行一次。")


def _text(path: Path) -> str:
    try:
        # Line ends as they are.
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise _strange(path) from error


def _prop(profile: Path, name: str) -> ElementTree.Element:
    path = _file(profile)
    nothing = ElementTree.Element("prop")
    if not path.exists():
        return nothing
    try:
        items = ElementTree.fromstring(_text(path))
    except ElementTree.ParseError as error:
        raise _strange(path) from error
    props = (p for item in items if item.get(f"{_OOR}path") == _SCRIPTING for p in item.iter("prop"))
    return next((prop for prop in props if prop.get(f"{_OOR}name") == name), nothing)


def _urls(path: Path, found: re.Match[str]) -> list[str]:
    if not _LISTED.fullmatch(found["value"].strip()):
        raise _strange(path)
    return [unescape(each) for each in re.findall(r"<it>([^<]*)</it>", found["value"])]


def _item(urls: list[str]) -> str:
    listed = "".join(f"<it>{escape(url)}</it>" for url in urls)
    prop = f'<prop oor:name="SecureURL" oor:op="fuse"><value>{listed}</value></prop>'
    return f'<item oor:path="{_SCRIPTING}">{prop}</item>\n'


def _write(path: Path, text: str) -> None:
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise _strange(path) from error
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    write_whole(path, text.encode("utf-8"), mode)


def _strange(path: Path) -> ProfileError:
    return ProfileError(
        f"LibreOffice 的设置文件和预想的不一样，没有改动：{path}",
        "请在 LibreOffice 里自己加：工具 → 选项 → LibreOffice → 安全 → 宏安全性 → 可信来源 → 可信文件位置。",
    )
