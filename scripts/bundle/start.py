"""What 打开分工表 runs in the offline bundle: sets the program up in the user's own home, once, and opens the workbook.

It needs nothing but Python itself: no network, no administrator, no pip and no ensurepip on the machine.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

PROGRAM = Path(__file__).resolve().parent
READY = "ready"
LOG = "install.log"


def main(words: Sequence[str]) -> int:
    """Open the workbook, and return exit code 0; otherwise say in Chinese what is wrong."""
    version = (PROGRAM / "version.txt").read_text(encoding="ascii").strip()
    home = own_folder()
    environment = home / f"{version}-cp{sys.version_info.major}{sys.version_info.minor}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(home / "install.lock"):
            python = set_up(environment, version)
    except OSError as error:
        say(f"没有装成：{error}\n请看看磁盘是否已满、{home} 能不能写，再双击一次。")
        return 2
    if python is None:
        return 2
    book = words[0] if words else str(PROGRAM.parent / "工作簿")
    code = subprocess.call([python, "-P", "-m", "xlplan", "open", book])
    if code == 0:
        remove_older(environment)
    return code


def own_folder() -> Path:
    """Return where this user's programs of ours are set up, each version in a folder of its own."""
    if sys.platform == "darwin":
        root = Path.home() / "Library" / "Application Support"
    else:
        root = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return root / "xlplan" / "env"


def set_up(environment: Path, version: str) -> Path | None:
    """Return the Python of a ready environment; set it up now if it is not there yet. Return None if that failed."""
    python = environment / "bin/python"
    if (environment / READY).exists() and python.exists():
        return python
    say(f"第一次使用，正在安装分工表助手 {version}（约一分钟，不上网）……")
    # One that was cut off half-way is made anew.
    shutil.rmtree(environment, ignore_errors=True)
    venv.create(environment, with_pip=False, symlinks=True)
    (pip,) = (PROGRAM / "wheels").glob("pip-*.whl")
    command = [
        python, "-I", pip / "pip", "--isolated", "install", "--no-index", "--find-links", PROGRAM / "wheels",
        "--disable-pip-version-check", "--no-warn-script-location", f"xlplan=={version}",
    ]  # fmt: skip
    log = environment / LOG
    with log.open("wb") as output:
        code = subprocess.call(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    if code != 0:
        say(log.read_text(encoding="utf-8", errors="replace")[-600:])
        say(
            f"没有装成，原因在上面，全文在 {log}。\n“No matching distribution”的意思是离线包里没有适合这台电脑的程序库。"
        )
        return None
    (environment / READY).touch()
    say("装好了。")
    return python


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait while another start is setting up: two quick double-clicks are one."""
    with path.open("a+b") as file:
        while not locked(file):
            time.sleep(0.2)
        yield


def locked(file: IO[bytes]) -> bool:
    """Try to lock a file until it is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def remove_older(environment: Path) -> None:
    """Remove what earlier versions left; the helper runs from the new one by now."""
    for other in environment.parent.iterdir():
        if other != environment and (other / "pyvenv.cfg").exists():
            shutil.rmtree(other, ignore_errors=True)


def say(text: str) -> None:
    """Tell the user, in the window that this runs in."""
    print(text, flush=True)


if __name__ == "__main__":
    # A pipe may have another encoding.
    if hasattr(sys.stdout, "reconfigure") and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
