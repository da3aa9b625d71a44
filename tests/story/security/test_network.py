"""Nothing is opened to other computers or other users."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from support import ROOT, live, programs
from support.attacks import linux
from support.office import Office

from xlplan.office.setup import helper_log


@linux
class TestNetwork:
    """No command and no helper opens a socket to anywhere but this computer's own programs."""

    def traced(self, trace: Path, *words: object, **environ: str) -> subprocess.Popen[bytes]:
        programs.require("strace")
        return subprocess.Popen(
            ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=socket", "-e", "signal=none", "-o", trace, sys.executable, *map(str, words)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)} | environ,
        )  # fmt: skip

    def assert_quiet(self, trace: Path) -> None:
        opened = [line for line in trace.read_text("utf-8", "replace").splitlines() if "socket(" in line]
        assert not [line for line in opened if "AF_UNIX" not in line]

    def test_commands_open_no_socket(self, works: Office, tmp_path: Path) -> None:
        works.answer("教育科")
        home = tmp_path / "home"
        home.mkdir()
        commands = [
            *([verb, str(works.book), "--round", works.round] for verb in ("split", "merge", "status", "remind")),
            *([verb, str(works.book)] for verb in ("validate", "yearly", "rebuild", "undo", "doctor", "install")),
            ["history", str(works.book), "1.1"], ["schedule", "每周一查"], ["new", str(tmp_path / "新.xlsm")], ["uninstall"],
        ]  # fmt: skip
        script = (
            "import sys, json\nfrom xlplan.cli import command_line\n"
            "for words in json.loads(sys.argv[1]):\n"
            "    try:\n        command_line(words)\n    except SystemExit as end:\n        assert end.code in (0, 1), words\n"
        )
        trace = tmp_path / "trace"
        process = self.traced(
            trace, "-c", script, json.dumps(commands), HOME=str(home), XLPLAN_REQUESTS=str(home / "r")
        )
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said
        if calc_here := (works.root / "汇总" / works.round / "进展汇总.pdf").exists():
            # LibreOffice was watched when it made this one too.
            assert "AF_UNIX" in trace.read_text("utf-8", "replace")
        assert calc_here or not programs.shutil.which("soffice")
        self.assert_quiet(trace)

    def test_the_helper_opens_none_and_what_it_keeps_is_the_users_own(self, tmp_path: Path) -> None:
        home, requests, trace = tmp_path / "home", tmp_path / "requests", tmp_path / "trace"
        home.mkdir()
        environ = {"HOME": str(home), "XLPLAN_REQUESTS": str(requests), "XDG_DATA_HOME": str(home / "data")}
        process = self.traced(trace, "-m", "xlplan", "helper", "--no-window", **environ)
        data = home / "data/xlplan"
        nonce = "f" + "0" * 31
        try:
            wait_for(lambda: (data / helper_log.LOG_NAME).exists() and requests.is_dir())
            said = f"protocol=1\nnonce={nonce}\nverb=nothing\nversion=0\nhost=x\nos=x\n"
            (requests / f"{nonce}.tmp").write_text(said)
            (requests / f"{nonce}.tmp").rename(requests / f"{nonce}.request")
            wait_for((requests / f"{nonce}.answer").exists)
            for folder in (data, requests):
                assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        finally:
            pid = json.loads((data / "helper.json").read_text())["pid"]
            os.kill(pid, signal.SIGTERM)
            process.communicate(timeout=180)
        self.assert_quiet(trace)


def wait_for(condition: Callable[[], object], seconds: float = 180.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@linux
def test_other_users_cannot_connect_to_the_calc_that_listens(tmp_path: Path, needs_calc: None) -> None:
    """Whoever can connect can do anything in the user's name."""
    with live.running(tmp_path / "profile"):
        pipes = list(Path("/tmp").glob(f"OSL_PIPE_{os.getuid()}_xlwings-*"))
        assert pipes
        assert not [each for each in pipes if each.stat().st_mode & 0o002]
