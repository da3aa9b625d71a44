"""Commands for the examples on the pages: one process, this module run as a program, has loaded what they load, and forks for each."""

from __future__ import annotations

import atexit
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from scripts import ROOT


def run(words: Sequence[str], now: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Run `xlplan` with these words in a folder, its clock at `now` (ISO); return what it prints, errors included."""
    server = _server()
    assert server.stdin and server.stdout
    with tempfile.NamedTemporaryFile() as output:
        print(json.dumps([words, now, str(folder), dict(environment), output.name]), file=server.stdin, flush=True)
        if not server.stdout.readline():
            raise RuntimeError("the process that runs the examples has ended; its last words are on standard error")
        return Path(output.name).read_text("utf-8")


@cache
def _server() -> subprocess.Popen[str]:
    """Start the process that forks; it ends with this one."""
    server = subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    atexit.register(server.communicate)
    return server


def _serve() -> None:
    import xlplan

    for module in pkgutil.walk_packages(xlplan.__path__, "xlplan."):
        if not module.name.startswith(("xlplan.office", "xlplan.__main__")):
            importlib.import_module(module.name)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _run(*json.loads(line))
        os.waitpid(child, 0)
        print("done", flush=True)


def _run(words: Sequence[str], now: str, folder: str, environment: Mapping[str, str], output: str) -> None:
    from xlplan.cli import command_line, frame

    at = datetime.fromisoformat(now)
    frame.datetime = SimpleNamespace(now=lambda: at)  # type: ignore[assignment, attr-defined]
    try:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        for place, (name, how) in enumerate([(os.devnull, os.O_RDONLY), (output, os.O_WRONLY), (output, os.O_WRONLY)]):
            os.dup2(os.open(name, how | (os.O_APPEND if place else 0)), place)
        command_line(list(words))
    except SystemExit:
        pass
    except Exception:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    _serve()
