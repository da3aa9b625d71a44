"""A helper with its window in a process of its own, beside a Calc; a test asks it what it shows, and clicks in it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support import ROOT
from support.screen import ALONE, Screen

_SCRIPT = f"""{ALONE}
import json, select, traceback
from support.window_clicks import ClicksInX
from xlplan.files.store.user_data import data_folder
from xlplan.office.helper.serving import Helper
from xlplan.office.helper.window import HelperWindow
from xlplan.office.hosts import open_books
from xlplan.office.hosts.requests import request_folders
from xlplan.office.setup.helper_log import log_to

log_to(data_folder())
open_books.open_path = lambda path: None
helper = Helper(request_folders())
helper.start()
window = HelperWindow(helper)
window.watching.start()
mouse = ClicksInX(window.root, os.environ["DISPLAY"])
known = dict(globals())
while True:
    window.root.update()
    if not select.select([sys.stdin], [], [], 0.02)[0]:
        continue
    asked = sys.stdin.readline()
    if not asked:
        break
    try:
        what = json.loads(asked)
        exec("\\n".join(what[:-1]), known)
        answer = ["", eval(what[-1], known)]
    except BaseException:
        answer = [traceback.format_exc(), None]
    print(json.dumps(answer, ensure_ascii=False), flush=True)
window.watching.stop()
helper.stop()
"""


class WindowBeside:
    """The helper's window as a test sees it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, *lines: str) -> Any:
        """Run lines in the window's process, where `window` and `mouse` are known; return what the last one gives."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(lines) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the window's process has ended"
        error, found = json.loads(answer)
        assert not error, error
        return found


@contextmanager
def open_window_beside(screen: Screen, log: Path) -> Iterator[WindowBeside]:
    """Open the window of the only helper on a screen; it ends with the block."""
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", _SCRIPT],
            env={**screen.environment, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8",
        )  # fmt: skip
    try:
        yield WindowBeside(process)
    finally:
        assert process.stdin and process.stdout
        process.stdin.close()
        try:
            process.wait(180)
        except subprocess.TimeoutExpired:
            process.kill()
        process.stdout.close()
