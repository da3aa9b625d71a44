"""Returns that arrive as they do: half written, renamed, doubled, among those of other plans and rounds, in folders that vanish."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Sheet:
    """A file that somebody sends: its bytes and whose it is; `department` is empty unless it is the round's own."""

    name: str
    data: bytes
    department: str = ""

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class Arriving:
    """Folders, and what arrives in them by chance. `dropped` are the round's sheets that lay somewhere as a whole."""

    chance: random.Random
    folders: Sequence[Path]
    own: list[Sheet]
    others: list[Sheet]
    dropped: list[Sheet] = field(default_factory=list)
    _half: list[tuple[Path, Sheet, Path]] = field(default_factory=list)
    _away: list[Path] = field(default_factory=list)

    def happen(self) -> str:
        """Let one thing happen; return what it was."""
        ways: list[Callable[[], str | None]] = [
            self.drop, self.drop, self.begin, self.begin, self.end, self.end, self.double, self.rename, self.stranger, self.placeholder,
            self.in_zip, self.vanish, self.come_back,
        ]  # fmt: skip
        while not (said := self.chance.choice(ways)()):
            pass
        return said

    def finish(self) -> None:
        """Let whatever has begun come to its end, and all that was not sent be sent."""
        while self._away:
            self.come_back()
        while self._half:
            self.end()
        while self.own:
            self.drop()

    def _folder(self) -> Path | None:
        here = [folder for folder in self.folders if folder.is_dir()]
        return self.chance.choice(here) if here else None

    def _place(self, sheet: Sheet) -> Path | None:
        """Return where a sheet arrives, under which name."""
        folder = self._folder()
        if folder is None:
            return None
        stem, suffix = sheet.name.rsplit(".", 1)
        called = self.chance.choice(
            [stem, "推进情况表", f"{stem}(1)", "最终版 改2", f"微信文件_{self.chance.randrange(10**6)}"]
        )
        place = folder / self.chance.choice([".", "2023-06", "深/一层"]) / f"{called}.{suffix}"
        place.parent.mkdir(parents=True, exist_ok=True)
        while place.exists():
            place = place.with_name(f"{place.stem}(1){place.suffix}")
        return place

    def _send(self) -> Sheet | None:
        return self.own.pop(self.chance.randrange(len(self.own))) if self.own else None

    def drop(self) -> str | None:
        """Let a sheet come as a whole."""
        if not (sheet := self._send()):
            return None
        if not (place := self._place(sheet)):
            self.own.append(sheet)
            return None
        place.write_bytes(sheet.data)
        self.dropped.append(sheet)
        return f"drop {place}"

    def begin(self) -> str | None:
        """Let a sheet begin to come, under its own name or a browser's."""
        if not (sheet := self._send()):
            return None
        if not (place := self._place(sheet)):
            self.own.append(sheet)
            return None
        for_now = place.with_name(f"{place.name}.crdownload") if self.chance.random() < 0.4 else place
        part = self.chance.choice([0, 1, 30, len(sheet.data) // 2, len(sheet.data) - 1])
        # As much room as it takes in the end, or no more than there is. The last bytes of a ZIP file are 0 themselves.
        room = len(sheet.data) - part if part < len(sheet.data) - 1 and self.chance.random() < 0.5 else 0
        for_now.write_bytes(sheet.data[:part] + bytes(room))
        self._half.append((for_now, sheet, place))
        return f"begin {for_now}"

    def end(self) -> str | None:
        """Let the rest of a sheet come."""
        ready = [each for each in self._half if each[0].parent.is_dir()]
        if not ready:
            return None
        each = self.chance.choice(ready)
        self._half.remove(each)
        for_now, sheet, place = each
        for_now.write_bytes(sheet.data)
        if for_now != place:
            for_now.rename(place)
        self.dropped.append(sheet)
        return f"end {place}"

    def _there(self) -> list[Path]:
        half = {each[0] for each in self._half}
        return sorted(path for folder in self.folders for path in folder.rglob("*.xlsx") if path not in half)

    def double(self) -> str | None:
        """Copy a file into another folder, or once more into the same."""
        there, folder = self._there(), self._folder()
        if not there or folder is None:
            return None
        source = self.chance.choice(there)
        target = folder / f"{source.stem}(1).xlsx"
        if target.exists():
            return None
        # With the time of the original, as Explorer does it.
        shutil.copy2(source, target)
        return f"double {target}"

    def rename(self) -> str | None:
        """Give a file another name."""
        there = self._there()
        if not there:
            return None
        source = self.chance.choice(there)
        target = source.with_name(f"改名{self.chance.randrange(10**6)}.xlsx")
        source.rename(target)
        return f"rename {target}"

    def stranger(self) -> str | None:
        """Let something come that is not of this round."""
        if not self.others:
            return None
        sheet = self.chance.choice(self.others)
        if not (place := self._place(sheet)):
            return None
        place.write_bytes(sheet.data)
        return f"stranger {place}"

    def placeholder(self) -> str | None:
        """Leave a file that is none yet: of a cloud, of a browser, of Excel."""
        folder = self._folder()
        if folder is None:
            return None
        name = self.chance.choice(["云上的表.xlsx", "a.xlsx.tmp", "未确认 77.crdownload", "~$推进情况表.xlsx"])
        (folder / name).write_bytes(b"" if name.startswith("云") else b"PK\x03\x04 not yet")
        return f"placeholder {name}"

    def in_zip(self) -> str | None:
        """Let several come in one ZIP file, with others among them."""
        folder = self._folder()
        if folder is None or len(self.own) < 2:
            return None
        sheets = [self.own.pop(self.chance.randrange(len(self.own))) for _ in range(2)]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            for number, sheet in enumerate((*sheets, *self.others[:1])):
                file.writestr(f"报送/{number}{sheet.name}", sheet.data)
        (folder / f"报送{self.chance.randrange(10**6)}.zip").write_bytes(packed.getvalue())
        self.dropped += sheets
        return "zip"

    def vanish(self) -> str | None:
        """Let a folder go away, like a stick that is pulled out."""
        folder = self._folder()
        if folder is None or len(self._away) > 1:
            return None
        folder.rename(folder.with_name(f"{folder.name}-away"))
        self._away.append(folder)
        return f"vanish {folder}"

    def come_back(self) -> str | None:
        """Let a folder be there again."""
        if not self._away:
            return None
        folder = self._away.pop()
        folder.with_name(f"{folder.name}-away").rename(folder)
        return f"come back {folder}"
