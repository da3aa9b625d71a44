"""What 打开分工表.exe, 卸载.exe and the shortcut on the desktop run, by the Python beside it and without a console."""

import sys
from pathlib import Path

from xlplan.office.setup.portable import run_bundle

sys.exit(run_bundle(Path(__file__).resolve().parent.parent, sys.argv[1:]))
