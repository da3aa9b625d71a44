"""LibreOffice Calc without a screen: open a file as an office on Linux would, save it as something else, look at it.

One Calc serves all that a process of tests asks for, and ends with it: each start would take 2 s of work.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from unittest.mock import patch

from support import programs
from support.processes import running_with
from xlplan.office import libreoffice
from xlplan.office.libreoffice import uno_bridge
from xlplan.office.libreoffice.base import uno_name
from xlplan.office.libreoffice.uno_bridge import properties

TIMEOUT = 120
"""Seconds for all files of one call; each takes well under 1."""

START = 180
"""Seconds for Calc to start; with a new profile it takes about 5."""

_FILTERS = {
    "pdf": "calc_pdf_Export",
    "xlsx": "Calc MS Excel 2007 XML",
    "xlsm": "Calc MS Excel 2007 VBA XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "fods": "OpenDocument Spreadsheet Flat XML",
    "html": "HTML (StarCalc)",
}


class CalcError(Exception):
    """Calc did not write what it was asked for: the file does not open, or it took too long."""


def convert(path: Path, to: str = "pdf", outdir: Path | None = None, *, timeout: float = TIMEOUT) -> Path:
    """Open `path` in Calc and save it in `outdir` (default: beside it) as pdf, xlsx, xlsm, xls or ods.

    Returns the new file. Raise CalcError when there is none, or after `timeout` seconds.
    """
    return convert_many([path], to, outdir or path.parent, timeout=timeout)[0]


def convert_many(paths: Iterable[Path], to: str, outdir: Path, *, timeout: float = TIMEOUT) -> list[Path]:
    """Convert many files as `convert` does one; the new files come in the order of `paths`."""
    sources = [path.resolve() for path in paths]
    targets = [outdir.resolve() / f"{source.stem}.{to}" for source in sources]
    if len(set(targets)) < len(targets) or set(targets) & set(sources):
        raise ValueError(f"these files would overwrite each other, or themselves, in {outdir}: {sources}")
    outdir.mkdir(parents=True, exist_ok=True)
    save(dict(zip(targets, sources, strict=True)), timeout=timeout)
    return targets


def save(sources: Mapping[Path, Path], *, password: str | None = None, timeout: float = TIMEOUT) -> None:
    """Open each file in Calc and save it as its key, by whose extension; with a password to open it, if there is one.

    Raise CalcError, naming what did not open or was not written, or after `timeout` seconds.
    """
    calc = _running()
    timer = threading.Timer(timeout, calc.kill)
    timer.start()
    failed: dict[str, Exception] = {}
    try:
        for target, source in sources.items():
            try:
                _save(calc, source, target, password)
            except Exception as error:
                if not isinstance(error, CalcError) and not uno_name(error):
                    raise
                failed[f"{source.name} as {target.name}"] = error
    finally:
        timer.cancel()
        timer.join()
        # It crashed, or time was up, or Ctrl-C came at a moment when nobody knows what it is at.
        if sys.exc_info()[0] or not calc.is_alive():
            end()
    if failed:
        raise CalcError(f"Calc did not save, or was not done after {timeout} s: {failed}")


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


def page_texts(pdf: Path) -> list[str]:
    """Return the text of each page, without blank lines."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT, check=True
    )
    pages = done.stdout.removesuffix("\f").split("\f")
    return ["\n".join(line for line in page.split("\n") if line.strip()) for page in pages]


@functools.cache
def profile() -> Path:
    """Return this process's own LibreOffice profile: made once, for making one costs seconds, and shared with no other run."""
    return Path(tempfile.mkdtemp(prefix="xlplan-calc-"))


@functools.cache
def _running() -> libreoffice.App:
    """Start the Calc of this process."""
    try:
        # The formats of days and numbers go by it.
        with patch.dict(os.environ, LC_ALL="C.UTF-8"):
            calc = libreoffice.start(profile(), timeout=START)
    except libreoffice.BridgeMissingError as error:
        programs.stop(error.message)
    atexit.register(end)
    return calc


def end() -> None:
    """End Calc and delete its profile, if there is one; the next call starts another."""
    if _running.cache_info().currsize:
        _running().kill()
        _running.cache_clear()
        # One that is just dying may still make a file there.
        running_with(profile().name)
        shutil.rmtree(profile())
        profile.cache_clear()


def _save(calc: libreoffice.App, source: Path, target: Path, password: str | None) -> None:
    """Open and save one file. Raise CalcError, or what UNO raises."""
    document = calc.desktop.loadComponentFromURL(source.resolve().as_uri(), "_blank", 0, properties(Hidden=True))
    if document is None:
        raise CalcError("does not open")
    kind = target.suffix[1:]
    text = document.supportsService("com.sun.star.text.TextDocument")
    options: dict[str, object] = {"FilterName": "writer_pdf_Export" if text else _FILTERS[kind]}
    if password is not None and kind in ("xlsx", "xlsm"):
        # Of a new format the password goes by another way.
        uno = uno_bridge.load()
        pairs = [("CryptoType", "Standard"), ("OOXPassword", password)]
        named = [uno.createUnoStruct("com.sun.star.beans.NamedValue", Name=name, Value=value) for name, value in pairs]
        options["EncryptionData"] = uno.Any("[]com.sun.star.beans.NamedValue", tuple(named))
    elif password is not None:
        options["Password"] = password
    try:
        document.storeToURL(target.resolve().as_uri(), properties(**options))
    finally:
        document.close(True)
