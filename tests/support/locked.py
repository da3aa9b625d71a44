"""Calc saving workbooks with a password, which its command line cannot: an office on Linux would do so in the dialogue."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from pathlib import Path

from support import calc

_FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}
# Run by the system's Python: a virtual environment does not see `uno`.
_SCRIPT = """
import sys, time, uno
from com.sun.star.beans import NamedValue, PropertyValue
pipe, password, *files = sys.argv[1:]
resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
for _ in range(300):
    try:
        context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.1)
desktop = context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
def options(**given):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in given.items())
for source, target, kind in zip(files[::3], files[1::3], files[2::3]):
    document = desktop.loadComponentFromURL(source, "_blank", 0, options(Hidden=True, ReadOnly=True))
    # Of a new format the password goes by another way.
    secret = uno.Any("[]com.sun.star.beans.NamedValue", (NamedValue("CryptoType", "Standard"), NamedValue("OOXPassword", password)))
    given = {"EncryptionData": secret} if target.endswith("x") else {"Password": password}
    document.storeToURL(target, options(FilterName=kind, **given))
    document.close(True)
try:
    desktop.terminate()
except Exception:
    pass
"""


def save(path: Path, targets: list[Path], password: str) -> None:
    """Open `path` in Calc and save it with a password to open as each of `targets`, by their extensions."""
    pipe = f"xlplan-{os.getpid()}"
    command = [
        "soffice",
        f"-env:UserInstallation={calc.profile().as_uri()}",
        "--headless",
        "--norestore",
        f"--accept=pipe,name={pipe};urp;",
    ]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            words = [word for to in targets for word in (path.as_uri(), to.as_uri(), _FILTERS[to.suffix[1:]])]
            environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
            subprocess.run(
                ["/usr/bin/python3", "-c", _SCRIPT, pipe, password, *words],
                env=environment,
                stdin=subprocess.DEVNULL,
                timeout=calc.TIMEOUT,
                check=True,
            )
            process.wait(20)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
