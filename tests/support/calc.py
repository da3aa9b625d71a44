"""LibreOffice Calc without a screen: open a file as an office on Linux would, save it as something else, look at it."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from support.processes import running_with

TIMEOUT = 120
"""Seconds for one run of soffice; the first run of a new profile takes about 5, each file well under 1."""

_FILTERS = {
    "pdf": "pdf",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "xlsm": "xlsm:Calc MS Excel 2007 VBA XML",
    "xls": "xls:MS Excel 97",
    "ods": "ods:calc8",
    "fods": "fods:OpenDocument Spreadsheet Flat XML",
}


class CalcError(Exception):
    """Calc did not write what it was asked for: the file does not open, or it took too long."""


def convert(path: Path, to: str = "pdf", outdir: Path | None = None, *, timeout: float = TIMEOUT) -> Path:
    """Open `path` in Calc and save it in `outdir` (default: beside it) as pdf, xlsx, xlsm, xls or ods.

    Returns the new file. Raise CalcError when there is none, or after `timeout` seconds.
    """
    return convert_many([path], to, outdir or path.parent, timeout=timeout)[0]


def convert_many(paths: Iterable[Path], to: str, outdir: Path, *, timeout: float = TIMEOUT) -> list[Path]:
    """Convert many files in one start of Calc, as `convert` does one; the new files come in the order of `paths`."""
    sources = [path.resolve() for path in paths]
    targets = [outdir.resolve() / f"{source.stem}.{to}" for source in sources]
    if len(set(targets)) < len(targets) or set(targets) & set(sources):
        raise ValueError(f"these files would overwrite each other, or themselves, in {outdir}: {sources}")
    outdir.mkdir(parents=True, exist_ok=True)
    # Written apart: soffice ends with 0 whatever happened, so only a file that was not there before proves anything.
    with tempfile.TemporaryDirectory(dir=outdir) as fresh:
        said = _soffice(["--convert-to", _FILTERS[to], "--outdir", fresh, *map(str, sources)], timeout)
        written = [Path(fresh, target.name) for target in targets]
        if absent := [source.name for source, new in zip(sources, written, strict=True) if not new.exists()]:
            raise CalcError(f"Calc wrote no {to} of {absent}: {said}")
        return [new.replace(target) for new, target in zip(written, targets, strict=True)]


def pictures(path: Path, outdir: Path, dpi: int = 60) -> list[Path]:
    """Make one PNG for each page of `path` as Calc prints it, in page order, `dpi` pixels an inch."""
    pdf = path if path.suffix == ".pdf" else convert(path, "pdf", outdir)
    outdir.mkdir(parents=True, exist_ok=True)
    for old in outdir.glob(f"{path.stem}-*.png"):
        old.unlink()
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-png", pdf, outdir / path.stem],
        stdin=subprocess.DEVNULL,
        timeout=TIMEOUT,
        check=True,
    )
    return sorted(outdir.glob(f"{path.stem}-*.png"))


@functools.cache
def profile() -> Path:
    """Return this process's own LibreOffice profile: made once, for making one costs seconds, and shared with no other run."""
    atexit.register(discard_profile)
    return Path(tempfile.mkdtemp(prefix="xlplan-calc-"))


def discard_profile() -> None:
    """Delete the profile, if one was made; the next run starts with a new one."""
    if profile.cache_info().currsize:
        shutil.rmtree(profile())
        profile.cache_clear()


def _soffice(arguments: list[str], timeout: float) -> str:
    command = ["soffice", f"-env:UserInstallation={profile().as_uri()}", "--headless", "--norestore", *arguments]
    # A file, not a pipe: a grandchild that stays alive would hold the pipe open, and reading it would hang.
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise CalcError(f"Calc was not done after {timeout} s: {arguments}") from None
        finally:
            # soffice is a script that starts others: on a time-out or Ctrl-C all of them have to go.
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                # One that is just dying may still make a file there.
                running_with(profile().name)
                discard_profile()
        output.seek(0)
        return output.read().decode(errors="replace").strip()
