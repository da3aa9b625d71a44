"""A checkout at its commands: what each one says, and what it leaves in its folder, its home and its temporary folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from unchanged.steps import HERE, Scenario, Step

PINNED: Final = Path(__file__).resolve().parent / "pinned"
DATABASE: Final = b"SQLite format 3\0"
_SECONDS: Final = 300
_NOBODY: Final = "张三"
_PDF_PATH: Final = "/usr/local/bin:/usr/bin:/bin"


@dataclass(frozen=True)
class Checkout:
    """A checkout with its own interpreter."""

    path: Path

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(self.path / ".venv/bin/python")

    def environment(self, room: Path, clock: str, *, programs: bool = False) -> dict[str, str]:
        """Return the whole environment of a process: nothing of the real one is in it.

        The clock stands still; what is monotonic goes on. `programs` lets LibreOffice be found.
        """
        library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
        return {
            "PATH": _PDF_PATH if programs else "/nowhere",
            "HOME": str(room / "home"),
            "TMPDIR": str(room / "tmp"),
            "USER": _NOBODY,
            "LOGNAME": _NOBODY,
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "120",
            "TZ": "Asia/Shanghai",
            "PYTHONHASHSEED": "0",
            # The checkout goes before what its interpreter may have been told of others.
            "PYTHONPATH": os.pathsep.join((str(PINNED), str(self.path))),
            "LD_PRELOAD": str(library),
            "FAKETIME": clock,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def require(self) -> None:
        """Make sure that this is the program that runs. Raises SystemExit."""
        ask = "import sys, xlplan; sys.stdout.write(xlplan.__file__)"
        environment = self.environment(Path("/nowhere"), "2023-06-12 09:00:00")
        done = subprocess.run(
            [self.python, "-c", ask], cwd="/", env=environment, capture_output=True, encoding="utf-8", check=False
        )
        if not Path(done.stdout or "/").is_relative_to(self.path):
            raise SystemExit(f"{self.path}: this is not the program that runs: {done.stdout}{done.stderr[-500:]}")


@dataclass(frozen=True)
class Entry:
    """What lies at a path: a file by the hash of its content, a folder, a link."""

    kind: str
    mode: int
    content: str = ""
    rows: int = 0
    """Of a database."""


@dataclass(frozen=True)
class Played:
    """A command that has ended: what it said, and what it changed (None: removed)."""

    step: Step
    code: int
    out: bytes
    err: bytes
    changed: Mapping[str, Entry | None]
    seconds: float


@dataclass(frozen=True)
class Store:
    """Contents of files by their hashes."""

    folder: Path

    def keep(self, data: bytes) -> str:
        """Keep a content."""
        digest = hashlib.sha256(data).hexdigest()
        path = self.folder / digest
        if not path.exists():
            beside = path.with_suffix(f".{os.urandom(8).hex()}")
            beside.write_bytes(data)
            beside.replace(path)
        return digest

    def of(self, digest: str) -> bytes:
        """Return the content of a hash."""
        return (self.folder / digest).read_bytes()


@dataclass
class Room:
    """A folder in which a scenario is played: `work`, `home`, and `tmp`."""

    checkout: Checkout
    path: Path
    store: Store
    json: bool
    """Whether commands are run with `--json` where they take it."""
    programs: bool = False
    there: dict[str, Entry] = field(default_factory=dict)
    _seen: dict[str, tuple[tuple[int, ...], Entry]] = field(default_factory=dict)

    @property
    def work(self) -> Path:
        """Where the commands are at work."""
        return self.path / "work"

    def enter(self) -> None:
        """Make the folders, empty."""
        shutil.rmtree(self.path, ignore_errors=True)
        for name in ("work", "home", "tmp"):
            (self.path / name).mkdir(parents=True)

    def play(self, step: Step, corpus: Path) -> Played:
        """Run a command after what is put in place for it."""
        for name in step.remove:
            _removed(self.work / name)
        if step.put:
            shutil.copytree(corpus / step.put, self.work, symlinks=True, dirs_exist_ok=True)
        self.there = dict(self._look())
        words = [word.replace(HERE, str(self.work)) for word in step.words]
        if self.json and step.json:
            words.append("--json")
        began = time.monotonic()
        done = subprocess.run(
            [self.checkout.python, "-m", "xlplan", *words],
            cwd=self.work,
            env=self.checkout.environment(self.path, step.clock, programs=self.programs),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        seconds = time.monotonic() - began
        after = dict(self._look())
        names = sorted(self.there.keys() | after.keys())
        changed = {name: after.get(name) for name in names if self.there.get(name) != after.get(name)}
        self.there = after
        return Played(
            step, done.returncode, self._placeless(done.stdout), self._placeless(done.stderr), changed, seconds
        )

    def play_all(self, scenario: Scenario) -> list[Played]:
        """Play a scenario from its beginning to its end."""
        self.enter()
        played = [self.play(step, scenario.folder) for step in scenario.steps]
        shutil.rmtree(self.path)
        return played

    def _placeless(self, data: bytes) -> bytes:
        """Return what was said or written, without the checkout's own place."""
        return data.replace(str(self.checkout.path).encode(), b"<checkout>")

    def _look(self) -> Iterator[tuple[str, Entry]]:
        for path in sorted(self.path.rglob("*")):
            name = path.relative_to(self.path).as_posix()
            found = path.lstat()
            if path.is_symlink():
                yield name, Entry("link", 0, os.fsdecode(path.readlink()))
            elif path.is_dir():
                yield name, Entry("folder", found.st_mode & 0o777)
            elif path.is_file():
                mark = (found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode)
                if name not in self._seen or self._seen[name][0] != mark:
                    self._seen[name] = mark, self._entry(path, found.st_mode & 0o777)
                yield name, self._seen[name][1]
            else:
                yield name, Entry("other", found.st_mode)

    def _entry(self, path: Path, mode: int) -> Entry:
        data = path.read_bytes()
        if data.startswith(DATABASE):
            with suppress(sqlite3.DatabaseError):
                dumped, rows = dump(path)
                return Entry("database", mode, self.store.keep(dumped), rows)
        return Entry("file", mode, self.store.keep(self._placeless(data)))


def dump(path: Path) -> tuple[bytes, int]:
    """Return all that a database holds as lines of JSON, and how many rows that is. Raises sqlite3.DatabaseError."""
    lines: list[Any] = []
    rows = 0
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        lines.append({"user_version": db.execute("PRAGMA user_version").fetchone()[0]})
        made = db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        lines += [list(each) for each in made]
        for name in [name for kind, name, _ in made if kind == "table"]:
            # In what order rows came is told by rowid alone in some tables.
            for number, row in enumerate(db.execute(f'SELECT * FROM "{name}" ORDER BY rowid')):
                lines.append([name, number, list(row)])
                rows += 1
    text = "\n".join(json.dumps(line, ensure_ascii=False, default=repr) for line in lines)
    return text.encode("utf-8", "surrogatepass"), rows


def _removed(path: Path) -> None:
    """Remove a file or a folder; not every scenario has each."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def formats(names: Sequence[str]) -> dict[str, int]:
    """Return how many files there are of each ending."""
    counts: dict[str, int] = {}
    for name in names:
        ending = Path(name).suffix.lower() or "(none)"
        counts[ending] = counts.get(ending, 0) + 1
    return dict(sorted(counts.items()))
