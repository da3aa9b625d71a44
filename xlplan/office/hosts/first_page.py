"""A workbook's first page as PDF: by LibreOffice without a window where it is installed, by Excel where that is."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from xlplan.files.papers.one_page import for_one_page
from xlplan.files.store.locking import hold
from xlplan.files.store.user_data import data_folder
from xlplan.files.store.writing import write_whole
from xlplan.office.hosts.excel_page import make_page
from xlplan.terms.errors import NotWritableError

_SECONDS: Final = 60.0
PROFILE: Final = "pdf-profile"
"""The folder of LibreOffice's settings that is kept among the user's own data."""
_FILTER: Final = 'pdf:calc_pdf_Export:{"PageRange":{"type":"string","value":"1"}}'
# Without it LibreOffice asks the print service (CUPS), which may be another machine's, for printers.
_OFFLINE: Final = {"SAL_DISABLE_CUPS": "1"}
_PROGRAMS: Final = {
    "win32": (r"C:\Program Files\LibreOffice\program\soffice.com",),
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
}


def first_page(report: Path) -> Path | None:
    """Make the PDF beside a report. Return None if no program here can: it is a convenience, and never an error."""
    program = shutil.which("soffice") or next(filter(os.path.isfile, _PROGRAMS.get(sys.platform, ())), None)
    target = report.with_suffix(".pdf")
    with (
        tempfile.TemporaryDirectory(prefix="xlplan-", ignore_cleanup_errors=True) as folder,
        contextlib.suppress(OSError, NotWritableError),
    ):
        # A page that is sent alone says at its foot that others follow in the workbook.
        alone = Path(folder, report.name)
        alone.write_bytes(for_one_page(report.read_bytes(), report.name))
        made = _by_any_profile(program, alone, Path(folder)) if program else _by_excel(alone, Path(folder))
        if made is not None:
            # Over one that somebody has open it cannot be put: then the old one stays.
            write_whole(target, made.read_bytes())
            return target
    return None


def _by_any_profile(program: str, report: Path, folder: Path) -> Path | None:
    """Make it with a profile that is kept ready, or with a new one, for which LibreOffice takes some seconds longer."""
    kept = data_folder() / PROFILE
    with contextlib.suppress(OSError, NotWritableError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with hold(kept.with_suffix(".lock")) as held:
            if held and (made := _by_libreoffice(program, report, folder, kept)):
                return made
    return _by_libreoffice(program, report, folder, folder / PROFILE)


def _by_libreoffice(program: str, report: Path, folder: Path, profile: Path) -> Path | None:
    # The profile in use would hand the work over to the user's window.
    command = [
        program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", _FILTER, "--outdir", str(folder), str(report),
    ]  # fmt: skip
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=os.name == "posix", env=os.environ | _OFFLINE,
    )  # fmt: skip
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
    made = folder / f"{report.stem}.pdf"
    return made if made.is_file() else None


def _by_excel(report: Path, folder: Path) -> Path | None:
    """Make it by Excel for Windows. On macOS there is no Excel that the user does not see."""
    if sys.platform != "win32":
        return None
    made = folder / f"{report.stem}.pdf"
    make_page(report, made)
    return made if made.is_file() else None
